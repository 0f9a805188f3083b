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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the derived fields of one type: formulas, mirrored fields and roll-ups. What one gives is found out before anything
 * mentions it, those that rest on no other derived field first; what is left then goes in a circle or is wrong.
 */
final class DerivedReader {
    private static final Set<String> KINDS = Set.of("formula", "mirrored", "roll_up");

    /**
     * What can be shown of another record: not what leads on to further ones, nothing sealed, and no file, which is handed
     * out only where it was enclosed.
     */
    private static final Set<Kind> MIRRORED = EnumSet.complementOf(EnumSet.of(
            Kind.LOOKUP,
            Kind.MULTI_LOOKUP,
            Kind.SECRET,
            Kind.AUTONUMBER,
            Kind.TABLE,
            Kind.RICH_TEXT,
            Kind.FILE,
            Kind.IMAGE,
            Kind.SIGNATURE));

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern NAME =
            Pattern.compile("(?<![A-Za-z0-9_.])[a-z][a-z0-9_]*+(?:\\.[a-z][a-z0-9_]*+)*+(?!\\s*\\()");

    private final Reading reading;
    private final TypeReader owner;
    private final At type;
    private final boolean object;
    private final String defaultCurrency;
    private final Map<String, Kind> kinds;
    private final Map<String, Expr> trees = new HashMap<>();
    private final Map<String, String> currencies = new HashMap<>();
    private final Map<String, At> open = new LinkedHashMap<>();

    /** Keys of derived fields that rest on themselves, which has been said. */
    private final Set<String> circular = new HashSet<>();

    /** @param kinds of the other fields by key; gets those of the formulas as they are found out */
    DerivedReader(
            Reading reading,
            TypeReader owner,
            At type,
            boolean object,
            String defaultCurrency,
            Map<String, Kind> kinds) {
        this.reading = reading;
        this.owner = owner;
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
    }

    static boolean is(At field) {
        return KINDS.contains(field.get("kind").text());
    }

    private static boolean isRollUp(At field) {
        return field.get("kind").text().equals("roll_up");
    }

    private static boolean isMirrored(At field) {
        return field.get("kind").text().equals("mirrored");
    }

    /** Whether what every formula gives is known. */
    boolean complete() {
        return open.isEmpty();
    }

    /** Finds out what some more fields give; whether it did. */
    boolean findSome() {
        boolean found = false;
        for (Map.Entry<String, At> each : List.copyOf(open.entrySet())) {
            At field = each.getValue();
            if (isRollUp(field)) {
                Kind kind = rolledUp(field);
                if (kind != null) {
                    kinds.putIfAbsent(each.getKey(), kind);
                    open.remove(each.getKey());
                    found = true;
                }
                continue;
            }
            if (mentioned(field).stream().anyMatch(open::containsKey)) {
                continue;
            }
            Expr tree = Expressions.parse(field.get("value").text(), paths(field), wanted(field), "", new Problems());
            Kind kind = tree == null ? null : isMirrored(field) ? mirrored(tree) : kind(field, tree.type());
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
        paths.putAll(owner.relatedPaths());
        return new TicketPaths(paths);
    }

    /** The kind of a mirrored field, which is that of the field it shows; null when it cannot be shown. */
    private @Nullable Kind mirrored(Expr tree) {
        Stop last = tree instanceof Expr.Attribute a ? last(a.path()) : null;
        Kind kind = last == null ? null : last.type.kind(last.field);
        return kind == null || !MIRRORED.contains(kind) ? null : kind;
    }

    /** Where a path through lookups ends; null when it walks none or gets lost. */
    @Nullable
    Stop last(String path) {
        List<Stop> stops = stops(path);
        return stops.size() < 2 ? null : stops.getLast();
    }

    /** The stops of a path: the lookups it walks and the field it ends at, each in its type; empty for own fields. */
    private List<Stop> stops(String path) {
        List<Stop> stops = new ArrayList<>();
        TypeReader at = owner;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length; i++) {
            if (at == null || !at.keys().contains(names[i])) {
                return List.of();
            }
            stops.add(new Stop(at, names[i]));
            if (i < names.length - 1) {
                at = at.kind(names[i]) == Kind.LOOKUP
                        ? reading.objects.get(at.field(names[i]).get("target").text())
                        : null;
            }
        }
        return names.length < 2 ? List.of() : stops;
    }

    /** A field of a type. */
    record Stop(TypeReader type, String field) {
        String name() {
            return type.at().get("key").text() + "." + field;
        }
    }

