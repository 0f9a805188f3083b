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

/** Says to a ticket's SOP that a time has come. Said twice, or too late, it changes nothing. */
@ApplicationScoped
class FlowTimer implements TicketTimer {
    private final Commands commands;
    private final Snapshots snapshots;

    FlowTimer(Commands commands, Snapshots snapshots) {
        this.commands = commands;
        this.snapshots = snapshots;
    }

    @Override
    public String kind() {
        return TicketTimerKinds.FLOW;
    }

    @Override
    public Fired fire(TenantId tenant, Due due, Instant now) {
        UUID record = due.record();
        String branch = due.details().get(FlowTimers.BRANCH);
        if (record == null || branch == null) {
            return new Over();
        }
        Actor time = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        Result<Done> done = commands.handle(
                time,
                new Command.FlowDue(
                        Origin.of(AgendaTimer.CHANNEL),
                        new TicketId(record),
                        Integer.parseInt(branch),
                        due.details().getOrDefault(FlowTimers.NODE, "")),
                now);
        if (done instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
        return new Over();
    }
}
