package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.Op;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import io.deskloom.model.Derivation;
import io.deskloom.model.TicketPaths;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the formulas of one type. What a formula gives is found out before anything mentions it, those that rest on no
 * other formula first; what is left then goes in a circle or is wrong.
 */
final class FormulaReader {
    static final String KIND = "formula";

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern NAME = Pattern.compile("(?<![A-Za-z0-9_.])[a-z][a-z0-9_]*+(?!\\s*\\()");

    private final Reading reading;
    private final At type;
    private final boolean object;
    private final String defaultCurrency;
    private final Map<String, Kind> kinds;
    private final Map<String, Expr> trees = new HashMap<>();
    private final Map<String, String> currencies = new HashMap<>();
    private final Map<String, At> open = new LinkedHashMap<>();

    /** @param kinds of the other fields by key; gets those of the formulas as they are found out */
    FormulaReader(Reading reading, At type, boolean object, String defaultCurrency, Map<String, Kind> kinds) {
        this.reading = reading;
        this.type = type;
        this.object = object;
        this.defaultCurrency = defaultCurrency;
        this.kinds = kinds;
        for (At field : type.get("fields").items()) {
            if (is(field)) {
                open.putIfAbsent(field.get("key").text(), field);
            } else if (kinds.get(field.get("key").text()) == Kind.MONEY) {
                currencies.put(field.get("key").text(), field.get("currency").text(defaultCurrency));
            }
        }
        while (findSome()) {
            // What was found may be what others waited for.
        }
    }

    static boolean is(At field) {
        return field.get("kind").text().equals(KIND);
    }

    /** Whether what every formula gives is known. */
    boolean complete() {
        return open.isEmpty();
    }

    private boolean findSome() {
        boolean found = false;
        for (Map.Entry<String, At> each : List.copyOf(open.entrySet())) {
            At field = each.getValue();
            if (mentioned(field).stream().anyMatch(open::containsKey)) {
                continue;
            }
            Expr tree = Expressions.parse(field.get("value").text(), paths(field), wanted(field), "", new Problems());
            Kind kind = tree == null ? null : kind(field, tree.type());
            if (tree != null && kind != null) {
                trees.put(each.getKey(), tree);
                kinds.putIfAbsent(each.getKey(), kind);
                if (kind == Kind.MONEY) {
                    currencies.put(each.getKey(), currency(field, tree));
                }
                open.remove(each.getKey());
                found = true;
            }
        }
        return found;
    }

    /** What a formula may mention: more than it should, so that it can be said why it should not. */
    private TicketPaths paths(At field) {
        boolean archived = field.get("life").text().equals("archived");
        Map<String, ExprType> paths = new HashMap<>(TicketPaths.system(object));
        for (At other : type.get("fields").items()) {
            Kind kind = kinds.get(other.get("key").text());
            if (kind != null && (archived || !other.get("life").text().equals("archived"))) {
                paths.put(other.get("key").text(), TicketPaths.typeOf(kind));
            }
        }
        return new TicketPaths(paths);
    }

    /** The kind of field that holds what the formula gives; null when none does. */
    private static @Nullable Kind kind(At field, ExprType type) {
        Kind usual = switch (type) {
            case TEXT -> Kind.TEXT;
            case NUMBER -> Kind.DECIMAL;
            case MONEY -> Kind.MONEY;
            case BOOL -> Kind.BOOLEAN;
            case DATE -> Kind.DATE;
            case TIMESTAMP -> Kind.DATE_TIME;
            case SPAN -> Kind.DURATION;
            case NULL, LIST, PARTS -> null;
        };
        Optional<Kind> result = FieldTypes.kind(field.get("result").text());
        return result.isPresent() && usual != null && TicketPaths.typeOf(result.get()) == type ? result.get() : usual;
    }

    private static @Nullable ExprType wanted(At field) {
        return FieldTypes.kind(field.get("result").text())
                .map(TicketPaths::typeOf)
                .orElse(null);
    }

    /** How the field's value comes about; null with a problem. */
    @Nullable
    Derivation read(At field) {
        String key = field.get("key").text();
        At where = field.get("value");
        Expr tree = trees.get(key);
        if (tree == null) {
            explain(key, field);
            return null;
        }
        checkLasting(where, tree);
        checkCurrency(field, tree);
        checkOptions(field, tree);
        if (!field.get("life").text().equals("archived")) {
            Choices.of(type, reading.teams).check(tree, where, reading.problems);
        }
        return new Derivation.Formula(tree, inputs(tree), field.get("reveals").isTrue());
    }

    /** The fields a formula rests on and is not defined to reveal. */
    List<String> hiddenInputs(String key) {
        Expr tree = trees.get(key);
        boolean reveals = type.get("fields").items().stream()
                .anyMatch(
                        f -> f.get("key").text().equals(key) && f.get("reveals").isTrue());
        return tree == null || reveals ? List.of() : inputs(tree);
    }

    /** The currency of an amount the formula gives. */
    String currency(At field) {
        return currencies.getOrDefault(field.get("key").text(), defaultCurrency);
    }

    private String currency(At field, Expr tree) {
        Set<String> found = currencies(tree);
        return field.get("currency").text(found.size() == 1 ? found.iterator().next() : defaultCurrency);
    }

    private List<String> inputs(Expr tree) {
        Set<String> inputs = new TreeSet<>();
        for (String path : Mentions.of(tree)) {
            if (kinds.containsKey(path)) {
                inputs.add(path);
            } else if (path.equals("ticket.title") || path.equals("record.title")) {
                inputs.add(type.get("titleField").text());
            }
        }
        return List.copyOf(inputs);
    }

