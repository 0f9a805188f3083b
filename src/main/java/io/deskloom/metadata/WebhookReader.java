package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Value;
import io.deskloom.model.Configured;
import io.deskloom.model.RuleDef;
import io.deskloom.model.WebhookDef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads webhooks. What one is told of without a rule that says so becomes rules, the last to act of all. */
final class WebhookReader {
    private static final int LAST = 100_000;

    private final Reading reading;
    private final List<RuleDef> rules = new ArrayList<>();

    WebhookReader(Reading reading) {
        this.reading = reading;
    }

    WebhookDef read(At at) {
        reading.uniqueId("webhook", at.get("id"));
        reading.known("role", at.get("as"), reading.roles);
        List<WebhookDef.Subscription> events = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (At event : at.get("events").items()) {
            reading.unique("events for the type", event.get("type"), seen);
            TypeReader type = reading.anyType(event.get("type").text());
            if (type == null) {
                reading.known("type", event.get("type"), reading.typeKeys());
                continue;
            }
            Set<RuleDef.On> on = EnumSet.noneOf(RuleDef.On.class);
            for (String name : event.get("on").texts()) {
                Stream.of(RuleDef.On.values())
                        .filter(o -> o.wire().equals(name))
                        .forEach(on::add);
            }
            if (type.isObject()
                    && (on.contains(RuleDef.On.ACTED)
                            || on.contains(RuleDef.On.COMMENTED)
                            || on.contains(RuleDef.On.REPLIED))) {
                reading.problems.add(event.get("on")
                        .problem("trigger.object_event", "records of an object type have no steps and no comments"));
            }
            events.add(new WebhookDef.Subscription(event.get("type").text(), on));
            rule(at, event, type, on);
        }
        fields(at.get("fields"), seen);
        return new WebhookDef(
                at.get("id").text(),
                at.get("key").text(),
                reading.label(at.get("label")),
                Configured.of(at.get("url").text()),
                at.get("as").text(),
                Configured.of(at.get("secret").text()).secret().orElse(null),
                at.get("fields").texts(),
                events);
    }

    private void rule(At at, At event, TypeReader type, Set<RuleDef.On> on) {
        At when = event.get("when");
        Expr condition = when.present()
                ? type.expression(when, type.rules(), ExprType.BOOL)
                : new Expr.Literal(Value.bool(true), ExprType.BOOL);
        if (condition != null) {
            rules.add(new RuleDef(
                    // No trigger's id has a dot.
                    at.get("id").text() + "." + event.get("type").text(),
                    at.get("key").text(),
                    at.get("label").label(),
                    new RuleDef.Origin(null, null, at.doc().path()),
                    event.get("type").text(),
                    on,
                    condition,
                    List.of(new RuleDef.IntentDef.CallWebhook(at.get("key").text())),
                    LAST,
                    false));
        }
    }

    /** @param types it is told of, any when it is told by rules alone */
    private void fields(At fields, Set<String> types) {
        Set<String> keys = new TreeSet<>();
        for (String key : types.isEmpty() ? reading.typeKeys() : types) {
            TypeReader type = reading.anyType(key);
            if (type != null) {
                keys.addAll(type.keys());
            }
        }
        fields.items().forEach(f -> reading.known("field", f, keys));
    }

    /** The rules of all that have been read. */
    List<RuleDef> rules() {
        return List.copyOf(rules);
    }
}
