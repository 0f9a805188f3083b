package io.deskloom.command;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Intent;
import io.deskloom.effect.Reader;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.routing.Routed;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Event.Meta;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making: the events so far and the state they lead to. Immutable, so that rules can be tried without
 * consequence. A change that changes nothing adds no event.
 *
 * @param state the ticket after {@code events}; its version means nothing yet
 * @param changed what has changed, as rules see it: field keys and "ticket.priority", "ticket.team" …
 * @param effects what rules want done once it is saved
 */
record Draft(Situation situation, Ticket state, List<Event> events, Set<String> changed, List<Effect> effects) {
    /** Longer than any address. */
    private static final int LONGEST_ADDRESS = 320;

    Draft {
        events = List.copyOf(events);
        changed = Set.copyOf(changed);
        effects = List.copyOf(effects);
    }

    /** Begins with a ticket there is. */
    static Draft of(Situation situation, Ticket before) {
        return new Draft(situation, before, List.of(), Set.of(), List.of());
    }

    /** Begins with the creation of a ticket. */
    static Draft created(Situation situation, Function<Meta, Event.Created> creation, TicketId id) {
        return created(situation, creation, id, person(situation));
    }

    /** The same by somebody else's doing. */
    static Draft created(Situation situation, Function<Meta, Event.Created> creation, TicketId id, Cause cause) {
        Instant now = situation.moment().now();
        Event.Created event = creation.apply(meta(situation, Uuid7.at(now), id, cause, now));
        Set<String> changed = new LinkedHashSet<>();
        situation.type().fields().stream()
                .filter(f -> event.fields().containsKey(f.id()))
                .forEach(f -> changed.add(f.key()));
        Ticket born = situation.relate().apply(Tickets.apply(null, List.of(event)));
        return new Draft(situation, born, List.of(event), changed, List.of());
    }

    /** The cause of what the actor did himself. */
    Cause person() {
        return person(situation);
    }

    Draft field(FieldDef field, Value to, Cause cause) {
        Value from = state.field(field.id());
        return from.equals(to)
                ? this
                : add(cause, field.key(), meta -> new Event.FieldChanged(meta, field.id(), from, to));
    }

    Draft priority(int to, Cause cause) {
        int from = state.priority();
        return from == to ? this : add(cause, "ticket.priority", meta -> new Event.PriorityChanged(meta, from, to));
    }

    Draft title(String to, Cause cause) {
        String from = state.title();
        return from.equals(to) ? this : add(cause, "ticket.title", meta -> new Event.TitleChanged(meta, from, to));
    }

    Draft assignee(@Nullable AccountId to, Cause cause) {
        AccountId from = state.assignee();
        return Objects.equals(from, to)
                ? this
                : add(cause, "ticket.assignee", meta -> new Event.AssigneeChanged(meta, from, to));
    }

    /** Hands the ticket to a team; whoever had it in another team has it no longer. */
    Draft team(String to, Cause cause) {
        String from = state.team();
        return to.equals(from)
                ? this
                : add(cause, "ticket.team", meta -> new Event.TeamChanged(meta, from, to))
                        .assignee(null, cause);
    }

    Draft step(String to, int status, @Nullable String action, Cause cause) {
        String from = state.step().isEmpty() ? null : state.step();
        return add(cause, "ticket.step", meta -> new Event.StepEntered(meta, from, to, status, action));
    }

    Draft comment(boolean internal, String text) {
        return comment(internal, text, List.of());
    }

    Draft comment(boolean internal, String text, List<UUID> attachments) {
        return comment(internal, text, attachments, person());
    }

    Draft comment(boolean internal, String text, List<UUID> attachments, Cause cause) {
        return add(cause, "", meta -> new Event.Commented(meta, internal, text, attachments));
    }

