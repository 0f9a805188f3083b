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

/** Says to a ticket that the time of an entry of its agenda is over. Said twice it is over once: what has ended stays as it ended. */
@ApplicationScoped
class AgendaTimer implements TicketTimer {
    /** The channel of what time does. */
    static final String CHANNEL = "timer";

    private final Commands commands;
    private final Snapshots snapshots;

    AgendaTimer(Commands commands, Snapshots snapshots) {
        this.commands = commands;
        this.snapshots = snapshots;
    }

    @Override
    public String kind() {
        return TicketTimerKinds.AGENDA;
    }

    @Override
    public Fired fire(TenantId tenant, Due due, Instant now) {
        UUID record = due.record();
        String entry = due.details().get(AgendaTimers.ENTRY);
        if (record == null || entry == null) {
            return new Over();
        }
        Actor time = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        Result<Done> done = commands.handle(
                time,
                new Command.Due(
                        Origin.of(CHANNEL),
                        new TicketId(record),
                        UUID.fromString(entry),
                        due.details().containsKey(AgendaTimers.REMIND)),
                now);
        if (done instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
        return new Over();
    }
}
