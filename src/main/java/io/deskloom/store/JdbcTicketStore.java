package io.deskloom.store;

import io.deskloom.command.Counted;
import io.deskloom.command.TicketStore;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.live.Broadcast;
import io.deskloom.live.News;
import io.deskloom.model.CounterDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.routing.Candidate;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import io.deskloom.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The write path's database: see {@link TicketWrites} for what one command writes. */
@ApplicationScoped
class JdbcTicketStore implements TicketStore {
    private static final String UNIQUE_VIOLATION = "23505";

    /** Foreign key violation: the history of a record that is not there any more. */
    private static final String GONE = "23503";

    /** Nobody publishes so often that one write meets this many switches. */
    private static final int SWITCHES_OUTLIVED = 5;

    /** Of a team. */
    private static final int MOST_CANDIDATES = 500;

    private final TenantTx transactions;
    private final SlotDirectory slots;
    private final NumberBlocks numbers;
    private final TicketAhead ahead;
    private final Broadcast broadcast;

    JdbcTicketStore(
            TenantTx transactions, SlotDirectory slots, NumberBlocks numbers, TicketAhead ahead, Broadcast broadcast) {
        this.transactions = transactions;
        this.slots = slots;
        this.numbers = numbers;
        this.ahead = ahead;
        this.broadcast = broadcast;
    }

    @Override
    public List<Ticket> findAll(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids) {
        return transactions.read(
                tenant,
                TicketRows.BY_IDS,
                (s, first) -> TicketRows.bindIds(s, first, tenant, ids),
                s -> TicketRows.all(s.getResultSet(), tenant, now, slots));
    }

