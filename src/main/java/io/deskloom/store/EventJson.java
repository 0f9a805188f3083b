package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Event;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of one command to and from a row of {@code event}. Additive only: a row once written is read for ever.
 *
 * <p>Short, because a row of more than two kilobytes is compressed and moved aside by PostgreSQL, which costs a create more
 * than its ticket's row: an event's id is that after the one before unless it says otherwise, its cause is the row's person
 * unless it names one, a release is the row's, and what is null is left out.
 */
final class EventJson {
    /** The columns {@link #read} needs. */
    static final String COLUMNS = "id, record_id, version, at, actor_id, channel, release_id, changes";

    private EventJson() {}

    /** All that one command changed, in order; what the row's own columns or the event before say is left out. */
    static String changes(List<Event> events) {
        Event.Meta first = events.getFirst().meta();
        return Json.text(json -> {
            json.writeStartArray();
            UUID expected = first.id();
            for (Event event : events) {
                Event.Meta meta = event.meta();
                if (!meta.at().equals(first.at())
                        || !meta.channel().equals(first.channel())
                        || !meta.release().equals(first.release())
                        || !meta.ticket().equals(first.ticket())) {
                    throw new IllegalArgumentException("events of different commands");
                }
                json.writeStartObject();
                if (!meta.id().equals(expected)) {
                    json.writeStringField("id", meta.id().toString());
                }
                json.writeStringField("kind", kind(event));
                if (!isPersonOf(first, meta.cause())) {
                    cause(json, meta.cause());
                }
                json.writeObjectFieldStart("data");
                data(json, event);
                json.writeEndObject();
                json.writeEndObject();
                expected = Uuid7.next(meta.id());
            }
            json.writeEndArray();
        });
    }

    /** The events of the current row, which holds {@link #COLUMNS}, in order. */
    static List<Event> read(ResultSet row) throws SQLException {
        TicketId ticket = new TicketId(row.getObject("record_id", UUID.class));
        Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
        String channel = row.getString("channel");
        ReleaseId release = new ReleaseId(row.getString("release_id"));
        UUID actor = row.getObject("actor_id", UUID.class);
        UUID expected = row.getObject("id", UUID.class);
        List<Event> events = new ArrayList<>();
        for (Object stored : Json.list(row.getString("changes"))) {
            Map<?, ?> change = (Map<?, ?>) stored;
            String own = Json.textOrNull(change, "id");
            UUID id = own == null ? expected : UUID.fromString(own);
            Event.Cause cause = change.get("cause") instanceof Map<?, ?> named
                    ? readCause(named)
                    : new Event.Cause.Person(new AccountId(Objects.requireNonNull(actor)));
            Event.Meta meta = new Event.Meta(id, ticket, at, cause, channel, release);
            events.add(event(meta, Json.text(change, "kind"), Json.map(change, "data")));
            expected = Uuid7.next(id);
        }
        return events;
    }

