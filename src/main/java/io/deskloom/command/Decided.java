package io.deskloom.command;

import io.deskloom.effect.Decision;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import java.util.List;
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
        if (before != null && draft.events().isEmpty()) {
            return new Decided(draft.situation(), before, before, new Decision(List.of(), List.of(), explanation));
        }
        Ticket after = Tickets.apply(before, draft.events());
        Effect news =
                new Effect.TicketChanged(after.id(), draft.situation().type().key(), after.version());
        return new Decided(draft.situation(), before, after, new Decision(draft.events(), List.of(news), explanation));
    }
}
