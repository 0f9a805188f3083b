package io.deskloom.store;

import io.deskloom.archive.ArchiveFile;
import io.deskloom.archive.BadArchive;
import io.deskloom.archive.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;

/** Puts an archive's rows back in one transaction: all of them, or none. */
public final class PutBackArchive {
    /**
     * Stay behind when a workspace gets another number, and every workspace put beside others does: a token names the number it
     * was made for, so it would open nothing.
     */
    private static final Set<String> BOUND_TO_THE_NUMBER = Set.of("api_token");

    private final Connection c;
    private final ArchiveFile archive;
    private long rows;

    /** @param c the owner's, in no transaction, of a database whose schema is the archive's */
    public PutBackArchive(Connection c, ArchiveFile archive) {
        this.c = c;
        this.archive = archive;
    }

    /** @param number of the workspace here; 0 when everything was put back */
    public record PutBack(long rows, int number) {}

    /** Empty when the database has no schema of ours yet. */
    public static Optional<String> schemaVersion(Connection c) throws SQLException {
        return ArchiveTables.schemaVersion(c);
    }

    /** Puts everything back into a database without workspaces, each workspace under its own number. */
    public PutBack everything() throws IOException, SQLException {
        return inTransaction(() -> {
            List<String> there = slugs();
            if (!there.isEmpty()) {
                throw new BadArchive("The database has workspaces already (" + String.join(", ", there)
                        + "): put everything back into a new, empty one, or one workspace with --workspace.");
            }
            // Made by the environment when a server started here before; the archive's come instead.
            execute("DELETE FROM operator");
            Map<String, ArchiveTables.Table> tables = tables();
            for (Manifest.Part part : ordered(archive.manifest().parts())) {
                if (isOutside(part)) {
                    load(part, outside(part), "", "");
                } else {
                    ArchiveTables.setTenant(c, part.workspace());
                    load(part, table(part, tables), "tenant_id, ", part.workspace() + ", ");
                }
            }
            return new PutBack(rows, 0);
        });
    }

    /** Puts one workspace back beside the others, under a number of its own. @param as its slug from now on */
    public PutBack workspace(Manifest.Workspace from, String as) throws IOException, SQLException {
        return inTransaction(() -> {
            if (slugs().contains(as)) {
                throw new BadArchive(
                        "There is a workspace '" + as + "' already; give this one another name with --as <slug>.");
            }
            int number = nextNumber();
            Map<String, ArchiveTables.Table> tables = tables();
            List<Manifest.Part> parts = archive.manifest().parts().stream()
                    .filter(part -> part.workspace() == from.id())
                    .filter(part -> !BOUND_TO_THE_NUMBER.contains(part.table()))
                    .toList();
            ArchiveTables.setTenant(c, number);
            for (Manifest.Part part : ordered(parts)) {
                if (isOutside(part)) {
                    named(part, number, as);
                } else {
                    load(part, table(part, tables), "tenant_id, ", number + ", ");
                }
            }
            return new PutBack(rows, number);
        });
    }

    /** What is done in the transaction. */
    @FunctionalInterface
    private interface Work {
        PutBack run() throws IOException, SQLException;
    }

    private PutBack inTransaction(Work work) throws IOException, SQLException {
        c.setAutoCommit(false);
        try {
            ArchiveTables.plainFormats(c);
            // Nobody else makes a workspace meanwhile: the number and the slug stay free.
            execute("LOCK TABLE tenant IN SHARE ROW EXCLUSIVE MODE");
            PutBack done = work.run();
            c.commit();
            return done;
        } catch (Throwable refused) {
            c.rollback();
            throw refused;
        }
    }

    private void load(Manifest.Part part, ArchiveTables.Table table, String column, String value)
            throws IOException, SQLException {
        incoming(part, table);
        outgoing(part, table, column, value);
    }

