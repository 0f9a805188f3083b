package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Value;
import io.deskloom.model.PackDef;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.TicketPaths;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what is said about a script; its text is looked at when all else is well. */
final class ScriptReader {
    private final Reading reading;
    private final Map<String, TypeReader> types;

    /** @param types ticket and object types by key */
    ScriptReader(Reading reading, Map<String, TypeReader> types) {
        this.reading = reading;
        this.types = types;
    }

    /**
     * @param pack whose it is, null for the workspace's own
     * @param text the file beside it
     */
    Optional<ScriptDef> read(At at, @Nullable PackDef pack, SourceFile text) {
        String source = pack == null ? "" : pack.id();
        reading.uniqueId("script " + source, at.get("id"));
        var label = reading.label(at.get("label"));
        boolean action = at.get("purpose").text().equals("action");
        TypeReader type = types.get(at.get("type").text());
        if (action && type == null) {
            reading.known("type", at.get("type"), types.keySet());
            return Optional.empty();
        }
        Map<String, Expr> inputs = new LinkedHashMap<>();
        Set<String> writes = new LinkedHashSet<>();
        if (type != null) {
            String owner = at.get("type").text();
            TypeEnv env = pack == null ? type.rules() : new WithParameters(type.rules(), pack);
            at.get("inputs").entries().forEach((name, expression) -> {
                Expr tree = type.expression(expression, env, null);
                if (tree != null) {
                    inputs.put(name, tree);
                    mayRead(tree, owner, type, pack, expression);
                }
            });
            at.get("writes").items().forEach(key -> writes(key, owner, type, pack, writes));
        }
        return Optional.of(new ScriptDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                pack == null ? null : pack.id(),
                action ? ScriptDef.Purpose.ACTION : ScriptDef.Purpose.MAPPING,
                action ? at.get("type").text() : null,
                inputs,
                writes,
                text.path(),
                text.text(),
                at.get("limits").get("statements").number(0),
                at.get("limits").get("milliseconds").number(0)));
    }

    private void writes(At key, String owner, TypeReader type, @Nullable PackDef pack, Set<String> into) {
        String name = key.text();
        boolean beside = ScriptDef.BESIDE_FIELDS.contains(name);
        if (beside ? type.isObject() : type.kind(name) == null) {
            Set<String> known = new TreeSet<>(type.keys());
            if (!type.isObject()) {
                known.addAll(ScriptDef.BESIDE_FIELDS);
            }
            reading.known("field", key, known);
            return;
        }
        if (!beside && type.isDerived(name)) {
            reading.problems.add(key.problem(
                    "trigger.derived",
                    Said.of("'{field}' is computed; change what it is computed from", "field", name)));
            return;
        }
        String path = !beside ? owner + "." + name : name.equals("note") ? "ticket.comment" : "ticket." + name;
        if (pack != null && !covers(pack.writes(), path)) {
            reading.problems.add(key.problem(
                    "script.undeclared",
                    Said.of("the pack has not declared that it writes {path}", "path", path)
                            .in("write")));
        }
        into.add(name);
    }

    /** A pack's script is given only what its manifest says the pack reads. */
    private void mayRead(Expr tree, String owner, TypeReader type, @Nullable PackDef pack, At at) {
        if (pack == null) {
            return;
        }
        for (String path : Mentions.of(tree)) {
            String field = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
            String declared = type.kind(field) != null ? owner + "." + field : path.equals("actor") ? "actor.id" : path;
            if (!path.startsWith("param.") && !covers(pack.reads(), declared)) {
                reading.problems.add(at.problem(
                        "script.undeclared",
                        Said.of("the pack has not declared that it reads {path}", "path", declared)
                                .in("read")));
            }
        }
    }

    private static boolean covers(Set<String> declared, String path) {
        int dot = path.indexOf('.');
        return declared.contains(path)
                // Not what lies behind a lookup: that is another type's.
                || (dot > 0 && path.indexOf('.', dot + 1) < 0 && declared.contains(path.substring(0, dot) + ".*"));
    }

    /** A pack's parameters beside what rules see. */
    private record WithParameters(TypeEnv rules, PackDef pack) implements TypeEnv {
        private static final String PARAM = "param.";

        @Override
        public Optional<ExprType> typeOf(String path) {
            if (!path.startsWith(PARAM)) {
                return rules.typeOf(path);
            }
            return Optional.ofNullable(pack.parameters().get(path.substring(PARAM.length())))
                    .flatMap(WithParameters::type);
        }

        @Override
        public boolean patterns() {
            return rules.patterns();
        }

        private static Optional<ExprType> type(Value value) {
            return switch (value) {
                case Value.Text _ -> Optional.of(ExprType.TEXT);
                case Value.Num _ -> Optional.of(ExprType.NUMBER);
                case Value.Money _ -> Optional.of(ExprType.MONEY);
                case Value.Bool _ -> Optional.of(ExprType.BOOL);
                case Value.Date _ -> Optional.of(ExprType.DATE);
                default -> Optional.empty();
            };
        }

        @Override
        public Set<String> paths() {
            Set<String> all = new TreeSet<>(rules.paths());
            pack.parameters().keySet().forEach(name -> all.add(PARAM + name));
            return all;
        }

        @Override
        public Set<String> parts(String path) {
            return rules.parts(path);
        }
    }
}
