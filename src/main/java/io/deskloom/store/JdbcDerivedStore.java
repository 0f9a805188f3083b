package io.deskloom.store;

import io.deskloom.access.BeingComputed;
import io.deskloom.command.DerivedStore;
import io.deskloom.effect.Effect;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Shape;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.store.SqlColumn.SqlPart;
import io.deskloom.ticket.RollUps;
import io.deskloom.view.RollUpFigures;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Figures over many records, and who looks up whom: by the slots of lookups. */
@ApplicationScoped
class JdbcDerivedStore implements DerivedStore, BeingComputed, RollUpFigures {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final TenantTx transactions;
    private final SlotDirectory slots;
    private final Map<TenantId, Known> remembered = new ConcurrentHashMap<>();

    JdbcDerivedStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public List<TicketId> looking(
            TenantId tenant, Effect.Hop hop, TicketId record, @Nullable TicketId after, int most) {
        TypeSlots type = slots.of(tenant, hop.type());
        // A lookup that lost its index since cannot be followed any more, and no definition rests on it.
        return TicketColumns.indexedLookup(hop.lookup(), type)
                .map(lookup -> {
                    List<Object> parameters = new ArrayList<>(List.of(type.typeId()));
                    parameters.addAll(lookup.parameters());
                    parameters.add(record.value());
                    return ids(tenant, "type_id = ? AND " + lookup.sql() + " = ?", parameters, after, most);
                })
                .orElse(List.of());
    }

    @Override
    public List<TicketId> all(TenantId tenant, String type, @Nullable TicketId after, int most) {
        return ids(tenant, "type_id = ?", List.of(slots.of(tenant, type).typeId()), after, most);
    }