    /** With its SOP gone on beside its step. @param status category code it has now */
    Draft flow(String what, String node, Map<String, String> details, FlowState to, int status, Cause cause) {
        // What came of it is told also of a ticket that never was anywhere but in its steps.
        return to.equals(state.flow()) && status == state.status() && details.isEmpty()
                ? this
                : add(cause, "ticket.flow", meta -> new Event.FlowChanged(meta, what, node, details, to, status));
    }

    /**
     * On another revision of its flow.
     *
     * @param left what the step it is in is called so far
     * @param path what the other revision calls the steps it has entered
     */
    Draft migrated(ReleaseId to, Label left, String step, int status, FlowState flow, List<String> path, boolean back) {
        ReleaseId from = state.flowRelease();
        return add(
                person(),
                "ticket.flow",
                meta -> new Event.Migrated(meta, from, to, state.step(), left, step, status, flow, path, back));
    }

    /** The same with the events since {@code earlier} as somebody else's doing: of what a rule of the SOP itself did. */
    Draft since(Draft earlier, Cause by) {
        List<Event> all = new ArrayList<>(earlier.events());
        events.stream().skip(earlier.events().size()).forEach(event -> all.add(event.causedBy(by)));
        return new Draft(situation, state, all, changed, effects);
    }

    /** The release a rule's words stand in: of a step of an SOP the one its ticket runs on. */
    private ReleaseId release(Cause.Rule rule) {
        return rule.rule().contains(FlowDef.RULE)
                ? state.flowRelease()
                : situation.now().release();
    }

    /** Has people told by a rule's wish once it is saved. */
    Draft tell(Cause.Rule rule, int wish, List<Audience> to, Map<String, Value> event) {
        return with(new Effect.Notify(
                state.id(),
                release(rule),
                rule.rule(),
                rule.pack(),
                wish,
                to,
                event,
                situation.actor().account()));
    }

    /** With an entry of the agenda as it is now. */
    Draft entry(@Nullable Entry from, Entry to, Cause cause) {
        return to.equals(from)
                ? this
                : add(cause, Agenda.PATH + to.key(), meta -> new Event.AgendaChanged(meta, from, to));
    }

    /** With a clock of its service level as it is now. */
    Draft clock(Clock.News news, Clock to, Cause cause) {
        return add(cause, "", meta -> new Event.ClockChanged(meta, news, to));
    }

    /** Notes whose it is to be, and why; that it is theirs follows. */
    Draft routed(Routed how, Cause cause) {
        return add(cause, "", meta -> new Event.Routed(meta, how));
    }

    /** Linked with another ticket, which hears of it; or so no longer. */
    Draft link(Link link, boolean linked, Cause cause) {
        return linkedBack(link, linked, cause)
                .with(new Effect.LinkBack(
                        link.other(), new Link(link.kind().seenFromThere(), state.id()), linked, cause));
    }

    /** The same where the other ticket knows already. */
    Draft linkedBack(Link link, boolean linked, Cause cause) {
        return add(
                cause, "ticket.links", meta -> linked ? new Event.Linked(meta, link) : new Event.Unlinked(meta, link));
    }

    /** Notes that rules were asked apart from any change: what they change follows. */
    Draft ran(String on, Cause cause) {
        return add(cause, "", meta -> new Event.RulesRan(meta, on));
    }

    /** The same with another cause of its first event. */
    Draft begunBy(Cause cause) {
        if (!(events.getFirst() instanceof Event.RulesRan(Meta meta, String on))) {
            throw new IllegalStateException("nobody is asked whose doing a change was");
        }
        List<Event> all = new ArrayList<>(events);
        all.set(
                0,
                new Event.RulesRan(
                        new Meta(meta.id(), meta.ticket(), meta.at(), cause, meta.channel(), meta.release()), on));
        return new Draft(situation, state, all, changed, effects);
    }

    /** With one more effect once it is saved. */
    Draft with(Effect effect) {
        List<Effect> more = new ArrayList<>(effects);
        more.add(effect);
        return new Draft(situation, state, events, changed, more);
    }

