package io.deskloom.expr;

import io.deskloom.field.Value;
import java.util.List;

/**
 * The typed tree of a condition or formula: what is stored, evaluated (Java, TypeScript, PostgreSQL), compiled to rule
 * constraints, spoken and explained. The text form is only how people write it.
 */
public sealed interface Expr {
    ExprType type();

    /** A constant. */
    record Literal(Value value, ExprType type) implements Expr {}

    /**
     * A fact by its path: a field key ("refund_amount"), a system attribute ("ticket.priority", "actor.teams") or the
     * event ("event.kind").
     */
    record Attribute(String path, ExprType type) implements Expr {}

    /** An operator or function on its arguments, in order. */
    record Apply(Op op, List<Expr> args, ExprType type) implements Expr {
        public Apply {
            args = List.copyOf(args);
        }
    }
}
