package io.deskloom.store;

import io.deskloom.command.Command.Migrate.Plan;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.rollout.Migration;
import io.deskloom.rollout.Migration.State;
import io.deskloom.rollout.MigrationStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code flow_migration}, its items, and which open tickets run on which release. */
@ApplicationScoped
class JdbcMigrationStore implements MigrationStore {
    private static final String UNIQUE_VIOLATION = "23505";

    /** Open tickets: new, open or waiting. */
    private static final String OPEN =
            " FROM record WHERE tenant_id = ? AND type_id = ? AND st <= 3 AND deleted_at IS NULL";

    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcMigrationStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public List<Resting> resting(TenantId tenant, String type, int some) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT flow_release, step, count(*), (array_agg(id))[1:?]"
                    + OPEN + " AND flow IS NULL" + " GROUP BY flow_release, step ORDER BY flow_release, step")) {
                s.setInt(1, some);
                s.setInt(2, tenant.value());
                s.setInt(3, typeId);
                List<Resting> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Resting(
                                new ReleaseId(row.getString(1)), row.getString(2), row.getLong(3), tickets(row, 4)));
                    }
                }
                return out;
            }
        });
    }

    private static List<TicketId> tickets(ResultSet row, int column) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray(column).getArray())
                .map(TicketId::new)
                .toList();
    }

    @Override
    public Set<ReleaseId> releases(TenantId tenant, String type) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT DISTINCT flow_release" + OPEN + " AND flow IS NOT NULL")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                Set<ReleaseId> out = new LinkedHashSet<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new ReleaseId(row.getString(1)));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public List<Kept> kept(TenantId tenant, String type, Set<ReleaseId> releases, int most) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT id, flow_release, step, flow" + OPEN
                    + " AND flow IS NOT NULL AND flow_release = ANY (?) ORDER BY id LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setArray(3, c.createArrayOf("text", hashes(releases)));
                s.setInt(4, most);
                List<Kept> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Kept(
                                new TicketId(row.getObject(1, UUID.class)),
                                new ReleaseId(row.getString(2)),
                                row.getString(3),
                                FlowJson.read(row.getString(4))));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public long countKept(TenantId tenant, String type, Set<ReleaseId> releases) {
        return count(tenant, type, releases, " AND flow IS NOT NULL");
    }

    private long count(TenantId tenant, String type, Set<ReleaseId> releases, String which) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT count(*)" + OPEN + which + " AND flow_release = ANY (?)")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setArray(3, c.createArrayOf("text", hashes(releases)));
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static Object[] hashes(Set<ReleaseId> releases) {
        return releases.stream().map(ReleaseId::hash).sorted().toArray();
    }

    @Override
    public boolean begin(TenantId tenant, Migration m) {
        long total = count(tenant, m.type(), m.plan().from(), "");
        try {
            return transactions.inTenant(tenant, c -> {
                try (PreparedStatement s = c.prepareStatement(
                        "INSERT INTO flow_migration (tenant_id, id, type, from_hashes, to_hash, nodes, state, account_id,"
                                + " total, created_at) VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)")) {
                    s.setInt(1, tenant.value());
                    s.setObject(2, m.id());
                    s.setString(3, m.type());
                    s.setArray(4, c.createArrayOf("text", hashes(m.plan().from())));
                    s.setString(5, m.plan().to().hash());
                    s.setString(6, Json.write(m.plan().nodes()));
                    s.setString(7, m.state().wire());
                    s.setObject(8, m.by().value());
                    s.setLong(9, total);
                    s.setObject(10, m.createdAt().atOffset(ZoneOffset.UTC));
                    s.executeUpdate();
                }
                order(c, tenant, m.id(), false, null, m.createdAt());
                return true;
            });
        } catch (StoreException e) {
            if (e.state().equals(UNIQUE_VIOLATION)) {
                return false;
            }
            throw e;
        }
    }

    private static void order(
            Connection c, TenantId tenant, UUID id, boolean back, @Nullable TicketId after, Instant now)
            throws SQLException {
        JdbcDerivedStore.insert(c, tenant, List.of(new Effect.MoveTickets(id, back, after)), now);
    }

    private static final String COLUMNS =
            "SELECT id, type, from_hashes, to_hash, nodes, state, account_id, after_id, total,"
                    + " moved, stayed, back, kept, failure, created_at, ended_at FROM flow_migration WHERE tenant_id = ?";

    @Override
    public Optional<Migration> find(TenantId tenant, UUID id) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(COLUMNS + " AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                return all(s).stream().findFirst();
            }
        });
    }

    @Override
    public List<Migration> list(TenantId tenant, String type, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement(COLUMNS + " AND type = ? ORDER BY created_at DESC, id DESC LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setString(2, type);
                s.setInt(3, most);
                return all(s);
            }
        });
    }

    private static List<Migration> all(PreparedStatement statement) throws SQLException {
        List<Migration> out = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                out.add(migration(row));
            }
        }
        return out;
    }

    private static Migration migration(ResultSet row) throws SQLException {
        Map<String, String> nodes = new HashMap<>();
        Json.object(row.getString("nodes")).forEach((from, to) -> nodes.put(from, String.valueOf(to)));
        UUID after = row.getObject("after_id", UUID.class);
        return new Migration(
                row.getObject("id", UUID.class),
                row.getString("type"),
                new Plan(
                        Arrays.stream((String[]) row.getArray("from_hashes").getArray())
                                .map(ReleaseId::new)
                                .collect(Collectors.toSet()),
                        new ReleaseId(row.getString("to_hash")),
                        nodes),
                State.of(row.getString("state")),
                new AccountId(row.getObject("account_id", UUID.class)),
                after == null ? null : new TicketId(after),
                row.getLong("total"),
                row.getLong("moved"),
                row.getLong("stayed"),
                row.getLong("back"),
                row.getLong("kept"),
                row.getString("failure"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("ended_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    @Override
    public List<TicketId> next(
            TenantId tenant, String type, Set<ReleaseId> releases, @Nullable TicketId after, int most) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT id" + OPEN + " AND flow_release = ANY (?) AND id > ? ORDER BY id LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setArray(3, c.createArrayOf("text", hashes(releases)));
                s.setObject(4, after == null ? new UUID(0, 0) : after.value());
                s.setInt(5, most);
                List<TicketId> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new TicketId(row.getObject(1, UUID.class)));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public List<Moved> moved(TenantId tenant, UUID migration, @Nullable TicketId after, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT record_id, was FROM flow_migration_item"
                    + " WHERE tenant_id = ? AND migration_id = ? AND state = 'moved' AND record_id > ?"
                    + " ORDER BY record_id LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, migration);
                s.setObject(3, after == null ? new UUID(0, 0) : after.value());
                s.setInt(4, most);
                List<Moved> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Moved(
                                new TicketId(row.getObject(1, UUID.class)), MigrationWrites.was(row.getString(2))));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public boolean turn(
            TenantId tenant,
            UUID id,
            Set<State> from,
            State to,
            @Nullable AccountId by,
            boolean anew,
            @Nullable String failure,
            Instant now) {
        boolean works = to == State.RUNNING || to == State.UNDOING;
        try {
            return transactions.inTenant(tenant, c -> {
                try (PreparedStatement s = c.prepareStatement(
                        "UPDATE flow_migration SET state = ?, failure = ?, ended_at = ?, account_id = coalesce(?::uuid, account_id)"
                                + (anew ? ", after_id = NULL" : "")
                                + " WHERE tenant_id = ? AND id = ? AND state = ANY (?) RETURNING after_id")) {
                    s.setString(1, to.wire());
                    s.setString(2, failure);
                    s.setObject(3, works ? null : now.atOffset(ZoneOffset.UTC));
                    s.setObject(4, by == null ? null : by.value(), Types.OTHER);
                    s.setInt(5, tenant.value());
                    s.setObject(6, id);
                    s.setArray(
                            7,
                            c.createArrayOf(
                                    "text", from.stream().map(State::wire).toArray()));
                    try (ResultSet row = s.executeQuery()) {
                        if (!row.next()) {
                            return false;
                        }
                        UUID after = row.getObject(1, UUID.class);
                        if (works) {
                            order(c, tenant, id, to == State.UNDOING, after == null ? null : new TicketId(after), now);
                        }
                        return true;
                    }
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
    public List<Reason> reasons(TenantId tenant, UUID migration, int some) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT state, reason, node, count(*), (array_agg(record_id))[1:?] FROM flow_migration_item"
                            + " WHERE tenant_id = ? AND migration_id = ? GROUP BY state, reason, node ORDER BY 4 DESC, 1, 2, 3")) {
                s.setInt(1, some);
                s.setInt(2, tenant.value());
                s.setObject(3, migration);
                List<Reason> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Reason(
                                row.getString(1), row.getString(2), row.getString(3), row.getLong(4), tickets(row, 5)));
                    }
                }
                return out;
            }
        });
    }
}
