package io.deskloom.store;

import io.deskloom.archive.BadArchive;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Deletes a workspace: every row of every table the database's catalogue says belongs to workspaces, and the contents of its
 * files wherever they are. What remains is its number, which nobody gets again, and how many rows there were.
 */
public final class DeleteTenant {
    /** Deletes the bytes of a content that is kept outside the database; done as well when there are none. */
    @FunctionalInterface
    public interface Contents {
        void delete(String store, TenantId tenant, UUID blob) throws IOException;
    }

    private final Connection c;
    private final Contents contents;

    /** @param c the owner's, in no transaction */
    public DeleteTenant(Connection c, Contents contents) {
        this.c = c;
        this.contents = contents;
    }

    /** A workspace as it is. @param rows how many, by table; tables without any are left out */
    public record Found(TenantId id, String slug, String name, Map<String, Long> rows) {
        public Found {
            rows = Map.copyOf(rows);
        }

        public long total() {
            return rows.values().stream().mapToLong(n -> n).sum();
        }
    }

    /** @throws BadArchive when there is no such workspace */
    public Found find(String slug) throws IOException, SQLException {
        c.setAutoCommit(false);
        try (PreparedStatement s = c.prepareStatement("SELECT id, slug, name FROM tenant WHERE slug = ?")) {
            s.setString(1, slug);
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new BadArchive("There is no workspace '" + slug + "'.");
                }
                TenantId id = new TenantId(row.getInt(1));
                return new Found(id, row.getString(2), row.getString(3), counts(id));
            }
        } finally {
            c.rollback();
        }
    }

    /**
     * Deletes it in one transaction, after nobody can come into it any more.
     *
     * @return how many rows were deleted, by table
     */
    public Map<String, Long> delete(TenantId tenant, Instant now) throws IOException, SQLException {
        c.setAutoCommit(false);
        try {
            // For itself and first: from here on every login, session, token and queue of it is refused.
            update("UPDATE tenant SET suspended = true WHERE id = ?", tenant);
            c.commit();
            ArchiveTables.setTenant(c, tenant.value());
            elsewhere(tenant);
            Map<String, Long> deleted = rows(tenant);
            update("DELETE FROM tenant WHERE id = ?", tenant);
            remember(tenant, deleted, now);
            c.commit();
            return deleted;
        } catch (Throwable refused) {
            c.rollback();
            throw refused;
        }
    }

    /** Deletes what a request that was under way has written since; answers how many rows that were. */
    public long sweep(TenantId tenant) throws SQLException {
        c.setAutoCommit(false);
        try {
            ArchiveTables.setTenant(c, tenant.value());
            long rows = rows(tenant).values().stream().mapToLong(n -> n).sum();
            c.commit();
            return rows;
        } catch (Throwable refused) {
            c.rollback();
            throw refused;
        }
    }

    private Map<String, Long> counts(TenantId tenant) throws SQLException {
        ArchiveTables.setTenant(c, tenant.value());
        Map<String, Long> counts = new TreeMap<>();
        for (ArchiveTables.Table table : ArchiveTables.ofWorkspaces(c)) {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT count(*) FROM " + ArchiveTables.quote(table.name()) + " WHERE tenant_id = ?")) {
                s.setInt(1, tenant.value());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    counts.put(table.name(), row.getLong(1));
                }
            }
        }
        counts.values().removeIf(n -> n == 0);
        return counts;
    }

    // Referring tables first, so that hardly anything is left for the references to delete.
    private Map<String, Long> rows(TenantId tenant) throws SQLException {
        Map<String, Long> deleted = new TreeMap<>();
        List<ArchiveTables.Table> tables = new ArrayList<>(ArchiveTables.ofWorkspaces(c));
        for (ArchiveTables.Table table : tables.reversed()) {
            long n = update("DELETE FROM " + ArchiveTables.quote(table.name()) + " WHERE tenant_id = ?", tenant);
            if (n > 0) {
                deleted.put(table.name(), n);
            }
        }
        return deleted;
    }

    // Bytes go before the row that knows of them.
    private void elsewhere(TenantId tenant) throws IOException, SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT store, id FROM blob WHERE tenant_id = ? AND store <> ? ORDER BY id")) {
            s.setInt(1, tenant.value());
            s.setString(2, PgBlobStore.KEY);
            s.setFetchSize(1000);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    contents.delete(row.getString(1), tenant, row.getObject(2, UUID.class));
                }
            }
        }
    }

    private void remember(TenantId tenant, Map<String, Long> deleted, Instant now) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("INSERT INTO deleted_tenant (id, deleted_at, rows) VALUES (?, ?, ?::jsonb)")) {
            s.setInt(1, tenant.value());
            s.setObject(2, now.atOffset(ZoneOffset.UTC));
            s.setString(3, Json.write(deleted));
            s.executeUpdate();
        }
        // Nobody's line: the workspace's own log has gone with it.
        try (Statement none = c.createStatement()) {
            none.execute("SELECT set_config('app.tenant', '', true)");
        }
        try (PreparedStatement s = c.prepareStatement("""
                INSERT INTO audit (tenant_id, id, at, method, route, status, code, request_id)
                VALUES (0, ?, ?, 'CLI', 'workspace delete', 200, 'workspace-deleted', ?)""")) {
            s.setObject(1, Uuid7.at(now));
            s.setObject(2, now.atOffset(ZoneOffset.UTC));
            s.setObject(3, UUID.randomUUID());
            s.executeUpdate();
        }
    }

    private long update(String sql, TenantId tenant) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setInt(1, tenant.value());
            return s.executeLargeUpdate();
        }
    }
}
