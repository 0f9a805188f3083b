package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.field.Value;
import io.deskloom.kernel.ReleaseId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code event.decision}: why the rules did what they did in one command. */
final class ExplanationJson {
    private ExplanationJson() {}

    /** @param release of the row it is written to, which is then not repeated */
    static String write(Explanation explanation, ReleaseId release) {
        return Json.text(json -> {
            json.writeStartObject();
            if (!explanation.release().equals(release)) {
                json.writeStringField("release", explanation.release().hash());
            }
            json.writeStringField("event", explanation.event());
            json.writeObjectFieldStart("facts");
            for (Map.Entry<String, Value> fact : new TreeMap<>(explanation.facts()).entrySet()) {
                json.writeFieldName(fact.getKey());
                ValueJson.write(json, fact.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("fired");
            for (Fired fired : explanation.fired()) {
                fired(json, fired);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** @param release of the row it was read from */
    static Explanation read(String text, ReleaseId release) {
        Map<String, @Nullable Object> json = Json.object(text);
        Map<String, Value> facts = new HashMap<>();
        Json.map(json, "facts").forEach((path, value) -> facts.put((String) path, ValueJson.read(value)));
        List<Fired> fired = new ArrayList<>();
        for (Object one : Json.list(json, "fired")) {
            Map<?, ?> map = (Map<?, ?>) one;
            fired.add(new Fired(
                    Json.text(map, "rule"),
                    Json.text(map, "key"),
                    Json.textOrNull(map, "pack"),
                    Json.textOrNull(map, "packVersion"),
                    Json.list(map, "intents").stream()
                            .map(i -> intent((Map<?, ?>) i))
                            .toList(),
                    Json.textOrNull(map, "refused")));
        }
        String own = Json.textOrNull(json, "release");
        return new Explanation(own == null ? release : new ReleaseId(own), Json.text(json, "event"), facts, fired);
    }

    private static void fired(JsonGenerator json, Fired fired) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", fired.rule());
        json.writeStringField("key", fired.key());
        Json.field(json, "pack", fired.pack());
        Json.field(json, "packVersion", fired.packVersion());
        json.writeArrayFieldStart("intents");
        for (Intent intent : fired.intents()) {
            json.writeStartObject();
            switch (intent) {
                case Intent.SetField(String field, Value value) -> {
                    json.writeStringField("field", field);
                    ValueJson.field(json, "value", value);
                }
                case Intent.SetPriority(int priority) -> json.writeNumberField("priority", priority);
                case Intent.AssignTeam(String team) -> json.writeStringField("team", team);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.field(json, "refused", fired.refused());
        json.writeEndObject();
    }

    private static Intent intent(Map<?, ?> json) {
        if (json.containsKey("field")) {
            return new Intent.SetField(Json.text(json, "field"), ValueJson.read(json.get("value")));
        }
        return json.containsKey("priority")
                ? new Intent.SetPriority(Json.number(json, "priority"))
                : new Intent.AssignTeam(Json.text(json, "team"));
    }
}
