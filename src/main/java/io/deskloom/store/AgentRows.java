package io.deskloom.store;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Presence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People as a routing weighs them, read in one query. */
final class AgentRows {
    private static final String SELECT = """
            SELECT a.id, g.profile, p.state, p.since, p.seen_at, l.held, l.given_at,
                (SELECT jsonb_agg(jsonb_build_array(b.id, extract(epoch FROM b.from_at)::int8, extract(epoch FROM b.to_at)::int8,
                    b.substitute_id, b.note) ORDER BY b.from_at)
                FROM agent_absence b WHERE b.tenant_id = a.tenant_id AND b.account_id = a.id AND b.to_at > ?)
            FROM account a
            LEFT JOIN agent g ON g.tenant_id = a.tenant_id AND g.account_id = a.id
            LEFT JOIN agent_presence p ON p.tenant_id = a.tenant_id AND p.account_id = a.id
            LEFT JOIN agent_load l ON l.tenant_id = a.tenant_id AND l.account_id = a.id
            WHERE a.tenant_id = ? AND a.disabled_at IS NULL""";

    private AgentRows() {}

    /** Those of any of the teams, or all for none; by id. */
    static List<Candidate> ofTeams(Connection c, TenantId tenant, Collection<String> teams, Instant now, int limit)
            throws SQLException {
        String which = teams.isEmpty() ? "" : " AND a.teams && ?";
        try (PreparedStatement s = c.prepareStatement(SELECT + which + " ORDER BY a.id LIMIT ?")) {
            s.setObject(1, now.atOffset(ZoneOffset.UTC));
            s.setInt(2, tenant.value());
            int at = 3;
            if (!teams.isEmpty()) {
                s.setArray(at++, c.createArrayOf("text", teams.toArray()));
            }
            s.setInt(at, limit);
            return read(s);
        }
    }

    static List<Candidate> one(Connection c, TenantId tenant, AccountId account, Instant now) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(SELECT + " AND a.id = ?")) {
            s.setObject(1, now.atOffset(ZoneOffset.UTC));
            s.setInt(2, tenant.value());
            s.setObject(3, account.value());
            return read(s);
        }
    }

    private static List<Candidate> read(PreparedStatement s) throws SQLException {
        List<Candidate> all = new ArrayList<>();
        try (ResultSet row = s.executeQuery()) {
            while (row.next()) {
                all.add(new Candidate(
                        new AccountId(row.getObject(1, UUID.class)),
                        ProfileJson.read(row.getString(2)),
                        absences(row.getString(8)),
                        presence(row, 3),
                        LoadWrites.load(row.getString(6)),
                        instant(row, 7)));
            }
        }
        return all;
    }

    /** @param first the column of the state, behind it since when and the last sign of life */
    static Presence presence(ResultSet row, int first) throws SQLException {
        String state = row.getString(first);
        Instant since = instant(row, first + 1);
        Instant seen = instant(row, first + 2);
        return state == null || since == null || seen == null
                ? Presence.NEVER
                : new Presence(Presence.State.of(state).orElse(Presence.State.OFFLINE), since, seen);
    }

    private static List<Absence> absences(@Nullable String json) {
        List<Absence> all = new ArrayList<>();
        for (Object one : json == null ? List.of() : Json.list(json)) {
            List<?> a = (List<?>) one;
            all.add(new Absence(
                    UUID.fromString((String) a.get(0)),
                    Instant.ofEpochSecond(((Number) a.get(1)).longValue()),
                    Instant.ofEpochSecond(((Number) a.get(2)).longValue()),
                    a.get(3) instanceof String substitute ? new AccountId(UUID.fromString(substitute)) : null,
                    (String) a.get(4)));
        }
        return all;
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** What somebody is about whom a routing asks who had the last one. */
    static @Nullable AccountId last(Connection c, TenantId tenant, String about) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT account_id FROM last_agent WHERE tenant_id = ? AND about = ?")) {
            s.setInt(1, tenant.value());
            s.setBytes(2, LoadWrites.hash(about));
            try (ResultSet row = s.executeQuery()) {
                UUID id = row.next() ? row.getObject(1, UUID.class) : null;
                return id == null ? null : new AccountId(id);
            }
        }
    }

    /** Whom a routing left a ticket to wait for: its key. */
    static @Nullable String waitsFor(Connection c, TenantId tenant, UUID record) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT routing FROM routing_wait WHERE tenant_id = ? AND record_id = ?")) {
            s.setInt(1, tenant.value());
            s.setObject(2, record);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
