package io.deskloom.rules;

import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the rules whose conditions hold may act in a round: up to one that stops the later ones, and of a table's rows
 * as its hit policy says. Fed with the rules in their order; one per round, one thread.
 */
final class HitPolicy {
    private final List<Acting> held = new ArrayList<>();
    private final Set<String> decided = new HashSet<>();
    private final Map<String, Integer> rows = new HashMap<>();

    /** @param refused why it must not act, null when it may */
    record Acting(RuleDef rule, @Nullable String refused) {}

    /** Takes a rule that holds; false once no later rule may act. */
    boolean goesOn(RuleDef rule) {
        RuleDef.Row row = rule.row();
        if (row != null && row.hit() == TableDef.Hit.FIRST && !decided.add(table(rule, row))) {
            return true;
        }
        if (row != null) {
            rows.merge(table(rule, row), 1, Integer::sum);
        }
        held.add(new Acting(rule, null));
        return !rule.stop();
    }

    /** Takes a rule of which it cannot be told whether it holds. */
    void broke(RuleDef rule) {
        held.add(new Acting(rule, RuleEngine.RULE_FAILED));
    }

    /** In their order. */
    List<Acting> acting() {
        return held.stream()
                .map(acting -> {
                    RuleDef.Row row = acting.rule().row();
                    boolean alone = row == null
                            || row.hit() != TableDef.Hit.UNIQUE
                            || rows.getOrDefault(table(acting.rule(), row), 0) < 2;
                    return alone ? acting : new Acting(acting.rule(), RuleEngine.NOT_UNIQUE);
                })
                .toList();
    }

    /** Ids are unique within their source only. */
    private static String table(RuleDef rule, RuleDef.Row row) {
        return (rule.origin().pack() == null ? "" : rule.origin().pack()) + "\n" + row.table();
    }
}
