package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.SourceFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** For commands that run without the server: a workspace by its slug, and the files of the release in force. */
public final class StoredRelease {
    private StoredRelease() {}

    public static Optional<TenantId> tenant(Connection c, String slug) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT id FROM tenant WHERE slug = ?")) {
            s.setString(1, slug);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? Optional.of(new TenantId(row.getInt(1))) : Optional.empty();
            }
        }
    }

    /** Says for which tenant the transaction is. */
    public static void setTenant(Connection c, TenantId tenant) throws SQLException {
        ArchiveTables.setTenant(c, tenant.value());
    }

    /** In order; none when nothing was published. */
    public static List<SourceFile> current(Connection c, TenantId tenant) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                SELECT f ->> 'path', f ->> 'text' FROM release_current n
                JOIN release r ON r.tenant_id = n.tenant_id AND r.hash = n.hash, jsonb_array_elements(r.sources) f
                WHERE n.tenant_id = ? AND r.tenant_id = ?""")) {
            s.setInt(1, tenant.value());
            s.setInt(2, tenant.value());
            List<SourceFile> files = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    files.add(new SourceFile(row.getString(1), row.getString(2)));
                }
            }
            return files.stream().sorted().toList();
        }
    }
}
