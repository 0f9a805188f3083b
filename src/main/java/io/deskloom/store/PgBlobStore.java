package io.deskloom.store;

import io.deskloom.attachment.BlobStore;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Contents as rows of 256 KiB, each written and read in a transaction of its own: a slow sender or receiver holds no connection, and
 * no more than one chunk is in memory. Chunks are not waited for on disk; the commit that makes the content whole comes after
 * them in the same log, and that one is.
 */
@ApplicationScoped
public class PgBlobStore implements BlobStore {
    public static final String KEY = "postgres";

    /** Bytes of every chunk but the last. Stored contents rest on it: it never changes. */
    static final int CHUNK = 256 * 1024;

    private final TenantTx transactions;

    PgBlobStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Writing write(TenantId tenant, UUID blob) {
        delete(tenant, blob);
        return new Chunks(tenant, blob);
    }

    @Override
    public InputStream open(TenantId tenant, UUID blob, long from) {
        return new Stored(tenant, blob, from);
    }

    @Override
    public void delete(TenantId tenant, UUID blob) {
        transactions.<Integer>repeatable(tenant, connection -> {
            try (PreparedStatement s =
                    connection.prepareStatement("DELETE FROM blob_chunk WHERE tenant_id = ? AND blob_id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, blob);
                return s.executeUpdate();
            }
        });
    }

    private void insert(TenantId tenant, UUID blob, int n, byte[] bytes) {
        transactions.<Integer>repeatable(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT INTO blob_chunk (tenant_id, blob_id, n, bytes) VALUES (?, ?, ?, ?)")) {
                s.setInt(1, tenant.value());
                s.setObject(2, blob);
                s.setInt(3, n);
                s.setBytes(4, bytes);
                return s.executeUpdate();
            }
        });
    }

    private Optional<byte[]> chunk(TenantId tenant, UUID blob, int n) {
        return transactions.read(
                tenant,
                "SELECT bytes FROM blob_chunk WHERE tenant_id = ? AND blob_id = ? AND n = ?",
                (s, first) -> {
                    s.setInt(first, tenant.value());
                    s.setObject(first + 1, blob);
                    s.setInt(first + 2, n);
                },
                s -> {
                    try (ResultSet row = s.getResultSet()) {
                        return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
                    }
                });
    }

    private final class Chunks implements Writing {
        private final TenantId tenant;
        private final UUID blob;
        private final byte[] chunk = new byte[CHUNK];
        private int filled;
        private int n;

        Chunks(TenantId tenant, UUID blob) {
            this.tenant = tenant;
            this.blob = blob;
        }

        @Override
        public void write(byte[] bytes, int length) {
            for (int at = 0; at < length; ) {
                int fits = Math.min(length - at, CHUNK - filled);
                System.arraycopy(bytes, at, chunk, filled, fits);
                filled += fits;
                at += fits;
                if (filled == CHUNK) {
                    flush();
                }
            }
        }

        @Override
        public void finish() {
            if (filled > 0) {
                flush();
            }
        }

        private void flush() {
            insert(tenant, blob, n++, filled == CHUNK ? chunk : Arrays.copyOf(chunk, filled));
            filled = 0;
        }

        @Override
        public void close() {
            // What was not finished is deleted with its content's row.
        }
    }

    private final class Stored extends InputStream {
        private final TenantId tenant;
        private final UUID blob;
        private int next;
        private int at;
        private byte @Nullable [] chunk;

        Stored(TenantId tenant, UUID blob, long from) {
            this.tenant = tenant;
            this.blob = blob;
            this.next = Math.toIntExact(from / CHUNK);
            this.at = (int) (from % CHUNK);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            byte[] now = chunk;
            while (now == null || at >= now.length) {
                if (now != null) {
                    if (now.length < CHUNK) {
                        return -1;
                    }
                    at -= now.length;
                }
                Optional<byte[]> more = chunk(tenant, blob, next++);
                if (more.isEmpty()) {
                    return -1;
                }
                now = more.get();
                chunk = now;
            }
            int n = Math.min(length, now.length - at);
            System.arraycopy(now, at, into, offset, n);
            at += n;
            return n;
        }
    }
}
