package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Value;
import io.deskloom.model.TableDef;
import io.deskloom.model.TableDef.Atom;
import io.deskloom.model.TableDef.Cell;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition as people put it together: {@code all}, {@code any} and {@code not} around leaves such as {@code {field:
 * customer.tier, is: vip}}, or an expression where they rather write one. It becomes an expression; there is one language only.
 */
final class ConditionReader {
    /** Levels of all, any and not. */
    static final int MOST_LEVELS = 8;

    static final int MOST_LEAVES = 100;

    private static final String CHANGED = "event.changed";

    /** What an operator takes. */
    private static final Set<String> ORDERS =
            Set.of("more_than", "at_least", "less_than", "at_most", "between", "before", "after");

    private static final Set<String> GROUPS = Set.of("all", "any", "not");

    private final Reading reading;
    private final TypeReader type;
    private final @Nullable TicketTypeDef built;
    private final TypeEnv env;
    private int leaves;

    /**
     * @param built the type as far as it could be built, for the names of its steps
     * @param env what may be spoken of
     */
    ConditionReader(Reading reading, TypeReader type, @Nullable TicketTypeDef built, TypeEnv env) {
        this.reading = reading;
        this.type = type;
        this.built = built;
        this.env = env;
    }

    /** The condition here, a text or put together; null when it is wrong or cannot be judged. */
    @Nullable
    Expr read(At at) {
        return read(at, 0).orElse(null);
    }

    private Optional<Expr> read(At at, int level) {
        if (at.node().isTextual()) {
            leaves++;
            return Optional.ofNullable(type.expression(at, env, ExprType.BOOL));
        }
        if (!at.node().isObject() || !type.complete()) {
            return Optional.empty();
        }
        if (level > MOST_LEVELS) {
            return wrong(
                    at,
                    "condition.deep",
                    Said.of("conditions are nested more than {most} levels deep", "most", MOST_LEVELS));
        }
        List<String> groups =
                at.entries().keySet().stream().filter(GROUPS::contains).toList();
        if (groups.isEmpty()) {
            return leaf(at);
        }
        if (at.entries().size() > 1) {
            return wrong(
                    at,
                    "condition.one",
                    Said.of("all, any and not stand alone; nest them to join them")
                            .in("group"));
        }
        At inner = at.get(groups.getFirst());
        if (groups.getFirst().equals("not")) {
            return read(inner, level + 1).map(e -> make(Op.NOT, e));
        }
        List<Expr> parts = new ArrayList<>();
        boolean fine = true;
        for (At one : inner.items()) {
            Optional<Expr> part = read(one, level + 1);
            part.ifPresent(parts::add);
            fine &= part.isPresent();
        }
        if (!fine) {
            return Optional.empty();
        }
        return Optional.of(groups.getFirst().equals("all") ? Trees.all(parts) : Trees.any(parts));
    }

    private Optional<Expr> leaf(At at) {
        if (++leaves > MOST_LEAVES) {
            return leaves > MOST_LEAVES + 1
                    ? Optional.empty()
                    : wrong(at, "condition.many", Said.of("a condition has at most {most} parts", "most", MOST_LEAVES));
        }
        At field = at.get("field");
        String path = field.text();
        Optional<ExprType> of = env.typeOf(path);
        if (of.isEmpty()) {
            reading.known("field", field, env.paths());
            return Optional.empty();
        }
        Set<String> operators = new LinkedHashSet<>(at.entries().keySet());
        operators.remove("field");
        if (operators.size() != 1) {
            return wrong(
                    at,
                    "condition.one",
                    Said.of("'{field}' needs exactly one operator beside it, such as is or more_than", "field", path)
                            .in("operator"));
        }
        String operator = operators.iterator().next();
        Expr.Attribute value = new Expr.Attribute(path, of.get());
        return operator(operator, at.get(operator), value, Subject.of(value, type, built, reading));
    }

    private Optional<Expr> operator(String operator, At at, Expr.Attribute value, Subject subject) {
        if (ORDERS.contains(operator) && !subject.hasOrder()) {
            return misfit(at, operator, value);
        }
        return switch (operator) {
            case "is" -> one(at, subject).map(v -> match(value, false, new Atom.Is(v)));
            case "is_not" -> one(at, subject).map(v -> match(value, true, new Atom.Is(v)));
            case "in", "not_in" ->
                several(at, subject)
                        .map(all -> match(
                                value, operator.equals("not_in"), all.stream().map(Atom.Is::new)));
            case "more_than", "after" ->
                one(at, subject).map(v -> match(value, false, new Atom.Between(v, false, null, false)));
            case "at_least" -> one(at, subject).map(v -> match(value, false, new Atom.Between(v, true, null, false)));
            case "less_than", "before" ->
                one(at, subject).map(v -> match(value, false, new Atom.Between(null, false, v, false)));
            case "at_most" -> one(at, subject).map(v -> match(value, false, new Atom.Between(null, false, v, true)));
            case "between" -> between(at, value, subject);
            case "contains" ->
                switch (value.type()) {
                    case LIST -> one(at, subject).map(v -> match(value, false, new Atom.Is(v)));
                    case TEXT -> text(at, Op.CONTAINS, value);
                    default -> misfit(at, operator, value);
                };
            case "starts_with" ->
                value.type() == ExprType.TEXT ? text(at, Op.STARTS_WITH, value) : misfit(at, operator, value);
            case "ends_with" ->
                value.type() == ExprType.TEXT ? text(at, Op.ENDS_WITH, value) : misfit(at, operator, value);
            case "matches" -> value.type() == ExprType.TEXT ? pattern(at, value) : misfit(at, operator, value);
            case "empty" -> Optional.of(match(value, !at.isTrue(), new Atom.Empty()));
            case "not_empty" -> Optional.of(match(value, at.isTrue(), new Atom.Empty()));
            case "changed" -> changed(at, value).map(e -> at.isTrue() ? e : make(Op.NOT, e));
            case "changed_to" ->
                changed(at, value)
                        .flatMap(c ->
                                one(at, subject).map(v -> Trees.all(List.of(c, match(value, false, new Atom.Is(v))))));
            case "changed_from" -> changedFrom(at, value, subject);
            // The schema has said so.
            default -> Optional.empty();
        };
    }

