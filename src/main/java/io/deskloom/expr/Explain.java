package io.deskloom.expr;

import io.deskloom.field.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Why a condition held or not: its clauses, each judged on its own. */
public final class Explain {
    /**
     * One clause of the top-level conjunction.
     *
     * @param expr the clause
     * @param held whether it was true
     * @param consulted every path it mentions with its value then; all of them, also those a short cut would have skipped,
     *     so that a reader's rights can be checked against the whole sentence
     * @param alternatives for a disjunction, its alternatives; otherwise empty
     */
    public record Clause(Expr expr, boolean held, SortedMap<String, Value> consulted, List<Clause> alternatives) {
        public Clause {
            alternatives = List.copyOf(alternatives);
        }
    }

    private Explain() {}

    /** The clauses of {@code e} in order; {@code e} held exactly if all of them did. */
    public static List<Clause> why(Expr e, Facts facts) {
        return split(e, Op.AND).stream().map(c -> clause(c, facts)).toList();
    }

    /** Only those that were false: empty exactly when the condition held. */
    public static List<Clause> failing(Expr e, Facts facts) {
        return why(e, facts).stream().filter(c -> !c.held).toList();
    }

    private static Clause clause(Expr e, Facts facts) {
        RecordingFacts recording = new RecordingFacts(facts);
        Trees.paths(e).forEach(recording::get);
        List<Expr> ways = split(e, Op.OR);
        List<Clause> alternatives = ways.size() < 2
                ? List.of()
                : ways.stream().map(w -> clause(w, facts)).toList();
        return new Clause(e, Evaluator.test(e, facts), recording.consulted(), alternatives);
    }

    /** The parts of a conjunction (or disjunction), also through "not (a or b)", which is "not a and not b". */
    private static List<Expr> split(Expr e, Op by) {
        List<Expr> out = new ArrayList<>();
        split(e, by, out);
        return out;
    }

    private static void split(Expr e, Op by, List<Expr> out) {
        Op opposite = by == Op.AND ? Op.OR : Op.AND;
        if (e instanceof Expr.Apply a && a.op() == by) {
            a.args().forEach(x -> split(x, by, out));
        } else if (e instanceof Expr.Apply not
                && not.op() == Op.NOT
                && not.args().getFirst() instanceof Expr.Apply inner
                && inner.op() == opposite) {
            inner.args().forEach(x -> split(new Expr.Apply(Op.NOT, List.of(x), ExprType.BOOL), by, out));
        } else {
            out.add(e);
        }
    }
}
