package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import io.deskloom.field.Kind;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Relations;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one actor finds behind lookups: fields of the records looked up, as far as the actor reaches those records and reads
 * every lookup on the way. Anything else is not there.
 */
final class Behind {
    private final MetadataSnapshot metadata;
    private final Function<TicketTypeDef, Reach> reaches;
    private final Map<String, Reach> known = new HashMap<>();

    /** @param reaches what the actor reaches of a type */
    Behind(MetadataSnapshot metadata, Function<TicketTypeDef, Reach> reaches) {
        this.metadata = metadata;
        this.reaches = reaches;
    }

    /**
     * Where a path ends.
     *
     * @param field the field there
     * @param indexed whether every lookup on the way and the field itself are served by an index
     * @param path what a plan needs to know of it
     */
    record End(FieldDef field, boolean indexed, LookupPath path) {}

    /** The field a path leads to, if it may be used that way on any record. */
    Optional<End> end(TicketTypeDef type, Reach reach, String path, Reach.Use use) {
        return end(type, reach, path, use, 1);
    }

    private Optional<End> end(TicketTypeDef type, Reach reach, String path, Reach.Use use, int hops) {
        FieldDef lookup = Relations.first(type, path)
                .filter(f -> f.kind() == Kind.LOOKUP && hops <= Relations.MOST_HOPS)
                .filter(f -> reach.may(f.key(), Reach.Use.READ))
                .orElse(null);
        TicketTypeDef target = lookup == null ? null : target(lookup);
        if (lookup == null || target == null) {
            return Optional.empty();
        }
        Reach there = reach(target);
        String rest = Relations.rest(path);
        int dot = rest.indexOf('.');
        String key = dot < 0 ? rest : rest.substring(0, dot);
        FieldDef next = target.field(key).orElse(null);
        Expr usable = next == null
                ? null
                : there.where(key, dot < 0 ? use : Reach.Use.READ).orElse(null);
        if (next == null || usable == null) {
            return Optional.empty();
        }
        Expr where = where(target, there, usable);
        if (dot < 0) {
            return Optional.of(new End(
                    next,
                    Filters.indexed(lookup) && Filters.indexed(next),
                    new LookupPath(lookup.id(), target, where, next.id(), null)));
        }
        return end(target, there, rest, use, hops + 1)
                .map(e -> new End(
                        e.field(),
                        Filters.indexed(lookup) && e.indexed(),
                        new LookupPath(lookup.id(), target, where, next.id(), e.path())));
    }

    /** The records that count: those the actor may see, where the field that follows is the actor's to use. */
    private static @Nullable Expr where(TicketTypeDef target, Reach there, Expr usable) {
        List<Expr> all = new ArrayList<>();
        Expr scope = there.scope();
        if (scope != null) {
            all.add(scope);
        }
        all.add(usable);
        return Planner.ids(target, there.fold(Trees.all(all)));
    }

    /** Tells every path that may be looked for by whole value, and what it leads to. @param hops over so many lookups at most */
    void each(TicketTypeDef type, Reach reach, int hops, BiConsumer<List<FieldDef>, FieldDef> paths) {
        each(type, reach, hops, List.of(), paths);
    }

    private void each(
            TicketTypeDef type, Reach reach, int hops, List<FieldDef> way, BiConsumer<List<FieldDef>, FieldDef> paths) {
        for (FieldDef lookup : type.fields()) {
            TicketTypeDef target =
                    lookup.kind() == Kind.LOOKUP && reach.may(lookup.key(), Reach.Use.READ) ? target(lookup) : null;
            if (target == null || hops == 0) {
                continue;
            }
            Reach there = reach(target);
            List<FieldDef> further = new ArrayList<>(way);
            further.add(lookup);
            target.fields().stream()
                    .filter(f -> there.may(f.key(), Reach.Use.MATCH))
                    .forEach(f -> paths.accept(List.copyOf(further), f));
            each(target, there, hops - 1, further, paths);
        }
    }

    /** The path as conditions write it. */
    static String path(List<FieldDef> way, FieldDef field) {
        StringBuilder out = new StringBuilder();
        way.forEach(f -> out.append(f.key()).append('.'));
        return out.append(field.key()).toString();
    }

    private Reach reach(TicketTypeDef type) {
        return known.computeIfAbsent(type.id(), _ -> reaches.apply(type));
    }

    private @Nullable TicketTypeDef target(FieldDef lookup) {
        return metadata.object(String.valueOf(lookup.settings().target())).orElse(null);
    }
}
