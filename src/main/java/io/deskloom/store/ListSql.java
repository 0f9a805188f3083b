package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.store.SqlColumn.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of a list, for each {@link ListPath}. What is compared are bare columns with leakproof operators, so that the
 * indexes serve under row-level security; pages go by keyset, never by offset.
 *
 * @param parts all of which a row must meet
 * @param wide whether rows come with all their columns
 */
record ListSql(QueryPlan plan, int typeId, List<ListPart> parts, PageOrder order, boolean wide) {
    ListSql {
        parts = List.copyOf(parts);
    }

    ListSql(QueryPlan plan, int typeId, List<ListPart> parts, PageOrder order) {
        this(plan, typeId, parts, order, false);
    }

    /** @param slots where the fields of a type are, by its definition id */
    static ListSql of(QueryPlan plan, Function<String, SlotDirectory.TypeSlots> slots) {
        SlotDirectory.TypeSlots own = slots.apply(plan.type().id());
        List<ListPart> parts = ListPart.of(plan, own, Lookups.of(plan, slots));
        return new ListSql(plan, own.typeId(), parts, PageOrder.of(plan.sort(), plan.type(), own));
    }

    /** The same list by other conditions that mean the same. */
    ListSql with(List<ListPart> others) {
        return new ListSql(plan, typeId, others, order, wide);
    }

    /** The same list from where another plan of it goes on. */
    ListSql at(QueryPlan other) {
        return new ListSql(other, typeId, parts, order, wide);
    }

    /** The conditions for which records that rows look up must be read, row by row. */
    private List<ListPart> there() {
        return parts.stream().filter(p -> p.looks() instanceof ListPart.There).toList();
    }

    /** Whether any condition looks at other records. */
    boolean looksThere() {
        return !there().isEmpty();
    }

    /** Whether rows that lack the value the page is ordered by can match at all. */
    boolean mayLackValue() {
        return order.nullable()
                && Lead.among(parts).stream().noneMatch(l -> l.column().equals(order.first()));
    }

    /**
     * One row: how many rows match, at most {@code most}, and whether there may be more than that says; then how many each lead
     * has; one more than its limit is enough.
     *
     * @param all the same list, as it is counted
     */
    SqlPart counts(int most, ListSql all, List<Lead> leads, ListPath.Limits limits) {
        Text sql = new Text("SELECT");
        if (all.looksThere()) {
            sql.add(" least(matching, ?), looked > ?", most, limits.looked());
        } else {
            sql.add(" matching, false");
        }
        rowsOf(sql, leads, limits);
        sql.add(" FROM (");
        if (all.looksThere()) {
            all.sampled(sql, limits.looked() + 1);
        } else {
            all.counted(sql, most);
        }
        return sql.add(") counted").done();
    }

    /** The same where it is known already that at least {@code rows} rows match. */
    SqlPart counts(int rows, List<Lead> leads, ListPath.Limits limits) {
        Text sql = new Text("SELECT ?::int, true").parameters(List.of(rows));
        rowsOf(sql, leads, limits);
        return sql.done();
    }

    private void rowsOf(Text sql, List<Lead> leads, ListPath.Limits limits) {
        for (Lead lead : leads) {
            sql.add(", (SELECT count(*) FROM (SELECT 1 FROM record WHERE ");
            tested(sql, lead);
            sql.add(" LIMIT ?) counted)", limits.of(lead, order) + 1);
        }
    }

    /** How many of the first {@code rows} rows match. Where other records must be read to know it, no more are looked at. */
    private void sampled(Text sql, int rows) {
        List<ListPart> there = there();
        sql.add("SELECT count(*) FILTER (WHERE ");
        String and = "";
        for (ListPart part : there) {
            sql.add(and).add(part.sql());
            and = " AND ";
        }
        sql.add(") AS matching, count(*) AS looked FROM (SELECT * FROM record WHERE ");
        type(sql);
        sql.add(" AND deleted_at IS NULL");
        parts.stream()
                // Through a sieve, a thousand rows may be far apart.
                .filter(p -> !there.contains(p) && !(p.looks() instanceof ListPart.Sieve))
                .forEach(p -> sql.add(" AND ").add(p.sql()));
        sql.add(" LIMIT ?) record", rows);
    }

    /** One row: whether more than {@code most} rows match. */
    SqlPart more(int most) {
        Text sql = new Text("SELECT matching > ? FROM (").parameters(List.of(most));
        counted(sql, most + 1);
        return sql.add(") counted").done();
    }

    private void counted(Text sql, int most) {
        sql.add("SELECT count(*) AS matching FROM (SELECT 1 FROM record WHERE ");
        whole(sql);
        sql.add(" LIMIT ?) matches", most);
    }

    /** Rows in the page's order that have the value it is ordered by. */
    SqlPart walk(QueryPlan.@Nullable Position after, int wanted) {
        Text sql = new Text("SELECT " + columns() + from() + " WHERE ");
        whole(sql);
        if (order.nullable()) {
            sql.add(" AND " + order.first() + " IS NOT NULL");
        }
        if (after != null) {
            sql.add(" AND " + order.after()).parameters(order.parameters(after));
        }
        return sql.add(" ORDER BY " + order.orderBy() + " LIMIT ?", wanted).done();
    }

