package io.deskloom.rules;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a conjunction can hold: a domain for each thing it speaks of. Things it does not speak of can be anything. */
record Region(Map<String, Domain> domains) {
    static final Region EVERYWHERE = new Region(Map.of());

    Region {
        domains = Map.copyOf(domains);
    }

    /** Where both hold; null where nothing can. */
    @Nullable
    Region meet(Region other) {
        if (domains.isEmpty()) {
            return other;
        }
        if (other.domains.isEmpty()) {
            return this;
        }
        Map<String, Domain> all = new HashMap<>(domains);
        for (Map.Entry<String, Domain> e : other.domains.entrySet()) {
            Domain mine = all.get(e.getKey());
            Domain both = mine == null ? e.getValue() : mine.meet(e.getValue());
            if (both.isEmpty()) {
                return null;
            }
            all.put(e.getKey(), both);
        }
        return new Region(all);
    }

    /** Whether both may hold at once; false only when they cannot. */
    boolean overlaps(Region other) {
        Map<String, Domain> few = domains.size() <= other.domains.size() ? domains : other.domains;
        Map<String, Domain> many = few == domains ? other.domains : domains;
        for (Map.Entry<String, Domain> e : few.entrySet()) {
            Domain theirs = many.get(e.getKey());
            if (theirs != null && e.getValue().meet(theirs).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether this holds only where the other does; true only when it surely is so. */
    boolean within(Region other, Function<String, Domain> universe) {
        return other.domains.entrySet().stream()
                .allMatch(e -> domains.getOrDefault(e.getKey(), universe.apply(e.getKey()))
                        .within(e.getValue()));
    }
}