    /** Why it is not known what a formula gives. */
    private void explain(String key, At field) {
        List<String> circle = circle(key, new ArrayList<>());
        if (!circle.isEmpty()) {
            // Said once, at the first of them.
            if (open.keySet().stream()
                    .filter(circle::contains)
                    .findFirst()
                    .orElse("")
                    .equals(key)) {
                reading.problems.add(field.get("value")
                        .problem(
                                "field.formula_circle",
                                Said.of(
                                        "this formula rests on itself: {way}; take one of these fields out of the next one's formula",
                                        "way",
                                        String.join(" → ", circle))));
            }
            return;
        }
        if (mentioned(field).stream().anyMatch(open::containsKey)) {
            // The other one is wrong; what is said there is enough.
            return;
        }
        int before = reading.problems.list().size();
        Expr tree = reading.expression(field.get("value"), paths(field), wanted(field));
        if (tree != null && before == reading.problems.list().size()) {
            reading.problems.add(field.get("value")
                    .problem(
                            "field.formula_result",
                            Said.of(
                                    "a formula gives one text, number, amount, yes/no, day, moment or length of time, and this one gives {type}",
                                    "type",
                                    tree.type().wireName())));
        }
    }

    /** The way from a formula over others back to it; empty when there is none. */
    private List<String> circle(String key, List<String> walked) {
        List<String> way = new ArrayList<>(walked);
        way.add(key);
        At field = open.get(key);
        for (String next : field == null ? Set.<String>of() : mentioned(field)) {
            if (next.equals(way.getFirst())) {
                way.add(next);
                return way;
            }
            if (open.containsKey(next) && !way.contains(next)) {
                List<String> found = circle(next, way);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    /** The names in a formula's text; functions are none. */
    private static Set<String> mentioned(At field) {
        Set<String> names = new TreeSet<>();
        Matcher m = NAME.matcher(QUOTED.matcher(field.get("value").text()).replaceAll("\"\""));
        while (m.find()) {
            names.add(m.group());
        }
        return names;
    }

    /** A stored value must be the same whoever looks and whenever: it changes with its record only. */
    private void checkLasting(At where, Expr tree) {
        Set<String> passing = new TreeSet<>();
        for (String path : Mentions.of(tree)) {
            if (path.equals("actor")
                    || path.startsWith("actor.")
                    || path.startsWith("event.")
                    || path.endsWith(".updated")) {
                passing.add(path);
            }
        }
        collectClock(tree, passing);
        if (!passing.isEmpty()) {
            reading.problems.add(where.problem(
                    "field.formula_passing",
                    Said.of(
                            "a formula is stored with its record, so it cannot look at {what}, which changes without it",
                            "what",
                            String.join(", ", passing))));
        }
    }

    private static void collectClock(Expr e, Set<String> out) {
        if (e instanceof Expr.Apply apply) {
            if (apply.op() == Op.NOW || apply.op() == Op.TODAY) {
                out.add(apply.op().wire() + "()");
            }
            apply.args().forEach(a -> collectClock(a, out));
        }
    }

    private void checkCurrency(At field, Expr tree) {
        Set<String> found = new TreeSet<>(currencies(tree));
        String own = field.get("currency").text();
        if (!own.isEmpty() && tree.type() == ExprType.MONEY) {
            found.add(own);
        }
        if (found.size() > 1) {
            reading.problems.add(field.get("value")
                    .problem(
                            "field.formula_currencies",
                            Said.of(
                                    "amounts of several currencies ({currencies}) cannot be put together; convert them first",
                                    "currencies",
                                    String.join(", ", found))));
        }
    }

    /** The currencies the amount an expression gives may be of, as far as definitions tell. */
    private Set<String> currencies(Expr e) {
        if (e.type() != ExprType.MONEY) {
            return Set.of();
        }
        return switch (e) {
            case Expr.Literal l -> l.value() instanceof Value.Money(var _, String code) ? Set.of(code) : Set.of();
            case Expr.Attribute a ->
                Optional.ofNullable(currencies.get(a.path())).map(Set::of).orElseGet(Set::of);
            case Expr.Apply a
            when a.op() == Op.MONEY ->
                a.args().get(1) instanceof Expr.Literal l && l.value() instanceof Value.Text(String code)
                        ? Set.of(code)
                        : Set.of();
            case Expr.Apply a -> {
                Set<String> all = new TreeSet<>();
                a.args().forEach(arg -> all.addAll(currencies(arg)));
                yield all;
            }
        };
    }

    /** A formula that gives an option gives one of its field's. */
    private void checkOptions(At field, Expr tree) {
        if (kinds.get(field.get("key").text()) != Kind.SINGLE) {
            return;
        }
        Set<String> known = new TreeSet<>();
        field.get("options").items().forEach(o -> known.add(o.get("key").text()));
        results(tree).stream()
                .filter(text -> !known.contains(text))
                .forEach(text -> reading.problems.add(field.get("value")
                        .problem(
                                "field.formula_option",
                                Said.of(
                                        "'{option}' is no option of this field; it has {known}",
                                        "option",
                                        text,
                                        "known",
                                        String.join(", ", known)),
                                Nearest.to(text, known))));
    }

    private static Set<String> results(Expr e) {
        return switch (e) {
            case Expr.Literal l -> l.value() instanceof Value.Text(String text) ? Set.of(text) : Set.of();
            case Expr.Attribute _ -> Set.of();
            case Expr.Apply a -> {
                Set<String> all = new TreeSet<>();
                if (EnumSet.of(Op.COND, Op.COALESCE).contains(a.op())) {
                    a.args().subList(a.op() == Op.COND ? 1 : 0, a.args().size()).forEach(x -> all.addAll(results(x)));
                }
                yield all;
            }
        };
    }
}
