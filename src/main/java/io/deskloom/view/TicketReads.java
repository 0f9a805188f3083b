package io.deskloom.view;

import io.deskloom.access.BeingComputed;
import io.deskloom.access.Cursors;
import io.deskloom.access.Fingerprint;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.TextSearch;
import io.deskloom.access.TicketAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.ViewDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.RelatedFacts;
import io.deskloom.ticket.RollUps;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    private final Targets targets;
    private final BeingComputed computing;
    private final RollUpFigures figures;
    private final FieldsAsked asked;

    TicketReads(
            TicketQueries queries,
            Snapshots snapshots,
            Planner planner,
            Cursors cursors,
            Names names,
            Targets targets,
            BeingComputed computing,
            RollUpFigures figures,
            FieldsAsked asked) {
        this.asked = asked;
        this.targets = targets;
        this.computing = computing;
        this.figures = figures;
        this.queries = queries;
        this.snapshots = snapshots;
        this.planner = planner;
        this.cursors = cursors;
        this.names = names;
    }

    /** One page of the list asked for; 400 with every problem, 404 for a type or view that is out of reach. */
    public Result<TicketPage> list(Actor actor, MetadataSnapshot metadata, ListRequest request, Moment moment) {
        return planner.plan(actor, metadata, request, moment)
                .map(plan -> asked.of(plan, request, metadata.release(), which -> {
                    Answered answered = answered(which, metadata);
                    return new FieldsAsked.Answer<>(
                            page(answered.plan, answered.page, actor, metadata, request::wants, moment),
                            answered.page.tickets());
                }));
    }

    /**
     * The same for words that are looked for in several types: as typed, or as they may have been meant.
     *
     * Nothing is found as they may have been meant where no word may have been mistyped.
     */
    Result<TicketPage> found(
            Actor actor, MetadataSnapshot metadata, ListRequest request, Looking looking, Moment moment) {
        return planner.plan(actor, metadata, request, moment).map(plan -> {
            QueryPlan which = looking.at(plan);
            TicketQueries.Page page = which == null ? NOTHING : queries.page(which, metadata, looking.until);
            return page(which == null ? plan : which, page, actor, metadata, request::wants, moment);
        });
    }

    /**
     * How words are looked for in several types.
     *
     * @param meant null for as typed; else as they may have been meant, with those of the words that may be meant which any
     *     record holds
     * @param until when looking ends
     */
    record Looking(@Nullable Set<String> meant, Instant until) {
        /** What is looked for; null when it is nothing. */
        @Nullable
        QueryPlan at(QueryPlan plan) {
            QueryPlan similar = meant == null ? plan : plan.asMeant();
            return meant == null || similar == null ? similar : similar.narrowed(meant);
        }
    }

    static final TicketQueries.Page NOTHING = new TicketQueries.Page(List.of(), null, 0);

    /** @param plan that was answered: the one asked for, or its words as they may have been meant */
    record Answered(QueryPlan plan, TicketQueries.Page page) {}

    /** Words may be mistyped only where they are nowhere as typed. */
    Answered answered(QueryPlan plan, MetadataSnapshot metadata) {
        TicketQueries.Page page = queries.page(plan, metadata);
        QueryPlan meant = page.count() == 0 && page.gap() == null && plan.after() == null ? plan.asMeant() : null;
        TicketQueries.Page close = meant == null ? NOTHING : queries.page(meant, metadata);
        return meant == null || close.tickets().isEmpty() ? new Answered(plan, page) : new Answered(meant, close);
    }

    private TicketPage page(
            QueryPlan plan,
            TicketQueries.Page page,
            Actor actor,
            MetadataSnapshot metadata,
            Predicate<String> wanted,
            Moment moment) {
        Map<AccountId, String> called = names(
                actor,
                page.tickets().stream()
                        .map(Ticket::assignee)
                        .filter(java.util.Objects::nonNull)
                        .toList());
        List<Look> looks = looks(page.tickets(), plan.type(), actor, metadata, wanted, moment);
        Map<TicketId, Instant> due = wanted.test(ViewDef.SLA_DUE)
                        && !metadata.serviceLevels().of(plan.type().key()).isEmpty()
                ? queries.deadlines(
                        actor.tenant(), page.tickets().stream().map(Ticket::id).collect(Collectors.toSet()))
                : Map.of();
        List<TicketRow> rows = looks.stream()
                .map(look -> Projector.row(
                        look, called, wanted, due.get(look.ticket().id())))
                .toList();
        QueryPlan.Position last = page.last();
        return new TicketPage(
                rows, last == null ? null : cursors.write(last, plan.bound()), count(page), words(plan, looks, page));
    }

    /** What to say of the words, null when none were looked for. */
    @Nullable
    FoundWords words(QueryPlan plan, List<Look> looks, TicketQueries.Page page) {
        TextSearch text = plan.text();
        return text == null ? null : new Highlights(queries, text).of(looks, page.gap());
    }

    /** The rows of a page, each as the actor sees it. */
    List<Look> looks(List<Ticket> page, TicketTypeDef type, Actor actor, MetadataSnapshot metadata, Moment moment) {
        return looks(page, type, actor, metadata, _ -> true, moment);
    }

    /** @param wanted whether it is to be known what the lookup of this key holds is called */
    List<Look> looks(
            List<Ticket> page,
            TicketTypeDef type,
            Actor actor,
            MetadataSnapshot metadata,
            Predicate<String> wanted,
            Moment moment) {
        return targets.of(
                related(page, type, actor, metadata).stream()
                        .map(t -> look(t, type, actor, metadata, moment))
                        .toList(),
                metadata,
                wanted);
    }

    /** How many tickets a list has; empty when it cannot be answered for this actor. */
    public Optional<TicketPage.Count> count(
            Actor actor, MetadataSnapshot metadata, ListRequest request, Moment moment) {
        return planner.plan(actor, metadata, request, moment) instanceof Result.Ok<QueryPlan>(QueryPlan plan)
                ? Optional.of(count(queries.count(plan, metadata)))
                : Optional.empty();
    }

    static TicketPage.Count count(TicketQueries.Page page) {
        return count(new TicketQueries.Counted(page.count(), page.atLeast()));
    }

    private static TicketPage.Count count(TicketQueries.Counted counted) {
        return new TicketPage.Count(
                Math.min(counted.count(), TicketQueries.COUNTED),
                counted.count() > TicketQueries.COUNTED || counted.atLeast());
    }

    /** The ticket; 404 when there is none this actor may see. */
    public Result<TicketDetail> ticket(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return look(actor, metadata, id, moment).map(look -> detail(look, metadata));
    }

    /** The same for a ticket as a command has just left it. */
    public Result<TicketDetail> ticket(Actor actor, MetadataSnapshot metadata, Ticket ticket, Moment moment) {
        return look(ticket, actor, metadata, moment).map(look -> detail(look, metadata));
    }

    private TicketDetail detail(Look look, MetadataSnapshot metadata) {
        Actor actor = look.actor();
        Set<TicketId> mentioned =
                look.verbs().contains(Verb.READ_INTERNAL) ? FlowViews.others(look.ticket()) : Set.of();
        Look knowing = targets.of(look, metadata).withOthers(others(actor, metadata, mentioned, look.moment()));
        return Projector.detail(
                knowing,
                names(actor, Projector.people(look.ticket())),
                metadata,
                release -> snapshots.release(actor.tenant(), release));
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
        return look(actor, metadata, id, moment).flatMap(look -> events(look, metadata, limit, cursor));
    }

    /** One page of the history of what is looked at, a ticket or an object record. */
    Result<TimelinePage> events(
            Look look, MetadataSnapshot metadata, @Nullable Integer limit, @Nullable String cursor) {
        Actor actor = look.actor();
        int wanted = Math.clamp(limit == null ? EVENTS : limit, 1, MOST_EVENTS);
        String bound = actor.tenant().value() + "|" + Fingerprint.of(actor, metadata.release()) + "|events|"
                + look.ticket().id();
        UUID before = null;
        if (cursor != null) {
            switch (cursors.read(cursor, bound)) {
                case Result.Ok<QueryPlan.Position> ok -> before = ok.value().id();
                case Result.Refused<QueryPlan.Position> refused -> {
                    return Result.refused(refused.rejection());
                }
            }
        }
        Map<TicketId, OtherTicket> others = new HashMap<>();
        List<TicketQueries.Happened> shown = shown(look, metadata, before, wanted + 1, others);
        boolean more = shown.size() > wanted;
        List<TicketQueries.Happened> page = more ? shown.subList(0, wanted) : shown;
        List<Event> happened = page.stream().map(TicketQueries.Happened::event).toList();
        Timeline timeline = new Timeline(
                targets.of(look, happened, metadata).withOthers(others),
                names(actor, Timeline.people(happened)),
                metadata);
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
    }

    /** An event that a command has just added, for the answer to it. */
    public Result<TimelineEvent> event(
            Actor actor, MetadataSnapshot metadata, Ticket ticket, Event event, Moment moment) {
        return look(ticket, actor, metadata, moment)
                .flatMap(look -> new Timeline(look, names(actor, Timeline.people(List.of(event))), metadata)
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
                        .flatMap(h -> new Timeline(look, names(actor, Timeline.people(List.of(h.event()))), metadata)
                                .tell(h.event(), h.explained()))
                        .map(Result::ok)
                        .orElseGet(() -> Result.refused(Rejection.notFound())));
    }

    /**
     * So many events the actor may see: pages are cut after looking, or their ends would tell of hidden changes.
     *
     * @param others gets the other tickets they speak of, as far as the actor sees them
     */
    private List<TicketQueries.Happened> shown(
            Look look,
            MetadataSnapshot metadata,
            @Nullable UUID before,
            int wanted,
            Map<TicketId, OtherTicket> others) {
        List<TicketQueries.Happened> out = new ArrayList<>();
        UUID from = before;
        while (out.size() < wanted) {
            List<TicketQueries.Happened> some =
                    queries.history(look.actor().tenant(), look.ticket().id(), from, MOST_EVENTS);
            Set<TicketId> linked = new HashSet<>();
            some.forEach(h -> Timeline.other(h.event()).ifPresent(linked::add));
            others.putAll(others(look.actor(), metadata, linked, look.moment()));
            Look knowing = look.withOthers(others);
            some.stream().filter(h -> Timeline.shows(knowing, h.event())).forEach(out::add);
            if (some.size() < MOST_EVENTS) {
                break;
            }
            from = some.getLast().event().meta().id();
        }
        return out.size() > wanted ? out.subList(0, wanted) : out;
    }

    /** Of other tickets those the actor may see. */
    public Map<TicketId, OtherTicket> others(Actor actor, MetadataSnapshot metadata, Set<TicketId> ids, Moment moment) {
        Map<TicketId, OtherTicket> out = new HashMap<>();
        List<Ticket> found = ids.isEmpty() ? List.of() : queries.findAll(actor.tenant(), metadata, ids);
        for (Ticket ticket : found) {
            if (look(ticket, actor, metadata, moment) instanceof Result.Ok<Look>(Look look)
                    && !look.type().isObject()) {
                out.put(ticket.id(), other(look));
            }
        }
        return out;
    }

    static OtherTicket other(Look look) {
        return new OtherTicket(
                look.ticket().id().value(),
                Projector.number(look),
                look.type().key(),
                look.mayReadTitle() ? look.ticket().title() : null,
                StatusCategory.ofCode(look.ticket().status()).wire(),
                Projector.step(look.pinned().flow(), look.ticket().step()).label());
    }

    /** The ticket with what the actor gets of it; 404 when it may not see it, whatever the reason. */
    Result<Look> look(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return look(actor, metadata, id, type -> !type.isObject(), moment);
    }

    /** The same for whatever holds something, a ticket or a record of any object type. */
    Result<Look> holder(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return look(actor, metadata, id, _ -> true, moment);
    }

    /** The same for a record of an object type. */
    Result<Look> record(Actor actor, MetadataSnapshot metadata, String object, TicketId id, Moment moment) {
        return look(actor, metadata, id, type -> type.isObject() && type.key().equals(object), moment);
    }

    private Result<Look> look(
            Actor actor, MetadataSnapshot metadata, TicketId id, Predicate<TicketTypeDef> which, Moment moment) {
        return queries.find(actor.tenant(), metadata, id)
                .filter(found -> metadata.typeById(found.type()).filter(which).isPresent())
                .map(ticket -> look(ticket, actor, metadata, moment))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    Result<Look> look(Ticket ticket, Actor actor, MetadataSnapshot metadata, Moment moment) {
        return metadata.typeById(ticket.type())
                .filter(type -> TicketAccess.maySee(actor, type, ticket, moment))
                .map(type -> {
                    Ticket now = related(List.of(ticket), type, actor, metadata).getFirst();
                    return Result.ok(
                            look(now, type, actor, metadata, moment).withEmpty(empty(now, type, actor, metadata)));
                })
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    /**
     * The tickets with the facts of the records they look up that their fields' conditions ask for, and with what is computed
     * as it is now.
     */
    private List<Ticket> related(List<Ticket> tickets, TicketTypeDef type, Actor actor, MetadataSnapshot metadata) {
        List<Ticket> summed = rolledUp(tickets, type, actor, metadata);
        Set<String> paths = metadata.relations().getOrDefault(type.key(), Set.of());
        if (paths.isEmpty()) {
            return summed;
        }
        List<Ticket> known = RelatedFacts.of(summed, type, paths, metadata, ids -> looked(ids, actor, metadata));
        // Mirrored fields follow within a moment; whoever looks in that moment sees what is there already.
        Moment moment = new Moment(Instant.EPOCH, metadata.workspace().zone());
        return known.stream()
                .map(t -> Formulas.freshWithRelated(t, type, moment))
                .toList();
    }

    private List<Ticket> looked(Set<TicketId> ids, Actor actor, MetadataSnapshot metadata) {
        Map<String, List<Ticket>> byType = new LinkedHashMap<>();
        queries.findAll(actor.tenant(), metadata, ids)
                .forEach(t ->
                        byType.computeIfAbsent(t.type(), _ -> new ArrayList<>()).add(t));
        List<Ticket> out = new ArrayList<>();
        byType.forEach((type, some) ->
                out.addAll(rolledUp(some, metadata.typeById(type).orElseThrow(), actor, metadata)));
        return out;
    }

    /** The tickets with the figures that have not been computed for all of their type since their definition changed. */
    private List<Ticket> rolledUp(List<Ticket> tickets, TicketTypeDef type, Actor actor, MetadataSnapshot metadata) {
        if (tickets.isEmpty() || type.derived().isEmpty()) {
            return tickets;
        }
        Set<String> open = computing.fields(actor.tenant(), metadata.release(), type.id());
        List<Ticket> out = tickets;
        for (FieldDef field : open.isEmpty() ? List.<FieldDef>of() : type.derived()) {
            if (open.contains(field.id())
                    && field.derivation() instanceof Derivation.RollUp rollUp
                    && !field.isArchived()) {
                Map<TicketId, RollUps.Figures> now = figures(rollUp, out, actor, metadata);
                out = out.stream()
                        .map(t -> RollUps.with(
                                t, field, RollUps.value(field, rollUp, now.getOrDefault(t.id(), RollUps.Figures.NONE))))
                        .toList();
            }
        }
        return out;
    }

    /** Why roll-ups of a ticket have no value: rarely, so the figures are asked for then only. */
    private Map<String, Formulas.Why> empty(Ticket ticket, TicketTypeDef type, Actor actor, MetadataSnapshot metadata) {
        Map<String, Formulas.Why> out = new HashMap<>();
        for (FieldDef field : type.derived()) {
            if (field.derivation() instanceof Derivation.RollUp rollUp
                    && !field.isArchived()
                    && ticket.field(field.id()).isNull()) {
                RollUps.Figures now = figures(rollUp, List.of(ticket), actor, metadata)
                        .getOrDefault(ticket.id(), RollUps.Figures.NONE);
                Formulas.Why why = RollUps.why(field, rollUp, now);
                if (why != null) {
                    out.put(field.id(), why);
                }
            }
        }
        return out;
    }

    private Map<TicketId, RollUps.Figures> figures(
            Derivation.RollUp rollUp, List<Ticket> tickets, Actor actor, MetadataSnapshot metadata) {
        Set<TicketId> ids = new HashSet<>();
        tickets.forEach(t -> ids.add(t.id()));
        return figures.figures(actor.tenant(), metadata, rollUp, ids);
    }

    Look look(Ticket ticket, TicketTypeDef type, Actor actor, MetadataSnapshot metadata, Moment moment) {
        FlowAndAccess pinned = ticket.flowRelease().equals(metadata.release())
                ? FlowAndAccess.of(type)
                : snapshots
                        .release(actor.tenant(), ticket.flowRelease())
                        .flatMap(old -> old.typeById(type.id()))
                        .map(FlowAndAccess::of)
                        .orElseGet(() -> FlowAndAccess.of(type));
        return Look.at(ticket, type, pinned, actor, moment);
    }

    Map<AccountId, String> names(Actor actor, Collection<AccountId> ids) {
        return ids.isEmpty() ? Map.of() : names.of(actor.tenant(), new HashSet<>(ids));
    }
}