    private void incoming(Manifest.Part part, ArchiveTables.Table table) throws IOException, SQLException {
        // By way of a table of our own: COPY does not go through row-level security, and the rows do not say whose they
        // are.
        execute("CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT " + columns(part, table) + " FROM "
                + ArchiveTables.quote(table.name()) + " WITH NO DATA");
        try (InputStream csv = archive.read(part)) {
            long read = c.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY incoming FROM STDIN (FORMAT csv, HEADER match, ENCODING 'UTF8')", csv);
            if (read != part.rows()) {
                throw new BadArchive(part.path() + " has " + read + " rows; its list says " + part.rows() + ".");
            }
        } catch (SQLException e) {
            if (e.getCause() instanceof BadArchive bad) {
                throw bad;
            }
            throw e;
        }
    }

    private void outgoing(Manifest.Part part, ArchiveTables.Table table, String column, String value)
            throws IOException, SQLException {
        String columns = columns(part, table);
        rows += execute("INSERT INTO " + ArchiveTables.quote(table.name()) + " (" + column + columns + ") SELECT "
                + value + columns + " FROM incoming");
        execute("DROP TABLE incoming");
    }

    // The workspace itself comes under the number and the slug it has here.
    private void named(Manifest.Part part, int number, String slug) throws IOException, SQLException {
        ArchiveTables.Table table = outside(part);
        incoming(part, table);
        try (PreparedStatement s = c.prepareStatement("UPDATE incoming SET id = ?, slug = ?")) {
            s.setInt(1, number);
            s.setString(2, slug);
            s.executeUpdate();
        }
        outgoing(part, table, "", "");
    }

    private String columns(Manifest.Part part, ArchiveTables.Table table) throws BadArchive {
        List<String> unknown = new ArrayList<>(part.columns());
        unknown.removeAll(table.columns());
        if (!unknown.isEmpty() || part.columns().isEmpty()) {
            throw new BadArchive(part.path() + " has columns this database does not have: " + unknown + ".");
        }
        return String.join(
                ", ", part.columns().stream().map(ArchiveTables::quote).toList());
    }

    private static boolean isOutside(Manifest.Part part) {
        return part.table().equals("tenant") || ArchiveTables.OUTSIDE.contains(part.table());
    }

    private ArchiveTables.Table outside(Manifest.Part part) throws IOException, SQLException {
        return ArchiveTables.outside(c, part.table()).orElseThrow(() -> unknown(part));
    }

    private static ArchiveTables.Table table(Manifest.Part part, Map<String, ArchiveTables.Table> tables)
            throws BadArchive {
        ArchiveTables.Table table = tables.get(part.table());
        if (table == null) {
            throw unknown(part);
        }
        return table;
    }

    private static BadArchive unknown(Manifest.Part part) {
        return new BadArchive(part.path() + " is of a table this database does not have.");
    }

    private Map<String, ArchiveTables.Table> tables() throws SQLException {
        Map<String, ArchiveTables.Table> tables = new HashMap<>();
        ArchiveTables.ofWorkspaces(c).forEach(t -> tables.put(t.name(), t));
        return tables;
    }

    // Each table after those it refers to; what is outside all workspaces first.
    private List<Manifest.Part> ordered(List<Manifest.Part> parts) throws SQLException {
        List<String> order = ArchiveTables.ofWorkspaces(c).stream()
                .map(ArchiveTables.Table::name)
                .toList();
        return parts.stream()
                .sorted(Comparator.comparingInt((Manifest.Part p) -> isOutside(p) ? -1 : order.indexOf(p.table())))
                .toList();
    }

    private List<String> slugs() throws SQLException {
        List<String> slugs = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT slug FROM tenant ORDER BY id")) {
            while (row.next()) {
                slugs.add(row.getString(1));
            }
        }
        return slugs;
    }

    private int nextNumber() throws SQLException {
        if (ArchiveTables.outside(c, "deleted_tenant").isEmpty()) {
            // Only in a database just made with a schema older than that table: nothing was deleted there.
            return 1;
        }
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(JdbcTenantStore.nextNumber())) {
            row.next();
            return row.getInt(1);
        }
    }

    private long execute(String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
            return s.getLargeUpdateCount();
        }
    }
}
