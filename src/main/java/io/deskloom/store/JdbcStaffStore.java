package io.deskloom.store;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Presence;
import io.deskloom.routing.Profile;
import io.deskloom.staff.StaffStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code agent}, {@code agent_absence} and {@code agent_presence}; what people hold is written with tickets ({@link LoadWrites}). */
@ApplicationScoped
class JdbcStaffStore implements StaffStore {
    private static final String ABSENCE = "SELECT id, from_at, to_at, substitute_id, note FROM agent_absence";

    private final TenantTx transactions;

    JdbcStaffStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public Kept profile(TenantId tenant, AccountId account) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT profile, version FROM agent WHERE tenant_id = ? AND account_id = ?")) {
                key(s, 1, tenant, account);
                try (ResultSet row = s.executeQuery()) {
                    return row.next()
                            ? new Kept(ProfileJson.read(row.getString(1)), row.getInt(2))
                            : new Kept(Profile.NONE, 0);
                }
            }
        });
    }

    @Override
    public boolean write(TenantId tenant, AccountId account, Profile profile, int seen, Instant now) {
        return transactions.inTenant(tenant, c -> {
            String sql = seen == 0
                    ? "INSERT INTO agent (profile, updated_at, version, tenant_id, account_id) VALUES (?::jsonb, ?, 1, ?, ?)"
                            + " ON CONFLICT DO NOTHING"
                    : "UPDATE agent SET profile = ?::jsonb, updated_at = ?, version = version + 1"
                            + " WHERE tenant_id = ? AND account_id = ? AND version = ?";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, ProfileJson.write(profile));
                s.setObject(2, now.atOffset(ZoneOffset.UTC));
                key(s, 3, tenant, account);
                if (seen > 0) {
                    s.setInt(5, seen);
                }
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public List<Candidate> people(TenantId tenant, Set<String> teams, Instant now, int limit) {
        return transactions.readOnly(tenant, c -> AgentRows.ofTeams(c, tenant, teams, now, limit));
    }

    @Override
    public List<Absence> absences(TenantId tenant, AccountId account, Instant now) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    ABSENCE + " WHERE tenant_id = ? AND account_id = ? AND to_at > ? ORDER BY from_at, id LIMIT 200")) {
                key(s, 1, tenant, account);
                s.setObject(3, now.atOffset(ZoneOffset.UTC));
                return read(s);
            }
        });
    }

    @Override
    public Optional<Absence> absence(TenantId tenant, AccountId account, UUID id) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement(ABSENCE + " WHERE tenant_id = ? AND account_id = ? AND id = ?")) {
                key(s, 1, tenant, account);
                s.setObject(3, id);
                return read(s).stream().findFirst();
            }
        });
    }

    private static List<Absence> read(PreparedStatement s) throws SQLException {
        List<Absence> all = new ArrayList<>();
        try (ResultSet row = s.executeQuery()) {
            while (row.next()) {
                UUID substitute = row.getObject(4, UUID.class);
                all.add(new Absence(
                        row.getObject(1, UUID.class),
                        Objects.requireNonNull(AgentRows.instant(row, 2)),
                        Objects.requireNonNull(AgentRows.instant(row, 3)),
                        substitute == null ? null : new AccountId(substitute),
                        row.getString(5)));
            }
        }
        return all;
    }

    @Override
    public void add(TenantId tenant, AccountId account, Absence absence) {
        transactions.<Integer>inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO agent_absence (tenant_id, account_id, id, from_at, to_at, substitute_id, note)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                key(s, 1, tenant, account);
                s.setObject(3, absence.id());
                s.setObject(4, absence.from().atOffset(ZoneOffset.UTC));
                s.setObject(5, absence.to().atOffset(ZoneOffset.UTC));
                AccountId substitute = absence.substitute();
                s.setObject(6, substitute == null ? null : substitute.value());
                s.setString(7, absence.note());
                return s.executeUpdate();
            }
        });
    }

    @Override
    public boolean remove(TenantId tenant, AccountId account, UUID id) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("DELETE FROM agent_absence WHERE tenant_id = ? AND account_id = ? AND id = ?")) {
                key(s, 1, tenant, account);
                s.setObject(3, id);
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Presence presence(TenantId tenant, AccountId account) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT state, since, seen_at FROM agent_presence WHERE tenant_id = ? AND account_id = ?")) {
                key(s, 1, tenant, account);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? AgentRows.presence(row, 1) : Presence.NEVER;
                }
            }
        });
    }

    @Override
    public void say(TenantId tenant, AccountId account, Presence.State state, Instant now) {
        transactions.<Integer>inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO agent_presence AS p (tenant_id, account_id, state, since, seen_at) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (tenant_id, account_id) DO UPDATE SET seen_at = excluded.seen_at, state = excluded.state,"
                            + " since = CASE WHEN p.state = excluded.state THEN p.since ELSE excluded.since END")) {
                key(s, 1, tenant, account);
                s.setString(3, state.wire());
                s.setObject(4, now.atOffset(ZoneOffset.UTC));
                s.setObject(5, now.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void seen(TenantId tenant, AccountId account, Instant now) {
        transactions.<Integer>inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE agent_presence SET seen_at = ?"
                    + " WHERE tenant_id = ? AND account_id = ? AND seen_at < ?")) {
                s.setObject(1, now.atOffset(ZoneOffset.UTC));
                key(s, 2, tenant, account);
                s.setObject(4, now.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    private static void key(PreparedStatement s, int first, TenantId tenant, AccountId account) throws SQLException {
        s.setInt(first, tenant.value());
        s.setObject(first + 1, account.value());
    }
}
