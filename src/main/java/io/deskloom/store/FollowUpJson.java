package io.deskloom.store;

import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Effects on other tickets, and news of agendas, to and from their rows of {@code outbox}. */
final class FollowUpJson {
    private FollowUpJson() {}

    static String write(Effect.CreateTicket e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("from", e.from().toString());
            EventJson.cause(json, e.by());
            json.writeStringField("type", e.type());
            json.writeObjectFieldStart("fields");
            for (Map.Entry<String, Value> field : new TreeMap<>(e.fields()).entrySet()) {
                ValueJson.field(json, field.getKey(), field.getValue());
            }
            json.writeEndObject();
            json.writeStringField("link", e.link().wire());
            Json.field(json, "requester", text(e.requester()));
            json.writeNumberField("depth", e.depth());
            FlowState.Parent parent = e.parent();
            if (parent != null) {
                json.writeNumberField("branch", parent.branch());
                json.writeStringField("node", parent.node());
                json.writeBooleanField("waits", parent.waits());
            }
            json.writeEndObject();
        });
    }

    static Effect.CreateTicket create(Map<String, @Nullable Object> json) {
        Map<String, Value> fields = new HashMap<>();
        Json.map(json, "fields").forEach((key, value) -> fields.put((String) key, ValueJson.read(value)));
        return new Effect.CreateTicket(
                ticket(json, "from"),
                (Cause.Rule) EventJson.readCause(Json.map(json, "cause")),
                Json.text(json, "type"),
                fields,
                kind(json),
                account(json, "requester"),
                Json.number(json, "depth"),
                json.get("node") == null
                        ? null
                        : new FlowState.Parent(
                                ticket(json, "from"),
                                Json.number(json, "branch"),
                                Json.text(json, "node"),
                                Boolean.TRUE.equals(json.get("waits"))));
    }

    static String write(Effect.LinkBack e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("ticket", e.ticket().toString());
            json.writeStringField("other", e.link().other().toString());
            json.writeStringField("link", e.link().kind().wire());
            json.writeBooleanField("linked", e.linked());
            EventJson.cause(json, e.by());
            json.writeEndObject();
        });
    }

    static Effect.LinkBack linkBack(Map<String, @Nullable Object> json) {
        return new Effect.LinkBack(
                ticket(json, "ticket"),
                new Link(kind(json), ticket(json, "other")),
                Boolean.TRUE.equals(json.get("linked")),
                EventJson.readCause(Json.map(json, "cause")));
    }

    static String write(Effect.TellAgenda e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("ticket", e.ticket().toString());
            json.writeStringField("entry", e.entry().toString());
            json.writeStringField("news", e.news().name().toLowerCase(Locale.ROOT));
            NotifyJson.audience(json, e.to());
            Json.field(json, "by", text(e.by()));
            json.writeEndObject();
        });
    }

    static Effect.TellAgenda tell(Map<String, @Nullable Object> json) {
        return new Effect.TellAgenda(
                ticket(json, "ticket"),
                UUID.fromString(Json.text(json, "entry")),
                Effect.TellAgenda.News.valueOf(Json.text(json, "news").toUpperCase(Locale.ROOT)),
                NotifyJson.audience(json),
                account(json, "by"));
    }

    private static TicketId ticket(Map<String, @Nullable Object> json, String name) {
        return new TicketId(UUID.fromString(Json.text(json, name)));
    }

    private static LinkKind kind(Map<String, @Nullable Object> json) {
        return LinkKind.of(Json.text(json, "link"))
                .orElseThrow(() -> new IllegalStateException("a link of a later version"));
    }

    private static @Nullable AccountId account(Map<String, @Nullable Object> json, String name) {
        String id = Json.textOrNull(json, name);
        return id == null ? null : new AccountId(UUID.fromString(id));
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }
}
