package io.deskloom.expr;

import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From CEL's syntax tree to ours: names, types, literals. Goes on after a mistake, so that all are reported; a part that is
 * wrong answers null and its parent says nothing more about it.
 */
final class Checker {
    private static final Pattern FIGURE = Pattern.compile("-?\\s*([0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?)");

    private static final Map<String, Op> OPERATORS = Map.ofEntries(
            Map.entry("_&&_", Op.AND),
            Map.entry("_||_", Op.OR),
            Map.entry("!_", Op.NOT),
            Map.entry("_==_", Op.EQ),
            Map.entry("_!=_", Op.NE),
            Map.entry("_<_", Op.LT),
            Map.entry("_<=_", Op.LE),
            Map.entry("_>_", Op.GT),
            Map.entry("_>=_", Op.GE),
            Map.entry("@in", Op.IN),
            Map.entry("_+_", Op.ADD),
            Map.entry("_-_", Op.SUB),
            Map.entry("_*_", Op.MUL),
            Map.entry("_/_", Op.DIV),
            Map.entry("_%_", Op.MOD),
            Map.entry("-_", Op.NEG),
            Map.entry("_?_:_", Op.COND));
    private static final Map<String, Op> FUNCTIONS = functions();

    private final String text;
    private final CelSource source;
    private final TypeEnv env;
    private final String pointer;
    private final Problems problems;
    private int nodes;
    private boolean full;

    Checker(String text, CelSource source, TypeEnv env, String pointer, Problems problems) {
        this.text = text;
        this.source = source;
        this.env = env;
        this.pointer = pointer;
        this.problems = problems;
    }

    private static Map<String, Op> functions() {
        Map<String, Op> out = new HashMap<>();
        for (Op op : Op.values()) {
            if (!OPERATORS.containsValue(op) && op != Op.LIST && op != Op.PART) {
                out.put(op.wire(), op);
            }
        }
        return Map.copyOf(out);
    }

    @Nullable
    Expr check(CelExpr root, @Nullable ExprType expected) {
        Expr e = convert(root, 1);
        if (e != null && !full && Trees.nodes(e) > Expressions.MAX_NODES) {
            tooBig(root);
        }
        // Normal forms may add a level: what text gives must also be readable as a tree.
        if (e != null && !full && Trees.depth(e) > Expressions.MAX_DEPTH) {
            tooDeep(root);
        }
        if (e == null || full) {
            return null;
        }
        if (expected == null || e.type() == expected) {
            return e;
        }
        if (e.type() == ExprType.NULL && expected != ExprType.BOOL) {
            return new Expr.Literal(Value.NULL, expected);
        }
        return report(
                root,
                "expr.expected_type",
                "This must give " + TypeRules.a(expected) + ", but it gives " + TypeRules.a(e.type()) + ".",
                null);
    }

    private @Nullable Expr convert(CelExpr e, int depth) {
        if (full) {
            return null;
        }
        if (++nodes > Expressions.MAX_NODES) {
            return tooBig(e);
        }
        if (depth > Expressions.MAX_DEPTH) {
            return tooDeep(e);
        }
        return switch (e.getKind()) {
            case CONSTANT -> constant(e);
            case IDENT -> attribute(e, e.ident().name());
            case SELECT -> select(e);
            case CALL -> call(e, depth);
            case LIST -> apply(e, Op.LIST, convertAll(e.list().elements(), depth));
            case MAP, STRUCT -> report(e, "expr.unsupported", "Maps and messages cannot be written here.", null);
            case COMPREHENSION, NOT_SET ->
                report(e, "expr.unsupported", "This construct is not part of the language.", null);
        };
    }

    private @Nullable Expr tooDeep(CelExpr e) {
        full = true;
        return report(
                e, "expr.too_deep", "The expression is nested deeper than " + Expressions.MAX_DEPTH + " levels.", null);
    }

    private @Nullable Expr tooBig(CelExpr e) {
        full = true;
        return report(e, "expr.too_big", "The expression has more than " + Expressions.MAX_NODES + " parts.", null);
    }