    /** What a roll-up gives; null when it is not known yet or wrong. */
    private @Nullable Kind rolledUp(At field) {
        At r = field.get("rollUp");
        Derivation.Function function =
                Derivation.Function.of(r.get("function").text()).orElse(null);
        TypeReader looking = reading.anyType(r.get("type").text());
        if (function == null || looking == null) {
            return null;
        }
        if (function == Derivation.Function.COUNT) {
            return Kind.INTEGER;
        }
        Kind of = looking.kind(r.get("of").text());
        if (of == null) {
            return null;
        }
        boolean average = function == Derivation.Function.AVG;
        boolean ordered = function == Derivation.Function.MIN || function == Derivation.Function.MAX;
        return switch (of.type().shape()) {
            case NUMBER ->
                !average && (of == Kind.INTEGER || of == Kind.RATING)
                        ? Kind.INTEGER
                        : of == Kind.PERCENT && (average || ordered) ? Kind.PERCENT : Kind.DECIMAL;
            case MONEY -> Kind.MONEY;
            case SPAN -> Kind.DURATION;
            case DATE -> ordered ? Kind.DATE : null;
            case TIMESTAMP -> ordered ? Kind.DATE_TIME : null;
            case TEXT, BOOL, LIST, PARTS -> null;
        };
    }

    /** The place whose settings the value follows: the field shown, or the one the figure is of. */
    At settingsOf(At field) {
        if (isMirrored(field)) {
            Expr tree = trees.get(field.get("key").text());
            Stop last = tree instanceof Expr.Attribute a ? last(a.path()) : null;
            return last == null ? field : last.type.settingsOf(last.field);
        }
        if (isRollUp(field)) {
            TypeReader looking = reading.anyType(field.get("rollUp").get("type").text());
            String of = field.get("rollUp").get("of").text();
            return looking == null || of.isEmpty() ? field : looking.settingsOf(of);
        }
        return field;
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
        if (isRollUp(field)) {
            return rollUp(field);
        }
        At where = field.get("value");
        Expr tree = trees.get(key);
        if (tree == null || circular.contains(key)) {
            explain(key, field);
            return null;
        }
        checkLasting(where, tree);
        if (!isMirrored(field)) {
            checkCurrency(field, tree);
            checkOptions(field, tree);
        }
        if (!field.get("life").text().equals("archived")) {
            Choices.of(type, reading.teams).check(tree, where, reading.problems);
        }
        List<Derivation.Source> sources = sources(where, tree);
        boolean reveals = field.get("reveals").isTrue();
        return isMirrored(field)
                ? new Derivation.Mirrored(tree, inputs(tree), sources, reveals)
                : new Derivation.Formula(tree, inputs(tree), sources, reveals);
    }

    /** The fields of other types the expression looks at, the lookups that lead there among them. */
    private List<Derivation.Source> sources(At where, Expr tree) {
        Set<Derivation.Source> sources = new LinkedHashSet<>();
        for (String path : Mentions.of(tree)) {
            List<Stop> stops = stops(path);
            for (int i = 0; i < stops.size(); i++) {
                Stop stop = stops.get(i);
                if (i < stops.size() - 1) {
                    mustBeIndexed(where, stop);
                }
                if (i > 0) {
                    sources.add(new Derivation.Source(stop.type.at().get("key").text(), stop.field));
                }
            }
        }
        return List.copyOf(sources);
    }

    /** When a record changes, those that look it up are found by the index of their lookup only. */
    private void mustBeIndexed(At where, Stop lookup) {
        if (!lookup.type.field(lookup.field).get("indexed").isTrue()) {
            reading.problems.add(where.problem(
                    "field.derived_lookup",
                    Said.of(
                            "'{lookup}' must be indexed, or a change of the record it looks up could not be followed",
                            "lookup",
                            lookup.name())));
        }
    }

