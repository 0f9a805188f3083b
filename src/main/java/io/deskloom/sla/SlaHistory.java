package io.deskloom.sla;

import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A ticket's clocks computed anew from what else happened to it: what is stored is checked against it. */
public final class SlaHistory {
    private SlaHistory() {}

    /**
     * The clocks after a whole history. What it says of clocks is not read, but for the moments at which time had its say.
     *
     * @param history all of a ticket's events, oldest first
     * @param releases by id; the events of one that is gone leave the clocks as they are
     */
    public static Clocks recompute(List<Event> history, Function<ReleaseId, Optional<MetadataSnapshot>> releases) {
        Ticket last = null;
        for (List<Event> command : commands(history)) {
            Event first = command.getFirst();
            List<Event> others = command.stream()
                    .filter(e -> !(e instanceof Event.ClockChanged))
                    .toList();
            Optional<MetadataSnapshot> release = releases.apply(first.meta().release());
            Ticket ticket = last;
            if (ticket != null && first instanceof Event.ClockChanged) {
                ticket = changed(ticket, release, releases, first, true);
            }
            if (!others.isEmpty()) {
                ticket = Tickets.apply(ticket, others);
            }
            last = ticket == null ? null : changed(ticket, release, releases, first, false);
        }
        return last == null ? Clocks.NONE : last.clocks();
    }

    private static Ticket changed(
            Ticket ticket,
            Optional<MetadataSnapshot> release,
            Function<ReleaseId, Optional<MetadataSnapshot>> releases,
            Event event,
            boolean byTime) {
        TicketTypeDef type = release.flatMap(r -> r.typeById(ticket.type())).orElse(null);
        if (type == null) {
            return ticket;
        }
        Policies policies = new Policies(release.orElseThrow(), releases);
        Moment moment =
                new Moment(event.meta().at(), release.orElseThrow().workspace().zone());
        List<SlaClocks.Change> changes = byTime
                ? SlaClocks.elapse(ticket, type, policies, moment)
                : SlaClocks.advance(ticket, type, policies, moment);
        return ticket.with(SlaClocks.with(ticket.clocks(), changes));
    }

    /** The events of one command follow each other by one. */
    private static List<List<Event>> commands(List<Event> history) {
        List<List<Event>> all = new ArrayList<>();
        Event last = null;
        for (Event event : history) {
            boolean goesOn = last != null
                    && event.meta().id().equals(Uuid7.next(last.meta().id()));
            if (!goesOn) {
                all.add(new ArrayList<>());
            }
            all.getLast().add(event);
            last = event;
        }
        return all;
    }
}
