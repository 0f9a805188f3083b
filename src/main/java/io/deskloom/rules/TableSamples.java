package io.deskloom.rules;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.model.TableDef;
import io.deskloom.model.TableDef.Atom;
import io.deskloom.model.TableDef.Cell;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table's columns, each cut into samples: values of which one stands for all that its cells treat alike (every value a cell
 * names, what lies between them and beyond, an option, another text, nothing). Whatever is said of a table is said of such
 * samples, so an example always is one.
 */
final class TableSamples {
    /** Samples of a column; a column of more is not looked through. */
    static final int MOST = 2_500;

    /** Entries of lists that are tried in every combination. */
    private static final int FEW = 6;

    private static final String OTHER = "\u2026";
    private static final String AT = "sample";

    private final TableDef table;
    private final List<Column> columns = new ArrayList<>();

    /**
     * @param samples what can stand in the column
     * @param rows of each sample, the rows that surely hold there
     * @param perhaps of each sample, those that hold, or may because they compare with an expression
     */
    record Column(List<Value> samples, List<BitSet> rows, List<BitSet> perhaps) {}

    TableSamples(TableDef table, Universe universe) {
        this.table = table;
        for (int i = 0; i < table.inputs().size(); i++) {
            columns.add(column(i, universe));
        }
    }

    List<Column> columns() {
        return columns;
    }

    boolean isTooLarge() {
        return columns.stream().anyMatch(c -> c.samples().size() > MOST);
    }

    /** Whether what stands in one column says something about another: samples of both together need not exist. */
    boolean isEntangled() {
        Set<String> seen = new HashSet<>();
        for (TableDef.Input input : table.inputs()) {
            if (!(input.value() instanceof Expr.Attribute)
                    || !Trees.paths(input.value()).stream().allMatch(seen::add)) {
                return true;
            }
        }
        return false;
    }

    private Column column(int i, Universe universe) {
        TableDef.Input input = table.inputs().get(i);
        List<Value> samples = new ArrayList<>(samples(i, input, universe));
        List<BitSet> rows = new ArrayList<>();
        List<BitSet> perhaps = new ArrayList<>();
        if (samples.size() > MOST) {
            return new Column(samples, rows, perhaps);
        }
        Expr at = new Expr.Attribute(AT, input.value().type());
        List<Expr> conditions = new ArrayList<>();
        List<Boolean> open = new ArrayList<>();
        for (TableDef.Row row : table.rows()) {
            conditions.add(TableDef.condition(at, row.when().get(i)));
            open.add(isOpen(row.when().get(i)));
        }
        for (Value sample : samples) {
            Facts facts = facts(sample);
            BitSet sure = new BitSet();
            BitSet may = new BitSet();
            for (int r = 0; r < conditions.size(); r++) {
                if (open.get(r)) {
                    may.set(r);
                } else if (Evaluator.test(conditions.get(r), facts)) {
                    sure.set(r);
                    may.set(r);
                }
            }
            rows.add(sure);
            perhaps.add(may);
        }
        return new Column(samples, rows, perhaps);
    }

    /** Whether the cell compares with an expression or a pattern, so that a sample does not decide it. */
    static boolean isOpen(Cell cell) {
        return cell instanceof Cell.Match match
                && match.any().stream().anyMatch(a -> a instanceof Atom.Same || a instanceof Atom.Matches);
    }

    private Set<Value> samples(int i, TableDef.Input input, Universe universe) {
        Set<Value> named = new LinkedHashSet<>();
        for (TableDef.Row row : table.rows()) {
            if (row.when().get(i) instanceof Cell.Match match) {
                match.any().forEach(atom -> named(atom, named));
            }
        }
        Set<Value> all = new LinkedHashSet<>();
        Domain domain =
                input.value() instanceof Expr.Attribute(String path, var _) ? universe.apply(path) : Domain.EVERYTHING;
        if (domain.only() != null) {
            Universe.listed(domain).sorted(Domain::compare).forEach(all::add);
        } else {
            switch (input.value().type()) {
                case TEXT -> {
                    all.addAll(named);
                    all.add(Value.text(OTHER));
                }
                case LIST -> lists(List.copyOf(named), all);
                case NUMBER, MONEY, DATE, TIMESTAMP, SPAN -> ordered(named, Steps.of(input.value(), universe), all);
                case BOOL -> {
                    all.add(Value.bool(true));
                    all.add(Value.bool(false));
                }
                case NULL, PARTS -> {}
            }
        }
        boolean computed = input.value() instanceof Expr.Apply && input.value().type() == ExprType.BOOL;
        if (domain.none() && !computed) {
            all.add(Value.NULL);
        }
        return all;
    }

