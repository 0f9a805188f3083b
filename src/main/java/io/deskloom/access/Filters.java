package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names a caller's filter may use, and what it may do with each. Names that are out of reach are simply not there: the
 * checker then answers for a forbidden name exactly as for one nobody ever defined, suggestions included.
 */
final class Filters {
    private static final Set<Op> EQUALITY = Set.of(Op.EQ, Op.NE, Op.IN);
    private static final Set<Op> ORDER = Set.of(Op.LT, Op.LE, Op.GT, Op.GE);

    /** Over so many lookups names are suggested; further ones may be written. */
    static final int SUGGESTED_HOPS = 2;

    /** So often one list may ask for fields of other records: each may cost a question of its own for every row. */
    static final int MOST_LOOKUPS = 16;

    private final TicketTypeDef type;
    private final Reach reach;
    private final Behind behind;

    Filters(TicketTypeDef type, Reach reach, Behind behind) {
        this.type = type;
        this.reach = reach;
        this.behind = behind;
    }

    /** The names there are for this caller. What is behind lookups is found when asked for: there may be thousands. */
    TypeEnv env() {
        TicketPaths own = own();
        return new TypeEnv() {
            @Override
            public Optional<ExprType> typeOf(String path) {
                return own.typeOf(path)
                        .or(() -> end(path, Reach.Use.MATCH)
                                .map(e -> TicketPaths.typeOf(e.field().kind())));
            }

            @Override
            public Set<String> paths() {
                Set<String> all = new HashSet<>(own.paths());
                behind.each(type, reach, SUGGESTED_HOPS, (way, field) -> all.add(Behind.path(way, field)));
                return all;
            }
        };
    }

    private TicketPaths own() {
        Map<String, ExprType> names = new HashMap<>(TicketPaths.system(type.isObject()));
        names.remove("event.kind");
        names.remove("event.changed");
        if (!reach.may(type.titleField(), Reach.Use.READ)) {
            names.remove("ticket.title");
            names.remove("record.title");
        }
        if (deadlines()) {
            names.put(TicketPaths.SLA_DUE, ExprType.TIMESTAMP);
        }
        for (FieldDef field : type.fields()) {
            if (reach.may(field.key(), Reach.Use.MATCH)) {
                names.put(field.key(), TicketPaths.typeOf(field.kind()));
            }
        }
        return new TicketPaths(names);
    }

    /** Whether there are tickets of whose clocks this caller may know. */
    private boolean deadlines() {
        return !type.isObject() && reach.internalComments().isPresent();
    }

    /** The field behind a path, also behind the title. */
    Optional<FieldDef> field(String path) {
        boolean title = path.equals("ticket.title") || path.equals("record.title");
        return type.field(title ? type.titleField() : path);
    }

    /** The field a path names, the type's own or one behind lookups. */
    Optional<FieldDef> named(String path) {
        return type.field(path).or(() -> end(path, Reach.Use.MATCH).map(Behind.End::field));
    }

    /** Where a path through lookups ends; empty for every other name, and for what may not be used that way. */
    Optional<Behind.End> end(String path, Reach.Use use) {
        boolean own = !isBehind(path)
                || path.equals(TicketPaths.SLA_DUE)
                || TicketPaths.system(type.isObject()).containsKey(path);
        return own ? Optional.empty() : behind.end(type, reach, path, use);
    }

    /** How often a condition asks for a field of another record. */
    int lookups(Expr e) {
        return switch (e) {
            case Expr.Literal _ -> 0;
            case Expr.Attribute a -> end(a.path(), Reach.Use.MATCH).isPresent() ? 1 : 0;
            case Expr.Apply a -> a.args().stream().mapToInt(this::lookups).sum();
        };
    }

    /** Whether {@link #uses} named a field of another record. */
    static boolean isBehind(String name) {
        return name.indexOf('.') >= 0 && !name.equals(TicketPaths.SLA_DUE);
    }

    /** The system attribute a list can be ordered by under that name, as plans call it; null when there is none. */
    @Nullable
    String sort(String name) {
        String own = type.isObject() ? "record." : "ticket.";
        String bare = name.startsWith(own) ? name.substring(own.length()) : name;
        boolean known = bare.equals("updated")
                || bare.equals("created")
                || (!type.isObject() && (bare.equals("number") || bare.equals("priority")))
                || (bare.equals("sla_due") && deadlines());
        return known ? "ticket." + bare : null;
    }

