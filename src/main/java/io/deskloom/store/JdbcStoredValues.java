package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.StoredValues;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Stored values straight from the rows. */
@ApplicationScoped
class JdbcStoredValues implements StoredValues {
    private final TenantTx transactions;

    JdbcStoredValues(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public int count(TenantId tenant, String typeId, String fieldId, int most) {
        return transactions.inTenant(tenant, c -> {
            Integer type = Slots.typeId(c, tenant, typeId);
            if (type == null) {
                return 0;
            }
            try (PreparedStatement s =
                    c.prepareStatement("SELECT count(*) FROM (SELECT 1 FROM record WHERE tenant_id = ?"
                            + " AND type_id = ? AND deleted_at IS NULL AND jsonb_exists(fields, ?) LIMIT ?) found")) {
                s.setInt(1, tenant.value());
                s.setInt(2, type);
                s.setString(3, fieldId);
                s.setInt(4, most + 1);
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    @Override
    public List<Stored> newest(TenantId tenant, String typeId, String fieldId, int most) {
        return transactions.inTenant(tenant, c -> {
            List<Stored> found = new ArrayList<>();
            Integer type = Slots.typeId(c, tenant, typeId);
            if (type == null) {
                return found;
            }
            try (PreparedStatement s =
                    c.prepareStatement("SELECT number, external_id, jsonb_build_object('v', fields -> ?) FROM record"
                            + " WHERE tenant_id = ? AND type_id = ? AND deleted_at IS NULL AND jsonb_exists(fields, ?)"
                            + " ORDER BY id DESC LIMIT ?")) {
                s.setString(1, fieldId);
                s.setInt(2, tenant.value());
                s.setInt(3, type);
                s.setString(4, fieldId);
                s.setInt(5, most);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        found.add(new Stored(
                                row.getLong(1),
                                row.getString(2),
                                Json.object(row.getString(3)).get("v")));
                    }
                }
            }
            return found;
        });
    }
}
