package io.deskloom.store;

import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How the rows of a page are found. The database's own planner knows one statistic for a column that means another thing
 * for every tenant and type, so the choice is made here, from how many rows the conditions really match, and the SQL is
 * written so that little is left to choose.
 */
sealed interface ListPath {
    /** Along an index that has the page's order, leaving out the rows that do not match. */
    record Walk() implements ListPath {}

    /**
     * Along several ranges of an index at once, one for each code, each of which has the page's order.
     *
     * @param column "st" or "priority"
     */
    record Merge(String column, List<Integer> codes) implements ListPath {
        public Merge {
            codes = List.copyOf(codes);
        }

        /** What the ranges' index carries. */
        Set<String> carries() {
            return column.equals("st") ? Set.of("st", "updated_at", "id") : Set.of("priority", "id", "st");
        }
    }

    /**
     * All rows of a lead, put in order, then read in that order until the page is full.
     *
     * @param rows how many there were when they were counted
     */
    record Gather(Lead lead, int rows) implements ListPath {}

    /**
     * @param carried most rows to put in order when the index alone tells the order (0.2 µs each)
     * @param fetched most when each must be read from the table for it (some µs each)
     * @param pages so many pages are sorted at first: a scope that lets one row in so many through still fills one
     * @param looked most rows counted one by one where the records they look up must be read for it (5 µs each)
     */
    record Limits(int carried, int fetched, int pages, int looked) {
        static final Limits USUAL = new Limits(20_000, 2_000, 4);

        Limits(int carried, int fetched, int pages) {
            this(carried, fetched, pages, USUAL_LOOKED);
        }

        private static final int USUAL_LOOKED = 1_000;

        int of(Lead lead, PageOrder order) {
            return lead.carries(order) ? carried : fetched;
        }
    }

    /** So many leads are counted: each may cost as much as a page. */
    int MOST_COUNTED = 2;

    /** The leads whose rows must be counted before {@link #choose}; often none. */
    static List<Lead> toCount(List<ListPart> parts, PageOrder order) {
        List<Lead> others = new ArrayList<>();
        boolean better = false;
        for (Lead lead : Lead.among(parts)) {
            // A status is cheap to leave out along any order, so it is only worth a count when there is nothing else.
            boolean status = lead.column().equals("st");
            boolean merged = status && order.columns().getFirst().equals("updated_at");
            if (!lead.gives(order) && !merged && !(status && better)) {
                others.add(lead);
            }
            better |= !status;
        }
        return List.copyOf(others.subList(0, Math.min(MOST_COUNTED, others.size())));
    }

    /**
     * @param counted what {@link #toCount} said
     * @param rows how many rows each of them has; one more than its limit means too many
     */
    static ListPath choose(
            List<ListPart> parts, PageOrder order, List<Lead> counted, List<Integer> rows, Limits limits) {
        int best = -1;
        for (int i = 0; i < counted.size(); i++) {
            boolean few = rows.get(i) <= limits.of(counted.get(i), order);
            if (few && (best < 0 || rows.get(i) < rows.get(best))) {
                best = i;
            }
        }
        if (best >= 0) {
            return new Gather(counted.get(best), rows.get(best));
        }
        boolean natural = Lead.among(parts).stream().anyMatch(l -> l.gives(order));
        return natural ? new Walk() : inOrder(parts, order);
    }

    /** Through all rows of the type in the page's order. */
    static ListPath inOrder(List<ListPart> parts, PageOrder order) {
        return switch (order.columns().getFirst()) {
            case "updated_at" -> new Merge("st", known(Lead.statuses(parts), StatusCategory.values().length));
            case "id" -> new Merge("priority", known(Lead.priorities(parts), Priority.values().length));
            default -> new Walk();
        };
    }

    private static List<Integer> known(Set<Integer> codes, int all) {
        if (!codes.isEmpty()) {
            return List.copyOf(codes);
        }
        int[] every = new int[all];
        Arrays.setAll(every, i -> i + 1);
        return Arrays.stream(every).boxed().toList();
    }
}
