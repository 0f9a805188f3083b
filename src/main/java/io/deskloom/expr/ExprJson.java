package io.deskloom.expr;

import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The serialised tree, as plain objects (String, Boolean, List, Map, null) for any JSON library: {@code {"lit": …, "type":
 * …}}, {@code {"attr": path, "type": …}} or {@code {"op": name, "type": …, "args": […]}}. Numbers are strings, so that no
 * reader can round them. Writing is canonical: equal trees give equal JSON, keys in this order.
 */
public final class ExprJson {
    private static final Map<String, Op> OPS = new HashMap<>();
    private static final Map<String, ExprType> TYPES = new HashMap<>();

    static {
        for (Op op : Op.values()) {
            OPS.put(op.wire(), op);
        }
        for (ExprType type : ExprType.values()) {
            TYPES.put(type.wireName(), type);
        }
    }

    private ExprJson() {}

    public static Map<String, @Nullable Object> write(Expr e) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        switch (e) {
            case Expr.Literal l -> out.put("lit", writeValue(l.value()));
            case Expr.Attribute a -> out.put("attr", a.path());
            case Expr.Apply a -> out.put("op", a.op().wire());
        }
        out.put("type", e.type().wireName());
        if (e instanceof Expr.Apply a) {
            out.put("args", a.args().stream().map(ExprJson::write).toList());
        }
        return out;
    }

    /** The JSON form of a value as literals and facts carry it. */
    public static @Nullable Object writeValue(Value v) {
        return switch (v) {
            case Value.Null _ -> null;
            case Value.Text t -> t.text();
            case Value.Num n -> n.number().toPlainString();
            case Value.Money m -> {
                Map<String, Object> out = new LinkedHashMap<>();
                out.put("amount", m.amount().toPlainString());
                out.put("currency", m.currency());
                yield out;
            }
            case Value.Bool b -> b.is();
            case Value.Date d -> d.day().toString();
            case Value.Timestamp t -> t.at().toString();
            case Value.Span s -> s.length().toString();
            case Value.Items i -> i.items().stream().map(ExprJson::writeValue).toList();
            case Value.Parts p -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                p.parts().forEach((name, part) -> out.put(name, writeValue(part)));
                yield out;
            }
        };
    }

    /**
     * Reads and validates a tree from outside: bounded like text, every node well typed, no attribute but those of {@code
     * env}.
     *
     * @return the tree in normal form, or null when a problem was added
     */
    public static @Nullable Expr read(@Nullable Object json, @Nullable TypeEnv env, String pointer, Problems problems) {
        return new Reader(env, problems).node(json, pointer, 1);
    }

    /** A value of {@code type} from its JSON form; null when it has another form. JSON null is {@link Value#NULL}. */
    public static @Nullable Value readValue(@Nullable Object json, ExprType type) {
        if (json == null) {
            return Value.NULL;
        }
        return switch (type) {
            case NULL -> null;
            case TEXT -> json instanceof String s && Texts.storable(s) ? Value.text(s) : null;
            case NUMBER -> {
                BigDecimal n = number(json);
                yield n == null ? null : Value.num(n);
            }
            case MONEY -> {
                BigDecimal amount = json instanceof Map<?, ?> m && m.size() == 2 ? number(m.get("amount")) : null;
                yield amount != null
                                && json instanceof Map<?, ?> m
                                && m.get("currency") instanceof String c
                                && Texts.isCurrency(c)
                        ? new Value.Money(amount, c)
                        : null;
            }
            case BOOL -> json instanceof Boolean b ? Value.bool(b) : null;
            case DATE -> {
                LocalDate day = json instanceof String s ? Times.day(s) : null;
                yield day == null ? null : new Value.Date(day);
            }
            case TIMESTAMP -> {
                Instant at = json instanceof String s ? Times.instant(s) : null;
                yield at == null ? null : new Value.Timestamp(at);
            }
            case SPAN -> {
                Duration length = json instanceof String s ? span(s) : null;
                yield length == null ? null : new Value.Span(length);
            }
            case LIST -> json instanceof List<?> all ? texts(all) : null;
            case PARTS -> parts(json);
        };
    }

    /** An object whose known parts are read by what they are, or rows of such. */
    private static @Nullable Value parts(Object json) {
        if (json instanceof List<?> rows) {
            List<Value> read = new ArrayList<>();
            for (Object row : rows) {
                Value parts = row instanceof Map<?, ?> ? parts(row) : null;
                if (parts == null) {
                    return null;
                }
                read.add(parts);
            }
            return new Value.Items(read);
        }
        if (!(json instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Value> parts = new HashMap<>();
        FieldTypes.partNames().forEach((name, shape) -> {
            Value part = readValue(map.get(name), ExprType.of(shape));
            if (part != null) {
                parts.put(name, part);
            }
        });
        return new Value.Parts(parts);
    }

    /** As {@link Duration#toString} writes it, where each part may carry its own sign. */
    private static @Nullable Duration span(String s) {
        if (s.length() > 60) {
            return null;
        }
        try {
            return Times.bounded(Duration.parse(s));
        } catch (java.time.format.DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal number(@Nullable Object json) {
        if (!(json instanceof String s) || s.length() > 60) {
            return null;
        }
        try {
            BigDecimal n = new BigDecimal(s);
            return Numbers.fits(n) ? n : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Value texts(List<?> all) {
        List<Value> out = new ArrayList<>();
        for (Object o : all) {
            if (!(o instanceof String s) || !Texts.storable(s)) {
                return null;
            }
            out.add(Value.text(s));
        }
        return out.size() > Expressions.MAX_NODES ? null : new Value.Items(out);
    }

    private static final class Reader {
        private final @Nullable TypeEnv env;
        private final Problems problems;
        private int nodes;

        Reader(@Nullable TypeEnv env, Problems problems) {
            this.env = env;
            this.problems = problems;
        }

        @Nullable
        Expr node(@Nullable Object json, String pointer, int depth) {
            if (++nodes > Expressions.MAX_NODES) {
                return nodes == Expressions.MAX_NODES + 1
                        ? refuse(pointer, "expr.too_big", "The tree has more than " + Expressions.MAX_NODES + " nodes.")
                        : null;
            }
            if (depth > Expressions.MAX_DEPTH) {
                return refuse(
                        pointer, "expr.too_deep", "The tree is deeper than " + Expressions.MAX_DEPTH + " levels.");
            }
            if (!(json instanceof Map<?, ?> map)
                    || !(map.get("type") instanceof String name)
                    || !TYPES.containsKey(name)) {
                return refuse(
                        pointer,
                        "expr.tree",
                        "A node is an object with a known 'type' and one of 'lit', 'attr', 'op'.");
            }
            ExprType type = TYPES.get(name);
            if (map.containsKey("lit") && map.size() == 2) {
                Value v = readValue(map.get("lit"), type);
                return v == null
                        ? refuse(pointer, "expr.literal", "The literal is not " + TypeRules.a(type) + ".")
                        : new Expr.Literal(v, type);
            }
            if (map.get("attr") instanceof String path && map.size() == 2) {
                return attribute(path, type, pointer);
            }
            if (map.get("op") instanceof String op && map.get("args") instanceof List<?> args && map.size() == 3) {
                return apply(op, args, type, pointer, depth);
            }
            return refuse(
                    pointer, "expr.tree", "A node has 'type' and exactly one of 'lit', 'attr', 'op' with 'args'.");
        }

        private @Nullable Expr attribute(String path, ExprType type, String pointer) {
            ExprType known = env == null ? type : env.typeOf(path).orElse(null);
            if (known != type) {
                return refuse(
                        pointer + "/attr",
                        "expr.unknown_attribute",
                        "There is no such field or attribute of this type.");
            }
            return new Expr.Attribute(path, type);
        }

        private @Nullable Expr apply(String name, List<?> args, ExprType type, String pointer, int depth) {
            Op op = OPS.get(name);
            if (op == null) {
                return refuse(pointer + "/op", "expr.unknown_function", "There is no such operator.");
            }
            if (op == Op.MATCHES && env != null && !env.patterns()) {
                return refuse(pointer + "/op", "expr.pattern_here", "Patterns are for the conditions of rules only.");
            }
            List<Expr> read = new ArrayList<>();
            for (int i = 0; i < args.size() && nodes <= Expressions.MAX_NODES; i++) {
                Expr e = node(args.get(i), pointer + "/args/" + i, depth + 1);
                if (e != null) {
                    read.add(e);
                }
            }
            if (read.size() != args.size()) {
                return null;
            }
            return switch (Trees.apply(op, read)) {
                case Trees.Refused r -> refuse(pointer, r.code(), r.message());
                case Trees.Made m
                when m.expr().type() != type ->
                    refuse(
                            pointer + "/type",
                            "expr.type",
                            "The node gives " + TypeRules.a(m.expr().type()) + ", not " + TypeRules.a(type) + ".");
                case Trees.Made m -> m.expr();
            };
        }

        private @Nullable Expr refuse(String pointer, String code, String message) {
            problems.add(pointer, code, message);
            return null;
        }
    }
}
