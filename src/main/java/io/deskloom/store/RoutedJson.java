package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.routing.Routed;
import io.deskloom.routing.Strategy;
import io.deskloom.routing.Weighed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a routing decided, to and from history. Additive only; what is nothing is left out. */
final class RoutedJson {
    private RoutedJson() {}

    static void write(JsonGenerator json, Routed r) throws IOException {
        json.writeStringField("routing", r.routing());
        Json.field(json, "row", r.row());
        json.writeStringField("team", r.team());
        json.writeStringField("strategy", r.strategy().wire());
        json.writeStringField("ending", r.ending().wire());
        Json.field(json, "chosen", r.chosen() == null ? null : r.chosen().toString());
        if (!r.skills().isEmpty()) {
            json.writeArrayFieldStart("skills");
            for (String skill : r.skills()) {
                json.writeString(skill);
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("weighed");
        for (Weighed w : r.weighed()) {
            weighed(json, w);
        }
        json.writeEndArray();
        if (r.more() > 0) {
            json.writeNumberField("more", r.more());
        }
        if (!r.facts().isEmpty()) {
            json.writeObjectFieldStart("facts");
            for (Map.Entry<String, Value> fact : new TreeMap<>(r.facts()).entrySet()) {
                ValueJson.field(json, fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
        }
        if (!r.limits().isEmpty()) {
            json.writeObjectFieldStart("limits");
            for (Map.Entry<String, Integer> limit : new TreeMap<>(r.limits()).entrySet()) {
                json.writeNumberField(limit.getKey(), limit.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void weighed(JsonGenerator json, Weighed w) throws IOException {
        json.writeStartObject();
        json.writeStringField("who", w.account().toString());
        json.writeStringField("why", w.verdict().wire());
        if (!w.what().isEmpty()) {
            json.writeStringField("what", w.what());
        }
        if (w.own() != Weighed.UNKNOWN) {
            json.writeNumberField("own", w.own());
        }
        if (w.other() != Weighed.UNKNOWN) {
            json.writeNumberField("other", w.other());
        }
        json.writeEndObject();
    }

    static Routed read(Map<?, ?> json) {
        Map<String, Value> facts = new HashMap<>();
        if (json.get("facts") instanceof Map<?, ?> known) {
            known.forEach((path, value) -> facts.put((String) path, ValueJson.read(value)));
        }
        Map<String, Integer> limits = new HashMap<>();
        if (json.get("limits") instanceof Map<?, ?> known) {
            known.forEach((what, most) -> limits.put((String) what, ((Number) most).intValue()));
        }
        List<Weighed> weighed = new ArrayList<>();
        for (Object one : Json.list(json, "weighed")) {
            weighed.add(weighed((Map<?, ?>) one));
        }
        return new Routed(
                Json.text(json, "routing"),
                Json.textOrNull(json, "row"),
                Json.text(json, "team"),
                Strategy.of(Json.text(json, "strategy")).orElseThrow(RoutedJson::later),
                Routed.Ending.of(Json.text(json, "ending")).orElseThrow(RoutedJson::later),
                account(Json.textOrNull(json, "chosen")),
                json.get("skills") instanceof List<?> skills
                        ? skills.stream().map(String.class::cast).toList()
                        : List.of(),
                weighed,
                json.get("more") instanceof Number more ? more.intValue() : 0,
                facts,
                limits,
                // Only whoever writes it needs to know: it is kept as a hash beside the ticket.
                null);
    }

    private static Weighed weighed(Map<?, ?> json) {
        return new Weighed(
                new AccountId(UUID.fromString(Json.text(json, "who"))),
                Weighed.Verdict.of(Json.text(json, "why")).orElseThrow(RoutedJson::later),
                json.get("what") instanceof String what ? what : "",
                figure(json.get("own")),
                figure(json.get("other")));
    }

    private static long figure(@Nullable Object number) {
        return number instanceof Number n ? n.longValue() : Weighed.UNKNOWN;
    }

    private static @Nullable AccountId account(@Nullable String id) {
        return id == null ? null : new AccountId(UUID.fromString(id));
    }

    private static IllegalStateException later() {
        return new IllegalStateException("a routing of a later version");
    }
}
