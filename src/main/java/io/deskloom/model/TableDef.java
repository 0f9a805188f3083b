package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decision table: each row is a rule, whose condition is that every input is what its cell says. Its rows are among the
 * snapshot's rules; this is the grid people see.
 *
 * @param order the place of all its rows among the other rules
 * @param file the sheet its rows stand in ("tables/priority.xlsx"), null when they stand in the definition itself
 */
public record TableDef(
        String id,
        String key,
        Label label,
        RuleDef.Origin origin,
        String type,
        Set<RuleDef.On> on,
        int order,
        Hit hit,
        List<Input> inputs,
        List<Output> outputs,
        List<Row> rows,
        @Nullable String file) {
    public static final int MOST_ROWS = 1_000;
    public static final int MOST_INPUTS = 20;
    public static final int MOST_OUTPUTS = 10;

    /** Characters of a cell. */
    public static final int LONGEST_CELL = 500;

    public TableDef {
        on = Set.copyOf(on);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        rows = List.copyOf(rows);
    }

    /** What happens when several rows hold. */
    public enum Hit {
        /** None of them acts: at most one may ever hold. */
        UNIQUE,
        /** The topmost acts. */
        FIRST,
        /** All of them act. */
        COLLECT;

        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A column that conditions stand in.
     *
     * @param value what is compared with the cells
     */
    public record Input(String key, Label label, Expr value) {}

    /**
     * A column that wishes stand in.
     *
     * @param wish the kind of wish, as triggers write it ("setPriority", "setField")
     * @param field the field it is about, null where it is about none
     */
    public record Output(
            String key, Label label, String wish, @Nullable String field) {}

    /**
     * A row.
     *
     * @param id unique in the table; stays when rows are moved
     * @param when one for each input
     * @param then what it wants, without the empty cells
     * @param texts the cells of inputs and outputs as they were written
     * @param line of the sheet, or the place in the list of rows, from 1
     */
    public record Row(
            String id, List<Cell> when, List<RuleDef.IntentDef> then, List<String> texts, String note, int line) {
        public Row {
            when = List.copyOf(when);
            then = List.copyOf(then);
            texts = List.copyOf(texts);
        }
    }

    /** What a cell of an input says. */
    public sealed interface Cell {
        /** Whatever the value is, none at all included. */
        record Anything() implements Cell {}

        /** The value is one of {@code any}, or none of them. */
        record Match(boolean not, List<Atom> any) implements Cell {
            public Match {
                any = List.copyOf(any);
            }
        }
    }

    /** One alternative of a cell. */
    public sealed interface Atom {
        /** Is the value; of several values, one is. */
        record Is(Value value) implements Atom {}

        /** Lies between, a missing end being none; never when there is no value. */
        record Between(
                @Nullable Value low,
                boolean lowIn,
                @Nullable Value high,
                boolean highIn) implements Atom {}

        /** There is no value. */
        record Empty() implements Atom {}

        /** Is a text that the pattern describes as a whole. */
        record Matches(String pattern) implements Atom {}

        /** Is what the expression gives. */
        record Same(Expr expr) implements Atom {}
    }

    /** The rules of its rows go by these ids. */
    public String ruleId(Row row) {
        return id + "." + row.id();
    }

    /** The condition of a row: all of its cells. */
    public Expr condition(Row row) {
        List<Expr> parts = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (row.when().get(i) instanceof Cell.Match match) {
                parts.add(condition(inputs.get(i).value(), match));
            }
        }
        return Trees.all(parts);
    }

    /** What a cell says about {@code value}, as an expression. */
    public static Expr condition(Expr value, Cell cell) {
        return switch (cell) {
            case Cell.Anything _ -> Trees.literal(true);
            case Cell.Match match -> {
                Expr any = any(value, match.any());
                yield match.not() ? negated(any) : any;
            }
        };
    }

    private static Expr any(Expr value, List<Atom> atoms) {
        List<Value> texts = new ArrayList<>();
        List<Expr> parts = new ArrayList<>();
        for (Atom atom : atoms) {
            // Lists hold texts; of other values each is compared for itself.
            if (atom instanceof Atom.Is(Value.Text text)) {
                texts.add(text);
            } else {
                parts.add(atom(value, atom));
            }
        }
        if (!texts.isEmpty()) {
            parts.addFirst(texts(value, texts));
        }
        return Trees.any(parts);
    }

    private static Expr texts(Expr value, List<Value> texts) {
        Expr first = new Expr.Literal(texts.getFirst(), ExprType.TEXT);
        Expr all = new Expr.Literal(new Value.Items(texts), ExprType.LIST);
        if (value.type() == ExprType.LIST) {
            return texts.size() == 1 ? make(Op.IN, first, value) : make(Op.INTERSECTS, value, all);
        }
        return texts.size() == 1 ? make(Op.EQ, value, first) : make(Op.IN, value, all);
    }

    private static Expr atom(Expr value, Atom atom) {
        return switch (atom) {
            case Atom.Is(Value is) -> make(Op.EQ, value, literal(is));
            case Atom.Empty _ -> make(Op.EQ, value, new Expr.Literal(Value.NULL, value.type()));
            case Atom.Matches(String pattern) -> make(Op.MATCHES, value, Trees.literal(pattern));
            case Atom.Same(Expr expr) -> make(Op.EQ, value, expr);
            case Atom.Between b -> {
                List<Expr> ends = new ArrayList<>();
                if (b.low() != null) {
                    ends.add(make(b.lowIn() ? Op.GE : Op.GT, value, literal(b.low())));
                }
                if (b.high() != null) {
                    ends.add(make(b.highIn() ? Op.LE : Op.LT, value, literal(b.high())));
                }
                yield Trees.all(ends);
            }
        };
    }

    private static Expr negated(Expr e) {
        if (e instanceof Expr.Apply a && a.op() == Op.EQ) {
            return new Expr.Apply(Op.NE, a.args(), ExprType.BOOL);
        }
        return make(Op.NOT, e);
    }

    private static Expr literal(Value value) {
        ExprType type = switch (value) {
            case Value.Text _ -> ExprType.TEXT;
            case Value.Num _ -> ExprType.NUMBER;
            case Value.Money _ -> ExprType.MONEY;
            case Value.Bool _ -> ExprType.BOOL;
            case Value.Date _ -> ExprType.DATE;
            case Value.Timestamp _ -> ExprType.TIMESTAMP;
            case Value.Span _ -> ExprType.SPAN;
            case Value.Items _ -> ExprType.LIST;
            case Value.Parts _ -> ExprType.PARTS;
            case Value.Null _ -> ExprType.NULL;
        };
        return new Expr.Literal(value, type);
    }

    /** Of parts whose types the reader of the table has checked. */
    private static Expr make(Op op, Expr... args) {
        return new Expr.Apply(op, List.of(args), ExprType.BOOL);
    }
}
