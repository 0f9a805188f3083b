package io.deskloom.view;

import io.deskloom.access.Cursors;
import io.deskloom.access.Fingerprint;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.TicketAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists, tickets and their history, as one actor may see them. */
@ApplicationScoped
public class TicketReads {
    private static final int EVENTS = 100;
    private static final int MOST_EVENTS = 200;

    private final TicketQueries queries;
    private final Snapshots snapshots;
    private final Planner planner;
    private final Cursors cursors;
    private final Names names;

    TicketReads(TicketQueries queries, Snapshots snapshots, Planner planner, Cursors cursors, Names names) {
        this.queries = queries;
        this.snapshots = snapshots;
        this.planner = planner;
        this.cursors = cursors;
        this.names = names;
    }

    /** One page of the list asked for; 400 with every problem, 404 for a type or view that is out of reach. */
    public Result<TicketPage> list(Actor actor, MetadataSnapshot metadata, ListRequest request, Moment moment) {
        return planner.plan(actor, metadata, request, moment).map(plan -> {
            TicketQueries.Page page = queries.page(plan, metadata);
            Map<AccountId, String> called = names(
                    actor,
                    page.tickets().stream()
                            .map(Ticket::assignee)
                            .filter(java.util.Objects::nonNull)
                            .toList());
            List<TicketRow> rows = page.tickets().stream()
                    .map(t -> Projector.row(look(t, plan.type(), actor, metadata, moment), called))
                    .toList();
            QueryPlan.Position last = page.last();
            return new TicketPage(rows, last == null ? null : cursors.write(last, plan.bound()), count(page.count()));
        });
    }

    /** How many tickets a list has; empty when it cannot be answered for this actor. */
    public Optional<TicketPage.Count> count(
            Actor actor, MetadataSnapshot metadata, ListRequest request, Moment moment) {
        return planner.plan(actor, metadata, request, moment) instanceof Result.Ok<QueryPlan>(QueryPlan plan)
                ? Optional.of(count(queries.count(plan, metadata)))
                : Optional.empty();
    }

    private static TicketPage.Count count(int counted) {
        return new TicketPage.Count(Math.min(counted, TicketQueries.COUNTED), counted > TicketQueries.COUNTED);
    }

