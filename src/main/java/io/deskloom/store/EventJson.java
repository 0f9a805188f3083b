package io.deskloom.store;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of one command to and from a row of {@code event}. Additive only: a row once written is read for ever.
 */
final class EventJson {
    /** The columns {@link #read} needs. */
    static final String COLUMNS = "id, record_id, version, at, channel, release_id, changes";

    private EventJson() {}

    /** All that one command changed, in order; what they have in common is in the row's own columns. */
    static String changes(List<Event> events) {
        List<Object> changes = new ArrayList<>();
        Event.Meta first = events.getFirst().meta();
        for (Event event : events) {
            Event.Meta meta = event.meta();
            if (!meta.at().equals(first.at())
                    || !meta.channel().equals(first.channel())
                    || !meta.release().equals(first.release())
                    || !meta.ticket().equals(first.ticket())) {
                throw new IllegalArgumentException("events of different commands");
            }
            Map<String, @Nullable Object> change = new LinkedHashMap<>();
            change.put("id", meta.id().toString());
            change.put("kind", kind(event));
            change.put("cause", cause(meta.cause()));
            change.put("data", data(event));
            changes.add(change);
        }
        return Json.write(changes);
    }

    /** The events of the current row, which holds {@link #COLUMNS}, in order. */
    static List<Event> read(ResultSet row) throws SQLException {
        TicketId ticket = new TicketId(row.getObject("record_id", UUID.class));
        Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
        String channel = row.getString("channel");
        ReleaseId release = new ReleaseId(row.getString("release_id"));
        List<Event> events = new ArrayList<>();
        for (Object stored : Json.list(row.getString("changes"))) {
            Map<?, ?> change = (Map<?, ?>) stored;
            Event.Meta meta = new Event.Meta(
                    UUID.fromString(Json.text(change, "id")),
                    ticket,
                    at,
                    readCause(Json.map(change, "cause")),
                    channel,
                    release);
            events.add(event(meta, Json.text(change, "kind"), Json.map(change, "data")));
        }
        return events;
    }

    private static String kind(Event event) {
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

    private static Map<String, @Nullable Object> data(Event event) {
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
        return data;
    }

    private static Map<String, @Nullable Object> cause(Event.Cause cause) {
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
        return json;
    }

    /** The account behind it, null when it was not a person. */
    static @Nullable UUID person(Event.Cause cause) {
        return cause instanceof Event.Cause.Person(AccountId account) ? account.value() : null;
    }

    private static Event event(Event.Meta meta, String kind, Map<?, ?> data) {
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

    private static Event created(Event.Meta meta, Map<?, ?> data) {
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

    private static Event.Cause readCause(Map<?, ?> json) {
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

    private static @Nullable AccountId account(Map<?, ?> data, String key) {
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
