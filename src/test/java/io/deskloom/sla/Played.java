package io.deskloom.sla;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.ServiceLevels;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Meta;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One ticket to which things happen, with its clocks as commands and timers would have them. */
final class Played {
    static final AccountId REQUESTER = new AccountId(new UUID(9, 1));
    static final AccountId AGENT = new AccountId(new UUID(9, 2));

    private final Map<ReleaseId, MetadataSnapshot> releases = new HashMap<>();
    private final TicketId id = new TicketId(Uuid7.at(Instant.EPOCH));
    final List<Event> events = new ArrayList<>();
    /** The rules whose times have come, in order. */
    final List<String> rules = new ArrayList<>();

    MetadataSnapshot now;

    @Nullable
    Ticket ticket;

    Played(ServiceLevels levels) {
        now = release(levels);
    }

    private MetadataSnapshot release(ServiceLevels levels) {
        MetadataSnapshot demo = Snapshots.demo();
        ReleaseId id = new ReleaseId("%064x".formatted(releases.size() + 1));
        MetadataSnapshot next = new MetadataSnapshot(
                id,
                demo.workspace(),
                demo.roles(),
                demo.teams(),
                demo.types(),
                demo.objects(),
                demo.panels(),
                demo.views(),
                demo.packs(),
                List.of(),
                demo.mails(),
                demo.relations(),
                demo.scripts(),
                demo.dependents(),
                demo.counters(),
                demo.macros(),
                demo.integrations(),
                demo.tables(),
                levels,
                demo.routings());
        releases.put(id, next);
        return next;
    }

    static Expr when(String condition) {
        return Objects.requireNonNull(Expressions.parse(
                condition, new TicketPaths(TicketPaths.system(false)), ExprType.BOOL, "", new Problems()));
    }

    Optional<MetadataSnapshot> release(ReleaseId id) {
        return Optional.ofNullable(releases.get(id));
    }

    /** As if that release had been purged. */
    void forget(ReleaseId id) {
        releases.remove(id);
    }

    TicketTypeDef type() {
        return now.types().get("enquiry");
    }

    Ticket ticket() {
        return Objects.requireNonNull(ticket);
    }

    Clock clock(String key) {
        return ticket().clocks().find(key).orElseThrow();
    }

    void create(Instant at, @Nullable AccountId requester) {
        command(
                at,
                meta -> new Event.Created(
                        meta,
                        type().id(),
                        1,
                        "t",
                        Priority.NORMAL.code(),
                        requester,
                        now.release(),
                        Map.<String, Value>of()),
                meta -> new Event.StepEntered(meta, null, "answer", StatusCategory.NEW.code(), null));
    }

    void priority(Instant at, Priority to) {
        int from = ticket().priority();
        command(at, meta -> new Event.PriorityChanged(meta, from, to.code()));
    }

    void step(Instant at, String to, StatusCategory status) {
        String from = ticket().step();
        command(at, meta -> new Event.StepEntered(meta, from, to, status.code(), "x"));
    }

    void team(Instant at, String to) {
        String from = ticket().team();
        command(at, meta -> new Event.TeamChanged(meta, from, to));
    }

    void says(Instant at, AccountId who) {
        command(at, meta -> new Event.Commented(by(meta, who), false, "hm"));
    }

    void delete(Instant at) {
        command(at, Event.Deleted::new);
    }

    private static Meta by(Meta meta, AccountId who) {
        return new Meta(
                meta.id(), meta.ticket(), meta.at(), new Event.Cause.Person(who), meta.channel(), meta.release());
    }

    /** What happens in one command; first, timers fire that are due by then. */
    @SafeVarargs
    final void command(Instant at, Function<Meta, Event>... changes) {
        batch(at, Arrays.asList(changes), List.of());
    }

    private void batch(Instant at, List<Function<Meta, Event>> changes, List<SlaClocks.Change> before) {
        List<Event> batch = new ArrayList<>();
        before.forEach(change -> add(batch, at, meta -> new Event.ClockChanged(meta, change.news(), change.to())));
        changes.forEach(change -> add(batch, at, change));
        Ticket after = batch.isEmpty() ? ticket() : Tickets.apply(ticket, batch);
        for (SlaClocks.Change change : SlaClocks.advance(after, type(), policies(), moment(at))) {
            add(batch, at, meta -> new Event.ClockChanged(meta, change.news(), change.to()));
        }
        if (!batch.isEmpty()) {
            ticket = Tickets.apply(ticket, batch);
            events.addAll(batch);
        }
    }

    private void add(List<Event> batch, Instant at, Function<Meta, Event> make) {
        UUID next = batch.isEmpty()
                ? Uuid7.at(at)
                : Uuid7.next(batch.getLast().meta().id());
        batch.add(make.apply(new Meta(next, id, at, new Event.Cause.Person(AGENT), "api", now.release())));
    }

    Policies policies() {
        return new Policies(now, this::release);
    }

    private Moment moment(Instant at) {
        return new Moment(at, now.workspace().zone());
    }

    /** Lets time have its say at a moment, as a timer does. */
    List<SlaClocks.Change> fire(Instant at) {
        List<SlaClocks.Change> due = SlaClocks.elapse(ticket(), type(), policies(), moment(at));
        due.stream().map(SlaClocks.Change::rule).filter(Objects::nonNull).forEach(rules::add);
        batch(at, List.of(), due);
        return due;
    }

    /** Fires every timer that is due by then, each at its time. */
    void elapse(Instant until) {
        for (int i = 0; i < 10_000; i++) {
            Optional<Instant> next = ticket().clocks()
                    .active()
                    .map(Clock::next)
                    .filter(Objects::nonNull)
                    .min(Instant::compareTo);
            if (next.isEmpty() || next.get().isAfter(until)) {
                return;
            }
            Instant last = events.getLast().meta().at();
            fire(next.get().isBefore(last) ? last : next.get());
        }
        throw new IllegalStateException("timers without end");
    }

    /** Another release, of which running clocks hear. */
    void publish(Instant at, ServiceLevels levels) {
        now = release(levels);
        if (ticket != null && ticket().clocks().active().findAny().isPresent()) {
            fire(at);
        }
    }

    Clocks recomputed() {
        return SlaHistory.recompute(events, this::release);
    }
}
