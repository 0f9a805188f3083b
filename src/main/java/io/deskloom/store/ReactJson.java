package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Effect.React} to and from its row of {@code outbox}. */
final class ReactJson {
    private ReactJson() {}

    static String write(Effect.React e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("ticket", e.ticket().toString());
            json.writeStringField("on", e.on());
            json.writeArrayFieldStart("changed");
            for (String key : new TreeSet<>(e.changed())) {
                json.writeString(key);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("event");
            for (Map.Entry<String, Value> fact : new TreeMap<>(e.event()).entrySet()) {
                ValueJson.field(json, fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            AccountId by = e.by();
            Json.field(json, "by", by == null ? null : by.toString());
            json.writeNumberField("depth", e.depth());
            json.writeEndObject();
        });
    }

    static Effect.React read(Map<String, @Nullable Object> json) {
        Map<String, Value> event = new HashMap<>();
        Json.map(json, "event").forEach((path, value) -> event.put((String) path, ValueJson.read(value)));
        Set<String> changed = new HashSet<>();
        Json.list(json, "changed").forEach(key -> changed.add(String.valueOf(key)));
        String by = Json.textOrNull(json, "by");
        return new Effect.React(
                new TicketId(UUID.fromString(Json.text(json, "ticket"))),
                Json.text(json, "on"),
                changed,
                event,
                by == null ? null : new AccountId(UUID.fromString(by)),
                // One that was written before there were such tickets.
                json.containsKey("depth") ? Json.number(json, "depth") : 0);
    }
}
