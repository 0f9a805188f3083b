package io.deskloom.store;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A condition an index finds rows by, and what that index can do beyond it. This is where the indexes of the migration
 * {@code V001}, and that of deadlines in {@code V029}, are known to the code; {@code ListPlansTest} holds the two together.
 *
 * @param index its name
 * @param column its column after tenant and type
 * @param shape how the condition narrows that column
 * @param carries the columns that can be read from the index alone
 * @param then the order its rows come in below one value of {@code column}
 * @param openOnly whether it has open tickets only, so that this must be asked for
 */
record Lead(
        String index,
        String column,
        Shape shape,
        Set<String> carries,
        List<String> then,
        boolean openOnly,
        ListPart part) {

    /** The narrower, the earlier. */
    enum Shape {
        ONE,
        SOME,
        RANGE
    }

    /** The slots every slot's index carries. */
    private static final List<String> FIXED_WIDTH =
            List.of("n1", "n2", "n3", "n4", "n5", "n6", "i1", "i2", "d1", "d2", "d3", "d4");

    private static final Set<Op> ORDER = Set.of(Op.LT, Op.LE, Op.GT, Op.GE);

    Lead {
        carries = Set.copyOf(carries);
        then = List.copyOf(then);
    }

    /** What is usually narrowest first; a guess only about what to count, never about what to do. */
    private static final Comparator<Lead> PROMISING =
            Comparator.comparingInt(Lead::rank).thenComparing(Lead::column);

    /** The leads among the conditions, most promising first. */
    static List<Lead> among(List<ListPart> parts) {
        boolean open = !statuses(parts).isEmpty()
                && statuses(parts).stream()
                        .allMatch(s -> StatusCategory.ofCode(s).isOpen());
        List<Lead> out = new ArrayList<>();
        for (ListPart part : parts) {
            String column =
                    part.columns().size() == 1 ? part.columns().iterator().next() : "";
            shape(part).flatMap(shape -> of(column, shape, part, open)).ifPresent(out::add);
            if (column.equals("external_id") && shape(part).equals(Optional.of(Shape.ONE))) {
                external(parts, part).ifPresent(out::add);
            }
        }
        out.sort(PROMISING);
        return out;
    }

    private static Optional<Lead> of(String column, Shape shape, ListPart part, boolean open) {
        boolean equal = shape != Shape.RANGE;
        return switch (column) {
            case "id" ->
                equal
                        ? Optional.of(
                                new Lead("record_pkey", column, shape, Set.of(column), List.of("id"), false, part))
                        : Optional.empty();
            case "number" ->
                Optional.of(new Lead("record_number", column, shape, Set.of(column), List.of("number"), false, part));
            case "st" ->
                equal
                        ? Optional.of(new Lead(
                                "record_status",
                                column,
                                shape,
                                Set.of(column, "updated_at", "id"),
                                List.of("updated_at", "id"),
                                false,
                                part))
                        : Optional.empty();
            case "priority" ->
                equal
                        ? Optional.of(new Lead(
                                "record_priority",
                                column,
                                shape,
                                Set.of(column, "id", "st"),
                                List.of("id"),
                                false,
                                part))
                        : Optional.empty();
            case "due_at" ->
                Optional.of(
                        new Lead("record_due", column, shape, Set.of(column, "id", "st"), List.of("id"), false, part));
            case "assignee_id", "team" ->
                equal && open
                        ? Optional.of(new Lead(
                                column.equals("team") ? "record_team" : "record_assignee",
                                column,
                                shape,
                                Set.of(column, "updated_at", "id", "st"),
                                List.of("updated_at", "id"),
                                true,
                                part))
                        : Optional.empty();
            default -> column.matches("[srnid][1-8]") ? Optional.of(slot(column, shape, part)) : Optional.empty();
        };
    }

    /** Outside names: an index begins with the source, so without that it serves nothing. */
    private static Optional<Lead> external(List<ListPart> parts, ListPart part) {
        boolean source = parts.stream()
                .anyMatch(p -> p.columns().equals(Set.of("source")) && shape(p).equals(Optional.of(Shape.ONE)));
        return source
                ? Optional.of(new Lead(
                        "record_external",
                        "external_id",
                        Shape.ONE,
                        Set.of("source", "external_id"),
                        List.of(),
                        false,
                        part))
                : Optional.empty();
    }

    private static Lead slot(String column, Shape shape, ListPart part) {
        Set<String> carries = new HashSet<>(FIXED_WIDTH);
        carries.addAll(List.of(column, "updated_at", "id", "st"));
        List<String> then =
                column.startsWith("s") || column.startsWith("r") ? List.of("updated_at", "id") : List.of("id");
        return new Lead("record_" + column, column, shape, carries, then, false, part);
    }

    private int rank() {
        return switch (column) {
            case "id", "number", "assignee_id", "external_id" -> 0;
            case "team" -> 4;
            case "priority" -> 5;
            case "st" -> 6;
            default -> 1 + shape.ordinal();
        };
    }

    /** Whether walking its index gives this order by itself. */
    boolean gives(PageOrder order) {
        return column.equals(order.columns().getFirst()) || (shape == Shape.ONE && then.equals(order.columns()));
    }

    /** Whether the index alone says in which order its rows go. */
    boolean carries(PageOrder order) {
        return carries.containsAll(order.columns());
    }

    /** The conditions that can be tested in the index. */
    List<ListPart> tested(List<ListPart> parts) {
        return parts.stream().filter(p -> carries.containsAll(p.columns())).toList();
    }

    /** The statuses the conditions allow, by code; empty when they say nothing of it. */
    static Set<Integer> statuses(List<ListPart> parts) {
        return codes(
                parts,
                "st",
                Arrays.stream(StatusCategory.values()).map(StatusCategory::wire).toList());
    }

    /** The priorities the conditions allow, by code; empty when they say nothing of it. */
    static Set<Integer> priorities(List<ListPart> parts) {
        return codes(
                parts,
                "priority",
                Arrays.stream(Priority.values()).map(Priority::wire).toList());
    }

    /** @param words in the order of their codes, from 1 */
    private static Set<Integer> codes(List<ListPart> parts, String column, List<String> words) {
        @Nullable Set<String> allowed = null;
        for (ListPart part : parts) {
            if (part.columns().equals(Set.of(column))) {
                List<String> named = named(part.expr());
                if (!named.isEmpty() && allowed == null) {
                    allowed = new TreeSet<>(named);
                } else if (!named.isEmpty() && allowed != null) {
                    allowed.retainAll(named);
                }
            }
        }
        if (allowed == null) {
            return Set.of();
        }
        Set<String> all = allowed;
        return new TreeSet<>(IntStream.range(0, words.size())
                .filter(i -> all.contains(words.get(i)))
                .map(i -> i + 1)
                .boxed()
                .toList());
    }

    /** The words an equality, an "in" or several equalities joined by "or" allow; empty for anything else. */
    private static List<String> named(Expr e) {
        if (!(e instanceof Expr.Apply a)) {
            return List.of();
        }
        if (a.op() == Op.OR) {
            List<String> out = new ArrayList<>();
            for (Expr x : a.args()) {
                List<String> one = named(x);
                if (one.isEmpty()) {
                    return List.of();
                }
                out.addAll(one);
            }
            return out;
        }
        return a.args().stream()
                .filter(x -> (a.op() == Op.EQ || a.op() == Op.IN) && x instanceof Expr.Literal)
                .flatMap(x -> words(((Expr.Literal) x).value()).stream())
                .toList();
    }

    private static List<String> words(Value value) {
        return switch (value) {
            case Value.Text(String word) -> List.of(word);
            case Value.Items(List<Value> items) ->
                items.stream().flatMap(v -> words(v).stream()).toList();
            default -> List.of();
        };
    }

    private static Optional<Shape> shape(ListPart part) {
        return switch (part.looks()) {
            case ListPart.Here _ -> shape(part.expr());
            case ListPart.Among(int records) -> Optional.of(records == 1 ? Shape.ONE : Shape.SOME);
            case ListPart.There _, ListPart.Sieve _ -> Optional.empty();
        };
    }

    /** How a condition narrows its one attribute; empty when no index can help. */
    private static Optional<Shape> shape(Expr e) {
        if (!(e instanceof Expr.Apply a)) {
            return Optional.empty();
        }
        if (a.op() == Op.OR) {
            boolean equalities = a.args().stream()
                    .allMatch(x -> shape(x).filter(s -> s != Shape.RANGE).isPresent());
            return equalities ? Optional.of(Shape.SOME) : Optional.empty();
        }
        boolean attributeFirst =
                a.args().size() == 2 && bare(a.args().get(0), a.args().get(1));
        boolean attributeLast =
                a.args().size() == 2 && bare(a.args().get(1), a.args().get(0));
        if (!attributeFirst && !attributeLast) {
            return Optional.empty();
        }
        if (a.op() == Op.EQ) {
            return Optional.of(Shape.ONE);
        }
        if (a.op() == Op.IN && attributeFirst) {
            return Optional.of(Shape.SOME);
        }
        boolean range = ORDER.contains(a.op()) || (a.op() == Op.STARTS_WITH && attributeFirst);
        return range ? Optional.of(Shape.RANGE) : Optional.empty();
    }

    private static boolean bare(Expr attribute, Expr literal) {
        return attribute instanceof Expr.Attribute
                && literal instanceof Expr.Literal l
                && !l.value().isNull();
    }
}