    private Optional<Expr> between(At at, Expr value, Subject subject) {
        Optional<List<Value>> ends = several(at, subject);
        if (ends.isEmpty() || ends.get().size() != 2) {
            return Optional.empty();
        }
        Value low = ends.get().getFirst();
        Value high = ends.get().getLast();
        if (Ordered.compare(low, high).filter(c -> c <= 0).isEmpty()) {
            return wrong(
                    at,
                    "cell.range",
                    Said.of("nothing lies in the range {value}; the smaller end comes first", "value", scalars(at))
                            .in("empty"));
        }
        return Optional.of(match(value, false, new Atom.Between(low, true, high, true)));
    }

    private static String scalars(At at) {
        return String.join("..", at.items().stream().map(i -> i.node().asText()).toList());
    }

    private Optional<Expr> text(At at, Op op, Expr value) {
        return one(at, new Subject(ExprType.TEXT, Map.of(), null))
                .map(v -> make(op, value, new Expr.Literal(v, ExprType.TEXT)));
    }

    private Optional<Expr> pattern(At at, Expr value) {
        return switch (Trees.apply(Op.MATCHES, List.of(value, Trees.literal(at.text())))) {
            case Trees.Made made -> Optional.of(made.expr());
            case Trees.Refused refused -> wrong(at, refused.code(), Said.of(refused.message()));
        };
    }

    /** Which keys changed is known of the record itself, not of those it looks up. */
    private Optional<Expr> changed(At at, Expr.Attribute value) {
        String path = value.path();
        if (env.typeOf(CHANGED).isEmpty()) {
            return wrong(
                    at,
                    "condition.unchanging",
                    Said.of("here time passes and nothing changes: say how the ticket is, not what changed"));
        }
        boolean own = type.kind(path) != null;
        boolean ofTicket = path.startsWith("ticket.") && !type.isObject();
        if (!own && !ofTicket) {
            return wrong(
                    at,
                    "condition.changed",
                    Said.of(
                            "only fields of the record itself are known to have changed, not '{field}'",
                            "field",
                            path));
        }
        return Optional.of(make(Op.IN, Trees.literal(path), new Expr.Attribute(CHANGED, ExprType.LIST)));
    }

    private Optional<Expr> changedFrom(At at, Expr.Attribute value, Subject subject) {
        if (env.typeOf(CHANGED).isEmpty()) {
            return changed(at, value);
        }
        Expr.Attribute old = new Expr.Attribute(TicketPaths.OLD + value.path(), value.type());
        if (env.typeOf(old.path()).isEmpty()) {
            return wrong(
                    at,
                    "condition.changed",
                    Said.of(
                            "only fields of the record itself are known to have changed, not '{field}'",
                            "field",
                            value.path()));
        }
        return changed(at, value)
                .flatMap(c -> one(at, subject).map(v -> Trees.all(List.of(c, match(old, false, new Atom.Is(v))))));
    }

    private Optional<Value> one(At at, Subject subject) {
        if (!at.node().isValueNode() || at.node().isNull()) {
            return wrong(
                    at, "condition.value", Said.of("one value is expected here").in("one"));
        }
        return switch (subject.read(at.node().asText())) {
            case Subject.Got(Value value) -> Optional.of(value);
            case Subject.Wrong wrong -> {
                reading.problems.add(at.problem(wrong.code(), wrong.said(), wrong.suggestion()));
                yield Optional.empty();
            }
        };
    }

    private Optional<List<Value>> several(At at, Subject subject) {
        List<Value> values = new ArrayList<>();
        boolean fine = true;
        for (At item : at.items()) {
            Optional<Value> value = one(item, subject);
            value.ifPresent(values::add);
            fine &= value.isPresent();
        }
        return fine && !values.isEmpty() ? Optional.of(values) : Optional.empty();
    }

    private <T> Optional<T> misfit(At at, String operator, Expr.Attribute value) {
        return wrong(
                at,
                "condition.operator",
                Said.of(
                        "'{operator}' does not fit '{field}', which is {type}",
                        "operator",
                        operator,
                        "field",
                        value.path(),
                        "type",
                        value.type().wireName()));
    }

    private <T> Optional<T> wrong(At at, String code, Said said) {
        reading.problems.add(at.problem(code, said));
        return Optional.empty();
    }

    private static Expr match(Expr value, boolean not, Atom atom) {
        return match(value, not, Stream.of(atom));
    }

    private static Expr match(Expr value, boolean not, Stream<? extends Atom> atoms) {
        return TableDef.condition(value, new Cell.Match(not, List.copyOf(atoms.toList())));
    }

    private static Expr make(Op op, Expr... args) {
        return new Expr.Apply(op, List.of(args), ExprType.BOOL);
    }
}
