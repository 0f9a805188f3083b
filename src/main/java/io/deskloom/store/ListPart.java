package io.deskloom.store;

import io.deskloom.access.LookupPath;
import io.deskloom.access.QueryPlan;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Simplify;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SqlColumn.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One of the conditions that must all hold in a list: as a tree, as SQL, which columns of {@code record} it looks at, and
 * what it looks at beyond them.
 */
record ListPart(Expr expr, SqlPart sql, Set<String> columns, Looks looks) {
    /** Where a condition looks. */
    sealed interface Looks {}

    /** At its own row. */
    record Here() implements Looks {}

    /** At its own row: whether a lookup holds one of so many records. */
    record Among(int records) implements Looks {}

    /**
     * At the records its row looks up: one more row is read for each row asked about.
     *
     * @param through the same, asked of the records of one lookup; null when these alone do not decide
     */
    record There(@Nullable Through through) implements Looks {}

    /**
     * At the ids of records that may be meant, found once for the whole list: what holds for a row whenever another condition does,
     * and spares most rows a look at their record.
     */
    record Sieve() implements Looks {}

    /**
     * What is asked of the records a lookup holds. It holds for a row exactly when its lookup holds a record for which all of
     * {@code conditions} hold.
     *
     * @param conditions over the target's field ids
     * @param paths what they call fields still further away
     */
    record Through(String lookup, TicketTypeDef target, List<Expr> conditions, Map<String, LookupPath> paths) {
        Through {
            conditions = List.copyOf(conditions);
            paths = Map.copyOf(paths);
        }

        /** The same condition on both; null when nothing of the kind can be said. */
        static @Nullable Through of(Expr e, Map<String, LookupPath> paths) {
            List<LookupPath> looked = new ArrayList<>();
            for (String name : Trees.paths(e)) {
                LookupPath path = paths.get(name);
                if (path == null) {
                    return null;
                }
                looked.add(path);
            }
            if (looked.isEmpty()) {
                return null;
            }
            LookupPath first = looked.getFirst();
            boolean alike = looked.stream()
                    .allMatch(p -> p.lookup().equals(first.lookup()) && Objects.equals(p.where(), first.where()));
            // What also holds where there is no record, "!= x" or "== null", is not found by way of records.
            Expr without = Simplify.fold(e, _ -> Optional.of(Value.NULL));
            boolean needed = without instanceof Expr.Literal(Value.Bool(boolean is), ExprType _) && !is;
            if (!alike || !needed) {
                return null;
            }
            List<Expr> conditions = new ArrayList<>();
            flatten(renamed(e, paths), conditions);
            if (first.where() != null) {
                flatten(first.where(), conditions);
            }
            Map<String, LookupPath> further = new HashMap<>();
            looked.forEach(p -> {
                if (p.behind() != null) {
                    further.put(p.rest(), p.behind());
                }
            });
            return new Through(first.lookup(), first.target(), conditions, further);
        }

        private static Expr renamed(Expr e, Map<String, LookupPath> paths) {
            return switch (e) {
                case Expr.Literal _ -> e;
                case Expr.Attribute a -> {
                    LookupPath path = paths.get(a.path());
                    yield path == null ? a : new Expr.Attribute(path.rest(), a.type());
                }
                case Expr.Apply a ->
                    new Expr.Apply(
                            a.op(),
                            a.args().stream().map(x -> renamed(x, paths)).toList(),
                            a.type());
            };
        }
    }

    /** A column no index has: what looks there is not asked while going through one. */
    private static final Set<String> NOT_INDEXED = Set.of("fields");

    ListPart {
        columns = Set.copyOf(columns);
    }

    /** The filter and the scope of a plan, taken apart at every "and". */
    static List<ListPart> of(QueryPlan plan, SlotDirectory.TypeSlots slots, Lookups lookups) {
        List<Expr> conditions = new ArrayList<>();
        if (plan.where() != null) {
            flatten(plan.where(), conditions);
        }
        if (plan.scope() != null) {
            flatten(plan.scope(), conditions);
        }
        return of(conditions, plan.type(), slots, lookups);
    }

    /** Conditions that must all hold for a record of {@code type}. */
    static List<ListPart> of(
            List<Expr> conditions, TicketTypeDef type, SlotDirectory.TypeSlots slots, Lookups lookups) {
        TicketColumns columns = new TicketColumns(type, slots, lookups);
        List<ListPart> out = new ArrayList<>();
        for (Expr e : conditions.stream().distinct().toList()) {
            SqlPart sql = ExprSql.filter(e, columns, lookups.moment());
            if (Trees.paths(e).stream().anyMatch(lookups.paths()::containsKey)) {
                out.add(new ListPart(e, sql, NOT_INDEXED, new There(Through.of(e, lookups.paths()))));
            } else {
                Set<String> used = new TreeSet<>();
                columns(e, type, slots, used);
                out.add(new ListPart(e, sql, used, new Here()));
            }
        }
        return out;
    }

    /** That {@code column}, a lookup's slot, holds one of {@code ids}. @param expr how it was asked */
    static ListPart among(Expr expr, String column, UUID[] ids) {
        SqlPart sql = ids.length == 1
                ? SqlPart.of("(" + column + " = ?::uuid)", ids[0])
                : SqlPart.of("(" + column + " = ANY(?::uuid[]))", (Object) ids);
        return new ListPart(expr, sql, Set.of(column), new Among(ids.length));
    }

    /**
     * That {@code column}, a lookup's slot, holds one of the records found by {@code ids}. The database keeps them in a hash table: "IS
     * TRUE" keeps it from making a join of it.
     *
     * @param expr a condition that holds for no other row
     */
    static ListPart sieve(Expr expr, String column, SqlPart ids) {
        return new ListPart(
                expr,
                new SqlPart("((" + column + " IN (" + ids.sql() + ")) IS TRUE)", ids.parameters()),
                Set.of(column),
                new Sieve());
    }

    private static void flatten(Expr e, List<Expr> out) {
        if (e instanceof Expr.Apply a && a.op() == Op.AND) {
            a.args().forEach(x -> flatten(x, out));
        } else {
            out.add(oneOf(e));
        }
    }

    /** {@code a == "x" || a == "y"}, which is also what a repeated query parameter becomes, as {@code a in ["x", "y"]}. */
    private static Expr oneOf(Expr e) {
        if (!(e instanceof Expr.Apply or) || or.op() != Op.OR) {
            return e;
        }
        List<Expr> attributes = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (Expr x : or.args()) {
            if (!(x instanceof Expr.Apply equal
                    && equal.op() == Op.EQ
                    && equal.args().get(0) instanceof Expr.Attribute attribute
                    && equal.args().get(1) instanceof Expr.Literal(Value.Text text, ExprType _))) {
                return e;
            }
            attributes.add(attribute);
            values.add(text);
        }
        return attributes.stream().distinct().count() == 1
                ? new Expr.Apply(
                        Op.IN,
                        List.of(attributes.getFirst(), new Expr.Literal(new Value.Items(values), ExprType.LIST)),
                        ExprType.BOOL)
                : e;
    }

    private static void columns(Expr e, TicketTypeDef type, SlotDirectory.TypeSlots slots, Set<String> out) {
        switch (e) {
            case Expr.Literal _ -> {}
            case Expr.Attribute a -> out.addAll(TicketColumns.used(a.path(), type, slots));
            case Expr.Apply a -> a.args().forEach(x -> columns(x, type, slots, out));
        }
    }
}