    private static boolean isPersonOf(Event.Meta first, Event.Cause cause) {
        return cause instanceof Event.Cause.Person person && person.macro() == null && cause.equals(first.cause());
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
            case Event.AgendaChanged _ -> "agenda";
            case Event.FlowChanged _ -> "flow";
            case Event.Migrated _ -> "migrated";
            case Event.ClockChanged _ -> "clock";
            case Event.Linked _ -> "linked";
            case Event.Unlinked _ -> "unlinked";
            case Event.RulesRan _ -> "rules";
            case Event.Routed _ -> "routed";
            case Event.Deleted _ -> "deleted";
            case Event.Restored _ -> "restored";
        };
    }

    private static void data(JsonGenerator json, Event event) throws IOException {
        switch (event) {
            case Event.Created e -> {
                json.writeStringField("type", e.type());
                json.writeNumberField("number", e.number());
                json.writeStringField("title", e.title());
                json.writeNumberField("priority", e.priority());
                Json.field(json, "requester", id(e.requester()));
                if (!e.flowRelease().equals(e.meta().release())) {
                    json.writeStringField("flowRelease", e.flowRelease().hash());
                }
                json.writeObjectFieldStart("fields");
                for (Map.Entry<String, Value> field : e.fields().entrySet()) {
                    ValueJson.field(json, field.getKey(), field.getValue());
                }
                json.writeEndObject();
                External external = e.external();
                if (external != null) {
                    json.writeStringField("source", external.source());
                    json.writeStringField("externalId", external.id());
                }
            }
            case Event.FieldChanged e -> {
                json.writeStringField("field", e.field());
                ValueJson.field(json, "from", e.from());
                ValueJson.field(json, "to", e.to());
            }
            case Event.PriorityChanged e -> {
                json.writeNumberField("from", e.from());
                json.writeNumberField("to", e.to());
            }
            case Event.TeamChanged e -> change(json, e.from(), e.to());
            case Event.AssigneeChanged e -> change(json, id(e.from()), id(e.to()));
            case Event.TitleChanged e -> change(json, e.from(), e.to());
            case Event.StepEntered e -> {
                change(json, e.from(), e.to());
                json.writeNumberField("status", e.status());
                Json.field(json, "action", e.action());
            }
            case Event.Commented e -> {
                json.writeBooleanField("internal", e.internal());
                json.writeStringField("text", e.text());
                if (!e.attachments().isEmpty()) {
                    json.writeArrayFieldStart("attachments");
                    for (UUID attachment : e.attachments()) {
                        json.writeString(attachment.toString());
                    }
                    json.writeEndArray();
                }
            }
            case Event.AgendaChanged e -> {
                Entry from = e.from();
                if (from != null) {
                    json.writeFieldName("was");
                    AgendaJson.write(json, from);
                }
                json.writeFieldName("is");
                AgendaJson.write(json, e.to());
            }
            case Event.FlowChanged e -> {
                json.writeStringField("what", e.what());
                json.writeStringField("node", e.node());
                json.writeNumberField("status", e.status());
                if (!e.details().isEmpty()) {
                    json.writeObjectFieldStart("details");
                    for (Map.Entry<String, String> detail : new TreeMap<>(e.details()).entrySet()) {
                        json.writeStringField(detail.getKey(), detail.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeFieldName("to");
                FlowJson.write(json, e.to());
            }
            case Event.Migrated e -> {
                change(json, e.from().hash(), e.to().hash());
                json.writeStringField("left", e.left());
                json.writeObjectField("label", e.label().byLanguage());
                json.writeStringField("step", e.step());
                json.writeNumberField("status", e.status());
                json.writeFieldName("flow");
                FlowJson.write(json, e.flow());
                json.writeArrayFieldStart("path");
                for (String node : e.path()) {
                    json.writeString(node);
                }
                json.writeEndArray();
                if (e.back()) {
                    json.writeBooleanField("back", true);
                }
            }
            case Event.ClockChanged e -> {
                json.writeStringField("news", e.news().wire());
                json.writeFieldName("is");
                ClocksJson.write(json, e.to(), e.meta());
            }
            case Event.Linked e -> link(json, e.link());
            case Event.Unlinked e -> link(json, e.link());
            case Event.RulesRan e -> json.writeStringField("on", e.on());
            case Event.Routed e -> RoutedJson.write(json, e.how());
            case Event.Deleted _, Event.Restored _ -> {}
        }
    }

    private static void link(JsonGenerator json, Link link) throws IOException {
        json.writeStringField("link", link.kind().wire());
        json.writeStringField("other", link.other().toString());
    }

    private static Link link(Map<?, ?> data) {
        return new Link(
                LinkKind.of(Json.text(data, "link"))
                        .orElseThrow(() -> new IllegalStateException("a link of a later version")),
                new TicketId(UUID.fromString(Json.text(data, "other"))));
    }

    static void cause(JsonGenerator json, Event.Cause cause) throws IOException {
        json.writeObjectFieldStart("cause");
        switch (cause) {
            case Event.Cause.Person(AccountId account, String macro) -> {
                json.writeStringField("person", account.toString());
                Json.field(json, "macro", macro);
            }
            case Event.Cause.Rule r -> {
                json.writeStringField("rule", r.rule());
                json.writeStringField("label", r.label());
                Json.field(json, "pack", r.pack());
                Json.field(json, "packVersion", r.packVersion());
            }
            case Event.Cause.Flow(String node) -> json.writeStringField("flow", node);
            case Event.Cause.System(String name) -> json.writeStringField("system", name);
        }
        json.writeEndObject();
    }

    /** The account behind it, null when it was not a person. */
    static @Nullable UUID person(Event.Cause cause) {
        return cause instanceof Event.Cause.Person(AccountId account, var _) ? account.value() : null;
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
                new Event.Commented(
                        meta, Boolean.TRUE.equals(data.get("internal")), Json.text(data, "text"), attachments(data));
            case "agenda" ->
                new Event.AgendaChanged(
                        meta,
                        data.get("was") instanceof Map<?, ?> was ? AgendaJson.entry(was) : null,
                        AgendaJson.entry(Json.map(data, "is")));
            case "flow" ->
                new Event.FlowChanged(
                        meta,
                        Json.text(data, "what"),
                        Json.text(data, "node"),
                        details(data),
                        FlowJson.flow(Json.map(data, "to")),
                        Json.number(data, "status"));
            case "migrated" ->
                new Event.Migrated(
                        meta,
                        new ReleaseId(Json.text(data, "from")),
                        new ReleaseId(Json.text(data, "to")),
                        Json.text(data, "left"),
                        label(Json.map(data, "label")),
                        Json.text(data, "step"),
                        Json.number(data, "status"),
                        FlowJson.flow(Json.map(data, "flow")),
                        ((List<?>) Json.need(data, "path"))
                                .stream().map(String.class::cast).toList(),
                        Boolean.TRUE.equals(data.get("back")));
            case "clock" ->
                new Event.ClockChanged(
                        meta, Clock.News.of(Json.text(data, "news")), ClocksJson.clock(Json.map(data, "is"), meta));
            case "linked" -> new Event.Linked(meta, link(data));
            case "unlinked" -> new Event.Unlinked(meta, link(data));
            case "rules" -> new Event.RulesRan(meta, Json.text(data, "on"));
            case "routed" -> new Event.Routed(meta, RoutedJson.read(data));
            case "deleted" -> new Event.Deleted(meta);
            case "restored" -> new Event.Restored(meta);
            default -> throw new IllegalStateException("an event of a later version: " + kind);
        };
    }

    private static Label label(Map<?, ?> json) {
        Map<String, String> byLanguage = new TreeMap<>();
        json.forEach((language, text) -> byLanguage.put((String) language, (String) text));
        return new Label(byLanguage);
    }

    private static Map<String, String> details(Map<?, ?> data) {
        Map<String, String> out = new TreeMap<>();
        if (data.get("details") instanceof Map<?, ?> details) {
            details.forEach((name, value) -> out.put((String) name, (String) value));
        }
        return out;
    }

    private static List<UUID> attachments(Map<?, ?> data) {
        return data.get("attachments") instanceof List<?> ids
                ? ids.stream().map(id -> UUID.fromString((String) id)).toList()
                : List.of();
    }

    private static Event created(Event.Meta meta, Map<?, ?> data) {
        Map<String, Value> fields = new HashMap<>();
        String flowRelease = Json.textOrNull(data, "flowRelease");
        Json.map(data, "fields").forEach((field, json) -> fields.put((String) field, ValueJson.read(json)));
        String source = Json.textOrNull(data, "source");
        return new Event.Created(
                meta,
                Json.text(data, "type"),
                ((Number) Json.need(data, "number")).longValue(),
                Json.text(data, "title"),
                Json.number(data, "priority"),
                account(data, "requester"),
                flowRelease == null ? meta.release() : new ReleaseId(flowRelease),
                fields,
                source == null ? null : new External(source, Json.text(data, "externalId")));
    }

    static Event.Cause readCause(Map<?, ?> json) {
        if (json.containsKey("person")) {
            return new Event.Cause.Person(
                    new AccountId(UUID.fromString(Json.text(json, "person"))), Json.textOrNull(json, "macro"));
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

    private static void change(JsonGenerator json, @Nullable String from, @Nullable String to) throws IOException {
        Json.field(json, "from", from);
        Json.field(json, "to", to);
    }
}
