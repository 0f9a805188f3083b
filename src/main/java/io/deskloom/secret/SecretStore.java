package io.deskloom.secret;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of secrets. Each call is one transaction inside one tenant. */
public interface SecretStore {
    /** All of a tenant's, by name. */
    List<Row> list(TenantId tenant);

    Optional<Row> find(TenantId tenant, String name);

    /** Writes a row that is new (version 1) or follows the one before; false when somebody else was first. */
    boolean write(TenantId tenant, Row row);

    /** False when there is none. */
    boolean delete(TenantId tenant, String name);

    /** @param keyId of the key it is sealed with */
    record Sealed(String keyId, byte[] bytes) {
        public Sealed {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "sealed with " + keyId;
        }
    }

    /**
     * @param version from 1, one more at every write
     * @param previous the value before, as long as receivers may still check with it
     * @param createdBy null when the account is gone or it was no person
     */
    record Row(
            String name,
            int version,
            Sealed value,
            @Nullable Sealed previous,
            @Nullable Instant previousUntil,
            Instant createdAt,
            @Nullable AccountId createdBy,
            Instant updatedAt,
            @Nullable AccountId updatedBy) {}
}
