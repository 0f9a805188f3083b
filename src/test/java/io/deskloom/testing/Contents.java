package io.deskloom.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the database of the test run holds, asked so cheaply that every refused request can be held against it. */
public final class Contents {
    /** One connection for all questions: opening one costs more than asking. */
    private static @Nullable Connection connection;

    private Contents() {}

    /**
     * A mark of each table's rows, which any write changes: how many there are, and the sum of the numbers of the
     * transactions that wrote them. Whoever inserts, deletes or writes the same values again has a higher number than all
     * before, so equal marks mean that nothing was written.
     */
    public static synchronized Map<String, String> except(Set<String> tables) throws SQLException {
        Map<String, String> out = new TreeMap<>();
        try (Statement s = connection().createStatement()) {
            try (ResultSet r = s.executeQuery("""
                    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                    AND NOT relispartition""")) {
                while (r.next()) {
                    if (!tables.contains(r.getString(1))) {
                        out.put(r.getString(1), "");
                    }
                }
            }
            String all = out.keySet().stream()
                    .map(t -> "SELECT '%1$s', count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) FROM \"%1$s\""
                            .formatted(t))
                    .collect(Collectors.joining(" UNION ALL "));
            try (ResultSet r = s.executeQuery(all)) {
                while (r.next()) {
                    out.put(r.getString(1), r.getString(2));
                }
            }
        }
        return out;
    }

    /** The ids of all that waits in the outbox. */
    public static synchronized Set<String> outbox() throws SQLException {
        try (Statement s = connection().createStatement();
                ResultSet r = s.executeQuery("SELECT id FROM outbox")) {
            Set<String> ids = new HashSet<>();
            while (r.next()) {
                ids.add(r.getString(1));
            }
            return ids;
        }
    }

    /** What the audit says about a request: tenant, account, method, route, status and code, or "no line". */
    public static synchronized String auditLine(String requestId) throws SQLException {
        try (PreparedStatement s = connection().prepareStatement("""
                SELECT concat_ws(' ', tenant_id, account_id, method, route, status, code) FROM audit WHERE request_id = ?""")) {
            s.setObject(1, UUID.fromString(requestId));
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? r.getString(1) : "no line";
            }
        }
    }

    private static Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null || !open.isValid(5)) {
            open = TestDatabase.asOwner();
            connection = open;
        }
        return open;
    }
}
