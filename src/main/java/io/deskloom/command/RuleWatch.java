package io.deskloom.command;

import io.deskloom.effect.Explanation;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every time rules were asked, also when the change was refused. A decision that loses a race is made, and heard of,
 * again. It must be quick, and nothing follows from what it does with it.
 */
public interface RuleWatch {
    /** Hears of nothing. */
    RuleWatch NONE = _ -> {};

    void asked(Asking asking);

    /**
     * Rules asked of one change.
     *
     * @param now the release they stand in
     * @param on what happened
     * @param alone the automation whose time had come, and which was asked alone; null when all were that listen
     * @param before the ticket or record as it was, null when it is new
     * @param after as it would be saved
     * @param why which of them fired, in order, with what they looked at
     * @param problems rules that would have gone on without end
     * @param refusals why the change must not be saved, as rules say; none when it may
     * @param nanos how long asking and applying took
     */
    record Asking(
            TenantId tenant,
            MetadataSnapshot now,
            TicketTypeDef type,
            Set<RuleDef.On> on,
            @Nullable RuleDef alone,
            @Nullable Ticket before,
            Ticket after,
            Explanation why,
            List<Problem> problems,
            List<Problem> refusals,
            Instant at,
            long nanos) {
        public Asking {
            on = Set.copyOf(on);
            problems = List.copyOf(problems);
            refusals = List.copyOf(refusals);
        }
    }
}