    @Override
    public Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return ahead.or(
                tenant,
                now,
                id,
                () -> transactions.read(
                        tenant,
                        TicketRows.BY_ID,
                        (s, first) -> TicketRows.bindId(s, first, tenant, id),
                        s -> TicketRows.one(s.getResultSet(), tenant, now, slots)));
    }

    @Override
    public Optional<Ticket> findEvenDeleted(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return transactions.read(
                tenant,
                TicketRows.BY_ID_EVEN_DELETED,
                (s, first) -> TicketRows.bindId(s, first, tenant, id),
                s -> TicketRows.one(s.getResultSet(), tenant, now, slots));
    }

    @Override
    public Optional<Ticket> findExternal(TenantId tenant, MetadataSnapshot now, String type, External external) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.read(
                tenant,
                TicketRows.BY_EXTERNAL,
                (s, first) -> {
                    s.setInt(first, tenant.value());
                    s.setInt(first + 1, typeId);
                    s.setString(first + 2, external.source());
                    s.setString(first + 3, external.id());
                },
                s -> TicketRows.one(s.getResultSet(), tenant, now, slots));
    }

    @Override
    public Map<External, Ticket> findExternals(
            TenantId tenant, MetadataSnapshot now, String type, Collection<External> externals) {
        int typeId = slots.of(tenant, type).typeId();
        Map<External, Ticket> found = new HashMap<>();
        Map<String, List<String>> bySource = externals.stream()
                .collect(
                        Collectors.groupingBy(External::source, Collectors.mapping(External::id, Collectors.toList())));
        bySource.forEach((source, ids) -> transactions
                .read(
                        tenant,
                        TicketRows.BY_EXTERNALS,
                        (s, first) -> {
                            s.setInt(first, tenant.value());
                            s.setInt(first + 1, typeId);
                            s.setString(first + 2, source);
                            s.setArray(first + 3, s.getConnection().createArrayOf("text", ids.toArray()));
                        },
                        s -> TicketRows.all(s.getResultSet(), tenant, now, slots))
                .forEach(t -> found.put(Objects.requireNonNull(t.external()), t)));
        return found;
    }

    @Override
    public List<Event> since(TenantId tenant, TicketId id, int version) {
        return events(tenant, id, "version > ?", version);
    }

    /** The ticket as the change to {@code version} found it; empty when that change made it. */
    Optional<Ticket> before(TenantId tenant, TicketId id, int version) {
        List<Event> events = version > 1 ? events(tenant, id, "version < ?", version) : List.of();
        return events.isEmpty() ? Optional.empty() : Optional.of(Tickets.apply(null, events));
    }

    private List<Event> events(TenantId tenant, TicketId id, String which, int version) {
        return transactions.inTenant(tenant, connection -> {
            // "id >= record_id" prunes the months before the ticket was made.
            try (PreparedStatement s = connection.prepareStatement("SELECT " + EventJson.COLUMNS
                    + " FROM event WHERE tenant_id = ? AND record_id = ? AND id >= ? AND " + which + " ORDER BY id")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id.value());
                s.setObject(3, id.value());
                s.setInt(4, version);
                List<Event> events = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        events.addAll(EventJson.read(row));
                    }
                }
                return events;
            }
        });
    }

    @Override
    public long nextNumber(TenantId tenant, String type) {
        return numbers.next(tenant, type);
    }

    @Override
    public Counted count(
            TenantId tenant,
            MetadataSnapshot now,
            CounterDef counter,
            Map<String, Value> same,
            TicketId except,
            Moment moment) {
        if (same.values().stream().anyMatch(Value::isNull)) {
            return Counted.NONE;
        }
        CounterSql sql = new CounterSql(tenant, now, counter, moment);
        return transactions.readOnly(tenant, c -> sql.count(c, same, except, slots));
    }

    @Override
    public Optional<TicketFacts.Viewer> person(TenantId tenant, AccountId account) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT roles, teams FROM account WHERE tenant_id = ? AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                try (ResultSet row = s.executeQuery()) {
                    return row.next()
                            ? Optional.of(new TicketFacts.Viewer(
                                    account, List.of((String[]) row.getArray(1).getArray()), List.of((String[])
                                            row.getArray(2).getArray())))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<Candidate> candidates(TenantId tenant, String team, Instant now) {
        return transactions.readOnly(tenant, c -> AgentRows.ofTeams(c, tenant, Set.of(team), now, MOST_CANDIDATES));
    }

    @Override
    public Optional<Candidate> candidate(TenantId tenant, AccountId account, Instant now) {
        return transactions.readOnly(
                tenant, c -> AgentRows.one(c, tenant, account, now).stream().findFirst());
    }

    @Override
    public Optional<AccountId> lastAgent(TenantId tenant, String about) {
        return transactions.readOnly(tenant, c -> Optional.ofNullable(AgentRows.last(c, tenant, about)));
    }

    @Override
    public Optional<String> waitsFor(TenantId tenant, TicketId ticket) {
        return transactions.readOnly(tenant, c -> Optional.ofNullable(AgentRows.waitsFor(c, tenant, ticket.value())));
    }

    @Override
    public Set<AccountId> activeAccounts(TenantId tenant, Set<AccountId> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "SELECT id FROM account WHERE tenant_id = ? AND id = ANY (?) AND disabled_at IS NULL")) {
                s.setInt(1, tenant.value());
                s.setArray(
                        2,
                        connection.createArrayOf(
                                "uuid", ids.stream().map(AccountId::value).toArray()));
                Set<AccountId> active = new HashSet<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        active.add(new AccountId(row.getObject(1, UUID.class)));
                    }
                }
                return active;
            }
        });
    }

    @Override
    public Optional<Answer> answer(TenantId tenant, AccountId account, String key, Instant now) {
        return transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s =
                    connection.prepareStatement("SELECT request_hash, record_id, version, event_id FROM idempotency"
                            + " WHERE tenant_id = ? AND account_id = ? AND key = ? AND expires_at > ?")) {
                setKey(s, tenant, account, key, now);
                try (ResultSet row = s.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Answer(
                                    new RequestHash(HexFormat.of().formatHex(row.getBytes(1))),
                                    new TicketId(row.getObject(2, UUID.class)),
                                    row.getInt(3),
                                    row.getObject(4, UUID.class)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void forget(TenantId tenant, AccountId account, String key, Instant now) {
        transactions.<Integer>inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement("DELETE FROM idempotency"
                    + " WHERE tenant_id = ? AND account_id = ? AND key = ? AND expires_at <= ?")) {
                setKey(s, tenant, account, key, now);
                return s.executeUpdate();
            }
        });
    }

    @Override
    public int forgetExpired(TenantId tenant, Instant now) {
        return transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s =
                    connection.prepareStatement("DELETE FROM idempotency WHERE tenant_id = ? AND expires_at <= ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, now.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public Outcome append(Batch batch) {
        Map<UUID, String> files = FileNames.of(transactions, batch.tenant(), TicketWrites.newFiles(List.of(batch)));
        for (int i = 1; ; i++) {
            try {
                transactions.send(TicketWrites.of(
                        batch, slots.of(batch.tenant(), batch.type().id()), files));
                tell(List.of(batch));
                return Outcome.WRITTEN;
            } catch (StoreException refused) {
                Outcome outcome = outcome(batch, refused);
                if (outcome != null) {
                    return outcome;
                }
                if (!refused.state().equals(TicketWrites.OLD_SLOTS) || i == SWITCHES_OUTLIVED) {
                    throw refused;
                }
                slots.refresh(batch.tenant());
            }
        }
    }

    @Override
    public Map<String, TicketId> known(TenantId tenant, String type, String source, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        int typeId = slots.of(tenant, type).typeId();
        return transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement("SELECT external_id, id FROM record"
                    + " WHERE tenant_id = ? AND type_id = ? AND source = ? AND external_id = ANY (?)")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setString(3, source);
                s.setArray(4, connection.createArrayOf("text", ids.toArray()));
                Map<String, TicketId> known = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        known.put(row.getString(1), new TicketId(row.getObject(2, UUID.class)));
                    }
                }
                return known;
            }
        });
    }

    @Override
    public Together appendAll(TenantId tenant, String type, List<Batch> batches, @Nullable Beside beside) {
        Map<UUID, String> files = FileNames.of(transactions, tenant, TicketWrites.newFiles(batches));
        for (int i = 1; ; i++) {
            try {
                transactions.sendTogether(
                        batches.isEmpty()
                                ? TicketWrites.alone(tenant, beside)
                                : TicketWrites.all(tenant, batches, slots.of(tenant, type), files, beside));
                tell(batches);
                return Together.WRITTEN;
            } catch (StoreException refused) {
                if (refused.state().equals(TicketWrites.MOVED_ON)
                        || refused.state().equals(LoadWrites.FULL)
                        || refused.state().equals(GONE)
                        || violates(refused, "record_external")) {
                    return Together.STALE;
                }
                if (refused.state().equals(BesideWrites.NOT_YOURS)) {
                    return Together.NOT_YOURS;
                }
                if (!refused.state().equals(TicketWrites.OLD_SLOTS) || i == SWITCHES_OUTLIVED) {
                    throw refused;
                }
                slots.refresh(tenant);
            }
        }
    }

    /** Everyone who looks at the tickets or their lists should hear of it, now that it is on disk. */
    private void tell(List<Batch> batches) {
        broadcast.send(batches.stream()
                .map(b -> new News(b.tenant(), b.after().id(), b.after().version()))
                .toList());
    }

    /** What a refusal of the batch amounts to; null when it is none that a batch expects. */
    private static @Nullable Outcome outcome(Batch batch, StoreException refused) {
        if (refused.state().equals(TicketWrites.MOVED_ON)
                || refused.state().equals(TicketWrites.FILES_GONE)
                || refused.state().equals(LoadWrites.FULL)
                || batch.before() != null && refused.state().equals(GONE)) {
            return Outcome.STALE;
        }
        if (violates(refused, "record_external")) {
            return Outcome.STALE;
        }
        if (refused.state().equals(TicketWrites.SETTLED)) {
            return Outcome.SETTLED;
        }
        return batch.once() != null && violates(refused, "idempotency_pkey") ? Outcome.ANSWERED : null;
    }

    private static boolean violates(StoreException e, String constraint) {
        if (!e.state().equals(UNIQUE_VIOLATION) || !(psql(e) instanceof PSQLException refused)) {
            return false;
        }
        ServerErrorMessage message = refused.getServerErrorMessage();
        return message != null && constraint.equals(message.getConstraint());
    }

    /** The database's own error: of statements sent together the driver wraps it. */
    private static @Nullable Throwable psql(StoreException e) {
        Throwable cause = e.getCause();
        return cause instanceof BatchUpdateException batch && batch.getNextException() != null
                ? batch.getNextException()
                : cause;
    }

    private static void setKey(PreparedStatement s, TenantId tenant, AccountId account, String key, Instant now)
            throws SQLException {
        s.setInt(1, tenant.value());
        s.setObject(2, account.value());
        s.setString(3, key);
        s.setObject(4, now.atOffset(ZoneOffset.UTC));
    }
}
