package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SqlColumn.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One of the conditions that must all hold in a list: as a tree, as SQL, and which columns of {@code record} it looks at.
 */
record ListPart(Expr expr, SqlPart sql, Set<String> columns) {
    ListPart {
        columns = Set.copyOf(columns);
    }

    /** The filter and the scope of a plan, taken apart at every "and". */
    static List<ListPart> of(QueryPlan plan, SlotDirectory.TypeSlots slots) {
        TicketColumns columns = new TicketColumns(plan.type(), slots);
        List<Expr> conditions = new ArrayList<>();
        if (plan.where() != null) {
            flatten(plan.where(), conditions);
        }
        if (plan.scope() != null) {
            flatten(plan.scope(), conditions);
        }
        List<ListPart> out = new ArrayList<>();
        for (Expr e : conditions.stream().distinct().toList()) {
            Set<String> used = new TreeSet<>();
            columns(e, plan.type(), slots, used);
            out.add(new ListPart(e, ExprSql.filter(e, columns, plan.moment()), used));
        }
        return out;
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
