package io.deskloom.effect;

import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState.Parent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something to be done outside the ticket's transaction, at least once: a row of the outbox. */
public sealed interface Effect {
    /**
     * The derived fields of a ticket or record are to be computed anew.
     *
     * @param depth how many computed changes led here: people's are 0
     */
    record Recompute(TicketId record, int depth) implements Effect {}

    /**
     * The same for all that look a record up, and compute from it.
     *
     * @param way how they are found: those of the first hop look {@code record} up, those of the next look up those
     * @param after the last one that has been done, null to begin with
     */
    record Spread(TicketId record, List<Hop> way, @Nullable TicketId after, int depth) implements Effect {
        public Spread {
            way = List.copyOf(way);
        }
    }

    /** The derived fields of all of a type are to be computed anew, because their definition has changed. @param type id */
    record Backfill(String type) implements Effect {}

    /**
     * The next records of a type are to get their slots.
     *
     * @param type id
     * @param revision of the release it is done for
     * @param done how many have them already: who comes to another number comes too late
     */
    record FillSlots(String type, long revision, long done) implements Effect {}

    /**
     * The next tickets are to be moved to another revision of their flow, or back.
     *
     * @param migration its id
     * @param after the last ticket that is through, null to begin with
     */
    record MoveTickets(
            UUID migration, boolean back, @Nullable TicketId after) implements Effect {}

    /**
     * The rules that are asked once a change is saved are to be asked about it.
     *
     * @param on what happened, as rules call it
     * @param changed what changed, as rules see it
     * @param event what these rules look at of the event, by path
     * @param by whose doing it was, null for nobody's
     * @param depth how many tickets that rules made led here
     */
    record React(
            TicketId ticket,
            String on,
            java.util.Set<String> changed,
            Map<String, Value> event,
            @Nullable AccountId by,
            int depth)
            implements Effect {
        public React {
            changed = java.util.Set.copyOf(changed);
            event = Map.copyOf(event);
        }
    }

    /**
     * The timers of the next tickets of a type are to be set, because its automations have changed.
     *
     * @param type id
     * @param revision of the release that changed them
     * @param after the last one that has its timers, null to begin with
     */
    record SetTimers(String type, long revision, @Nullable TicketId after) implements Effect {}

    /**
     * An automation is to be asked about a ticket, because its time of day has come.
     *
     * @param automation rule id
     */
    record Elapse(TicketId ticket, String automation) implements Effect {}

    /** Records of a type by a lookup of theirs. @param type type id; @param lookup field id */
    record Hop(String type, String lookup) {}

    /**
     * People are to be told of a ticket.
     *
     * @param release where the rule stands
     * @param rule id
     * @param pack id of its pack, null for the workspace's own
     * @param wish which of its wishes says what, from 0
     * @param event what the text mentions of the event, by path
     * @param by whose doing it was: nobody is told of his own; null for nobody's
     */
    record Notify(
            TicketId ticket,
            ReleaseId release,
            String rule,
            @Nullable String pack,
            int wish,
            List<Audience> to,
            Map<String, Value> event,
            @Nullable AccountId by)
            implements Effect {
        public Notify {
            to = List.copyOf(to);
            event = Map.copyOf(event);
        }
    }

    /**
     * One person is to have a mail about a ticket. Its id and the person say which mail it is.
     *
     * @param release where the rule stands
     * @param rule id
     * @param pack id of its pack, null for the workspace's own
     * @param wish which of its wishes says what, from 0: one that tells people, or one that mails
     * @param event what the text mentions of the event, by path
     */
    record Mail(
            TicketId ticket,
            ReleaseId release,
            String rule,
            @Nullable String pack,
            int wish,
            Reader to,
            Map<String, Value> event)
            implements Effect {
        public Mail {
            event = Map.copyOf(event);
        }
    }

