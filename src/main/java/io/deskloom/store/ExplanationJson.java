package io.deskloom.store;

import io.deskloom.effect.Explanation;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.field.Value;
import io.deskloom.kernel.ReleaseId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code event.decision}: why the rules did what they did in one command. */
final class ExplanationJson {
    private ExplanationJson() {}

    static String write(Explanation explanation) {
        Map<String, @Nullable Object> facts = new TreeMap<>();
        explanation.facts().forEach((path, value) -> facts.put(path, ValueJson.write(value)));
        return Json.write(Map.of(
                "release", explanation.release().hash(),
                "event", explanation.event(),
                "facts", facts,
                "fired",
                        explanation.fired().stream().map(ExplanationJson::fired).toList()));
    }

    static Explanation read(String text) {
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
        return new Explanation(new ReleaseId(Json.text(json, "release")), Json.text(json, "event"), facts, fired);
    }

    private static Map<String, @Nullable Object> fired(Fired fired) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("rule", fired.rule());
        json.put("key", fired.key());
        json.put("pack", fired.pack());
        json.put("packVersion", fired.packVersion());
        json.put(
                "intents", fired.intents().stream().map(ExplanationJson::intent).toList());
        json.put("refused", fired.refused());
        return json;
    }

    private static Map<String, @Nullable Object> intent(Intent intent) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        switch (intent) {
            case Intent.SetField(String field, Value value) -> {
                json.put("field", field);
                json.put("value", ValueJson.write(value));
            }
            case Intent.SetPriority(int priority) -> json.put("priority", priority);
            case Intent.AssignTeam(String team) -> json.put("team", team);
        }
        return json;
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
