package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Effect.Notify} to and from its row of {@code outbox}. */
final class NotifyJson {
    private NotifyJson() {}

    static String write(Effect.Notify e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("ticket", e.ticket().toString());
            json.writeStringField("release", e.release().hash());
            json.writeStringField("rule", e.rule());
            Json.field(json, "pack", e.pack());
            json.writeNumberField("wish", e.wish());
            audience(json, e.to());
            json.writeObjectFieldStart("event");
            for (Map.Entry<String, Value> fact : new TreeMap<>(e.event()).entrySet()) {
                ValueJson.field(json, fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            AccountId by = e.by();
            Json.field(json, "by", by == null ? null : by.toString());
            json.writeEndObject();
        });
    }

    static Effect.Notify read(Map<String, @Nullable Object> json) {
        Map<String, Value> event = new HashMap<>();
        Json.map(json, "event").forEach((path, value) -> event.put((String) path, ValueJson.read(value)));
        String by = Json.textOrNull(json, "by");
        return new Effect.Notify(
                new TicketId(UUID.fromString(Json.text(json, "ticket"))),
                new ReleaseId(Json.text(json, "release")),
                Json.text(json, "rule"),
                Json.textOrNull(json, "pack"),
                Json.number(json, "wish"),
                audience(json),
                event,
                by == null ? null : new AccountId(UUID.fromString(by)));
    }

    static void audience(JsonGenerator json, List<Audience> to) throws IOException {
        json.writeArrayFieldStart("to");
        for (Audience one : to) {
            json.writeStartObject();
            switch (one) {
                case Audience.Assignee _ -> json.writeBooleanField("assignee", true);
                case Audience.Requester _ -> json.writeBooleanField("requester", true);
                case Audience.Team(String key) -> json.writeStringField("team", key == null ? "" : key);
                case Audience.Role(String key) -> json.writeStringField("role", key);
                case Audience.Account(String id) -> json.writeStringField("account", id);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static List<Audience> audience(Map<String, @Nullable Object> json) {
        return Json.list(json, "to").stream().map(one -> one((Map<?, ?>) one)).toList();
    }

    private static Audience one(Map<?, ?> json) {
        if (json.containsKey("assignee")) {
            return new Audience.Assignee();
        }
        if (json.containsKey("requester")) {
            return new Audience.Requester();
        }
        if (json.containsKey("team")) {
            String key = Json.text(json, "team");
            return new Audience.Team(key.isEmpty() ? null : key);
        }
        return json.containsKey("role")
                ? new Audience.Role(Json.text(json, "role"))
                : new Audience.Account(Json.text(json, "account"));
    }
}