    private @Nullable Expr constant(CelExpr e) {
        CelConstant c = e.constant();
        return switch (c.getKind()) {
            case NULL_VALUE -> new Expr.Literal(Value.NULL, ExprType.NULL);
            case BOOLEAN_VALUE -> new Expr.Literal(Value.bool(c.booleanValue()), ExprType.BOOL);
            case INT64_VALUE -> new Expr.Literal(Value.num(c.int64Value()), ExprType.NUMBER);
            case DOUBLE_VALUE -> figure(e, c.doubleValue());
            case STRING_VALUE ->
                Texts.storable(c.stringValue())
                        ? new Expr.Literal(Value.text(c.stringValue()), ExprType.TEXT)
                        : report(
                                e,
                                "expr.literal",
                                "This text contains a character that cannot be stored (NUL or half a surrogate pair).",
                                null);
            default -> report(e, "expr.unsupported", "Bytes and unsigned numbers are not part of the language.", null);
        };
    }

    /** CEL read a double; the exact decimal is still in the text. */
    private @Nullable Expr figure(CelExpr e, double rounded) {
        Integer at = source.getPositionsMap().get(e.id());
        if (at != null && at <= text.codePointCount(0, text.length())) {
            Matcher m = FIGURE.matcher(text);
            m.region(text.offsetByCodePoints(0, at), text.length());
            if (m.lookingAt()) {
                BigDecimal exact = new BigDecimal(m.group(1));
                if (!Numbers.fits(exact)) {
                    return report(
                            e,
                            "expr.literal",
                            "A number has at most " + Numbers.WHOLE_DIGITS + " digits before the point and "
                                    + Numbers.SCALE + " after it.",
                            null);
                }
                return new Expr.Literal(Value.num(rounded < 0 ? exact.negate() : exact), ExprType.NUMBER);
            }
        }
        return report(e, "expr.literal", "This number cannot be read.", null);
    }

    private @Nullable Expr attribute(CelExpr at, String path) {
        Optional<ExprType> type = env.typeOf(path);
        if (type.isPresent()) {
            return new Expr.Attribute(path, type.get());
        }
        return report(
                at,
                "expr.unknown_attribute",
                "There is no field or attribute '" + path + "'.",
                Nearest.to(path, env.paths()));
    }

    private @Nullable Expr select(CelExpr e) {
        String path = path(e);
        if (path == null) {
            return report(e, "expr.unsupported", "Only a field or attribute name can stand before '.'.", null);
        }
        Expr part = part(path);
        String several = part == null ? several(path) : null;
        return several != null
                ? report(
                        e,
                        "expr.several",
                        "'" + several + "' holds several values; a condition cannot look behind it.",
                        null)
                : part != null ? part : attribute(e, path);
    }

    /** The list, of texts or of records looked up, that a path tries to go on from; null when it does not. */
    private @Nullable String several(String path) {
        if (env.typeOf(path).isPresent()) {
            return null;
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            String before = path.substring(0, dot);
            if (env.typeOf(before).filter(t -> t == ExprType.LIST).isPresent()) {
                return before;
            }
        }
        return null;
    }

    /** {@code period.start}, where {@code period} is a value of parts and this one of them. */
    private @Nullable Expr part(String path) {
        int dot = path.lastIndexOf('.');
        String whole = path.substring(0, dot);
        String name = path.substring(dot + 1);
        if (env.typeOf(path).isPresent()
                || env.typeOf(whole).filter(t -> t == ExprType.PARTS).isEmpty()
                || !env.parts(whole).contains(name)) {
            return null;
        }
        Trees.Outcome made = Trees.apply(
                Op.PART,
                List.of(new Expr.Attribute(whole, ExprType.PARTS), new Expr.Literal(Value.text(name), ExprType.TEXT)));
        return made instanceof Trees.Made(Expr expr) ? expr : null;
    }

    private static @Nullable String path(CelExpr e) {
        return switch (e.getKind()) {
            case IDENT -> e.ident().name();
            case SELECT -> {
                String before = path(e.select().operand());
                yield before == null ? null : before + "." + e.select().field();
            }
            default -> null;
        };
    }