    /** The ticket; 404 when there is none this actor may see. */
    public Result<TicketDetail> ticket(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return queries.find(actor.tenant(), metadata, id)
                .map(ticket -> ticket(actor, metadata, ticket, moment))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    /** The same for a ticket as a command has just left it. */
    public Result<TicketDetail> ticket(Actor actor, MetadataSnapshot metadata, Ticket ticket, Moment moment) {
        return look(ticket, actor, metadata, moment)
                .map(look -> Projector.detail(look, names(actor, Projector.people(ticket))));
    }

    /** The ticket's version, to answer whether somebody's copy is still good. */
    public Result<Integer> version(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return look(actor, metadata, id, moment).map(look -> look.ticket().version());
    }

    /** One page of the ticket's history, newest first. */
    public Result<TimelinePage> events(
            Actor actor,
            MetadataSnapshot metadata,
            TicketId id,
            @Nullable Integer limit,
            @Nullable String cursor,
            Moment moment) {
        int wanted = Math.clamp(limit == null ? EVENTS : limit, 1, MOST_EVENTS);
        String bound = actor.tenant().value() + "|" + Fingerprint.of(actor, metadata.release()) + "|events|" + id;
        return look(actor, metadata, id, moment).flatMap(look -> {
            UUID before = null;
            if (cursor != null) {
                switch (cursors.read(cursor, bound)) {
                    case Result.Ok<QueryPlan.Position> ok -> before = ok.value().id();
                    case Result.Refused<QueryPlan.Position> refused -> {
                        return Result.refused(refused.rejection());
                    }
                }
            }
            List<TicketQueries.Happened> shown = shown(look, before, wanted + 1);
            boolean more = shown.size() > wanted;
            List<TicketQueries.Happened> page = more ? shown.subList(0, wanted) : shown;
            Timeline timeline = new Timeline(
                    look,
                    names(
                            actor,
                            Timeline.people(page.stream()
                                    .map(TicketQueries.Happened::event)
                                    .toList())),
                    metadata.rules());
            List<TimelineEvent> items = page.stream()
                    .flatMap(h -> timeline.tell(h.event(), h.explained()).stream())
                    .toList();
            String next = more
                    ? cursors.write(
                            new QueryPlan.Position(
                                    List.of(), page.getLast().event().meta().id()),
                            bound)
                    : null;
            return Result.ok(new TimelinePage(items, next));
        });
    }

    /** An event that a command has just added, for the answer to it. */
    public Result<TimelineEvent> event(
            Actor actor, MetadataSnapshot metadata, Ticket ticket, Event event, Moment moment) {
        return look(ticket, actor, metadata, moment)
                .flatMap(look -> new Timeline(look, names(actor, Timeline.people(List.of(event))), metadata.rules())
                        .tell(event, false)
                        .map(Result::ok)
                        .orElseGet(() -> Result.refused(Rejection.notFound())));
    }

    /** One of the newest events of the ticket, if this actor may see it: for the answer to a command carried out before. */
    public Result<TimelineEvent> event(Actor actor, MetadataSnapshot metadata, TicketId id, UUID event, Moment moment) {
        return look(actor, metadata, id, moment)
                .flatMap(look -> queries.history(actor.tenant(), id, null, MOST_EVENTS).stream()
                        .filter(h -> h.event().meta().id().equals(event))
                        .findFirst()
                        .flatMap(h -> new Timeline(
                                        look, names(actor, Timeline.people(List.of(h.event()))), metadata.rules())
                                .tell(h.event(), h.explained()))
                        .map(Result::ok)
                        .orElseGet(() -> Result.refused(Rejection.notFound())));
    }

    /** So many events the actor may see: pages are cut after looking, or their ends would tell of hidden changes. */
    private List<TicketQueries.Happened> shown(Look look, @Nullable UUID before, int wanted) {
        List<TicketQueries.Happened> out = new ArrayList<>();
        UUID from = before;
        while (out.size() < wanted) {
            List<TicketQueries.Happened> some =
                    queries.history(look.actor().tenant(), look.ticket().id(), from, MOST_EVENTS);
            some.stream().filter(h -> Timeline.shows(look, h.event())).forEach(out::add);
            if (some.size() < MOST_EVENTS) {
                break;
            }
            from = some.getLast().event().meta().id();
        }
        return out.size() > wanted ? out.subList(0, wanted) : out;
    }

    /** The ticket with what the actor gets of it; 404 when it may not see it, whatever the reason. */
    Result<Look> look(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return queries.find(actor.tenant(), metadata, id)
                .map(ticket -> look(ticket, actor, metadata, moment))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    private Result<Look> look(Ticket ticket, Actor actor, MetadataSnapshot metadata, Moment moment) {
        return metadata.typeById(ticket.type())
                .filter(type -> TicketAccess.maySee(actor, type, ticket, moment))
                .map(type -> Result.ok(look(ticket, type, actor, metadata, moment)))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    private Look look(Ticket ticket, TicketTypeDef type, Actor actor, MetadataSnapshot metadata, Moment moment) {
        FlowAndAccess pinned = ticket.flowRelease().equals(metadata.release())
                ? FlowAndAccess.of(type)
                : snapshots
                        .release(actor.tenant(), ticket.flowRelease())
                        .flatMap(old -> old.typeById(type.id()))
                        .map(FlowAndAccess::of)
                        .orElseGet(() -> FlowAndAccess.of(type));
        return Look.at(ticket, type, pinned, actor, moment);
    }

    private Map<AccountId, String> names(Actor actor, Collection<AccountId> ids) {
        return ids.isEmpty() ? Map.of() : names.of(actor.tenant(), new HashSet<>(ids));
    }
}
