package io.deskloom.access;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Simplify;
import io.deskloom.expr.Trees;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Conditions for readers who may not read everything they look at. */
public final class Redaction {
    private Redaction() {}

    /**
     * The condition for somebody who may read only the {@code open} paths. A secret is never replaced by its value: the
     * smallest yes-or-no part that looks at one is judged here, as a whole, and only the answer is handed out. So with a
     * secret {@code spend}, {@code reason == "size" && paid > spend} becomes {@code reason == "size"} or false, and never
     * names the amount.
     *
     * @return the condition over open paths only; null when there is nothing left that a condition could say
     */
    public static @Nullable Expr redact(Expr e, Facts facts, Predicate<String> open) {
        if (isOpen(e, open)) {
            return e;
        }
        if (!(e instanceof Expr.Apply) || e.type() != ExprType.BOOL) {
            return e.type() == ExprType.BOOL ? Trees.literal(Evaluator.test(e, facts)) : null;
        }
        return Simplify.fold(judge(e, facts, open), _ -> Optional.empty());
    }

    /** Whether it looks at open paths only. */
    public static boolean isOpen(Expr e, Predicate<String> open) {
        return Trees.paths(e).stream().allMatch(open);
    }

    private static Expr judge(Expr e, Facts facts, Predicate<String> open) {
        if (!(e instanceof Expr.Apply a)) {
            return e;
        }
        Expr.Apply inner = new Expr.Apply(
                a.op(), a.args().stream().map(x -> judge(x, facts, open)).toList(), a.type());
        return a.type() == ExprType.BOOL && !isOpen(inner, open) ? Trees.literal(Evaluator.test(a, facts)) : inner;
    }
}
