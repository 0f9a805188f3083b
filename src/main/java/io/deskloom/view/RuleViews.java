package io.deskloom.view;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Names;
import io.deskloom.expr.Sentence;
import io.deskloom.expr.Simplify;
import io.deskloom.field.Value;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TicketTypeDef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of a release as administrators read them: conditions and wishes as sentences. */
public final class RuleViews {
    private RuleViews() {}

    /**
     * A rule.
     *
     * @param when its condition in the languages sentences are made in, "en" and "zh"
     * @param then what it wants, likewise
     */
    public record RuleView(RuleDef rule, Map<String, String> when, List<Map<String, String>> then) {
        public RuleView {
            when = Map.copyOf(when);
            then = List.copyOf(then);
        }
    }

    /** All of them, in the order they act. */
    public static List<RuleView> of(MetadataSnapshot snapshot) {
        return snapshot.rules().stream()
                .flatMap(rule -> snapshot.anyType(rule.type()).stream().map(type -> view(rule, type, snapshot)))
                .toList();
    }

    static RuleView view(RuleDef rule, TicketTypeDef type, MetadataSnapshot snapshot) {
        Names names = new TypeNames(type, snapshot);
        Map<String, Value> parameters = parameters(rule, snapshot);
        RuleWishes wishes = new RuleWishes(names, type, snapshot, e -> folded(e, parameters));
        return new RuleView(
                rule,
                both(lang -> Sentence.of(folded(rule.when(), parameters), names, lang)),
                rule.then().stream()
                        .map(intent -> both(lang -> wishes.of(intent, lang)))
                        .toList());
    }

    private interface Said {
        String in(String language);
    }

    private static Map<String, String> both(Said said) {
        return Map.of("en", said.in("en"), "zh", said.in("zh"));
    }

    private static Expr folded(Expr e, Map<String, Value> parameters) {
        return Simplify.fold(e, path -> Optional.ofNullable(parameters.get(path)));
    }

    private static Map<String, Value> parameters(RuleDef rule, MetadataSnapshot snapshot) {
        PackDef pack = snapshot.packs().get(String.valueOf(rule.origin().pack()));
        Map<String, Value> out = new HashMap<>();
        if (pack != null) {
            pack.parameters().forEach((name, value) -> out.put("param." + name, value));
        }
        return out;
    }
}