    /** Rows that lack the value the page is ordered by, in order of their ids. */
    SqlPart empty(@Nullable UUID after, int wanted) {
        ListPath.Merge path = (ListPath.Merge) ListPath.inOrder(parts, order.ofEmpty());
        QueryPlan.Position position = after == null ? null : new QueryPlan.Position(List.of(), after);
        return merge(path, order.ofEmpty(), " AND " + order.first() + " IS NULL", position, wanted);
    }

    /** The same as {@link #walk} along several ranges. */
    SqlPart merge(ListPath.Merge path, QueryPlan.@Nullable Position after, int wanted) {
        return merge(path, order, "", after, wanted);
    }

    private SqlPart merge(
            ListPath.Merge path, PageOrder by, String also, QueryPlan.@Nullable Position after, int wanted) {
        // Each range only says where rows are; they are read in the merged order, so that a range without a match is
        // not gone through to its end.
        Text sql = new Text("SELECT r.* FROM (");
        String union = "";
        for (int code : path.codes()) {
            sql.add(union + "(SELECT id" + by.keys() + " FROM record WHERE ");
            type(sql);
            sql.add(" AND " + path.column() + " = " + code);
            parts.stream()
                    .filter(p -> path.carries().containsAll(p.columns()))
                    .filter(p -> !p.columns().contains(path.column()))
                    .forEach(p -> sql.add(" AND ").add(p.sql()));
            if (after != null) {
                sql.add(" AND " + by.after()).parameters(by.parameters(after));
            }
            sql.add(" ORDER BY " + by.orderBy() + ")");
            union = " UNION ALL ";
        }
        sql.add(") c");
        fetched(sql, also);
        return sql.add(" ORDER BY " + by.orderByKeys() + " LIMIT ?", wanted).done();
    }

    /**
     * The first rows of a lead in the page's order, those that lack the value it is ordered by last.
     *
     * @param sorted so many of the lead's rows are looked at
     */
    SqlPart gather(Lead lead, QueryPlan.@Nullable Position after, int sorted, int wanted) {
        // OFFSET 0: the rows are found first, by the lead's index, and then sorted; not the other way round.
        Text sql = new Text("SELECT r.* FROM (SELECT * FROM (SELECT id" + order.keys() + from() + " WHERE ");
        tested(sql, lead);
        if (after != null) {
            sql.add(" AND ");
            after(sql, after);
        }
        sql.add(" OFFSET 0) c ORDER BY " + order.orderByKeys() + " LIMIT ?) c", sorted);
        fetched(sql, "");
        return sql.add(" ORDER BY " + order.orderByKeys() + " LIMIT ?", wanted).done();
    }

    /**
     * The rows among the first {@code budget} of the page's order that hold the words, numbered {@code n}; one row with a
     * higher number says that there are further rows.
     */
    SqlPart walkFor(TextSql text, QueryPlan.@Nullable Position after, int budget, int most) {
        ListPath path = Lead.among(parts).stream().anyMatch(l -> l.gives(order))
                ? new ListPath.Walk()
                : ListPath.inOrder(parts, order);
        SqlPart rows = path instanceof ListPath.Merge merge
                ? new ListSql(plan, typeId, parts, order, true).merge(merge, after, budget + 1)
                : new ListSql(plan, typeId, parts, order, true).walk(after, budget + 1);
        Text sql = new Text("SELECT id, n" + also() + " FROM (SELECT record.*, row_number() OVER () AS n FROM (");
        sql.add(rows).add(") record) record WHERE n > ? OR ", budget).add(text.probe());
        return sql.add(" ORDER BY n LIMIT ?", most + 1).done();
    }

    /** The ids of a lead's rows. */
    SqlPart idsOf(Lead lead) {
        Text sql = new Text("SELECT id FROM record WHERE ");
        tested(sql, lead);
        return sql.done();
    }

    /** How many rows a lead has, at most {@code most}. */
    SqlPart rowsOf(Lead lead, int most) {
        Text sql = new Text("SELECT count(*) FROM (SELECT 1 FROM record WHERE ");
        tested(sql, lead);
        return sql.add(" LIMIT ?) counted", most).done();
    }

    /** The ids of all records that may hold the words. */
    SqlPart idsOf(TextSql text) {
        return new Text("SELECT found AS id FROM search_records(?, ?::tsquery, NULL) found")
                .parameters(List.of(typeId, text.candidates()))
                .done();
    }

    /**
     * The first rows in the page's order of those of {@code ids} that match, and how many there are in all ({@code total}).
     *
     * @param also a further condition about {@code record}
     */
    SqlPart gatherFor(SqlPart ids, @Nullable SqlPart also, QueryPlan.@Nullable Position after, int wanted) {
        Text sql = new Text("SELECT * FROM (SELECT c.*, count(*) OVER ()::int AS total");
        among(sql, ids, also);
        sql.add(") c");
        if (after != null) {
            sql.add(" WHERE ");
            after(sql, after);
        }
        return sql.add(" ORDER BY " + order.orderByKeys() + " LIMIT ?", wanted).done();
    }