    private List<TicketId> ids(
            TenantId tenant, String which, List<Object> parameters, @Nullable TicketId after, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT id FROM record WHERE tenant_id = ? AND " + which
                    + " AND deleted_at IS NULL AND id > ? ORDER BY id LIMIT ?")) {
                s.setInt(1, tenant.value());
                int at = ExprSql.bind(s, 2, parameters);
                s.setObject(at++, after == null ? new UUID(0, 0) : after.value());
                s.setInt(at, most);
                List<TicketId> ids = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        ids.add(new TicketId(row.getObject(1, UUID.class)));
                    }
                }
                return ids;
            }
        });
    }

    @Override
    public Map<TicketId, RollUps.Figures> figures(
            TenantId tenant, MetadataSnapshot now, Derivation.RollUp rollUp, Set<TicketId> records) {
        TicketTypeDef type = now.anyType(rollUp.type()).orElseThrow();
        TypeSlots own = slots.of(tenant, type.id());
        Optional<SqlPart> indexed = TicketColumns.indexedLookup(
                type.field(rollUp.by()).orElseThrow().id(), own);
        if (indexed.isEmpty() || records.isEmpty()) {
            return Map.of();
        }
        SqlPart by = indexed.get();
        FieldDef of = rollUp.of() == null ? null : type.field(rollUp.of()).orElseThrow();
        List<Object> parameters = new ArrayList<>(by.parameters());
        String sql = "SELECT " + by.sql() + ", count(*)" + figures(of, parameters)
                + " FROM record WHERE tenant_id = ? AND type_id = ? AND " + by.sql()
                + " = ANY (?) AND deleted_at IS NULL";
        parameters.add(tenant.value());
        parameters.add(own.typeId());
        parameters.addAll(by.parameters());
        parameters.add(records.stream().map(TicketId::value).toArray(UUID[]::new));
        Expr where = rollUp.where();
        if (where != null) {
            Moment moment = new Moment(Instant.EPOCH, now.workspace().zone());
            SqlPart part = ExprSql.filter(byId(where, type), new TicketColumns(type, own), moment);
            sql += " AND " + part.sql();
            parameters.addAll(part.parameters());
        }
        String grouped = sql + " GROUP BY 1";
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(grouped)) {
                ExprSql.bind(s, 1, parameters);
                Map<TicketId, RollUps.Figures> out = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.put(new TicketId(row.getObject(1, UUID.class)), read(row, of));
                    }
                }
                return out;
            }
        });
    }

    /** How many have a value, their sum, least and most, and the currencies of amounts. */
    private static String figures(@Nullable FieldDef of, List<Object> parameters) {
        if (of == null) {
            return "";
        }
        boolean money = of.kind().type().shape() == Shape.MONEY;
        // The JSON and not a slot: it is the truth, also while a slot is being filled.
        SqlPart value = switch (SqlColumn.json("fields", of.id(), TicketPaths.typeOf(of.kind()))) {
            case SqlColumn.Numeric(SqlPart sql) -> sql;
            case SqlColumn.Money(SqlColumn amount, SqlPart _) ->
                amount instanceof SqlColumn.Numeric(SqlPart sql) ? sql : SqlPart.of("NULL");
            case SqlColumn.Span(SqlPart sql) -> sql;
            case SqlColumn.Date(SqlPart sql) -> sql;
            case SqlColumn.Timestamp(SqlPart sql) -> sql;
            default -> throw new IllegalArgumentException("no figures of " + of.kind());
        };
        boolean summed = sums(of);
        List<String> columns = new ArrayList<>(List.of("count(" + value.sql() + ")"));
        if (summed) {
            columns.add("sum((" + value.sql() + ")::numeric)");
        }
        columns.add("min(" + value.sql() + ")");
        columns.add("max(" + value.sql() + ")");
        columns.forEach(_ -> parameters.addAll(value.parameters()));
        if (money) {
            String currency = "(fields->?::text->>'currency')";
            columns.add("count(DISTINCT " + currency + ")");
            columns.add("min(" + currency + ")");
            parameters.add(of.id());
            parameters.add(of.id());
        }
        return ", " + String.join(", ", columns);
    }

    private static boolean sums(FieldDef of) {
        return switch (of.kind().type().shape()) {
            case NUMBER, MONEY, SPAN -> true;
            case TEXT, BOOL, DATE, TIMESTAMP, LIST, PARTS -> false;
        };
    }

    private static RollUps.Figures read(ResultSet row, @Nullable FieldDef of) throws SQLException {
        long rows = row.getLong(2);
        if (of == null) {
            return new RollUps.Figures(rows, 0, null, Value.NULL, Value.NULL, 0, null);
        }
        int at = 3;
        long values = row.getLong(at++);
        BigDecimal sum = sums(of) ? row.getBigDecimal(at++) : null;
        int least = at++;
        int most = at++;
        boolean money = of.kind().type().shape() == Shape.MONEY;
        int currencies = money ? row.getInt(at++) : 0;
        String currency = money ? row.getString(at) : null;
        return new RollUps.Figures(
                rows,
                values,
                sum,
                value(row, least, of, currency),
                value(row, most, of, currency),
                currencies,
                currency);
    }

    private static Value value(ResultSet row, int at, FieldDef of, @Nullable String currency) throws SQLException {
        if (row.getObject(at) == null) {
            return Value.NULL;
        }
        return switch (of.kind().type().shape()) {
            case NUMBER -> Value.num(row.getBigDecimal(at));
            case MONEY -> currency == null ? Value.NULL : new Value.Money(row.getBigDecimal(at), currency);
            case SPAN -> new Value.Span(Duration.of(row.getLong(at), ChronoUnit.MICROS));
            case DATE -> new Value.Date(row.getObject(at, LocalDate.class));
            case TIMESTAMP ->
                new Value.Timestamp(row.getObject(at, OffsetDateTime.class).toInstant());
            case TEXT, BOOL, LIST, PARTS -> Value.NULL;
        };
    }

    /** The condition over field ids, as columns are found by. */
    static Expr byId(Expr e, TicketTypeDef type) {
        return switch (e) {
            case Expr.Literal _ -> e;
            case Expr.Attribute(String path, ExprType t) ->
                new Expr.Attribute(type.field(path).map(FieldDef::id).orElseGet(() -> TicketPaths.planned(path)), t);
            case Expr.Apply a ->
                new Expr.Apply(a.op(), a.args().stream().map(x -> byId(x, type)).toList(), a.type());
        };
    }

    @Override
    public void enqueue(TenantId tenant, List<Effect> effects, Instant now) {
        transactions.inTenant(tenant, c -> insert(c, tenant, effects, now));
    }

    /** The effects as rows of {@code outbox}, due now; answers how many. */
    static int insert(Connection c, TenantId tenant, List<Effect> effects, Instant now) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at)"
                        + " VALUES (?, ?, ?, ?::jsonb, 0, 0, ?, ?)")) {
            for (Effect effect : effects) {
                s.setInt(1, tenant.value());
                s.setObject(2, Uuid7.at(now));
                s.setString(3, EffectJson.kind(effect));
                s.setString(4, EffectJson.payload(effect));
                s.setObject(5, now.atOffset(ZoneOffset.UTC));
                s.setObject(6, now.atOffset(ZoneOffset.UTC));
                s.addBatch();
            }
            return s.executeBatch().length;
        }
    }

    @Override
    public Optional<Progress> progress(TenantId tenant, String type) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT revision, after_id FROM derived_backfill"
                    + " WHERE tenant_id = ? AND type = ? AND finished_at IS NULL")) {
                s.setInt(1, tenant.value());
                s.setString(2, type);
                try (ResultSet row = s.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    UUID after = row.getObject(2, UUID.class);
                    return Optional.of(new Progress(row.getLong(1), after == null ? null : new TicketId(after)));
                }
            }
        });
    }

    @Override
    public boolean advance(TenantId tenant, String type, Progress from, TicketId last, int done) {
        return update(tenant, type, from, "after_id = ?, done = done + ?", last.value(), done);
    }

    @Override
    public void finish(TenantId tenant, String type, Progress from, Instant now) {
        update(tenant, type, from, "finished_at = ?", now.atOffset(ZoneOffset.UTC));
    }

    private boolean update(TenantId tenant, String type, Progress from, String what, Object... parameters) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE derived_backfill SET " + what
                    + " WHERE tenant_id = ? AND type = ? AND revision = ? AND after_id IS NOT DISTINCT FROM ?::uuid")) {
                int at = ExprSql.bind(s, 1, List.of(parameters));
                s.setInt(at++, tenant.value());
                s.setString(at++, type);
                s.setLong(at++, from.revision());
                TicketId after = from.after();
                s.setObject(at, after == null ? null : after.value());
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public List<Backfill> backfills(TenantId tenant) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT type, fields, done, total, started_at"
                    + " FROM derived_backfill WHERE tenant_id = ? AND finished_at IS NULL ORDER BY type")) {
                s.setInt(1, tenant.value());
                List<Backfill> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Backfill(
                                row.getString(1),
                                Set.copyOf(List.of((String[]) row.getArray(2).getArray())),
                                row.getLong(3),
                                row.getLong(4),
                                row.getObject(5, OffsetDateTime.class).toInstant()));
                    }
                }
                return out;
            }
        });
    }

    /**
     * Asked for every list and record of a type with derived fields, so it is remembered for a moment: what has just been
     * finished counts as unfinished so long, which is only slower. What begins, begins with another release.
     */
    @Override
    public Set<String> fields(TenantId tenant, ReleaseId release, String type) {
        long now = System.nanoTime();
        Known known = remembered.get(tenant);
        if (known == null || !known.release.equals(release) || now - known.at > REMEMBERED.toNanos()) {
            Map<String, Set<String>> fields = new HashMap<>();
            backfills(tenant).forEach(b -> fields.put(b.type(), b.fields()));
            known = new Known(release, now, fields);
            remembered.put(tenant, known);
        }
        return known.fields.getOrDefault(type, Set.of());
    }

    private record Known(ReleaseId release, long at, Map<String, Set<String>> fields) {}

    /** Begins computing all of a type anew, inside the transaction that publishes the changed definition. */
    static void begin(
            Connection c,
            TenantId tenant,
            String type,
            int typeId,
            Collection<String> fields,
            long revision,
            Instant now)
            throws SQLException {
        long total = 0;
        try (PreparedStatement s = c.prepareStatement(
                "SELECT count(*) FROM record WHERE tenant_id = ? AND type_id = ? AND deleted_at IS NULL")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            try (ResultSet row = s.executeQuery()) {
                total = row.next() ? row.getLong(1) : 0;
            }
        }
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO derived_backfill AS b (tenant_id, type, revision, after_id, done, total, started_at, finished_at, fields)"
                        + " VALUES (?, ?, ?, NULL, 0, ?, ?, NULL, ?)"
                        + " ON CONFLICT (tenant_id, type) DO UPDATE SET revision = excluded.revision, after_id = NULL,"
                        + " done = 0, total = excluded.total, started_at = excluded.started_at, finished_at = NULL,"
                        // What the switch before left unfinished is begun again with the rest.
                        + " fields = CASE WHEN b.finished_at IS NULL THEN excluded.fields || b.fields ELSE excluded.fields END")) {
            s.setInt(1, tenant.value());
            s.setString(2, type);
            s.setLong(3, revision);
            s.setLong(4, total);
            s.setObject(5, now.atOffset(ZoneOffset.UTC));
            s.setArray(6, c.createArrayOf("text", fields.toArray()));
            s.executeUpdate();
        }
        insert(c, tenant, List.of(new Effect.Backfill(type)), now);
    }
}
