package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.access.TextSearch;
import io.deskloom.effect.Explanation;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.store.SqlColumn.SqlPart;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What reading needs of the database: lists by {@link TicketPages}, the rest by id. Counts stop at {@link TicketQueries#COUNTED}. */
@ApplicationScoped
class JdbcTicketQueries implements TicketQueries {
    /** Rows of a list read together when all of them are wanted. */
    private static final int AT_ONCE = 500;

    private final TenantTx transactions;
    private final SlotDirectory slots;
    private final Clock clock;
    private final LeadCounts leadCounts = new LeadCounts();
    private final TooMany tooMany = new TooMany();
    private final RoughCounts roughCounts = new RoughCounts();

    /** So long the database looks for words at once; then what was found so far is the answer. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    /** Asked with the settings, where what to ask first is only known from other answers. */
    private static final SqlPart NOTHING_YET = SqlPart.of("SELECT true");

    JdbcTicketQueries(TenantTx transactions, SlotDirectory slots, Clock clock) {
        this.transactions = transactions;
        this.slots = slots;
        this.clock = clock;
    }

    @Override
    public Page page(QueryPlan plan, MetadataSnapshot now) {
        return page(plan, now, clock.instant().plus(PATIENCE));
    }

    @Override
    public Page page(QueryPlan plan, MetadataSnapshot now, Instant until) {
        if (plan.text() != null) {
            return found(plan, plan.text(), now, until);
        }
        ListSql sql = sql(plan);
        if (sql.looksThere()) {
            return transactions.list(plan.tenant(), NOTHING_YET, (c, _) -> {
                ListSql narrowed = LookupIds.in(c, sql, lookups(plan), tooMany);
                ListSql sieved = narrowed.looksThere() ? Sieves.in(c, narrowed, lookups(plan), roughCounts) : narrowed;
                Counting counting = new Counting(sieved, LookupIds.counted(sql, narrowed));
                return first(c, counting.sql(), counts -> fresh(counting.page(c, counts), now));
            });
        }
        Counting counting = new Counting(sql, sql);
        return transactions.list(plan.tenant(), counting.sql(), (c, counts) -> fresh(counting.page(c, counts), now));
    }

    /** A page of a list: what must be counted for it, then its rows. */
    private final class Counting {
        private static final ListPath.Limits LIMITS = ListPath.Limits.USUAL;

        private final ListSql sql;
        private final ListSql all;
        private final List<Lead> leads;
        private final Map<Lead, Integer> known = new HashMap<>();
        private final List<Lead> unknown;
        private final Instant at;
        /** How the rows are counted; null where that is exact and thus made anew each time. */
        private final @Nullable SqlPart roughly;

        private final Optional<Integer> rough;

        /** @param all the same list, as it is counted */
        Counting(ListSql sql, ListSql all) {
            this.sql = sql;
            this.all = all;
            this.at = sql.plan().moment().now();
            this.leads = ListPath.toCount(sql.parts(), sql.order());
            leads.forEach(l -> leadCounts.of(sql, l, LIMITS, at).ifPresent(rows -> known.put(l, rows)));
            this.unknown = leads.stream().filter(l -> !known.containsKey(l)).toList();
            this.roughly = all.looksThere() ? sql.counts(COUNTED + 1, all, List.of(), LIMITS) : null;
            this.rough = roughly == null ? Optional.empty() : roughCounts.of(roughly, at);
        }

        SqlPart sql() {
            return rough.map(rows -> sql.counts(rows, unknown, LIMITS))
                    .orElseGet(() -> sql.counts(COUNTED + 1, all, unknown, LIMITS));
        }

        Page page(Connection c, ResultSet counts) throws SQLException {
            for (int i = 0; i < unknown.size(); i++) {
                Lead lead = unknown.get(i);
                known.put(lead, leadCounts.put(sql, lead, LIMITS, at, counts.getInt(3 + i)));
            }
            List<Integer> rows =
                    leads.stream().map(l -> known.getOrDefault(l, 0)).toList();
            ListPath path = ListPath.choose(sql.parts(), sql.order(), leads, rows, LIMITS);
            boolean atLeast = counts.getBoolean(2);
            if (roughly != null && atLeast && rough.isEmpty()) {
                roughCounts.put(roughly, counts.getInt(1), at);
            }
            Page page = TicketPages.read(c, sql, path, LIMITS, counts.getInt(1));
            // Not all rows were looked at for the count; those that are shown are there.
            int count = atLeast ? Math.max(page.count(), page.tickets().size()) : page.count();
            return new Page(page.tickets(), page.last(), count, atLeast, null);
        }
    }

    /** What is read with the first query's only row. */
    @FunctionalInterface
    private interface First<T> {
        T from(ResultSet row) throws SQLException;
    }

    private static <T> T first(Connection c, SqlPart query, First<T> read) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return read.from(row);
            }
        }
    }

    private static Page fresh(Page page, MetadataSnapshot now) {
        return new Page(fresh(page.tickets(), now), page.last(), page.count(), page.atLeast(), page.gap());
    }

    private static List<Ticket> fresh(List<Ticket> tickets, MetadataSnapshot now) {
        return tickets.stream().map(t -> fresh(t, now)).toList();
    }

    /** Formulas are stored; a record not written since one was defined otherwise is still read right. */
    private static Ticket fresh(Ticket ticket, MetadataSnapshot now) {
        // Formulas do not look at the clock, only at the zone.
        Moment moment = new Moment(Instant.EPOCH, now.workspace().zone());
        return now.typeById(ticket.type())
                .map(type -> Formulas.fresh(ticket, type, moment))
                .orElse(ticket);
    }

    @Override
    public Optional<Set<String>> held(TenantId tenant, Set<String> words) {
        if (words.isEmpty()) {
            return Optional.of(Set.of());
        }
        SqlPart patience = new SqlPart(
                "SELECT set_config('statement_timeout', ?, true), EXISTS (SELECT FROM search_rebuild"
                        + " WHERE tenant_id = ? AND upto IS NOT NULL)",
                List.of(Long.toString(PATIENCE.toMillis()), tenant.value()));
        return transactions.list(
                tenant, patience, (c, row) -> row.getBoolean(2) ? Optional.empty() : TextPages.held(c, words));
    }

    /** A page of a list with words: their ids first, then the rows. */
    private Page found(QueryPlan plan, TextSearch asked, MetadataSnapshot now, Instant until) {
        Set<String> unsure = asked.wanted().unsure();
        Optional<Set<String>> held = held(plan.tenant(), unsure);
        if (held.isEmpty()) {
            // Asking for all that may be meant would take longer than anybody waits.
            return new Page(List.of(), null, 0, true, Gap.REBUILDING);
        }
        TextSearch search = asked.narrowed(held.get());
        if (search.isEmpty() || search.wanted().isHopeless()) {
            return new Page(List.of(), null, 0);
        }
        int wanted = plan.limit() + 1;
        TypeSlots of = slots.of(plan.tenant(), plan.type().id());
        ListSql whole = sql(plan);
        TextSql text = TextSql.of(search, new TicketColumns(plan.type(), of), plan.moment());
        SqlPart patience = whetherRebuilding(plan, of, patience(until));
        // What was found is read whole, however little of the time is left.
        SqlPart toRead = new SqlPart(
                "SELECT set_config('statement_timeout', ?, true)", List.of(Long.toString(PATIENCE.toMillis())));
        record Found(
                ListSql sql,
                TextPages.Hits hits,
                boolean rebuilding,
                @Nullable List<Ticket> tickets) {}
        Found found = transactions.list(plan.tenant(), patience, (c, row) -> {
            boolean rebuilding = row.getBoolean(2);
            // How words are looked for and counted depends on the way the list goes.
            ListSql sql = LookupIds.counted(whole, LookupIds.in(c, whole, lookups(plan), tooMany));
            TextPages.Hits hits = new TextPages(
                            c,
                            sql,
                            text,
                            TextPages.Limits.USUAL,
                            () -> !clock.instant().isBefore(until))
                    .find(wanted, COUNTED + 1);
            return new Found(
                    sql,
                    hits,
                    rebuilding,
                    hits.incomplete() ? null : TextPages.readInTime(c, sql, text, hits.shown(wanted)));
        });
        TextPages.Hits hits = found.hits();
        List<QueryPlan.Position> shown = hits.shown(wanted);
        List<Ticket> tickets = found.tickets() != null
                ? found.tickets()
                : transactions.list(plan.tenant(), toRead, (c, _) -> TextPages.read(c, found.sql(), text, shown));
        return new Page(
                fresh(tickets, now),
                hits.rows().size() == wanted ? shown.getLast() : null,
                hits.count(),
                hits.atLeast() || found.rebuilding(),
                hits.incomplete() ? Gap.SLOW : found.rebuilding() ? Gap.REBUILDING : null);
    }

    /** In milliseconds, for each statement; none is a zero, which the database takes for endless. */
    private long patience(Instant until) {
        return Math.clamp(Duration.between(clock.instant(), until).toMillis(), 1, PATIENCE.toMillis());
    }

    @Override
    public Map<TicketId, List<Event.Commented>> comments(TenantId tenant, Set<TicketId> ids, int limit) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        String sql = "SELECT " + EventJson.COLUMNS + " FROM event WHERE tenant_id = ? AND record_id = ? AND id >= ?"
                + " AND strpos(changes::text, '\"comment\"') > 0 ORDER BY id DESC LIMIT ?";
        return transactions.inTenant(tenant, c -> {
            Map<TicketId, List<Event.Commented>> out = new HashMap<>();
            try (PreparedStatement s = c.prepareStatement(sql)) {
                for (TicketId id : ids) {
                    s.setInt(1, tenant.value());
                    s.setObject(2, id.value());
                    s.setObject(3, notBefore(id));
                    s.setInt(4, limit);
                    List<Event.Commented> said = new ArrayList<>();
                    try (ResultSet row = s.executeQuery()) {
                        while (row.next()) {
                            for (Event event : EventJson.read(row).reversed()) {
                                if (event instanceof Event.Commented comment) {
                                    said.add(comment);
                                }
                            }
                        }
                    }
                    out.put(id, said);
                }
            }
            return out;
        });
    }

    @Override
    public Map<TicketId, Instant> deadlines(TenantId tenant, Set<TicketId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        SqlPart read = new SqlPart(
                "SELECT id, due_at FROM record WHERE tenant_id = ? AND id = ANY (?) AND due_at IS NOT NULL",
                List.of(tenant.value(), ids.stream().map(TicketId::value).toArray(UUID[]::new)));
        return transactions.readOnly(tenant, c -> {
            Map<TicketId, Instant> out = new HashMap<>();
            try (PreparedStatement s = c.prepareStatement(read.sql())) {
                ExprSql.bind(s, 1, read.parameters());
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.put(
                                new TicketId(row.getObject(1, UUID.class)),
                                java.util.Objects.requireNonNull(AgentRows.instant(row, 2)));
                    }
                }
            }
            return out;
        });
    }

    @Override
    public Map<UUID, String> fileNames(TenantId tenant, Set<UUID> ids) {
        return FileNames.of(transactions, tenant, ids);
    }

    @Override
    public Counted count(QueryPlan plan, MetadataSnapshot now) {
        return ask(
                plan,
                sql -> sql.counts(COUNTED + 1, sql, List.of(), ListPath.Limits.USUAL),
                row -> new Counted(row.getInt(1), row.getBoolean(2)));
    }

    @Override
    public boolean hasMore(QueryPlan plan, MetadataSnapshot now, int most, Instant until) {
        if (plan.text() == null) {
            return ask(plan, sql -> sql.more(most), row -> row.getBoolean(1));
        }
        return withWords(plan, until, false, (c, sql, text) -> {
            try {
                return first(c, sql.moreFor(text, most), row -> row.getBoolean(1));
            } catch (SQLException e) {
                if (TextPages.TIMED_OUT.equals(e.getSQLState())) {
                    throw new TookTooLong();
                }
                throw e;
            }
        });
    }

    /** What is done with all the rows that hold some words. */
    @FunctionalInterface
    private interface WithWords<T> {
        T run(Connection c, ListSql sql, TextSql text) throws SQLException;
    }

    /**
     * @param empty what it is where nothing can hold the words
     * @throws NotAllFound as long as what records are looked up by is being made anew
     */
    private <T> T withWords(QueryPlan plan, Instant until, T empty, WithWords<T> work) {
        TextSearch asked = java.util.Objects.requireNonNull(plan.text());
        TextSearch search =
                asked.narrowed(held(plan.tenant(), asked.wanted().unsure()).orElseThrow(NotAllFound::new));
        if (search.isEmpty() || search.wanted().isHopeless()) {
            return empty;
        }
        TypeSlots of = slots.of(plan.tenant(), plan.type().id());
        TextSql text = TextSql.of(search, new TicketColumns(plan.type(), of), plan.moment());
        long millis = Math.max(1, Duration.between(clock.instant(), until).toMillis());
        return transactions.snapshot(plan.tenant(), whetherRebuilding(plan, of, millis), (c, row) -> {
            if (row.getBoolean(2)) {
                throw new NotAllFound();
            }
            return work.run(c, LookupIds.in(c, sql(plan), lookups(plan), tooMany), text);
        });
    }

    /** One row, whose second column says so; no statement of the transaction takes longer than {@code millis}. */
    private static SqlPart whetherRebuilding(QueryPlan plan, TypeSlots of, long millis) {
        return new SqlPart(
                "SELECT set_config('statement_timeout', ?, true), EXISTS (SELECT FROM search_rebuild"
                        + " WHERE tenant_id = ? AND type_id = ? AND upto IS NOT NULL)",
                List.of(Long.toString(millis), plan.tenant().value(), of.typeId()));
    }

    private <T> T ask(QueryPlan plan, Function<ListSql, SqlPart> query, First<T> read) {
        ListSql sql = sql(plan);
        return sql.looksThere()
                ? transactions.list(plan.tenant(), NOTHING_YET, (c, _) -> {
                    ListSql narrowed = LookupIds.in(c, sql, lookups(plan), tooMany);
                    return first(c, query.apply(LookupIds.counted(sql, narrowed)), read);
                })
                : transactions.list(plan.tenant(), query.apply(sql), (_, row) -> read.from(row));
    }

    @Override
    public void each(QueryPlan plan, MetadataSnapshot now, Instant until, Consumer<List<Ticket>> some) {
        if (plan.text() != null) {
            withWords(plan, until, true, (c, sql, text) -> {
                TextPages.each(
                        c,
                        sql,
                        text,
                        AT_ONCE,
                        () -> clock.instant().isAfter(until),
                        tickets -> some.accept(fresh(tickets, now)));
                return true;
            });
            return;
        }
        ListPath.Limits limits = ListPath.Limits.USUAL;
        transactions.snapshot(plan.tenant(), NOTHING_YET, (c, _) -> {
            ListSql sql = LookupIds.in(c, sql(plan), lookups(plan), tooMany);
            List<Lead> leads = ListPath.toCount(sql.parts(), sql.order());
            List<Integer> rows = leads.isEmpty()
                    ? List.of()
                    : first(c, sql.counts(1, sql, leads, limits), counts -> {
                        List<Integer> out = new ArrayList<>();
                        for (int i = 0; i < leads.size(); i++) {
                            out.add(counts.getInt(3 + i));
                        }
                        return out;
                    });
            ListPath path = ListPath.choose(sql.parts(), sql.order(), leads, rows, limits);
            QueryPlan.Position after = null;
            do {
                if (clock.instant().isAfter(until)) {
                    throw new TookTooLong();
                }
                Page page = TicketPages.read(c, sql.at(plan.from(after, AT_ONCE)), path, limits, 0);
                some.accept(fresh(page.tickets(), now));
                after = page.last();
            } while (after != null);
            return true;
        });
    }

    private ListSql sql(QueryPlan plan) {
        return ListSql.of(plan, type -> slots.of(plan.tenant(), type));
    }

    private Lookups lookups(QueryPlan plan) {
        return Lookups.of(plan, type -> slots.of(plan.tenant(), type));
    }

    @Override
    public List<Ticket> findAll(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids) {
        return transactions.read(
                tenant,
                TicketRows.BY_IDS,
                (s, first) -> TicketRows.bindIds(s, first, tenant, ids),
                s -> TicketRows.all(s.getResultSet(), tenant, now, slots).stream()
                        .map(t -> fresh(t, now))
                        .toList());
    }

    @Override
    public Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return transactions.read(
                tenant,
                TicketRows.BY_ID,
                (s, first) -> TicketRows.bindId(s, first, tenant, id),
                s -> TicketRows.one(s.getResultSet(), tenant, now, slots).map(t -> fresh(t, now)));
    }

    @Override
    public List<Happened> history(TenantId tenant, TicketId id, @Nullable UUID before, int limit) {
        // A row's id is its first event's: an earlier one may end with the events that come before this one.
        String sql = "SELECT " + EventJson.COLUMNS + ", decision IS NOT NULL AS explained"
                + " FROM event WHERE tenant_id = ? AND record_id = ? AND id >= ?"
                + (before == null ? "" : " AND id < ?") + " ORDER BY id DESC LIMIT ?";
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                int at = 1;
                s.setInt(at++, tenant.value());
                s.setObject(at++, id.value());
                s.setObject(at++, notBefore(id));
                if (before != null) {
                    s.setObject(at++, before);
                }
                s.setInt(at, limit);
                try (ResultSet row = s.executeQuery()) {
                    List<Happened> out = new ArrayList<>();
                    while (out.size() < limit && row.next()) {
                        boolean explained = row.getBoolean("explained");
                        for (Event event : EventJson.read(row).reversed()) {
                            if (before == null || order(event.meta().id(), before) < 0) {
                                out.add(new Happened(event, explained));
                            }
                        }
                    }
                    return out.size() > limit ? out.subList(0, limit) : out;
                }
            }
        });
    }

    /** As the database orders ids: by their bits without a sign. */
    private static int order(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    @Override
    public Optional<Explained> explanation(TenantId tenant, TicketId id, UUID event) {
        String sql = "SELECT " + EventJson.COLUMNS + ", decision FROM event WHERE tenant_id = ? AND record_id = ?"
                + " AND id >= ? AND id <= ? ORDER BY id DESC LIMIT 1";
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setInt(1, tenant.value());
                s.setObject(2, id.value());
                s.setObject(3, notBefore(id));
                s.setObject(4, event);
                try (ResultSet row = s.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    String decision = row.getString("decision");
                    Explanation why = decision == null
                            ? null
                            : ExplanationJson.read(decision, new ReleaseId(row.getString("release_id")));
                    return EventJson.read(row).stream()
                            .filter(e -> e.meta().id().equals(event))
                            .findFirst()
                            .map(e -> new Explained(e, why));
                }
            }
        });
    }

    /** No event of a ticket is older than the ticket, give or take another node's clock: spares the older partitions. */
    private static UUID notBefore(TicketId id) {
        long millis = Math.max(
                0, Uuid7.timeOf(id.value()).toEpochMilli() - Duration.ofDays(1).toMillis());
        return new UUID(millis << 16, 0);
    }
}
