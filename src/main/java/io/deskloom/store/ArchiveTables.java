package io.deskloom.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to take along, asked of the database's own catalogue: a table added by a later migration leaves and comes back
 * without anybody thinking of it.
 */
final class ArchiveTables {
    /** A table. @param columns in their order, without tenant_id */
    record Table(String name, List<String> columns) {
        String list() {
            return String.join(", ", columns.stream().map(ArchiveTables::quote).toList());
        }
    }

    /** Tables of a workspace that stay behind: everybody signs in anew. */
    static final Set<String> LEFT_BEHIND = Set.of("session");

    /** Tables outside all workspaces that are taken along when everything is; {@code tenant} goes with its workspace. */
    static final List<String> OUTSIDE = List.of("operator", "deleted_tenant");

    /** The others outside all workspaces: who is signed in, who tried to, and which migrations ran here. */
    static final Set<String> OUTSIDE_LEFT_BEHIND = Set.of("operator_session", "login_attempt", "flyway_schema_history");

    private static final String COLUMNS = """
            SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attname <> 'tenant_id'),
                bool_or(a.attname = 'tenant_id')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            GROUP BY c.relname ORDER BY c.relname""";

    private static final String REFERENCES = """
            SELECT DISTINCT f.relname, t.relname FROM pg_constraint k
            JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
            WHERE k.contype = 'f' AND f.oid <> t.oid""";

    private ArchiveTables() {}

    /** A workspace's tables, each after those it refers to. */
    static List<Table> ofWorkspaces(Connection c) throws SQLException {
        Map<String, Table> left = all(c, true);
        Map<String, Set<String>> references = references(c);
        List<Table> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Table> free = left.values().stream()
                    .filter(t ->
                            references.getOrDefault(t.name(), Set.of()).stream().noneMatch(left::containsKey))
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle: " + left.keySet());
            }
            ordered.addAll(free);
            free.forEach(t -> left.remove(t.name()));
        }
        return ordered;
    }

    static Optional<Table> outside(Connection c, String name) throws SQLException {
        return Optional.ofNullable(all(c, false).get(name));
    }

    private static Map<String, Table> all(Connection c, boolean ofWorkspaces) throws SQLException {
        Map<String, Table> tables = new LinkedHashMap<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(COLUMNS)) {
            while (row.next()) {
                if (row.getBoolean(3) == ofWorkspaces) {
                    tables.put(row.getString(1), new Table(row.getString(1), texts(row.getArray(2))));
                }
            }
        }
        return tables;
    }

    private static Map<String, Set<String>> references(Connection c) throws SQLException {
        Map<String, Set<String>> references = new LinkedHashMap<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(REFERENCES)) {
            while (row.next()) {
                references
                        .computeIfAbsent(row.getString(1), _ -> new HashSet<>())
                        .add(row.getString(2));
            }
        }
        return references;
    }

    /** Empty when the database has no schema of ours yet. */
    static Optional<String> schemaVersion(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            try (ResultSet there = s.executeQuery("SELECT to_regclass('public.flyway_schema_history') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            try (ResultSet version = s.executeQuery("SELECT version FROM public.flyway_schema_history"
                    + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
                return version.next() ? Optional.of(version.getString(1)) : Optional.empty();
            }
        }
    }

    /** What is written is read the same whatever the server's own settings are. */
    static void plainFormats(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(
                    "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL timezone = 'UTC';"
                            + " SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0");
        }
    }

    /** Also for the owner, whom row-level security binds unless it is a superuser. */
    static void setTenant(Connection c, int tenant) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT)) {
            s.setString(1, Integer.toString(tenant));
            s.execute();
        }
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
