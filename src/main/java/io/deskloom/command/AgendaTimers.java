package io.deskloom.command;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Entry;
import io.deskloom.effect.TimerChange;
import io.deskloom.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The timers a ticket's agenda asks for: one for the time of each open entry, one more to remind of a promise. */
final class AgendaTimers {
    /** Among a timer's details: the entry's id. */
    static final String ENTRY = "entry";

    /** There when it only reminds. */
    static final String REMIND = "remind";

    private AgendaTimers() {}

    /** From those of one state to those of the next. @param before null for a new ticket */
    static List<TimerChange> changes(@Nullable Ticket before, Ticket after) {
        Agenda was = before == null ? Agenda.NONE : before.agenda();
        if (was.equals(after.agenda())) {
            return List.of();
        }
        Map<UUID, TimerChange.Set> had = wanted(was);
        Map<UUID, TimerChange.Set> has = wanted(after.agenda());
        List<TimerChange> changes = new ArrayList<>();
        had.keySet().stream().filter(id -> !has.containsKey(id)).forEach(id -> changes.add(new TimerChange.Clear(id)));
        has.values().stream().filter(set -> !set.equals(had.get(set.id()))).forEach(changes::add);
        return changes;
    }

    private static Map<UUID, TimerChange.Set> wanted(Agenda agenda) {
        Map<UUID, TimerChange.Set> all = new LinkedHashMap<>();
        agenda.open().forEach(entry -> {
            Instant due = entry.due();
            if (due == null) {
                return;
            }
            String id = entry.id().toString();
            put(all, entry.id(), Map.of(ENTRY, id), due);
            Instant soon = due.minus(Entry.REMINDED);
            // Of what is due within the hour nobody needs to be reminded.
            if (entry.kind() == Entry.Kind.PROMISE && entry.reminded() == null && soon.isAfter(entry.since())) {
                UUID reminder = UUID.nameUUIDFromBytes((id + "/" + REMIND).getBytes(StandardCharsets.UTF_8));
                put(all, reminder, Map.of(ENTRY, id, REMIND, "true"), soon);
            }
        });
        return all;
    }

    private static void put(Map<UUID, TimerChange.Set> all, UUID id, Map<String, String> details, Instant due) {
        all.put(id, new TimerChange.Set(id, TicketTimerKinds.AGENDA, details, due));
    }
}
