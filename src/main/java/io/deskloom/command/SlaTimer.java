package io.deskloom.command;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Snapshots;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerStore.Due;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Says to a ticket that the time of one of its clocks has come. Said twice it has its effect once: the clock remembers. */
@ApplicationScoped
class SlaTimer implements TicketTimer {
    private final Commands commands;
    private final Snapshots snapshots;

    SlaTimer(Commands commands, Snapshots snapshots) {
        this.commands = commands;
        this.snapshots = snapshots;
    }

    @Override
    public String kind() {
        return TicketTimerKinds.SLA;
    }

    @Override
    public Fired fire(TenantId tenant, Due due, Instant now) {
        UUID record = due.record();
        if (record != null) {
            look(tenant, new TicketId(record), now);
        }
        return new Over();
    }

    /** Lets a ticket's clocks have their say; a ticket that is gone has none. */
    void look(TenantId tenant, TicketId ticket, Instant now) {
        Actor time = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        Result<Done> done = commands.handle(time, new Command.ClocksDue(Origin.of(AgendaTimer.CHANNEL), ticket), now);
        if (done instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
    }
}