    private static void named(Atom atom, Set<Value> into) {
        switch (atom) {
            case Atom.Is(Value value) -> into.add(value);
            case Atom.Between between -> {
                if (between.low() != null) {
                    into.add(between.low());
                }
                if (between.high() != null) {
                    into.add(between.high());
                }
            }
            case Atom.Empty _, Atom.Matches _, Atom.Same _ -> {}
        }
    }

    /** Every way of having some of a few; of many each alone, each two and all of them together. Another one alone. */
    private static void lists(List<Value> named, Set<Value> into) {
        if (named.size() <= FEW) {
            for (int some = 1; some < 1 << named.size(); some++) {
                List<Value> items = new ArrayList<>();
                for (int i = 0; i < named.size(); i++) {
                    if ((some & 1 << i) != 0) {
                        items.add(named.get(i));
                    }
                }
                into.add(new Value.Items(items));
            }
        } else {
            for (int a = 0; a < named.size() && into.size() <= MOST; a++) {
                into.add(new Value.Items(List.of(named.get(a))));
                for (int b = a + 1; b < named.size(); b++) {
                    into.add(new Value.Items(List.of(named.get(a), named.get(b))));
                }
            }
            into.add(new Value.Items(named));
        }
        into.add(new Value.Items(List.of(Value.text(OTHER))));
    }

    /** Whether something may be treated like none of its column's samples: entries by the dozen, amounts by currency. */
    boolean isIncomplete() {
        for (int i = 0; i < table.inputs().size(); i++) {
            Set<Value> named = new HashSet<>();
            for (TableDef.Row row : table.rows()) {
                if (row.when().get(i) instanceof Cell.Match match) {
                    match.any().forEach(atom -> named(atom, named));
                }
            }
            boolean many = type(i) == ExprType.LIST && named.size() > FEW;
            if (many || named.stream().anyMatch(Value.Money.class::isInstance)) {
                return true;
            }
        }
        return false;
    }

    private static void ordered(Set<Value> named, Steps steps, Set<Value> into) {
        List<Value> sorted = named.stream()
                .map(steps::typed)
                .distinct()
                .sorted(Domain::compare)
                .toList();
        if (sorted.isEmpty()) {
            into.add(steps.some());
            return;
        }
        steps.beside(sorted.getFirst(), -1).ifPresent(into::add);
        for (int i = 0; i < sorted.size(); i++) {
            if (steps.fits(sorted.get(i))) {
                into.add(sorted.get(i));
            }
            Optional<Value> after = steps.beside(sorted.get(i), 1);
            boolean last = i + 1 == sorted.size();
            Value next = sorted.get(last ? i : i + 1);
            if (last || after.filter(v -> Domain.compare(v, next) < 0).isPresent()) {
                after.ifPresent(into::add);
            }
        }
    }

    private static Facts facts(Value sample) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return sample;
            }

            @Override
            public Moment moment() {
                return new Moment(Instant.EPOCH, ZoneOffset.UTC);
            }
        };
    }

    /** Whether a value stands for whatever no cell names. */
    static boolean isOther(Value value) {
        return value.equals(Value.text(OTHER))
                || value instanceof Value.Items(List<Value> items) && items.equals(List.of(Value.text(OTHER)));
    }

    /** The type of a column's values. */
    ExprType type(int column) {
        return table.inputs().get(column).value().type();
    }
}
