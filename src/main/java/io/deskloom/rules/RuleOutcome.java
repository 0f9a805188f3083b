package io.deskloom.rules;

import io.deskloom.effect.Explanation;
import io.deskloom.field.Value;
import java.util.List;
import java.util.Map;

/**
 * What one evaluation of a {@link RuleSet} says.
 *
 * @param fired the rules whose condition holds, in their order, with their intents computed
 * @param consulted every fact the rules of the set look at, by path; what is absent is left out
 */
public record RuleOutcome(List<Explanation.Fired> fired, Map<String, Value> consulted) {
    public RuleOutcome {
        fired = List.copyOf(fired);
        consulted = Map.copyOf(consulted);
    }
}
