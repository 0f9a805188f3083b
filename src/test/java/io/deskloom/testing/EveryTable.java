package io.deskloom.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows in every table that has a tenant, made from the database's own catalogue: a table added by a later migration is filled,
 * too, or fails here until somebody says below what its rows look like. Every text holds a word that can be looked for.
 */
public final class EveryTable {
    private static final String COLUMNS = """
            SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id')
            ORDER BY c.relname, a.attnum""";

    // What the checks of the tables ask for; %1$d is 0 for the full row and 1 for the one that has as little as may be.
    private static final Map<String, String> SPECIAL = Map.ofEntries(
            Map.entry("release.hash", "repeat('%1$d', 64)"),
            Map.entry("release_current.hash", "repeat('0', 64)"),
            Map.entry("release_history.hash", "repeat('%1$d', 64)"),
            Map.entry("slot_assignment.slot", "'s' || (1 + %1$d)"),
            Map.entry("blob.state", "1"),
            Map.entry("blob.store", "'postgres'"),
            Map.entry("blob.sha256", "sha256('%1$d'::bytea)"),
            Map.entry("blob.size", "3"),
            Map.entry("blob.type", "'text/plain'"),
            Map.entry("attachment.record_id", "CASE WHEN %1$d = 0 THEN %2$s END"),
            Map.entry("attachment.field_id", "CASE WHEN %1$d = 0 THEN 'f_file' END"),
            Map.entry("attachment.expires_at", "CASE WHEN %1$d = 1 THEN timestamptz '2026-02-03 04:05:06.789012Z' END"),
            Map.entry("attachment.event_id", "NULL"),
            Map.entry("attachment.internal", "NULL"),
            // For a team or for a share.
            Map.entry("flow_pilot.team", "CASE WHEN %1$d = 0 THEN 'north' END"),
            Map.entry("flow_pilot.share", "CASE WHEN %1$d = 1 THEN 100 END"));

    private EveryTable() {}

    /** A column of a table. */
    private record Column(String name, String type, boolean needed) {}

    /** Two rows in every table of the tenant. @param c the owner's, or one that has set the tenant */
    public static void fill(Connection c, int tenant, String word) throws SQLException {
        Map<String, List<Column>> left = columns(c);
        while (!left.isEmpty()) {
            int before = left.size();
            SQLException refused = null;
            for (String table : List.copyOf(left.keySet())) {
                try {
                    for (int row = 0; row < 2; row++) {
                        insert(c, tenant, word, table, left.get(table), row);
                    }
                    left.remove(table);
                } catch (SQLException e) {
                    // Refers to a table that is not filled yet, most likely.
                    refused = e;
                }
            }
            if (left.size() == before && refused != null) {
                throw new AssertionError("say in EveryTable what rows of " + left.keySet() + " look like", refused);
            }
        }
    }

    /** Every table's rows of the tenant as sorted JSON without the tenant's number. */
    public static Map<String, List<String>> rows(Connection c, int tenant) throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String table : columns(c).keySet()) {
            List<String> rows = new ArrayList<>();
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT (to_jsonb(t) - 'tenant_id')::text FROM " + table + " t WHERE tenant_id = ? ORDER BY 1")) {
                s.setInt(1, tenant);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        rows.add(row.getString(1));
                    }
                }
            }
            all.put(table, rows);
        }
        return all;
    }

    private static Map<String, List<Column>> columns(Connection c) throws SQLException {
        Map<String, List<Column>> tables = new LinkedHashMap<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(COLUMNS)) {
            while (row.next()) {
                tables.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(new Column(row.getString(2), row.getString(3), row.getBoolean(4)));
            }
        }
        return tables;
    }

    private static void insert(Connection c, int tenant, String word, String table, List<Column> columns, int row)
            throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Column column : columns) {
            String special = SPECIAL.get(table + "." + column.name());
            if (row == 1 && !column.needed() && special == null) {
                continue;
            }
            names.add('"' + column.name() + '"');
            values.add(
                    column.name().equals("tenant_id")
                            ? Integer.toString(tenant)
                            : special != null ? special.formatted(row, id(row)) : value(column, word, row));
        }
        try (Statement s = c.createStatement()) {
            s.execute("INSERT INTO " + table + " (" + String.join(", ", names) + ") VALUES ("
                    + String.join(", ", values) + ") ON CONFLICT DO NOTHING");
        }
    }

    // All ids of a row are the same, so that every reference leads somewhere.
    private static String id(int row) {
        return "'01900000-0000-7000-8000-00000000000" + row + "'::uuid";
    }

    private static String value(Column column, String word, int row) {
        // Everything a CSV stumbles over.
        String text = "'" + word + row + " \"q\", 漢字\n\\.\n\\N '''";
        return switch (column.type()) {
            case "text" -> text;
            case "text[]" -> "ARRAY[" + text + ", '', NULL]";
            case "jsonb", "json" -> "json_build_object('a', " + text + ", 'b', NULL)";
            case "tsvector" -> "array_to_tsvector(ARRAY['f_1:" + word + row + "'])";
            case "uuid" -> id(row);
            case "bytea" -> "'\\x00ff0a" + "ab".repeat(29) + "'::bytea";
            case "boolean" -> "true";
            case "smallint", "integer" -> Integer.toString(1 + row);
            case "bigint" -> Long.toString(9_007_199_254_740_993L + row);
            case "double precision" -> "0.1::float8 + 0.2::float8";
            case "timestamp with time zone" -> "timestamptz '2026-02-03 04:05:06.789012+08'";
            default -> throw new AssertionError("say in EveryTable what a " + column.type() + " looks like");
        };
    }
}
