package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which records' derived fields rest on a record of each type: known when the definitions are read, so that a change knows
 * at once whom it concerns.
 *
 * @param up by type key: records that such a record looks up and that sum it up
 * @param back by type key: records that look such a record up, directly or through others, and compute from it
 */
public record Dependents(Map<String, List<Up>> up, Map<String, List<Back>> back) {
    public static final Dependents NONE = new Dependents(Map.of(), Map.of());

    public Dependents {
        up = Map.copyOf(up);
        back = Map.copyOf(back);
    }

    /**
     * The record in {@code by} has a figure of records like this one.
     *
     * @param by id of the lookup
     * @param target type key of the record looked up
     * @param fields ids of the fields that the figure rests on, the lookup among them
     * @param whole whether it rests on more than fields, such as a ticket's step
     */
    public record Up(String by, String target, Set<String> fields, boolean whole) {
        public Up {
            fields = Set.copyOf(fields);
        }
    }

    /**
     * Records at the end of {@code way} compute from this one.
     *
     * @param field id of the field they look at
     * @param way how they are found: those of the first hop look this record up, those of the next look up those
     */
    public record Back(String field, List<Hop> way) {
        public Back {
            way = List.copyOf(way);
        }
    }

    /** Records of a type by a lookup of theirs. @param type type id; @param lookup field id */
    public record Hop(String type, String lookup) {}

    public static Dependents of(List<TicketTypeDef> types) {
        Map<String, TicketTypeDef> byKey = new HashMap<>();
        types.forEach(t -> byKey.put(t.key(), t));
        Map<String, List<Up>> up = new HashMap<>();
        Map<String, List<Back>> back = new HashMap<>();
        for (TicketTypeDef type : types) {
            for (FieldDef field : type.derived()) {
                if (field.isArchived()) {
                    continue;
                }
                switch (field.derivation()) {
                    case Derivation.RollUp r -> {
                        TicketTypeDef looking = byKey.get(r.type());
                        if (looking != null) {
                            up.computeIfAbsent(r.type(), _ -> new ArrayList<>()).add(up(r, looking, type));
                        }
                    }
                    case Derivation.Computed c ->
                        Trees.paths(c.value()).forEach(path -> backs(path, type, byKey, back));
                    case null -> {}
                }
            }
        }
        return new Dependents(up, back);
    }

    private static Up up(Derivation.RollUp r, TicketTypeDef looking, TicketTypeDef target) {
        Set<String> fields = new HashSet<>();
        boolean whole = false;
        List<String> paths = new ArrayList<>(List.of(r.by()));
        Optional.ofNullable(r.of()).ifPresent(paths::add);
        Expr where = r.where();
        paths.addAll(where == null ? Set.of() : Trees.paths(where));
        for (String path : paths) {
            Optional<FieldDef> field = looking.field(path);
            field.ifPresent(f -> fields.add(f.id()));
            whole |= field.isEmpty();
        }
        return new Up(looking.field(r.by()).orElseThrow().id(), target.key(), fields, whole);
    }

    /** A path's every stop may change: what the last one holds, and which record one on the way looks up. */
    private static void backs(
            String path, TicketTypeDef type, Map<String, TicketTypeDef> byKey, Map<String, List<Back>> back) {
        List<Hop> way = new ArrayList<>();
        TicketTypeDef at = type;
        String rest = path;
        for (Optional<FieldDef> lookup = Relations.first(at, rest);
                lookup.isPresent();
                lookup = Relations.first(at, rest)) {
            TicketTypeDef target =
                    byKey.get(String.valueOf(lookup.get().settings().target()));
            if (target == null) {
                return;
            }
            way.addFirst(new Hop(at.id(), lookup.get().id()));
            rest = Relations.rest(rest);
            String next = rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
            List<Hop> here = List.copyOf(way);
            target.field(next).ifPresent(f -> {
                List<Back> known = back.computeIfAbsent(target.key(), _ -> new ArrayList<>());
                Back one = new Back(f.id(), here);
                if (!known.contains(one)) {
                    known.add(one);
                }
            });
            at = target;
        }
    }
}
