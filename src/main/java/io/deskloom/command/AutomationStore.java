package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.effect.TimerChange;
import io.deskloom.expr.Expr;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.TicketTypeDef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What automations need of the database beside what every command does. */
public interface AutomationStore {
    /** Waits until nobody writes any more who began before the last switch of the workspace's release. */
    void awaitWriters(TenantId tenant);

    /**
     * Sets the timers of a ticket that is still the one they follow from; those that wait for the same time, or have fired for it, stay
     * as they are.
     *
     * @param version of the ticket
     * @param timers all it asks for: those of automations that are not among them go
     * @return false when the ticket has moved on; nothing changes then
     */
    boolean setTimers(TenantId tenant, TicketId ticket, int version, List<TimerChange.Set> timers, Instant now);

    /** Has an automation asked at a time of day: its one timer, and none of what it was before. */
    void schedule(TenantId tenant, TimerChange.Set timer, Instant now);

    /** Tickets of a type for which a condition over their own fields holds, in the order of their ids, after {@code after}. */
    List<TicketId> matching(
            TenantId tenant, TicketTypeDef type, Expr when, Moment moment, @Nullable TicketId after, int most);

    /**
     * Enqueues effects and says how the schedule they come from goes on, in one transaction.
     *
     * @param attempt the lease it was fired under
     * @return false for whoever comes too late; nothing changes then
     */
    boolean goOn(
            TenantId tenant,
            UUID timer,
            int attempt,
            Map<String, String> details,
            Instant due,
            List<Effect> effects,
            Instant now);
}
