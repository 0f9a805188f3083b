package bench.handwritten;

import java.io.Serializable;
import java.util.UUID;

/** Tenant first, as everywhere. */
public class Key implements Serializable {
    public int tenantId;
    public UUID id;

    public Key() {}

    public Key(int tenantId, UUID id) {
        this.tenantId = tenantId;
        this.id = id;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Key k && k.tenantId == tenantId && k.id.equals(id);
    }

    @Override
    public int hashCode() {
        return 31 * tenantId + id.hashCode();
    }
}
