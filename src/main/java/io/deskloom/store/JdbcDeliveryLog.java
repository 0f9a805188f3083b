package io.deskloom.store;

import io.deskloom.delivery.Attempt;
import io.deskloom.delivery.DeliveryLog;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code delivery}. */
@ApplicationScoped
class JdbcDeliveryLog implements DeliveryLog {
    private static final String HEAD =
            "id, effect_id, kind, target, operation, cause, record_id, at, duration_ms, method,"
                    + " destination, outcome, status, problem, by_account";

    private final TenantTx transactions;

    JdbcDeliveryLog(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public void add(TenantId tenant, Attempt a) {
        transactions.inTenant(tenant, c -> {
            // A ticket that was deleted while it was being sent takes its attempt with it.
            try (PreparedStatement s =
                    c.prepareStatement("INSERT INTO delivery (tenant_id, id, effect_id, kind, target,"
                            + " operation, cause, effect, record_id, at, duration_ms, method, destination, outcome, status, problem,"
                            + " request, mentions, response, by_account)"
                            + " SELECT ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                            + " WHERE ?::uuid IS NULL OR EXISTS (SELECT FROM record WHERE tenant_id = ? AND id = ?)")) {
                Effect wanted = a.wanted();
                UUID record = a.ticket() == null ? null : a.ticket().value();
                s.setInt(1, tenant.value());
                s.setObject(2, a.id());
                s.setObject(3, a.effect());
                s.setString(4, a.kind().wire());
                s.setString(5, a.target());
                s.setString(6, a.operation());
                s.setString(7, a.cause().wire());
                s.setString(8, wanted == null ? null : EffectJson.payload(wanted));
                s.setObject(9, record, Types.OTHER);
                s.setObject(10, a.at().atOffset(ZoneOffset.UTC));
                s.setInt(11, a.took());
                s.setString(12, a.method());
                s.setString(13, a.destination());
                s.setString(14, a.result().wire());
                s.setObject(15, a.status(), Types.INTEGER);
                s.setString(16, a.problem());
                s.setString(17, a.request());
                s.setArray(
                        18,
                        c.createArrayOf("text", a.mentions().stream().sorted().toArray()));
                s.setString(19, a.response());
                s.setObject(20, a.by() == null ? null : a.by().value(), Types.OTHER);
                s.setObject(21, record, Types.OTHER);
                s.setInt(22, tenant.value());
                s.setObject(23, record, Types.OTHER);
                return s.executeUpdate();
            }
        });
    }

    @Override
    public List<Attempt> newest(TenantId tenant, Filter filter, @Nullable UUID before, int limit) {
        Attempt.Kind kind = filter.kind();
        Attempt.Result result = filter.result();
        String sql = "SELECT " + HEAD + " FROM delivery WHERE tenant_id = ?"
                + (kind == null ? "" : " AND kind = ?")
                + (filter.target() == null ? "" : " AND target = ?")
                + (result == null ? "" : " AND outcome = ?")
                + (filter.effect() == null ? "" : " AND effect_id = ?")
                + (before == null ? "" : " AND id < ?")
                + " ORDER BY id DESC LIMIT ?";
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                int at = 1;
                s.setInt(at++, tenant.value());
                if (kind != null) {
                    s.setString(at++, kind.wire());
                }
                if (filter.target() != null) {
                    s.setString(at++, filter.target());
                }
                if (result != null) {
                    s.setString(at++, result.wire());
                }
                if (filter.effect() != null) {
                    s.setObject(at++, filter.effect());
                }
                if (before != null) {
                    s.setObject(at++, before);
                }
                s.setInt(at, limit);
                List<Attempt> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(read(row, false));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public Optional<Attempt> find(TenantId tenant, UUID id) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + HEAD
                    + ", effect, request, mentions, response FROM delivery WHERE tenant_id = ? AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? Optional.of(read(row, true)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Optional<Attempt> before(TenantId tenant, Effect.FlowCall call) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + HEAD + " FROM delivery WHERE tenant_id = ?"
                    + " AND record_id = ? AND effect ->> 'node' = ? AND (effect ->> 'branch')::int = ?"
                    + " AND (effect ->> 'of')::int = ? AND (effect ->> 'attempt')::int = ?"
                    + " AND (effect ->> 'undo')::boolean = ? ORDER BY id DESC LIMIT 1")) {
                s.setInt(1, tenant.value());
                s.setObject(2, call.call().ticket().value());
                s.setString(3, call.node());
                s.setInt(4, call.branch());
                s.setInt(5, call.wish());
                s.setInt(6, call.attempt() - 1);
                s.setBoolean(7, call.undo());
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? Optional.of(read(row, false)) : Optional.empty();
                }
            }
        });
    }

    private static Attempt read(ResultSet row, boolean whole) throws SQLException {
        UUID record = row.getObject("record_id", UUID.class);
        UUID by = row.getObject("by_account", UUID.class);
        int status = row.getInt("status");
        boolean answered = !row.wasNull();
        Attempt.Kind kind = Attempt.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
        String effect = whole ? row.getString("effect") : null;
        return new Attempt(
                row.getObject("id", UUID.class),
                row.getObject("effect_id", UUID.class),
                kind,
                row.getString("target"),
                Optional.ofNullable(row.getString("operation")).orElse(""),
                Attempt.Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
                effect == null ? null : effect(kind, effect),
                record == null ? null : new TicketId(record),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getInt("duration_ms"),
                row.getString("method"),
                row.getString("destination"),
                Attempt.Result.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                answered ? status : null,
                row.getString("problem"),
                whole ? row.getString("request") : null,
                whole ? Set.of((String[]) row.getArray("mentions").getArray()) : Set.of(),
                whole ? row.getString("response") : null,
                by == null ? null : new AccountId(by));
    }

    private static Effect effect(Attempt.Kind kind, String json) {
        Map<String, @Nullable Object> plain = Json.object(json);
        return kind == Attempt.Kind.WEBHOOK
                ? CallJson.webhook(plain)
                : plain.containsKey("node") ? CallJson.flowCall(plain) : CallJson.connector(plain);
    }

    @Override
    public void forget(TenantId tenant, Instant before) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM delivery WHERE tenant_id = ? AND at < ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, before.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }
}
