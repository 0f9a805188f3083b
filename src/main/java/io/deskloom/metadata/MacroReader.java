package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.model.MacroDef;
import io.deskloom.model.RuleDef.IntentDef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a macro: its wishes are those of rules, checked for each type it is for. */
final class MacroReader {
    private final Reading reading;
    private final TriggerReader triggers;

    MacroReader(Reading reading, TriggerReader triggers) {
        this.reading = reading;
        this.triggers = triggers;
    }

    Optional<MacroDef> read(At at) {
        reading.uniqueId("macro", at.get("id"));
        var label = reading.label(at.get("label"));
        var help = reading.labelOrNull(at.get("help"));
        at.get("roles").items().forEach(r -> reading.known("role", r, reading.roles));
        once(at, "comment");
        once(at, "act");
        Map<String, MacroDef.Way> byType = new LinkedHashMap<>();
        Set<String> named = new HashSet<>();
        for (At type : at.get("types").items()) {
            reading.unique("types", type, named);
            TypeReader reader = reading.tickets.get(type.text());
            if (reader == null) {
                reading.known("type", type, reading.tickets.keySet());
                continue;
            }
            At when = at.get("when");
            Expr condition = when.present() ? reader.condition(when) : null;
            List<IntentDef> wishes = new ArrayList<>();
            for (At wish : at.get("do").items()) {
                triggers.intent(wish, at, type.text(), reader, reader.conditions())
                        .ifPresent(wishes::add);
            }
            byType.put(type.text(), new MacroDef.Way(condition, wishes));
        }
        return byType.isEmpty()
                ? Optional.empty()
                : Optional.of(new MacroDef(
                        at.get("id").text(),
                        at.get("key").text(),
                        label,
                        help,
                        new TreeSet<>(at.get("roles").texts()),
                        byType));
    }

    private void once(At at, String what) {
        at.get("do").items().stream()
                .map(wish -> wish.get(what))
                .filter(At::present)
                .skip(1)
                .forEach(second -> reading.problems.add(
                        second.problem("macro.once", Said.of("a macro has at most one '{what}'", "what", what))));
    }
}
