package io.deskloom.store;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.TicketAccess;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes a second world of a workspace: every value one actor may not see, in rows, slots, search, history and explanations, becomes
 * another one, also where there was none; nothing else changes, not even a time or a version.
 */
@ApplicationScoped
public class OtherWorld {
    /** What a hidden text, or number, is in the other world; never part of anything visible. */
    public static final List<String> CANARIES =
            List.of("Zwilling", "4242.42", "19900001111", "2001-02-03", "42.125", "424242");

    private final TenantTx transactions;
    private final SlotDirectory slots;

    OtherWorld(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    /** @return how many values were changed */
    public int make(Actor actor, MetadataSnapshot metadata, Moment moment) {
        TenantId tenant = actor.tenant();
        int changed = 0;
        for (TicketTypeDef type : metadata.everyType().toList()) {
            SlotDirectory.TypeSlots of = slots.of(tenant, type.id());
            changed += transactions.inTenant(tenant, c -> {
                int n = 0;
                for (Ticket ticket : tickets(c, tenant, of.typeId(), type)) {
                    n += change(c, tenant, type, of, ticket, actor, moment);
                }
                return n;
            });
        }
        return changed;
    }

    /** What others may not know of a colleague becomes something else: all but the name, the login and the teams. */
    public void ofColleagues(Actor actor) {
        transactions.inTenant(actor.tenant(), c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE account SET roles = roles || '{zwilling}', theme = 'zwilling',"
                            + " language = CASE language WHEN 'en' THEN 'zh' ELSE 'en' END, created_at = '2001-02-03'"
                            + " WHERE tenant_id = ? AND id <> ?")) {
                s.setInt(1, actor.tenant().value());
                s.setObject(2, actor.account().value());
                return s.executeUpdate();
            }
        });
    }

    /** As while a backfill of a type's field runs: what is stored is not looked at. */
    public void computedAsRead(TenantId tenant, String type, String field) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO derived_backfill (tenant_id, type, revision, done, total, started_at, fields)"
                            + " VALUES (?, ?, 1, 0, 1, now(), ARRAY[?])")) {
                s.setInt(1, tenant.value());
                s.setString(2, type);
                s.setString(3, field);
                return s.executeUpdate();
            }
        });
    }

    private static List<Ticket> tickets(Connection c, TenantId tenant, int typeId, TicketTypeDef type)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT " + TicketRows.COLUMNS + " FROM record WHERE tenant_id = ? AND type_id = ? ORDER BY id")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            List<Ticket> out = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    out.add(TicketRows.read(row, type));
                }
            }
            return out;
        }
    }

    private static Ticket ticket(Connection c, TenantId tenant, TicketTypeDef type, Ticket now) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT " + TicketRows.COLUMNS + " FROM record WHERE tenant_id = ? AND id = ?")) {
            s.setInt(1, tenant.value());
            s.setObject(2, now.id().value());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return TicketRows.read(row, type);
            }
        }
    }

    private static int change(
            Connection c,
            TenantId tenant,
            TicketTypeDef type,
            SlotDirectory.TypeSlots of,
            Ticket ticket,
            Actor actor,
            Moment moment)
            throws SQLException {
        boolean seen = TicketAccess.maySee(actor, type, ticket, moment);
        Map<String, FieldState> states = FieldAccess.states(type, FlowAndAccess.of(type), actor, ticket, moment);
        Map<String, Value> hidden = new TreeMap<>();
        for (FieldDef field : type.fields()) {
            if (!seen || states.get(field.key()).level() == Level.HIDDEN) {
                hidden.put(field.id(), other(field, ticket.field(field.id())));
            }
        }
        boolean title = !seen || !FieldAccess.mayReadTitle(type, states);
        boolean text = !seen || !FieldAccess.mayReadText(type, states);
        boolean internal = !seen || !TicketAccess.may(actor, type, Verb.READ_INTERNAL, ticket, moment);
        changeRow(c, tenant, type, of, ticket, hidden, title);
        changeEvents(c, tenant, type, ticket, hidden, title, text, internal);
        changeFiles(c, tenant, ticket, hidden, text, internal);
        SearchRebuild.write(c, tenant, of.typeId(), type, List.of(ticket(c, tenant, type, ticket)));
        return hidden.size() + (title ? 1 : 0);
    }

    private static void changeRow(
            Connection c,
            TenantId tenant,
            TicketTypeDef type,
            SlotDirectory.TypeSlots of,
            Ticket ticket,
            Map<String, Value> hidden,
            boolean title)
            throws SQLException {
        StringBuilder sql = new StringBuilder("UPDATE record SET fields = fields || ?::jsonb, title = ?");
        List<Object> parameters = new ArrayList<>();
        parameters.add(Json.write(TicketRows.json(hidden, type)));
        parameters.add(title ? "Zwilling " + ticket.title() : ticket.title());
        for (Map.Entry<String, Value> one : hidden.entrySet()) {
            String slot = of.columns().get(one.getKey());
            FieldDef field = type.byId().get(one.getKey());
            if (slot != null) {
                sql.append(", ").append(slot).append(" = ?");
                Object stored = FieldTypes.of(field.kind()).toSlot(one.getValue(), field.settings());
                parameters.add(stored instanceof Instant at ? at.atOffset(java.time.ZoneOffset.UTC) : stored);
            }
        }
        sql.append(" WHERE tenant_id = ? AND id = ?");
        parameters.add(tenant.value());
        parameters.add(ticket.id().value());
        try (PreparedStatement s = c.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                s.setObject(i + 1, parameters.get(i));
            }
            s.executeUpdate();
        }
    }

    private static void changeFiles(
            Connection c, TenantId tenant, Ticket ticket, Map<String, Value> hidden, boolean text, boolean internal)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE attachment SET name = 'Zwilling ' || name, size = size + 7,"
                        + " type = 'text/html', blob_id = NULL WHERE tenant_id = ? AND record_id = ?"
                        + " AND (field_id = ANY (?) OR event_id IS NOT NULL AND (internal AND ? OR NOT internal AND ?))")) {
            s.setInt(1, tenant.value());
            s.setObject(2, ticket.id().value());
            s.setArray(3, c.createArrayOf("text", hidden.keySet().toArray()));
            s.setBoolean(4, internal);
            s.setBoolean(5, text);
            s.executeUpdate();
        }
    }

    private static void changeEvents(
            Connection c,
            TenantId tenant,
            TicketTypeDef type,
            Ticket ticket,
            Map<String, Value> hidden,
            boolean title,
            boolean text,
            boolean internal)
            throws SQLException {
        record Row(UUID id, List<?> changes, String decision) {}
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement s =
                c.prepareStatement("SELECT id, changes, decision FROM event WHERE tenant_id = ? AND record_id = ?")) {
            s.setInt(1, tenant.value());
            s.setObject(2, ticket.id().value());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getObject("id", UUID.class),
                            Json.list(row.getString("changes")),
                            row.getString("decision")));
                }
            }
        }
        for (Row row : rows) {
            List<Object> changes = new ArrayList<>();
            for (Object stored : row.changes()) {
                Map<Object, Object> change = new HashMap<>((Map<?, ?>) stored);
                Map<Object, Object> data = new HashMap<>((Map<?, ?>) change.get("data"));
                changeData((String) change.get("kind"), data, hidden, title, text, internal);
                change.put("data", data);
                changes.add(change);
            }
            try (PreparedStatement s = c.prepareStatement(
                    "UPDATE event SET changes = ?::json, decision = ?::json WHERE tenant_id = ? AND id = ?")) {
                s.setString(1, Json.write(changes));
                s.setString(2, row.decision() == null ? null : decision(row.decision(), type, hidden, title));
                s.setInt(3, tenant.value());
                s.setObject(4, row.id());
                s.executeUpdate();
            }
        }
    }

    private static void changeData(
            String kind,
            Map<Object, Object> data,
            Map<String, Value> hidden,
            boolean title,
            boolean text,
            boolean internal) {
        switch (kind) {
            case "created" -> {
                Map<Object, Object> fields = new HashMap<>((Map<?, ?>) data.get("fields"));
                hidden.forEach((id, value) -> fields.put(id, stored(value)));
                data.put("fields", fields);
                if (title) {
                    data.put("title", "Zwilling");
                }
            }
            case "field" -> {
                Value value = hidden.get((String) data.get("field"));
                if (value != null) {
                    data.put("from", stored(value));
                    data.put("to", stored(value));
                }
            }
            case "title" -> {
                if (title) {
                    data.put("from", "Zwilling");
                    data.put("to", "Zwilling too");
                }
            }
            case "comment" -> {
                boolean own = Boolean.TRUE.equals(data.get("internal")) ? internal : text;
                if (own) {
                    data.put("text", "Zwilling said so");
                }
            }
            default -> {}
        }
    }

    private static String decision(String text, TicketTypeDef type, Map<String, Value> hidden, boolean title) {
        Map<String, Object> decision = new HashMap<>(Json.object(text));
        Map<Object, Object> facts = new HashMap<>((Map<?, ?>) decision.get("facts"));
        hidden.forEach((id, value) -> facts.computeIfPresent(type.byId().get(id).key(), (_, _) -> stored(value)));
        if (title) {
            facts.computeIfPresent("ticket.title", (_, _) -> "Zwilling");
        }
        decision.put("facts", facts);
        return Json.write(decision);
    }

    /** As {@link ValueJson} writes it. */
    private static Object stored(Value value) {
        return Json.list(Json.text(json -> {
                    json.writeStartArray();
                    ValueJson.write(json, value);
                    json.writeEndArray();
                }))
                .getFirst();
    }

    private static Value other(FieldDef field, Value now) {
        return switch (field.kind()) {
            // With words that are also where somebody may read them.
            case TEXT, LONG_TEXT, MARKDOWN, BARCODE -> Value.text("Zwilling of " + field.key() + ", kettle 水壶");
            case PHONE -> Value.text("19900001111");
            case INTEGER -> Value.num(424242);
            case DECIMAL -> Value.num(new BigDecimal("42.125"));
            case MONEY -> new Value.Money(new BigDecimal("4242.42"), "CNY");
            case BOOLEAN -> Value.bool(!(now instanceof Value.Bool(boolean is) && is));
            case SINGLE ->
                Value.text(field.settings().options().stream()
                        .map(o -> o.key())
                        .filter(k -> !Value.text(k).equals(now))
                        .findFirst()
                        .orElseThrow());
            case MULTI ->
                Value.texts(List.of(field.settings().options().getLast().key()));
            case DATE -> new Value.Date(LocalDate.parse("2001-02-03"));
            case DATE_TIME -> new Value.Timestamp(Instant.parse("2001-02-03T04:05:06Z"));
            case LOOKUP -> Value.text("01930000-0000-7000-8000-00000000abce");
            case MULTI_LOOKUP -> Value.texts(List.of("01930000-0000-7000-8000-00000000abce"));
            // Its files stay in it, under other names: what is looked up by a hidden name is looked up by a canary.
            case FILE, IMAGE -> {
                List<Value> files = new ArrayList<>(now instanceof Value.Items was ? was.items() : List.of());
                files.add(Value.text("01930000-0000-7000-8000-00000000abce"));
                yield new Value.Items(files);
            }
            case ACCOUNT, SIGNATURE -> Value.text("01930000-0000-7000-8000-00000000abcd");
            case ACCOUNTS -> Value.texts(List.of("01930000-0000-7000-8000-00000000abcd"));
            case TEAM -> Value.text("zwilling");
            case TAGS -> Value.texts(List.of("Zwilling"));
            case EMAIL -> Value.text("zwilling@example.org");
            case URL -> Value.text("https://zwilling.example.org");
            case AUTONUMBER -> Value.text("ZW-424242");
            case TIME -> Value.text("04:42");
            case REGION -> Value.text("AQ");
            case DURATION -> new Value.Span(java.time.Duration.ofMinutes(4242));
            case PERCENT, SLIDER -> Value.num(42);
            case RATING -> Value.num(now.equals(Value.num(1)) ? 2 : 1);
            case SECRET -> Value.text("sealed:1:Zwilling");
            case TREE -> Value.text(field.settings().options().getLast().key());
            case RICH_TEXT -> read(field, "<p>Zwilling</p>");
            case DATE_RANGE -> read(field, Map.of("start", "2001-02-03"));
            case GEO_POINT -> read(field, Map.of("lat", 42, "lon", 42));
            case ADDRESS -> read(field, Map.of("street", "Zwilling"));
            case TABLE -> {
                Value.Items rows = now instanceof Value.Items was ? was : new Value.Items(List.of());
                List<Value> more = new ArrayList<>(rows.items());
                more.add(new Value.Parts(
                        Map.of(field.settings().columns().getFirst().key(), Value.text("Zwilling"))));
                yield new Value.Items(more);
            }
        };
    }

    private static Value read(FieldDef field, Object json) {
        return field.kind().type().parse(json, field.settings(), "", new io.deskloom.kernel.Problems());
    }
}
