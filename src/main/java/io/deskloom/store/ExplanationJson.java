package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.agenda.LinkKind;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Explanation.Ran;
import io.deskloom.effect.Intent;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.ReleaseId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code event.decision}: why the rules did what they did in one command. */
final class ExplanationJson {
    private static final String BEFORE = "before";

    private ExplanationJson() {}

    /** @param release of the row it is written to, which is then not repeated */
    static String write(Explanation explanation, ReleaseId release) {
        return Json.text(json -> write(json, explanation, release));
    }

    private static void write(JsonGenerator json, Explanation explanation, ReleaseId release) throws IOException {
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
        if (!explanation.phase().equals(BEFORE)) {
            json.writeStringField("phase", explanation.phase());
        }
        Explanation next = explanation.next();
        if (next != null) {
            json.writeFieldName("next");
            write(json, next, release);
        }
        json.writeEndObject();
    }

    /** @param release of the row it was read from */
    static Explanation read(String text, ReleaseId release) {
        return read(Json.object(text), release);
    }

    private static Explanation read(Map<?, ?> json, ReleaseId release) {
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
                    Json.textOrNull(map, "refused"),
                    // Only rules that asked one have it, and none that was recorded before there were scripts.
                    map.get("scripts") instanceof List<?> runs
                            ? runs.stream().map(r -> ran((Map<?, ?>) r)).toList()
                            : List.of()));
        }
        String own = Json.textOrNull(json, "release");
        String phase = Json.textOrNull(json, "phase");
        return new Explanation(
                own == null ? release : new ReleaseId(own),
                Json.text(json, "event"),
                phase == null ? BEFORE : phase,
                facts,
                fired,
                json.get("next") instanceof Map<?, ?> next ? read(next, release) : null);
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
                case Intent.Route(String routing) -> json.writeStringField("route", routing);
                case Intent.AddTo(String field, List<String> entries) -> entries(json, "add", field, entries);
                case Intent.RemoveFrom(String field, List<String> entries) -> entries(json, "remove", field, entries);
                case Intent.Assign(String to) -> json.writeStringField("assign", to == null ? "" : to);
                case Intent.Comment(boolean internal, String text) -> {
                    json.writeStringField("comment", text);
                    json.writeBooleanField("internal", internal);
                }
                // What it was given is among the facts.
                case Intent.RunScript(String script, var _) -> json.writeStringField("script", script);
                // Who was told what is with those who were told.
                case Intent.Notify(var _, int wish, var _) -> json.writeNumberField("notify", wish);
                case Intent.Mail(var _, int wish, var _, var _) -> json.writeNumberField("mail", wish);
                case Intent.CallWebhook(String webhook, var _) -> json.writeStringField("webhook", webhook);
                case Intent.CallConnector call -> {
                    json.writeStringField("connector", call.connector());
                    json.writeStringField("operation", call.operation());
                    json.writeNumberField("wish", call.wish());
                }
                case Intent.Act(String action) -> json.writeStringField("act", action);
                case Intent.StartClock(String clock, Duration _) -> json.writeStringField("startClock", clock);
                case Intent.StopClock(String clock) -> json.writeStringField("stopClock", clock);
                // What they say is with the entries of the agenda.
                case Intent.Promise wish -> json.writeStringField("promise", wish.key());
                case Intent.RequestApproval wish -> json.writeStringField("requestApproval", wish.key());
                case Intent.SuggestRemedy wish -> json.writeStringField("suggestRemedy", wish.key());
                case Intent.LinkTo(String to, LinkKind kind) -> {
                    json.writeStringField("link", to);
                    json.writeStringField("kind", kind.wire());
                }
                case Intent.CreateTicket(String type, var _, LinkKind link) -> {
                    json.writeStringField("createTicket", type);
                    json.writeStringField("kind", link.wire());
                }
                // Whatever it kept from being saved has no history; one that computed changes overruled has.
                case Intent.Refuse _ -> json.writeBooleanField("refuse", true);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.field(json, "refused", fired.refused());
        if (!fired.scripts().isEmpty()) {
            json.writeArrayFieldStart("scripts");
            for (Ran ran : fired.scripts()) {
                ran(json, ran);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void ran(JsonGenerator json, Ran ran) throws IOException {
        json.writeStartObject();
        json.writeStringField("script", ran.script());
        texts(json, "consulted", ran.consulted());
        texts(json, "log", ran.log());
        json.writeNumberField("micros", ran.micros());
        Json.field(json, "failed", ran.failed());
        json.writeNumberField("line", ran.line());
        json.writeEndObject();
    }

    private static Ran ran(Map<?, ?> json) {
        return new Ran(
                Json.text(json, "script"),
                texts(json, "consulted"),
                texts(json, "log"),
                Json.number(json, "micros"),
                Json.textOrNull(json, "failed"),
                Json.number(json, "line"));
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static List<String> texts(Map<?, ?> json, String name) {
        return Json.list(json, name).stream().map(String::valueOf).toList();
    }

    private static void entries(JsonGenerator json, String what, String field, List<String> entries)
            throws IOException {
        json.writeStringField(what, field);
        json.writeArrayFieldStart("entries");
        for (String entry : entries) {
            json.writeString(entry);
        }
        json.writeEndArray();
    }

    private static Intent intent(Map<?, ?> json) {
        if (json.containsKey("field")) {
            return new Intent.SetField(Json.text(json, "field"), ValueJson.read(json.get("value")));
        }
        if (json.containsKey("priority")) {
            return new Intent.SetPriority(Json.number(json, "priority"));
        }
        if (json.containsKey("team")) {
            return new Intent.AssignTeam(Json.text(json, "team"));
        }
        if (json.containsKey("route")) {
            return new Intent.Route(Json.text(json, "route"));
        }
        if (json.containsKey("add")) {
            return new Intent.AddTo(Json.text(json, "add"), entries(json));
        }
        if (json.containsKey("remove")) {
            return new Intent.RemoveFrom(Json.text(json, "remove"), entries(json));
        }
        if (json.containsKey("assign")) {
            String to = Json.text(json, "assign");
            return new Intent.Assign(to.isEmpty() ? null : to);
        }
        if (json.containsKey("comment")) {
            return new Intent.Comment(Boolean.TRUE.equals(json.get("internal")), Json.text(json, "comment"));
        }
        if (json.containsKey("script")) {
            return new Intent.RunScript(Json.text(json, "script"), Map.of());
        }
        if (json.containsKey("notify")) {
            return new Intent.Notify(List.of(), Json.number(json, "notify"), Map.of());
        }
        if (json.containsKey("mail")) {
            return new Intent.Mail(List.of(), Json.number(json, "mail"), Map.of(), null);
        }
        if (json.containsKey("startClock")) {
            return new Intent.StartClock(Json.text(json, "startClock"), null);
        }
        if (json.containsKey("stopClock")) {
            return new Intent.StopClock(Json.text(json, "stopClock"));
        }
        if (json.containsKey("promise")) {
            return new Intent.Promise(Json.text(json, "promise"), Label.of(""), List.of(), null);
        }
        if (json.containsKey("requestApproval")) {
            return new Intent.RequestApproval(
                    Json.text(json, "requestApproval"), List.of(), Label.of(""), List.of(), null);
        }
        if (json.containsKey("suggestRemedy")) {
            return new Intent.SuggestRemedy(
                    Json.text(json, "suggestRemedy"), Label.of(""), List.of(), null, Map.of(), null);
        }
        if (json.containsKey("link")) {
            return new Intent.LinkTo(Json.text(json, "link"), kind(json));
        }
        if (json.containsKey("createTicket")) {
            return new Intent.CreateTicket(Json.text(json, "createTicket"), Map.of(), kind(json));
        }
        if (json.containsKey("webhook")) {
            return new Intent.CallWebhook(Json.text(json, "webhook"), Map.of());
        }
        if (json.containsKey("connector")) {
            return new Intent.CallConnector(
                    Json.text(json, "connector"), Json.text(json, "operation"), Json.number(json, "wish"), Map.of());
        }
        return json.containsKey("act") ? new Intent.Act(Json.text(json, "act")) : new Intent.Refuse(null, Label.of(""));
    }

    private static LinkKind kind(Map<?, ?> json) {
        return LinkKind.of(Json.text(json, "kind")).orElse(LinkKind.RELATED);
    }

    private static List<String> entries(Map<?, ?> json) {
        return Json.list(json, "entries").stream().map(String::valueOf).toList();
    }
}