    private @Nullable Derivation rollUp(At field) {
        At r = field.get("rollUp");
        TypeReader looking = reading.anyType(r.get("type").text());
        Derivation.Function function =
                Derivation.Function.of(r.get("function").text()).orElse(null);
        if (looking == null) {
            reading.known("type", r.get("type"), reading.typeKeys());
            return null;
        }
        if (function == null || circular.contains(field.get("key").text())) {
            return null;
        }
        int before = reading.problems.list().size();
        At by = r.get("by");
        if (reading.known("field", by, looking.keys())) {
            boolean here = looking.kind(by.text()) == Kind.LOOKUP
                    && looking.field(by.text())
                            .get("target")
                            .text()
                            .equals(type.get("key").text());
            if (!here) {
                reading.problems.add(by.problem(
                        "field.roll_up_by",
                        Said.of(
                                "'{field}' is not a lookup of this type, '{type}'",
                                "field",
                                by.text(),
                                "type",
                                type.get("key").text())));
            } else {
                mustBeIndexed(by, new Stop(looking, by.text()));
            }
        }
        At of = r.get("of");
        if (function == Derivation.Function.COUNT ? of.present() : !of.present()) {
            reading.problems.add((of.present() ? of : r)
                    .problem(
                            "field.roll_up_of",
                            function == Derivation.Function.COUNT
                                    ? Said.of("records are counted whole; leave 'of' out")
                                            .in("count")
                                    : Said.of(
                                            "say with 'of' which field's {function} is wanted",
                                            "function",
                                            function.wire())));
        } else if (of.present()
                && reading.known("field", of, looking.keys())
                && rolledUp(field) == null
                && looking.kind(of.text()) != null) {
            reading.problems.add(of.problem(
                    "field.roll_up_kind",
                    Said.of(
                            "there is no {function} of a field of kind {kind}",
                            "function",
                            function.wire(),
                            "kind",
                            looking.field(of.text()).get("kind").text())));
        }
        At where = r.get("where");
        Expr condition = where.present() ? looking.ownCondition(where) : null;
        if (condition != null) {
            checkLasting(where, condition);
        }
        if (reading.problems.list().size() > before || where.present() && condition == null) {
            return null;
        }
        Set<Derivation.Source> sources = new LinkedHashSet<>();
        String key = looking.at().get("key").text();
        sources.add(new Derivation.Source(key, by.text()));
        if (of.present()) {
            sources.add(new Derivation.Source(key, of.text()));
        }
        if (condition != null) {
            for (String path : Mentions.of(condition)) {
                String named =
                        path.endsWith(".title") ? looking.at().get("titleField").text() : path;
                if (looking.keys().contains(named)) {
                    sources.add(new Derivation.Source(key, named));
                }
            }
        }
        return new Derivation.RollUp(
                key,
                by.text(),
                function,
                of.textOrNull(),
                condition,
                List.copyOf(sources),
                field.get("reveals").isTrue());
    }

    /** The derived fields each derived field of this type names, as far as can be told from its text. */
    Map<Stop, Set<Stop>> named() {
        Map<Stop, Set<Stop>> out = new LinkedHashMap<>();
        for (At field : type.get("fields").items()) {
            if (!is(field) || field.get("life").text().equals("archived")) {
                continue;
            }
            Set<Stop> named = new LinkedHashSet<>();
            if (isRollUp(field)) {
                At r = field.get("rollUp");
                TypeReader looking = reading.anyType(r.get("type").text());
                if (looking != null) {
                    named.add(new Stop(looking, r.get("of").text()));
                    names(r.get("where").text()).forEach(name -> named.add(new Stop(looking, name)));
                }
            } else {
                for (String path : names(field.get("value").text())) {
                    named.add(new Stop(owner, path));
                    named.addAll(stops(path));
                }
            }
            named.removeIf(stop -> !stop.type.isDerived(stop.field));
            out.put(new Stop(owner, field.get("key").text()), named);
        }
        return out;
    }

    /** Says that a field rests on itself. @param way from it back to it */
    void circle(String key, List<Stop> way) {
        boolean own = way.stream().allMatch(stop -> stop.type == owner);
        At field = owner.field(key);
        At where = isRollUp(field) ? field.get("rollUp") : field.get("value");
        reading.problems.add(where.problem(
                "field.formula_circle",
                Said.of(
                        "this field rests on itself: {way}; take one of these fields out of what the next one is computed from",
                        "way",
                        String.join(
                                " → ",
                                way.stream().map(s -> own ? s.field : s.name()).toList()))));
    }

    void isCircular(String key) {
        circular.add(key);
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
            } else if (!stops(path).isEmpty()) {
                inputs.add(stops(path).getFirst().field);
            }
        }
        return List.copyOf(inputs);
    }

    /** Why it is not known what a formula gives. */
    private void explain(String key, At field) {
        if (circular.contains(key)) {
            return;
        }
        if (isMirrored(field)
                && Expressions.parse(field.get("value").text(), paths(field), null, "", new Problems()) != null) {
            reading.problems.add(field.get("value")
                    .problem(
                            "field.mirrored",
                            Said.of(
                                    "'{path}' cannot be shown here; a mirrored field names a field of a record looked up, such as order.status, that is no lookup, table or secret",
                                    "path",
                                    field.get("value").text())));
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

    /** The names in a formula's text; functions are none. */
    private static Set<String> mentioned(At field) {
        Set<String> names = new TreeSet<>();
        names(field.get("value").text()).forEach(path -> names.add(path.split("\\.")[0]));
        return names;
    }

    /** The names and paths in a text; functions are none. */
    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher m = NAME.matcher(QUOTED.matcher(text).replaceAll("\"\""));
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
                Optional.ofNullable(currencyAt(a.path())).map(Set::of).orElseGet(Set::of);
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

    private @Nullable String currencyAt(String path) {
        Stop last = last(path);
        return last == null ? currencies.get(path) : last.type.currencyOf(last.field);
    }

    /** The currency of an own field of kind money; null for others. */
    @Nullable
    String currencyOf(String key) {
        return currencies.get(key);
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