    /** Where all rows are that match and hold the words, in the page's order. */
    SqlPart allFor(TextSql text) {
        Text sql = new Text("SELECT c.*");
        among(sql, idsOf(text), text.exact() ? null : text.probe());
        return sql.add(" ORDER BY " + order.orderByKeys()).done();
    }

    /** One row: whether more than {@code most} rows match and hold the words. */
    SqlPart moreFor(TextSql text, int most) {
        Text sql = new Text("SELECT count(*) > ? FROM (SELECT 1").parameters(List.of(most));
        among(sql, idsOf(text), text.exact() ? null : text.probe());
        return sql.add(" LIMIT ?) counted", most + 1).done();
    }

    /** From the rows of {@code ids} that match, called {@code c}, one by one. */
    private void among(Text sql, SqlPart ids, @Nullable SqlPart also) {
        sql.add(" FROM (")
                .add(ids)
                .add(" OFFSET 0) i CROSS JOIN LATERAL (SELECT id" + also() + order.keys() + from()
                        + " WHERE id = i.id AND ");
        whole(sql);
        if (also != null) {
            sql.add(" AND ").add(also);
        }
        sql.add(" OFFSET 0) c");
    }

    /** The whole rows of {@code ids} that match. */
    SqlPart rowsFor(UUID[] ids, SqlPart also) {
        Text sql = new Text("SELECT " + columns() + from() + " WHERE id = ANY (?) AND ");
        sql.parameters(List.of((Object) ids));
        whole(sql);
        return sql.add(" AND ").add(also).done();
    }

    /**
     * The rows of a page with the fields that are to be read: taken out of the JSON last, when it is known which rows the page has.
     * Unpacked it is once a row ({@code ||} gives it back as it is).
     */
    SqlPart reading(SqlPart rows) {
        Set<String> fields = plan.fields();
        if (fields == null) {
            return rows;
        }
        Text sql =
                new Text("SELECT " + columns(TicketRows.WITHOUT_FIELDS) + ", (SELECT jsonb_object_agg(id, whole -> id)"
                        + " FROM (SELECT r.fields || '{}' AS whole OFFSET 0) f, unnest(?) id) AS fields FROM (");
        sql.parameters(List.of((Object) fields.toArray(String[]::new)));
        return sql.add(rows).add(") r").done();
    }

    /** The columns a position consists of, the id aside. */
    private String also() {
        return order.columns().stream()
                .filter(c -> !c.equals("id"))
                .map(c -> ", " + c)
                .collect(Collectors.joining());
    }

    /** Behind the position, in an order whose rows without a value come last. */
    private void after(Text sql, QueryPlan.Position after) {
        if (PageOrder.amongEmpty(after)) {
            sql.add(order.first() + " IS NULL AND " + order.ofEmpty().after()).parameters(List.of(after.id()));
        } else {
            sql.add("(" + order.after() + (order.nullable() ? " OR " + order.first() + " IS NULL" : "") + ")")
                    .parameters(order.parameters(after));
        }
    }

    /** Joins the whole rows behind {@code c.id} that match, one by one: OFFSET 0 keeps it from becoming another join. */
    private void fetched(Text sql, String also) {
        sql.add(" CROSS JOIN LATERAL (SELECT " + columns() + from() + " WHERE id = c.id AND ");
        whole(sql);
        sql.add(also + " OFFSET 0) r");
    }

    /** Where the page's order is read from, too. */
    private String from() {
        return " FROM " + order.source();
    }

    private String columns() {
        return wide ? "*" : columns(TicketRows.COLUMNS);
    }

    /** These, and those a position is read from. */
    private String columns(String first) {
        return order.columns().stream()
                .filter(c -> c.matches("[snid][0-8]|due_at"))
                .map(c -> ", " + c)
                .collect(Collectors.joining("", first, ""));
    }

    private void type(Text sql) {
        sql.add("tenant_id = ? AND type_id = ?", plan.tenant().value(), typeId);
    }

    private void tested(Text sql, Lead lead) {
        type(sql);
        if (lead.openOnly()) {
            sql.add(" AND st <= 3");
        }
        lead.tested(parts).forEach(p -> sql.add(" AND ").add(p.sql()));
    }

    private void whole(Text sql) {
        type(sql);
        sql.add(" AND deleted_at IS NULL");
        parts.forEach(p -> sql.add(" AND ").add(p.sql()));
    }

    /** SQL growing together with its parameters. */
    private static final class Text {
        private final StringBuilder sql;
        private final List<Object> parameters = new ArrayList<>();

        Text(String sql) {
            this.sql = new StringBuilder(sql);
        }

        Text add(String more, Object... values) {
            sql.append(more);
            return parameters(List.of(values));
        }

        Text add(SqlPart part) {
            sql.append(part.sql());
            return parameters(part.parameters());
        }

        Text parameters(List<Object> values) {
            parameters.addAll(values);
            return this;
        }

        SqlPart done() {
            return new SqlPart(sql.toString(), parameters);
        }
    }
}
