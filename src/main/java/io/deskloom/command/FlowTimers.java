package io.deskloom.command;

import io.deskloom.effect.TimerChange;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Hold;
import io.deskloom.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The timers a ticket's SOP asks for: one for each line that goes on by itself at a time, one for the end of a rest. */
final class FlowTimers {
    /** Among a timer's details: which line; -1 for the end of a rest. */
    static final String BRANCH = "branch";

    /** Where that is. */
    static final String NODE = "node";

    /** What says that a rest is over. */
    static final int REST = -1;

    private FlowTimers() {}

    /** From those of one state to those of the next. @param before null for a new ticket */
    static List<TimerChange> changes(@Nullable Ticket before, Ticket after) {
        FlowState was = before == null ? FlowState.NONE : before.flow();
        if (was.equals(after.flow())) {
            return List.of();
        }
        Map<UUID, TimerChange.Set> had = before == null ? Map.of() : wanted(before);
        Map<UUID, TimerChange.Set> has = wanted(after);
        List<TimerChange> changes = new ArrayList<>();
        had.keySet().stream().filter(id -> !has.containsKey(id)).forEach(id -> changes.add(new TimerChange.Clear(id)));
        has.values().stream().filter(set -> !set.equals(had.get(set.id()))).forEach(changes::add);
        return changes;
    }

    private static Map<UUID, TimerChange.Set> wanted(Ticket ticket) {
        Map<UUID, TimerChange.Set> all = new LinkedHashMap<>();
        FlowState flow = ticket.flow();
        Hold hold = flow.hold();
        if (hold != null) {
            // While it rests nothing else is due.
            if (hold.until() != null) {
                put(all, ticket, REST, "", hold.since(), hold.until());
            }
            return all;
        }
        flow.branches().forEach(branch -> {
            if (branch.due() != null && branch.stuck() == null) {
                put(all, ticket, branch.id(), branch.node(), branch.since(), branch.due());
            }
        });
        return all;
    }

    private static void put(
            Map<UUID, TimerChange.Set> all, Ticket ticket, int branch, String node, Instant since, Instant due) {
        String name = ticket.id() + "/flow/" + branch + "/" + node + "/" + since;
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        all.put(
                id,
                new TimerChange.Set(
                        id, TicketTimerKinds.FLOW, Map.of(BRANCH, Integer.toString(branch), NODE, node), due));
    }
}
