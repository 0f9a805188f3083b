package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Paths that walk lookups: {@code order.shipment.status} is the status of the shipment of the order a ticket looks up.
 * Which of them a type's definitions mention is known when they are loaded, so that a ticket is given these facts and no
 * others.
 */
public final class Relations {
    /** The most lookups one path may walk. */
    public static final int MOST_HOPS = 4;

    private Relations() {}

    /** The relation paths that each type's fields, flow and rules mention, by type key; types that mention none are left out. */
    public static Map<String, Set<String>> mentioned(Stream<TicketTypeDef> types, Collection<RuleDef> rules) {
        return mentioned(types, rules, Map.of());
    }

    /** @param more what else mentions paths of a type, by type key */
    public static Map<String, Set<String>> mentioned(
            Stream<TicketTypeDef> types, Collection<RuleDef> rules, Map<String, List<Expr>> more) {
        Map<String, Set<String>> out = new TreeMap<>();
        types.forEach(type -> {
            Set<String> paths = new TreeSet<>(of(type, type.flow()));
            rules.stream()
                    .filter(r -> r.type().equals(type.key()))
                    .flatMap(RuleDef::expressions)
                    .forEach(e -> collect(type, e, paths));
            more.getOrDefault(type.key(), List.of()).forEach(e -> collect(type, e, paths));
            if (!paths.isEmpty()) {
                out.put(type.key(), Set.copyOf(paths));
            }
        });
        return Map.copyOf(out);
    }

    /** Those that the type's fields and {@code flow} mention, which may be another release's. */
    public static Set<String> of(TicketTypeDef type, FlowDef flow) {
        Set<String> paths = new TreeSet<>();
        for (FieldDef field : type.fields()) {
            Stream.of(field.visibleWhen(), field.requiredWhen(), field.readOnlyWhen())
                    .filter(Objects::nonNull)
                    .forEach(e -> collect(type, e, paths));
            field.rules().forEach(rule -> collect(type, rule.check(), paths));
            if (field.derivation() instanceof Derivation.Computed computed) {
                collect(type, computed.value(), paths);
            }
        }
        flow.expressions().forEach(e -> collect(type, e, paths));
        return paths;
    }

    /** The lookup a path begins with, empty for a path that walks none. */
    public static Optional<FieldDef> first(TicketTypeDef type, String path) {
        int dot = path.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : type.field(path.substring(0, dot)).filter(f -> f.settings().target() != null);
    }

    /** What is left of a path behind its first lookup. */
    public static String rest(String path) {
        return path.substring(path.indexOf('.') + 1);
    }

    private static void collect(TicketTypeDef type, @Nullable Expr e, Set<String> paths) {
        if (e != null) {
            Trees.paths(e).stream().filter(p -> first(type, p).isPresent()).forEach(paths::add);
        }
    }
}
