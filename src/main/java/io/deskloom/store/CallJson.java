package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls to the outside to and from their rows of {@code outbox} and {@code delivery}. */
final class CallJson {
    private CallJson() {}

    static String write(Effect.CallWebhook e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("ticket", e.ticket().toString());
            json.writeStringField("webhook", e.webhook());
            event(json, e.event());
            json.writeStringField("at", e.at().toString());
            json.writeEndObject();
        });
    }

    static String write(Effect.CallConnector e) {
        return Json.text(json -> {
            json.writeStartObject();
            call(json, e);
            json.writeEndObject();
        });
    }

    private static void call(JsonGenerator json, Effect.CallConnector e) throws IOException {
        json.writeStringField("ticket", e.ticket().toString());
        json.writeStringField("connector", e.connector());
        json.writeStringField("operation", e.operation());
        json.writeStringField("release", e.release().hash());
        json.writeStringField("rule", e.rule());
        Json.field(json, "pack", e.pack());
        json.writeNumberField("wish", e.wish());
        event(json, e.event());
        json.writeStringField("at", e.at().toString());
    }

    static String write(Effect.FlowCall e) {
        return Json.text(json -> {
            json.writeStartObject();
            call(json, e.call());
            json.writeNumberField("branch", e.branch());
            json.writeStringField("node", e.node());
            json.writeNumberField("of", e.wish());
            json.writeNumberField("attempt", e.attempt());
            json.writeBooleanField("undo", e.undo());
            json.writeEndObject();
        });
    }

    static Effect.FlowCall flowCall(Map<String, @Nullable Object> json) {
        return new Effect.FlowCall(
                connector(json),
                Json.number(json, "branch"),
                Json.text(json, "node"),
                Json.number(json, "of"),
                Json.number(json, "attempt"),
                Boolean.TRUE.equals(json.get("undo")));
    }

    private static void event(JsonGenerator json, Map<String, Value> event) throws IOException {
        json.writeObjectFieldStart("event");
        for (Map.Entry<String, Value> fact : new TreeMap<>(event).entrySet()) {
            ValueJson.field(json, fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    static Effect.CallWebhook webhook(Map<String, @Nullable Object> json) {
        return new Effect.CallWebhook(
                ticket(json), Json.text(json, "webhook"), event(json), Instant.parse(Json.text(json, "at")));
    }

    static Effect.CallConnector connector(Map<String, @Nullable Object> json) {
        return new Effect.CallConnector(
                ticket(json),
                Json.text(json, "connector"),
                Json.text(json, "operation"),
                new ReleaseId(Json.text(json, "release")),
                Json.text(json, "rule"),
                Json.textOrNull(json, "pack"),
                Json.number(json, "wish"),
                event(json),
                Instant.parse(Json.text(json, "at")));
    }

    private static TicketId ticket(Map<String, @Nullable Object> json) {
        return new TicketId(UUID.fromString(Json.text(json, "ticket")));
    }

    private static Map<String, Value> event(Map<String, @Nullable Object> json) {
        Map<String, Value> event = new HashMap<>();
        Json.map(json, "event").forEach((path, value) -> event.put((String) path, ValueJson.read(value)));
        return event;
    }
}