    private @Nullable Expr call(CelExpr e, int depth) {
        String name = e.call().function();
        List<CelExpr> written = new ArrayList<>(e.call().args());
        // size(x) and x.size() are the same.
        e.call().target().ifPresent(t -> written.addFirst(t));
        Op op = OPERATORS.get(name);
        if (op == null) {
            op = FUNCTIONS.get(name);
        }
        if (name.equals("_[_]")) {
            return report(e, "expr.unsupported", "Parts of a list cannot be taken by position; use 'in'.", null);
        }
        if (op == null) {
            convertAll(written, depth);
            return name.equals("has") && written.size() == 1
                    ? report(e, "expr.unknown_function", "There is no function 'has'. Write x != null.", null)
                    : report(
                            e,
                            "expr.unknown_function",
                            "There is no function '" + name + "'.",
                            Nearest.to(name, FUNCTIONS.keySet()));
        }
        if (op == Op.AND || op == Op.OR) {
            List<CelExpr> chain = new ArrayList<>();
            flatten(name, e, chain);
            return apply(e, op, convertAll(chain, depth));
        }
        if (op == Op.IN && written.get(1).getKind() == CelExpr.ExprKind.Kind.LIST) {
            return in(e, written.get(0), written.get(1), depth);
        }
        return apply(e, op, convertAll(written, depth));
    }

    private static void flatten(String name, CelExpr e, List<CelExpr> out) {
        if (e.getKind() == CelExpr.ExprKind.Kind.CALL && e.call().function().equals(name)) {
            e.call().args().forEach(a -> flatten(name, a, out));
        } else {
            out.add(e);
        }
    }

    /** {@code x in [1, 2]}: lists hold texts, so anything else becomes x == 1 || x == 2. */
    private @Nullable Expr in(CelExpr e, CelExpr left, CelExpr right, int depth) {
        List<@Nullable Expr> items = convertAll(right.list().elements(), depth + 1);
        Expr wanted = convert(left, depth + 1);
        if (wanted == null || items.contains(null)) {
            return null;
        }
        if (wanted.type() == ExprType.TEXT || wanted.type() == ExprType.LIST || items.isEmpty()) {
            List<@Nullable Expr> both = new ArrayList<>();
            both.add(wanted);
            both.add(apply(right, Op.LIST, items));
            return apply(e, Op.IN, both);
        }
        List<@Nullable Expr> equal = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<@Nullable Expr> pair = new ArrayList<>();
            pair.add(wanted);
            pair.add(items.get(i));
            equal.add(apply(right.list().elements().get(i), Op.EQ, pair));
        }
        return equal.size() == 1 ? equal.getFirst() : apply(e, Op.OR, equal);
    }

    private List<@Nullable Expr> convertAll(List<CelExpr> all, int depth) {
        List<@Nullable Expr> out = new ArrayList<>(all.size());
        for (CelExpr e : all) {
            out.add(convert(e, depth + 1));
        }
        return out;
    }

    private @Nullable Expr apply(CelExpr at, Op op, List<@Nullable Expr> parts) {
        if (op == Op.MATCHES && !env.patterns()) {
            return report(
                    at,
                    "expr.pattern_here",
                    "Patterns are for the conditions of rules only; here use contains(), startsWith() or endsWith().",
                    null);
        }
        List<Expr> args = new ArrayList<>(parts.size());
        for (Expr part : parts) {
            if (part == null) {
                return null;
            }
            args.add(part);
        }
        return switch (Trees.apply(op, args)) {
            case Trees.Made made -> made.expr();
            case Trees.Refused refused -> report(at, refused.code(), refused.message(), null);
        };
    }

    private @Nullable Expr report(CelExpr at, String code, String message, @Nullable String suggestion) {
        Integer found = source.getPositionsMap().get(at.id());
        int offset = found == null ? 0 : Math.min(found, text.codePointCount(0, text.length()));
        String before = text.substring(0, text.offsetByCodePoints(0, offset));
        int lastBreak = before.lastIndexOf('\n');
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        String inLine = before.substring(lastBreak + 1);
        int column = inLine.codePointCount(0, inLine.length()) + 1;
        problems.add(new Problem(
                pointer,
                code,
                message,
                Map.of("line", String.valueOf(line), "column", String.valueOf(column)),
                suggestion,
                null));
        return null;
    }
}
