package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketTypeDef;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A field of another record, and the lookups that lead there: what {@code order.shipment.status} is in a plan. It has a value
 * where every record on the way is there and meets its {@code where}; elsewhere it is empty, as if nothing were looked up.
 *
 * @param lookup id of the lookup that holds the record, a field of the type the path begins at
 * @param target the type of that record
 * @param where on which records of {@code target} the path goes on, over that type's field ids: those the actor may see and on
 *     which {@code field} is the actor's to use; null for all
 * @param field id of the field of {@code target} that is meant, or of the lookup {@code behind} begins with
 * @param behind how it goes on from there; null where {@code field} is the end
 */
public record LookupPath(
        String lookup,
        TicketTypeDef target,
        @Nullable Expr where,
        String field,
        @Nullable LookupPath behind) {
    /** Between the ids in a {@link #name}; no id and no system attribute has it. */
    private static final String THEN = ">";

    /** What the plan's conditions call it: the ids on the way. */
    public String name() {
        return lookup + THEN + rest();
    }

    /** What conditions over records of {@code target} call it. */
    public String rest() {
        return behind == null ? field : behind.name();
    }

    /** Whether it goes on from every record on the way, so that none is out of the actor's sight. */
    public boolean everywhere() {
        return where == null && (behind == null || behind.everywhere());
    }

    /** The path as people write it. @param from the type it begins at */
    String keys(TicketTypeDef from) {
        String first = from.fieldById(lookup).map(FieldDef::key).orElse(lookup);
        return first + "."
                + (behind == null ? target.fieldById(field).map(FieldDef::key).orElse(field) : behind.keys(target));
    }

    /** Tells every type on the way with the attributes the path looks at there. */
    void each(BiConsumer<TicketTypeDef, Set<String>> types) {
        Set<String> attributes = new HashSet<>(where == null ? Set.of() : Trees.paths(where));
        attributes.add(field);
        types.accept(target, attributes);
        if (behind != null) {
            behind.each(types);
        }
    }
}
