package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.search.Wanted;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of a list query and where this actor may look for them. Every term must be found, each in any of the places;
 * a place with a condition counts only on records that meet it. Where an actor reads a field on some records only, a word
 * of that field therefore finds only those.
 *
 * @param wanted what is looked for
 * @param places where it may be read
 * @param wholes values that may be asked for whole, instead of the terms
 * @param similar whether words that may have been mistyped are looked for as they may have been meant
 */
public record TextSearch(Wanted wanted, List<Place> places, List<Whole> wholes, boolean similar) {
    public TextSearch {
        places = List.copyOf(places);
        wholes = List.copyOf(wholes);
    }

    /**
     * @param name a field id, or one of the names in {@code search.Lexemes}
     * @param where on which records, over field ids as in {@link QueryPlan}; null on all of them
     */
    public record Place(String name, @Nullable Expr where) {}

    /** @param value as the field would hold it */
    public record Whole(String name, String value, @Nullable Expr where) {}

    /** Whether anything can be found at all. */
    public boolean isEmpty() {
        return wanted.terms().isEmpty();
    }

    TextSearch asMeant() {
        return new TextSearch(wanted.similar(), places, wholes, true);
    }

    /** The same once it is known which of the words that may be meant any record holds: what is found is the same. */
    public TextSearch narrowed(Set<String> held) {
        return new TextSearch(wanted.narrowed(held), places, wholes, similar);
    }
}
