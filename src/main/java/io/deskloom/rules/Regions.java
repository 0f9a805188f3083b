package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a condition can hold: in one of {@code any}. It never holds anywhere else; in them it surely holds when it is {@code
 * exact}. What the abstraction does not understand counts as a yes/no of its own, the same for the same expression.
 *
 * @param any none when it can never hold
 */
record Regions(List<Region> any, boolean exact) {
    /** More alternatives than this are not kept apart. */
    private static final int MOST = 48;

    private static final Value YES = Value.bool(true);
    private static final Domain IS_YES = Domain.only(Set.of(YES), false);
    private static final Domain IS_NOT_YES = Domain.only(Set.of(Value.bool(false)), true);

    Regions {
        any = List.copyOf(any);
    }

    private static final Regions ALWAYS = new Regions(List.of(Region.EVERYWHERE), true);
    private static final Regions NEVER = new Regions(List.of(), true);
    private static final Regions UNKNOWN = new Regions(List.of(Region.EVERYWHERE), false);

    /** @param universe what can be at a path at all */
    static Regions of(Expr when, Function<String, Domain> universe) {
        return new Reader(universe).read(when, true);
    }

    /** Where both can hold. */
    Regions and(Regions other) {
        if ((long) any.size() * other.any.size() > MOST) {
            // The smaller list alone says less, and nothing wrong.
            return new Regions(any.size() <= other.any.size() ? any : other.any, false);
        }
        List<Region> all = new ArrayList<>();
        for (Region a : any) {
            for (Region b : other.any) {
                Region both = a.meet(b);
                if (both != null) {
                    all.add(both);
                }
            }
        }
        return new Regions(all, exact && other.exact);
    }

    private Regions or(Regions other) {
        List<Region> all = new ArrayList<>(any);
        all.addAll(other.any);
        return all.size() > MOST ? UNKNOWN : new Regions(all, exact && other.exact);
    }

    boolean isEmpty() {
        return any.isEmpty();
    }