    /**
     * A rule wants another ticket.
     *
     * @param from whose rule it is
     * @param link what the new ticket is to {@code from}
     * @param fields values by field key
     * @param requester who is to be the new one's, null for nobody
     * @param depth how many tickets made by rules led here, this one included
     * @param parent the step of an SOP it is made for, null for none
     */
    record CreateTicket(
            TicketId from,
            Cause.Rule by,
            String type,
            Map<String, Value> fields,
            LinkKind link,
            @Nullable AccountId requester,
            int depth,
            @Nullable Parent parent)
            implements Effect {
        public CreateTicket {
            fields = Map.copyOf(fields);
        }

        /** Which no step waits for. */
        public CreateTicket(
                TicketId from,
                Cause.Rule by,
                String type,
                Map<String, Value> fields,
                LinkKind link,
                @Nullable AccountId requester,
                int depth) {
            this(from, by, type, fields, link, requester, depth, null);
        }
    }

    /**
     * Somebody outside is to be told of a change.
     *
     * @param webhook key
     * @param event what happened, by path: "event.kind", "event.changed", "event.action"
     * @param at when it happened
     */
    record CallWebhook(TicketId ticket, String webhook, Map<String, Value> event, Instant at) implements Effect {
        public CallWebhook {
            event = Map.copyOf(event);
        }
    }

    /** Who is asked for a decision is to have a mail by whose links it can be answered. @param entry of the ticket's agenda */
    record AskByMail(TicketId ticket, UUID entry, AccountId account) implements Effect {}

    /** Somebody is to say by a link in a mail that the address he wrote is his. */
    record ConfirmAddress(AccountId account) implements Effect {}

    /**
     * The other of two tickets is to know that they were linked, or are so no longer.
     *
     * @param link as seen from {@code ticket}
     */
    record LinkBack(TicketId ticket, Link link, boolean linked, Cause by) implements Effect {}

    /**
     * People are to be told of an entry of a ticket's agenda.
     *
     * @param by whose doing it was: nobody is told of his own; null for nobody's
     */
    record TellAgenda(
            TicketId ticket,
            UUID entry,
            News news,
            List<Audience> to,
            @Nullable AccountId by) implements Effect {
        public TellAgenda {
            to = List.copyOf(to);
        }

        public enum News {
            /** A decision is asked for. */
            ASKED,
            /** A promise is due soon. */
            SOON,
            /** A promise was not kept. */
            BROKEN,
            /** It was decided. */
            DECIDED
        }
    }

    /**
     * A service outside is to do something.
     *
     * @param release where the rule stands, which says what the service is given
     * @param rule id
     * @param pack id of its pack, null for the workspace's own
     * @param wish which of its wishes, from 0
     * @param event what that mentions of the event, by path
     * @param at when it happened
     */
    record CallConnector(
            TicketId ticket,
            String connector,
            String operation,
            ReleaseId release,
            String rule,
            @Nullable String pack,
            int wish,
            Map<String, Value> event,
            Instant at)
            implements Effect {
        public CallConnector {
            event = Map.copyOf(event);
        }
    }

    /**
     * A service outside is to do what a step of the SOP says, or to undo it; the ticket hears of it and goes on.
     *
     * @param call what it is to do
     * @param branch which of the ticket's lines waits for it
     * @param node of the SOP
     * @param wish which of the node's wishes it is, or undoes
     * @param attempt how often people have had it tried anew, from 1
     * @param undo whether it is undone
     */
    record FlowCall(CallConnector call, int branch, String node, int wish, int attempt, boolean undo)
            implements Effect {}

    /**
     * A ticket is to hear of one that was made for it.
     *
     * @param child whose change it is
     * @param branch of the parent, for which it was made
     * @param fields ids of what has changed; of a new one what it was made with
     */
    record ChildMoved(TicketId child, TicketId parent, int branch, String node, Set<String> fields) implements Effect {
        public ChildMoved {
            fields = Set.copyOf(fields);
        }
    }

    /** Tickets linked with one that has ended are to hear of it. */
    record LinkedEnded(TicketId ticket) implements Effect {}
}
