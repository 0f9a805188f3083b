package io.deskloom.command;

import io.deskloom.effect.Decision;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.TimerChange;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decision with the states it leads from and to.
 *
 * @param before null when the ticket is new
 * @param after the fold of {@code before} and the decision's events; {@code before} itself when there are none
 */
record Decided(Situation situation, @Nullable Ticket before, Ticket after, Decision decision) {
    /** What {@code draft} amounts to: its events and the news of them. */
    static Decided of(@Nullable Ticket before, Draft draft, @Nullable Explanation explanation) {
        return of(before, draft, explanation, 0);
    }

    /** @param depth how many computed changes led to this one */
    static Decided of(@Nullable Ticket before, Draft decided, @Nullable Explanation explanation, int depth) {
        if (before != null && decided.events().isEmpty()) {
            return new Decided(
                    decided.situation(), before, before, new Decision(List.of(), List.of(), List.of(), explanation));
        }
        // Last of all: clocks follow from what the ticket is by then.
        Draft draft = SlaDrafts.advanced(decided);
        Ticket after = Tickets.apply(before, draft.events());
        Situation s = draft.situation();
        List<Effect> effects = new ArrayList<>();
        effects.addAll(Followers.of(s.now(), s.type(), before, after, depth));
        effects.addAll(draft.effects());
        effects.addAll(FlowNews.of(before, after));
        return new Decided(
                s,
                before,
                after,
                new Decision(draft.events(), effects, timers(s, before, after, draft.events()), explanation));
    }

    private static List<TimerChange> timers(Situation s, @Nullable Ticket before, Ticket after, List<Event> events) {
        List<TimerChange> all = new ArrayList<>(TicketTimers.changes(s, before, after));
        all.addAll(AgendaTimers.changes(before, after));
        all.addAll(FlowTimers.changes(before, after));
        all.addAll(SlaTimers.changes(before, after));
        all.addAll(RoutingTimer.changes(s.now(), events));
        return all;
    }

    private static final Set<String> OF_SOPS = Set.of(TicketTimerKinds.FLOW, TicketTimerKinds.AGENDA);

    /**
     * What is told of the past has happened: no service is asked for it again, and what an SOP waited for until a moment that lies
     * behind {@code now} has been told, too.
     */
    Decided asOf(Instant now) {
        if (!situation.origin().isTold()) {
            return this;
        }
        List<Effect> effects = decision.effects().stream()
                .filter(effect -> !(effect instanceof Effect.FlowCall))
                .toList();
        List<TimerChange> timers = decision.timers().stream()
                .filter(change -> !(change instanceof TimerChange.Set set)
                        || !OF_SOPS.contains(set.kind())
                        || set.due().isAfter(now))
                .toList();
        return new Decided(
                situation, before, after, new Decision(decision.events(), effects, timers, decision.explanation()));
    }
}