    /** Whether both may hold at once; false only when they cannot. */
    boolean overlaps(Regions other) {
        for (Region a : any) {
            for (Region b : other.any) {
                if (a.overlaps(b)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether this holds only where the other does; true only when it surely is so. */
    boolean within(Regions other, Function<String, Domain> universe) {
        return other.exact && any.stream().allMatch(a -> other.any.stream().anyMatch(b -> a.within(b, universe)));
    }

    /** What the condition leaves of the thing at {@code key}: none when it does not speak of it in some alternative. */
    boolean mayHold(String key, @Nullable Value value) {
        for (Region region : any) {
            Domain domain = region.domains().get(key);
            if (domain == null || value == null || domain.has(value)) {
                return true;
            }
        }
        return false;
    }

    /** One thing's values. */
    private static final class Reader {
        private final Function<String, Domain> universe;

        Reader(Function<String, Domain> universe) {
            this.universe = universe;
        }

        Regions read(Expr e, boolean is) {
            return switch (e) {
                case Expr.Literal(Value value, var _) -> value.equals(YES) == is ? ALWAYS : NEVER;
                case Expr.Attribute(String path, var _) -> at(path, is ? IS_YES : IS_NOT_YES);
                case Expr.Apply a -> apply(a, is);
            };
        }

        private Regions apply(Expr.Apply a, boolean is) {
            return switch (a.op()) {
                case NOT -> read(a.args().getFirst(), !is);
                case AND -> is ? all(a.args(), true) : some(a.args(), false);
                case OR -> is ? some(a.args(), true) : all(a.args(), false);
                case EQ -> equal(a, is);
                case NE -> equal(a, !is);
                case LT, LE, GT, GE -> ordered(a, is);
                case IN -> in(a, is);
                case CONTAINS ->
                    a.args().getFirst().type() == ExprType.LIST
                            ? member(a.args().get(1), a.args().get(0), a, is)
                            : opaque(a, is);
                case INTERSECTS -> intersects(a, is);
                default -> opaque(a, is);
            };
        }

        private Regions all(List<Expr> args, boolean is) {
            Regions all = ALWAYS;
            for (Expr arg : args) {
                all = all.and(read(arg, is));
            }
            return all;
        }

        private Regions some(List<Expr> args, boolean is) {
            Regions some = NEVER;
            for (Expr arg : args) {
                some = some.or(read(arg, is));
            }
            return some;
        }

        private Regions at(String key, Domain domain) {
            Domain both = domain.meet(universe.apply(key));
            return both.isEmpty() ? NEVER : new Regions(List.of(new Region(Map.of(key, both))), true);
        }

        /** A yes/no that is nobody else's. */
        private Regions opaque(Expr e, boolean is) {
            return at("?" + Canonical.of(e), is ? IS_YES : IS_NOT_YES);
        }

        /** What is compared, by the name it goes by here. */
        private static String key(Expr e) {
            return e instanceof Expr.Attribute(String path, var _) ? path : "=" + Canonical.of(e);
        }

        private Regions equal(Expr.Apply a, boolean is) {
            Expr x = a.args().get(0);
            Expr y = a.args().get(1);
            if (x instanceof Expr.Literal && !(y instanceof Expr.Literal)) {
                return equal(new Expr.Apply(a.op(), List.of(y, x), a.type()), is);
            }
            if (!(y instanceof Expr.Literal(Value value, var _)) || x instanceof Expr.Literal) {
                return opaque(new Expr.Apply(Op.EQ, a.args(), ExprType.BOOL), is);
            }
            return switch (value) {
                case Value.Null _ -> at(key(x), is ? Domain.NONE : Domain.SOMETHING);
                case Value.Money m -> money(key(x), Domain.only(Set.of(Value.num(m.amount())), false), is);
                // Lists and compound values are known by whether they are there only.
                case Value.Items _, Value.Parts _ -> opaque(new Expr.Apply(Op.EQ, a.args(), ExprType.BOOL), is);
                case Value.Text _, Value.Num _, Value.Bool _, Value.Date _, Value.Timestamp _, Value.Span _ ->
                    at(key(x), is ? Domain.only(Set.of(value), false) : Domain.except(Set.of(value)));
            };
        }

        /** An amount of one currency says little of amounts of others. */
        private Regions money(String key, Domain domain, boolean is) {
            return is ? new Regions(at(key, domain).any(), false) : UNKNOWN;
        }

        private Regions ordered(Expr.Apply a, boolean is) {
            Expr x = a.args().get(0);
            Expr y = a.args().get(1);
            Op op = a.op();
            if (x instanceof Expr.Literal && !(y instanceof Expr.Literal)) {
                Op turned = switch (op) {
                    case LT -> Op.GT;
                    case LE -> Op.GE;
                    case GT -> Op.LT;
                    default -> Op.LE;
                };
                return ordered(new Expr.Apply(turned, List.of(y, x), a.type()), is);
            }
            boolean known = y instanceof Expr.Literal && !(x instanceof Expr.Literal) && x.type() != ExprType.TEXT;
            Value end = known ? ((Expr.Literal) y).value() : Value.NULL;
            return switch (end) {
                case Value.Money m -> money(key(x), side(op, Value.num(m.amount()), true), is);
                case Value.Num _, Value.Date _, Value.Timestamp _, Value.Span _ -> at(key(x), side(op, end, is));
                default -> opaque(a, is);
            };
        }

        /** What is on the wanted side of an end; nothing at all is on none, so it is on the other when that is asked. */
        private static Domain side(Op op, Value end, boolean is) {
            boolean above = (op == Op.GT || op == Op.GE) == is;
            boolean in = (op == Op.GE || op == Op.LE) == is;
            return above ? Domain.between(!is, end, in, null, false) : Domain.between(!is, null, false, end, in);
        }

        private Regions in(Expr.Apply a, boolean is) {
            Expr x = a.args().get(0);
            Expr list = a.args().get(1);
            if (x instanceof Expr.Literal) {
                return member(x, list, a, is);
            }
            Set<Value> values = new HashSet<>();
            boolean listed = values(list, values);
            return listed && x.type() == ExprType.TEXT
                    ? at(key(x), is ? Domain.only(values, false) : Domain.except(values))
                    : opaque(a, is);
        }

        private static boolean values(Expr list, Set<Value> into) {
            return switch (list) {
                case Expr.Literal(Value.Items items, var _) -> {
                    into.addAll(items.items());
                    yield true;
                }
                case Expr.Apply l
                when l.op() == Op.LIST -> {
                    for (Expr one : l.args()) {
                        if (!(one instanceof Expr.Literal(Value.Text t, var _))) {
                            yield false;
                        }
                        into.add(t);
                    }
                    yield true;
                }
                default -> false;
            };
        }

        /** Whether a list holds a text is a yes/no. */
        private Regions member(Expr text, Expr list, Expr.Apply whole, boolean is) {
            return text instanceof Expr.Literal(Value.Text(String t), var _) && !(list instanceof Expr.Literal)
                    ? at(Regions.entry(key(list), t), is ? IS_YES : IS_NOT_YES)
                    : opaque(whole, is);
        }

        private Regions intersects(Expr.Apply a, boolean is) {
            Set<Value> values = new HashSet<>();
            if (!values(a.args().get(1), values)
                    || a.args().getFirst() instanceof Expr.Literal
                    || values.stream().anyMatch(v -> !(v instanceof Value.Text))) {
                return opaque(a, is);
            }
            Regions all = is ? NEVER : ALWAYS;
            for (Value v : values) {
                Regions one =
                        at(Regions.entry(key(a.args().getFirst()), ((Value.Text) v).text()), is ? IS_YES : IS_NOT_YES);
                all = is ? all.or(one) : all.and(one);
            }
            return all;
        }
    }

    /** What the yes/no goes by whether the list at {@code path} holds {@code text}. */
    static String entry(String path, String text) {
        return path + "\n" + text;
    }
}