    /** Has people mailed by a rule's wish once it is saved: each one once. @param language of whoever has no account */
    Draft mail(Cause.Rule rule, int wish, List<Audience> to, Map<String, Value> event, @Nullable String language) {
        List<Effect> more = new ArrayList<>(effects);
        List<String> languages = situation.now().workspace().languages();
        String outside = language != null && languages.contains(language) ? language : languages.getFirst();
        Set<Reader> readers = new LinkedHashSet<>();
        to.forEach(one -> reader(one, outside).ifPresent(readers::add));
        readers.forEach(reader ->
                more.add(new Effect.Mail(state.id(), release(rule), rule.rule(), rule.pack(), wish, reader, event)));
        return new Draft(situation, state, events, changed, more);
    }

    private Optional<Reader> reader(Audience one, String language) {
        return switch (one) {
            case Audience.Assignee _ -> Optional.ofNullable(state.assignee()).map(Reader.Account::new);
            case Audience.Requester _ -> Optional.ofNullable(state.requester()).map(Reader.Account::new);
            case Audience.Account(String id) -> AccountId.of(id).map(Reader.Account::new);
            case Audience.Address(String address) ->
                address.isBlank() || address.length() > LONGEST_ADDRESS
                        ? Optional.empty()
                        : Optional.of(new Reader.Outsider(address.strip(), language));
            // A mail goes to people a rule names, never to a crowd.
            case Audience.Team _, Audience.Role _ -> Optional.empty();
        };
    }

    /** Has somebody outside told once it is saved. */
    Draft callWebhook(String webhook, Map<String, Value> event) {
        return with(new Effect.CallWebhook(
                state.id(), webhook, event, situation.moment().now()));
    }

    /** Has a service outside do what a rule's wish says once it is saved. */
    Draft callConnector(Cause.Rule rule, Intent.CallConnector call) {
        return with(call(rule, call));
    }

    Effect.CallConnector call(Cause.Rule rule, Intent.CallConnector call) {
        return new Effect.CallConnector(
                state.id(),
                call.connector(),
                call.operation(),
                release(rule),
                rule.rule(),
                rule.pack(),
                call.wish(),
                call.event(),
                situation.moment().now());
    }

    Draft deleted() {
        return add(person(), "record.deleted", Event.Deleted::new);
    }

    Draft restored() {
        return add(person(), "record.deleted", Event.Restored::new);
    }

    private Draft add(Cause cause, String what, Function<Meta, Event> make) {
        // Never before the last change, whatever this node's clock says: the order of ids is the order of events.
        Instant at = situation.moment().now().isBefore(state.updatedAt())
                ? state.updatedAt()
                : situation.moment().now();
        // One command's events follow each other by one: history then keeps the first one's id only.
        UUID id = events.isEmpty()
                ? Uuid7.at(at)
                : Uuid7.next(events.getLast().meta().id());
        Event event = make.apply(meta(situation, id, state.id(), cause, at));
        List<Event> all = new ArrayList<>(events);
        all.add(event);
        Set<String> more = new LinkedHashSet<>(changed);
        if (!what.isEmpty()) {
            more.add(what);
        }
        Ticket next = Tickets.apply(state, List.of(event));
        return new Draft(situation, looksUp(event) ? situation.relate().apply(next) : next, all, more, effects);
    }

    private boolean looksUp(Event event) {
        return event instanceof Event.FieldChanged changed
                && situation
                        .type()
                        .fieldById(changed.field())
                        .filter(f -> f.settings().target() != null)
                        .isPresent();
    }

    private static Cause person(Situation situation) {
        return new Cause.Person(situation.actor().account(), situation.origin().macro());
    }

    private static Meta meta(Situation s, UUID id, TicketId ticket, Cause cause, Instant at) {
        return new Meta(id, ticket, at, cause, s.origin().channel(), s.now().release());
    }
}
