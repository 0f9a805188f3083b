package io.deskloom.rules;

import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kie.api.prototype.Prototype;
import org.kie.api.prototype.PrototypeFactInstance;

/**
 * The one fact of an evaluation: the ticket with actor, event and parameters, seen through {@link Facts}. Every path is
 * there, with {@link Value#NULL} for what is absent, because Drools never matches an absent field. It also collects which
 * rules matched. One per evaluation, one thread.
 */
final class MatchFact implements PrototypeFactInstance {
    private final Prototype prototype;
    private final Facts facts;
    private int[] matched = new int[8];
    private int count;

    MatchFact(Prototype prototype, Facts facts) {
        this.prototype = prototype;
        this.facts = facts;
    }

    Facts facts() {
        return facts;
    }

    void matched(int rule) {
        if (count == matched.length) {
            matched = Arrays.copyOf(matched, count * 2);
        }
        matched[count++] = rule;
    }

    /** Indexes of the rules that matched, ascending. */
    int[] all() {
        int[] result = Arrays.copyOf(matched, count);
        Arrays.sort(result);
        return result;
    }

    @Override
    public Prototype getPrototype() {
        return prototype;
    }

    @Override
    public boolean has(String name) {
        return true;
    }

    @Override
    public @Nullable Object get(String name) {
        return facts.get(name);
    }

    @Override
    public void put(String name, Object value) {
        throw new UnsupportedOperationException("rules change nothing");
    }

    @Override
    public Map<String, Object> asMap() {
        return new HashMap<>();
    }
}