    /**
     * What each field is used for, by key or by its path behind lookups, strictest use first found; the lookups a path begins
     * with are read. Misuse of fields that may only be matched or compared, and fields no index serves, become problems.
     */
    Map<String, Reach.Use> uses(Expr filter, String pointer, Problems problems) {
        Map<String, Reach.Use> out = new HashMap<>();
        walk(filter, null, out);
        for (Map.Entry<String, Reach.Use> use : out.entrySet()) {
            String key = use.getKey();
            if (!may(key, use.getValue())) {
                boolean range = may(key, Reach.Use.RANGE);
                problems.add(Problem.of(
                        pointer,
                        range ? "field.range-only" : "field.match-only",
                        "You may look for '" + key + "' by its whole value only"
                                + (range ? ", or compare it with one." : "."),
                        Map.of("field", key)));
            } else if (!indexed(key)) {
                problems.add(Problem.of(
                        pointer,
                        "field.not-indexed",
                        "'" + key + "' is not indexed, so lists cannot be filtered or sorted by it.",
                        Map.of("field", key)));
            }
        }
        return out;
    }

    private boolean may(String name, Reach.Use use) {
        return name.equals(TicketPaths.SLA_DUE)
                || (isBehind(name) ? end(name, use).isPresent() : reach.may(name, use));
    }

    private boolean indexed(String name) {
        return name.equals(TicketPaths.SLA_DUE)
                || (isBehind(name)
                        ? end(name, Reach.Use.MATCH).filter(Behind.End::indexed).isPresent()
                        : type.field(name).filter(Filters::indexed).isPresent());
    }

    /** Whether an order by it would mean something to anybody. */
    static boolean ordered(FieldDef field) {
        return indexed(field) && field.kind() != Kind.LOOKUP;
    }

    static boolean indexed(FieldDef field) {
        return field.indexed() && FieldTypes.of(field.kind()).slot() != null;
    }

    private void walk(Expr e, Expr.@Nullable Apply parent, Map<String, Reach.Use> out) {
        switch (e) {
            case Expr.Literal _ -> {}
            case Expr.Attribute a
            when a.path().equals(TicketPaths.SLA_DUE) -> out.merge(a.path(), use(a, parent), Filters::stricter);
            case Expr.Attribute a -> {
                field(a.path()).ifPresent(f -> out.merge(f.key(), use(a, parent), Filters::stricter));
                if (end(a.path(), Reach.Use.MATCH).isPresent()) {
                    out.merge(a.path(), use(a, parent), Filters::stricter);
                    // Whose record it is must be the caller's to know, on every row.
                    String lookup = a.path().substring(0, a.path().indexOf('.'));
                    out.merge(lookup, Reach.Use.READ, Filters::stricter);
                }
            }
            case Expr.Apply a -> a.args().forEach(x -> walk(x, a, out));
        }
    }

    private static Reach.Use use(Expr.Attribute a, Expr.@Nullable Apply parent) {
        if (parent == null) {
            return Reach.Use.READ;
        }
        boolean alone = parent.args().stream().filter(x -> x != a).allMatch(Expr.Literal.class::isInstance);
        if (alone
                && EQUALITY.contains(parent.op())
                && !(parent.op() == Op.IN && parent.args().getFirst() != a)) {
            return Reach.Use.MATCH;
        }
        return alone && ORDER.contains(parent.op()) ? Reach.Use.RANGE : Reach.Use.READ;
    }

    static Reach.Use stricter(Reach.Use a, Reach.Use b) {
        if (a == Reach.Use.READ || b == Reach.Use.READ) {
            return Reach.Use.READ;
        }
        return a == Reach.Use.RANGE ? a : b;
    }

    /** Some values, phone numbers first of all, are stored in one normal form; people write them in many. */
    Expr normal(Expr e) {
        if (!(e instanceof Expr.Apply a)) {
            return e;
        }
        Optional<FieldType> kind = EQUALITY.contains(a.op())
                ? a.args().stream()
                        .filter(Expr.Attribute.class::isInstance)
                        .flatMap(x -> named(((Expr.Attribute) x).path()).stream())
                        .map(f -> f.kind().type())
                        .findFirst()
                : Optional.empty();
        List<Expr> args = a.args().stream()
                .map(x -> kind.isPresent() && x instanceof Expr.Literal l
                        ? new Expr.Literal(normal(l.value(), kind.get()), l.type())
                        : normal(x))
                .toList();
        return new Expr.Apply(a.op(), args, a.type());
    }

    private static Value normal(Value v, FieldType kind) {
        return switch (v) {
            case Value.Text(String text) -> Value.text(kind.normal(text));
            case Value.Items(List<Value> items) ->
                new Value.Items(items.stream().map(i -> normal(i, kind)).toList());
            default -> v;
        };
    }
}
