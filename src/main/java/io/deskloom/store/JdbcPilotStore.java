package io.deskloom.store;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.rollout.Pilot;
import io.deskloom.rollout.PilotStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code flow_pilot}, and what has become of the tickets of a pilot and of the others. */
@ApplicationScoped
class JdbcPilotStore implements PilotStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String COLUMNS =
            "SELECT id, type, hash, base_hash, team, share, state, account_id, started_at, ended_at"
                    + " FROM flow_pilot WHERE tenant_id = ?";

    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcPilotStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public Optional<Pilot> running(TenantId tenant, String type) {
        return running(tenant).stream()
                .filter(pilot -> pilot.type().equals(type))
                .findFirst();
    }

    @Override
    public List<Pilot> running(TenantId tenant) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(COLUMNS + " AND state = 'running' ORDER BY type")) {
                s.setInt(1, tenant.value());
                return all(s);
            }
        });
    }

    @Override
    public Optional<Pilot> find(TenantId tenant, UUID id) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(COLUMNS + " AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                return all(s).stream().findFirst();
            }
        });
    }

    @Override
    public List<Pilot> list(TenantId tenant, String type, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement(COLUMNS + " AND type = ? ORDER BY started_at DESC, id DESC LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setString(2, type);
                s.setInt(3, most);
                return all(s);
            }
        });
    }

    private static List<Pilot> all(PreparedStatement statement) throws SQLException {
        List<Pilot> out = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
                out.add(new Pilot(
                        row.getObject("id", UUID.class),
                        row.getString("type"),
                        new ReleaseId(row.getString("hash")),
                        new ReleaseId(row.getString("base_hash")),
                        row.getString("team"),
                        row.getObject("share", Integer.class),
                        Pilot.State.of(row.getString("state")),
                        new AccountId(row.getObject("account_id", UUID.class)),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        ended == null ? null : ended.toInstant()));
            }
        }
        return out;
    }

    @Override
    public boolean begin(TenantId tenant, Pilot pilot) {
        try {
            return transactions.inTenant(tenant, c -> {
                try (PreparedStatement s = c.prepareStatement(
                        "INSERT INTO flow_pilot (tenant_id, id, type, hash, base_hash,"
                                + " team, share, state, account_id, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                    s.setInt(1, tenant.value());
                    s.setObject(2, pilot.id());
                    s.setString(3, pilot.type());
                    s.setString(4, pilot.release().hash());
                    s.setString(5, pilot.base().hash());
                    s.setString(6, pilot.team());
                    s.setObject(7, pilot.share());
                    s.setString(8, pilot.state().wire());
                    s.setObject(9, pilot.by().value());
                    s.setObject(10, pilot.startedAt().atOffset(ZoneOffset.UTC));
                    return s.executeUpdate() == 1;
                }
            });
        } catch (StoreException e) {
            if (e.state().equals(UNIQUE_VIOLATION)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public boolean end(TenantId tenant, UUID id, Pilot.State as, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE flow_pilot SET state = ?, ended_at = ?"
                    + " WHERE tenant_id = ? AND id = ? AND state = 'running'")) {
                s.setString(1, as.wire());
                s.setObject(2, now.atOffset(ZoneOffset.UTC));
                s.setInt(3, tenant.value());
                s.setObject(4, id);
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public List<Outcome> outcomes(TenantId tenant, String type, Instant from, Instant to) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT flow_release, st, step, count(*),"
                    + " avg(extract(epoch FROM updated_at - created_at))::bigint FROM record"
                    + " WHERE tenant_id = ? AND id >= ? AND type_id = ? AND deleted_at IS NULL AND created_at >= ?"
                    + " AND created_at <= ?"
                    + " GROUP BY flow_release, st, step ORDER BY flow_release, st, step")) {
                s.setInt(1, tenant.value());
                // Ids begin with the moment they were made: what is older is not looked at.
                s.setObject(2, new UUID(from.toEpochMilli() << 16, 0));
                s.setInt(3, typeId);
                s.setObject(4, from.atOffset(ZoneOffset.UTC));
                s.setObject(5, to.atOffset(ZoneOffset.UTC));
                List<Outcome> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Outcome(
                                new ReleaseId(row.getString(1)),
                                row.getInt(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5)));
                    }
                }
                return out;
            }
        });
    }
}
