package io.deskloom.store;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events to and from rows of {@code event}. Additive only: a row once written is read for ever. */
final class EventJson {
    /** The columns {@link #read} needs, in its order. */
    static final String COLUMNS = "id, record_id, version, kind, at, cause, channel, release_id, data";

    private EventJson() {}

    static String kind(Event event) {
        return switch (event) {
            case Event.Created _ -> "created";
            case Event.FieldChanged _ -> "field";
            case Event.PriorityChanged _ -> "priority";
            case Event.TeamChanged _ -> "team";
            case Event.AssigneeChanged _ -> "assignee";
            case Event.TitleChanged _ -> "title";
            case Event.StepEntered _ -> "step";
            case Event.Commented _ -> "comment";
        };
    }

    static String data(Event event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        switch (event) {
            case Event.Created e -> {
                data.put("type", e.type());
                data.put("number", e.number());
                data.put("title", e.title());
                data.put("priority", e.priority());
                data.put("requester", id(e.requester()));
                data.put("flowRelease", e.flowRelease().hash());
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                e.fields().forEach((field, value) -> fields.put(field, ValueJson.write(value)));
                data.put("fields", fields);
            }
            case Event.FieldChanged e -> {
                data.put("field", e.field());
                data.put("from", ValueJson.write(e.from()));
                data.put("to", ValueJson.write(e.to()));
            }
            case Event.PriorityChanged e -> change(data, e.from(), e.to());
            case Event.TeamChanged e -> change(data, e.from(), e.to());
            case Event.AssigneeChanged e -> change(data, id(e.from()), id(e.to()));
            case Event.TitleChanged e -> change(data, e.from(), e.to());
            case Event.StepEntered e -> {
                change(data, e.from(), e.to());
                data.put("status", e.status());
                data.put("action", e.action());
            }
            case Event.Commented e -> {
                data.put("internal", e.internal());
                data.put("text", e.text());
            }
        }
        return Json.write(data);
    }

    static String cause(Event.Cause cause) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        switch (cause) {
            case Event.Cause.Person(AccountId account) -> json.put("person", account.toString());
            case Event.Cause.Rule r -> {
                json.put("rule", r.rule());
                json.put("label", r.label());
                json.put("pack", r.pack());
                json.put("packVersion", r.packVersion());
            }
            case Event.Cause.Flow(String node) -> json.put("flow", node);
            case Event.Cause.System(String name) -> json.put("system", name);
        }
        return Json.write(json);
    }

    /** The account behind it, null when it was not a person. */
    static @Nullable UUID person(Event.Cause cause) {
        return cause instanceof Event.Cause.Person(AccountId account) ? account.value() : null;
    }

    /** The event in the current row, which holds {@link #COLUMNS}. */
    static Event read(ResultSet row) throws SQLException {
        Event.Meta meta = new Event.Meta(
                row.getObject("id", UUID.class),
                new TicketId(row.getObject("record_id", UUID.class)),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                readCause(Json.object(row.getString("cause"))),
                row.getString("channel"),
                new ReleaseId(row.getString("release_id")));
        Map<String, @Nullable Object> data = Json.object(row.getString("data"));
        String kind = row.getString("kind");
        return switch (kind) {
            case "created" -> created(meta, data);
            case "field" ->
                new Event.FieldChanged(
                        meta,
                        Json.text(data, "field"),
                        ValueJson.read(data.get("from")),
                        ValueJson.read(data.get("to")));
            case "priority" -> new Event.PriorityChanged(meta, Json.number(data, "from"), Json.number(data, "to"));
            case "team" -> new Event.TeamChanged(meta, Json.textOrNull(data, "from"), Json.textOrNull(data, "to"));
            case "assignee" -> new Event.AssigneeChanged(meta, account(data, "from"), account(data, "to"));
            case "title" -> new Event.TitleChanged(meta, Json.text(data, "from"), Json.text(data, "to"));
            case "step" ->
                new Event.StepEntered(
                        meta,
                        Json.textOrNull(data, "from"),
                        Json.text(data, "to"),
                        Json.number(data, "status"),
                        Json.textOrNull(data, "action"));
            case "comment" ->
                new Event.Commented(meta, Boolean.TRUE.equals(data.get("internal")), Json.text(data, "text"));
            default -> throw new IllegalStateException("an event of a later version: " + kind);
        };
    }

    private static Event created(Event.Meta meta, Map<String, @Nullable Object> data) {
        Map<String, Value> fields = new HashMap<>();
        Json.map(data, "fields").forEach((field, json) -> fields.put((String) field, ValueJson.read(json)));
        return new Event.Created(
                meta,
                Json.text(data, "type"),
                ((Number) Json.need(data, "number")).longValue(),
                Json.text(data, "title"),
                Json.number(data, "priority"),
                account(data, "requester"),
                new ReleaseId(Json.text(data, "flowRelease")),
                fields);
    }

    private static Event.Cause readCause(Map<String, @Nullable Object> json) {
        if (json.containsKey("person")) {
            return new Event.Cause.Person(new AccountId(UUID.fromString(Json.text(json, "person"))));
        }
        if (json.containsKey("rule")) {
            return new Event.Cause.Rule(
                    Json.text(json, "rule"),
                    Json.text(json, "label"),
                    Json.textOrNull(json, "pack"),
                    Json.textOrNull(json, "packVersion"));
        }
        return json.containsKey("flow")
                ? new Event.Cause.Flow(Json.text(json, "flow"))
                : new Event.Cause.System(Json.text(json, "system"));
    }

    private static @Nullable AccountId account(Map<String, @Nullable Object> data, String key) {
        String id = Json.textOrNull(data, key);
        return id == null ? null : new AccountId(UUID.fromString(id));
    }

    private static @Nullable String id(@Nullable AccountId account) {
        return account == null ? null : account.toString();
    }

    private static void change(Map<String, @Nullable Object> data, @Nullable Object from, @Nullable Object to) {
        data.put("from", from);
        data.put("to", to);
    }
}
