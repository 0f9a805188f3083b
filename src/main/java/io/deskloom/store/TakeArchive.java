package io.deskloom.store;

import io.deskloom.archive.ArchiveWriter;
import io.deskloom.archive.BadArchive;
import io.deskloom.archive.Manifest;
import io.deskloom.kernel.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Takes everything, or one workspace, into an archive: all rows as of one moment, while others go on writing. Contents of files
 * are taken along as rows wherever they are kept, so an archive needs nothing beside it.
 */
public final class TakeArchive {
    /** Bytes of files that are kept outside the database. */
    @FunctionalInterface
    public interface Contents {
        /** @param store attachment.BlobStore.key */
        InputStream open(String store, TenantId tenant, UUID blob) throws IOException;
    }

    // Contents on their way in or on their way out belong to nobody: what refers to a content refers to a whole one.
    private static final Map<String, String> ONLY = Map.of(
            "blob", " AND state = 1",
            "blob_chunk", " AND blob_id IN (SELECT id FROM blob WHERE tenant_id = %1$d AND state = 1)",
            "blob_picture", " AND blob_id IN (SELECT id FROM blob WHERE tenant_id = %1$d AND state = 1)");
    private static final List<String> CHUNK_COLUMNS = List.of("blob_id", "n", "bytes");

    private final Connection c;
    private final ArchiveWriter out;
    private final Contents contents;

    /** @param c the owner's, in no transaction */
    public TakeArchive(Connection c, ArchiveWriter out, Contents contents) {
        this.c = c;
        this.out = out;
        this.contents = contents;
    }

    /** @param slug the only workspace to take; null for everything */
    public Manifest run(@Nullable String slug, Instant now) throws IOException, SQLException {
        c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        c.setReadOnly(true);
        c.setAutoCommit(false);
        ArchiveTables.plainFormats(c);
        String schema = ArchiveTables.schemaVersion(c)
                .orElseThrow(() -> new BadArchive("There is nothing to take: the database is empty."));
        List<Manifest.Workspace> workspaces = workspaces(slug);
        List<ArchiveTables.Table> tables = ArchiveTables.ofWorkspaces(c);
        if (slug == null) {
            for (String name : ArchiveTables.OUTSIDE) {
                if (ArchiveTables.outside(c, name).isPresent()) {
                    outside(name, 0, "");
                }
            }
            // Lines of the log about requests that belong to no workspace.
            ofTenant(tables, 0);
        }
        for (Manifest.Workspace workspace : workspaces) {
            outside("tenant", workspace.id(), " WHERE id = " + workspace.id());
            ofTenant(tables, workspace.id());
        }
        c.commit();
        return out.finish(now.toString(), schema, slug == null, workspaces);
    }

    private List<Manifest.Workspace> workspaces(@Nullable String slug) throws IOException, SQLException {
        List<Manifest.Workspace> all = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT id, slug, name FROM tenant ORDER BY id")) {
            while (row.next()) {
                all.add(new Manifest.Workspace(row.getInt(1), row.getString(2), row.getString(3)));
            }
        }
        if (slug == null) {
            return all;
        }
        List<Manifest.Workspace> one =
                all.stream().filter(w -> w.slug().equals(slug)).toList();
        if (one.isEmpty()) {
            throw new BadArchive("There is no workspace '" + slug + "'; there "
                    + (all.isEmpty()
                            ? "is none."
                            : "are: "
                                    + String.join(
                                            ", ",
                                            all.stream()
                                                    .map(Manifest.Workspace::slug)
                                                    .toList()) + "."));
        }
        return one;
    }

    private void outside(String name, int workspace, String where) throws IOException, SQLException {
        ArchiveTables.Table table = ArchiveTables.outside(c, name).orElseThrow();
        copy(table, workspace, "SELECT " + table.list() + " FROM " + ArchiveTables.quote(name) + where, _ -> 0);
    }

    private void ofTenant(List<ArchiveTables.Table> tables, int tenant) throws IOException, SQLException {
        ArchiveTables.setTenant(c, tenant);
        for (ArchiveTables.Table table : tables) {
            if (ArchiveTables.LEFT_BEHIND.contains(table.name())) {
                continue;
            }
            String from = " FROM " + ArchiveTables.quote(table.name()) + " WHERE tenant_id = " + tenant
                    + ONLY.getOrDefault(table.name(), "").formatted(tenant);
            if (tenant == 0 && !any(from)) {
                continue;
            }
            // Files come back as rows, wherever they were.
            String columns = table.name().equals("blob")
                    ? table.list().replace("\"store\"", "'" + PgBlobStore.KEY + "' AS store")
                    : table.list();
            copy(
                    table,
                    tenant,
                    "SELECT " + columns + from,
                    tenant > 0 && table.name().equals("blob_chunk")
                            ? to -> kept(table, new TenantId(tenant), to)
                            : _ -> 0);
        }
    }

    private boolean any(String from) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT EXISTS (SELECT" + from + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void copy(ArchiveTables.Table table, int workspace, String query, ArchiveWriter.Rows more)
            throws IOException {
        out.part(table.name(), workspace, table.columns(), to -> {
            try {
                return c.unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut(
                                        "COPY (" + query + ") TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')", to)
                        + more.writeTo(to);
            } catch (SQLException e) {
                throw new StoreException(e);
            }
        });
    }

    // Contents another store keeps, as the rows they would be here.
    private long kept(ArchiveTables.Table table, TenantId tenant, OutputStream to) throws IOException {
        if (!table.columns().equals(CHUNK_COLUMNS)) {
            throw new IllegalStateException("blob_chunk has other columns than are written: " + table.columns());
        }
        long rows = 0;
        try (PreparedStatement s = c.prepareStatement(
                "SELECT id, store, size FROM blob WHERE tenant_id = ? AND state = 1 AND store <> ? ORDER BY id")) {
            s.setInt(1, tenant.value());
            s.setString(2, PgBlobStore.KEY);
            s.setFetchSize(1000);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    UUID blob = row.getObject(1, UUID.class);
                    try (InputStream in = contents.open(row.getString(2), tenant, blob)) {
                        rows += chunks(blob, row.getString(2), in, row.getLong(3), to);
                    }
                }
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
        return rows;
    }

    private static long chunks(UUID blob, String store, InputStream in, long size, OutputStream to) throws IOException {
        long n = 0;
        long read = 0;
        byte[] chunk = in.readNBytes(PgBlobStore.CHUNK);
        while (chunk.length > 0) {
            String line = blob + "," + n + ",\\x" + HexFormat.of().formatHex(chunk) + "\n";
            to.write(line.getBytes(StandardCharsets.US_ASCII));
            n++;
            read += chunk.length;
            chunk = in.readNBytes(PgBlobStore.CHUNK);
        }
        if (read != size) {
            throw new BadArchive("The file " + blob + " is not whole in the store '" + store + "': " + read + " of "
                    + size + " bytes.");
        }
        return n;
    }
}
