package io.deskloom.command;

import io.deskloom.effect.TimerChange;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The timers a ticket's clocks ask for: one for each that runs, for the next time it has something to do. */
final class SlaTimers {
    /** Among a timer's details: the clock's key. */
    static final String CLOCK = "clock";

    private SlaTimers() {}

    /** From those of one state to those of the next. @param before null for a new ticket */
    static List<TimerChange> changes(@Nullable Ticket before, Ticket after) {
        Clocks was = before == null ? Clocks.NONE : before.clocks();
        if (was.equals(after.clocks())) {
            return List.of();
        }
        Map<UUID, TimerChange.Set> had = wanted(after, was);
        Map<UUID, TimerChange.Set> has = wanted(after, after.clocks());
        List<TimerChange> changes = new ArrayList<>();
        had.keySet().stream().filter(id -> !has.containsKey(id)).forEach(id -> changes.add(new TimerChange.Clear(id)));
        has.values().stream().filter(set -> !set.equals(had.get(set.id()))).forEach(changes::add);
        return changes;
    }

    private static Map<UUID, TimerChange.Set> wanted(Ticket ticket, Clocks clocks) {
        Map<UUID, TimerChange.Set> all = new LinkedHashMap<>();
        clocks.active().forEach(clock -> {
            Instant next = clock.next();
            if (next != null) {
                UUID id = id(ticket, clock);
                all.put(id, new TimerChange.Set(id, TicketTimerKinds.SLA, Map.of(CLOCK, clock.key()), next));
            }
        });
        return all;
    }

    private static UUID id(Ticket ticket, Clock clock) {
        return UUID.nameUUIDFromBytes((ticket.id() + "/sla/" + clock.key()).getBytes(StandardCharsets.UTF_8));
    }
}
