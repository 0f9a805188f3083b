package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who it is, and why.
 *
 * @param chosen null when it waits
 * @param strategy the one that decided: least load for who has no last agent
 * @param weighed everybody, whoever came first at the head
 * @param limits what the chosen one's load must not pass, by what it limits
 */
public record Choice(
        @Nullable AccountId chosen, Strategy strategy, List<Weighed> weighed, Map<String, Integer> limits) {
    public Choice {
        weighed = List.copyOf(weighed);
        limits = Map.copyOf(limits);
    }
}
