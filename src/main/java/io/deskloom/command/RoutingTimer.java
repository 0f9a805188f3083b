package io.deskloom.command;

import io.deskloom.effect.TimerChange;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.Snapshots;
import io.deskloom.routing.Routed;
import io.deskloom.ticket.Event;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerStore.Due;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sends on what nobody has taken in time. The timer is set when a ticket begins to wait and is not taken back when somebody takes it: that
 * would cost every claim a write, and finding nothing to do costs nothing.
 */
@ApplicationScoped
class RoutingTimer implements TicketTimer {
    /** Among a timer's details: the routing's key. */
    static final String ROUTING = "routing";

    private final Commands commands;
    private final Snapshots snapshots;

    RoutingTimer(Commands commands, Snapshots snapshots) {
        this.commands = commands;
        this.snapshots = snapshots;
    }

    /** The timers that tickets want which begin to wait. */
    static List<TimerChange> changes(MetadataSnapshot now, List<Event> events) {
        List<TimerChange> all = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Routed(Event.Meta meta, Routed how) && how.chosen() == null) {
                RoutingDef def = now.routings().get(how.routing());
                RoutingDef.Overflow overflow = def == null ? null : def.choose().overflow();
                if (overflow != null && !overflow.team().equals(how.team())) {
                    UUID id = UUID.nameUUIDFromBytes(
                            (meta.ticket() + "/routing/" + how.routing()).getBytes(StandardCharsets.UTF_8));
                    all.add(new TimerChange.Set(
                            id,
                            TicketTimerKinds.ROUTING,
                            Map.of(ROUTING, how.routing()),
                            meta.at().plus(overflow.after())));
                }
            }
        }
        return all;
    }

    @Override
    public String kind() {
        return TicketTimerKinds.ROUTING;
    }

    @Override
    public Fired fire(TenantId tenant, Due due, Instant now) {
        UUID record = due.record();
        String routing = due.details().get(ROUTING);
        if (record == null || routing == null) {
            return new Over();
        }
        Actor time = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        Result<Done> done = commands.handle(
                time,
                new Command.Reroute(
                        Origin.of(AgendaTimer.CHANNEL),
                        new TicketId(record),
                        routing,
                        Command.Reroute.Why.OVERFLOW,
                        null,
                        null),
                now);
        if (done instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
        return new Over();
    }
}
