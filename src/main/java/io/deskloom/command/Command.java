package io.deskloom.command;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Priority;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything anybody can want of a ticket or an object record, valid in itself at birth. Field values are still plain JSON (see
 * {@code field.FieldType}), by field key: a value is read only once it is known that the caller may write the field, so
 * that a wrong value in a forbidden field is answered like one in a field that does not exist.
 */
public sealed interface Command {
    /** The most fields one command may carry. */
    int MOST_FIELDS = 500;

    /** The most files one comment may carry. */
    int MOST_ATTACHMENTS = 20;

    /** The longest comment, in code points. */
    int LONGEST_COMMENT = 20_000;

    Origin origin();

    /** The longest promise and the longest reason, in code points. */
    int LONGEST_SHORT = 500;

    /** The commands that concern a ticket or an object record there is. */
    sealed interface OnTicket extends Command {
        TicketId ticket();
    }

    /**
     * @param type ticket type key
     * @param priority null is normal
     * @param external what it is called where it comes from, null when it is made here
     * @param follows of which ticket's rule it comes, null when somebody makes it
     */
    record Create(
            Origin origin,
            String type,
            Map<String, @Nullable Object> fields,
            @Nullable Priority priority,
            @Nullable External external,
            @Nullable Follows follows)
            implements Command {
        public Create {
            fields = bounded(fields);
        }

        public Create(
                Origin origin,
                String type,
                Map<String, @Nullable Object> fields,
                @Nullable Priority priority,
                @Nullable External external) {
            this(origin, type, fields, priority, external, null);
        }

        public Create(Origin origin, String type, Map<String, @Nullable Object> fields, @Nullable Priority priority) {
            this(origin, type, fields, priority, null);
        }
    }

    /**
     * What a ticket made by a rule follows.
     *
     * @param link what it is to the ticket the rule was asked about, null for what a record's rule made
     * @param requester whose it is to be, null for nobody's
     * @param parent the step of an SOP it is made for, null for none
     */
    record Follows(
            @Nullable Link link, Cause.Rule by, @Nullable AccountId requester, FlowState.@Nullable Parent parent) {
        /** Which no step of an SOP waits for. */
        public Follows(@Nullable Link link, Cause.Rule by, @Nullable AccountId requester) {
            this(link, by, requester, null);
        }
    }

    /** @param version the version the caller has seen: somebody's change since then refuses this one */
    record Update(
            Origin origin,
            TicketId ticket,
            int version,
            Map<String, @Nullable Object> fields,
            @Nullable Priority priority)
            implements OnTicket {
        public Update {
            fields = bounded(fields);
        }
    }

    /**
     * @param internal for colleagues only
     * @param text empty only when there are attachments
     * @param attachments ids of files the caller has uploaded
     */
    record Comment(Origin origin, TicketId ticket, boolean internal, String text, List<UUID> attachments)
            implements OnTicket {
        public Comment {
            text = text.isBlank() && !attachments.isEmpty() ? "" : written(text);
            attachments = attachments.stream().distinct().toList();
            if (attachments.size() > MOST_ATTACHMENTS) {
                throw new IllegalArgumentException("more than " + MOST_ATTACHMENTS + " attachments");
            }
        }

        public Comment(Origin origin, TicketId ticket, boolean internal, String text) {
            this(origin, ticket, internal, text, List.of());
        }
    }

    /**
     * Takes an action of the step the ticket is in.
     *
     * @param version the version the caller has seen, null when it does not matter
     * @param comment an internal note that goes with it
     * @param step node id of the step the caller means: one the ticket has left refuses this; null for the one that has the action
     */
    record Act(
            Origin origin,
            TicketId ticket,
            String action,
            @Nullable Integer version,
            Map<String, @Nullable Object> fields,
            @Nullable String comment,
            @Nullable String step)
            implements OnTicket {
        public Act {
            fields = bounded(fields);
            comment = comment == null ? null : written(comment);
        }

        /** In whichever step has the action. */
        public Act(
                Origin origin,
                TicketId ticket,
                String action,
                @Nullable Integer version,
                Map<String, @Nullable Object> fields,
                @Nullable String comment) {
            this(origin, ticket, action, version, fields, comment, null);
        }
    }

    /** What people do with a ticket's SOP beside taking actions. */
    sealed interface OnFlow extends OnTicket {}

    /** Back to a step it was in. @param to node id; @param reason an internal note */
    record ReturnTo(Origin origin, TicketId ticket, String to, String reason) implements OnFlow {
        public ReturnTo {
            reason = said(reason);
        }
    }

    /**
     * Hands one of its ways on, or takes it.
     *
     * @param step node id of the way
     * @param assignee who is to have it, null for nobody in particular
     * @param team team key, null leaves it
     */
    record Transfer(
            Origin origin,
            TicketId ticket,
            String step,
            @Nullable AccountId assignee,
            @Nullable String team) implements OnFlow {}

    /** Lets it rest. @param until when it goes on by itself, null for when people say so */
    record Hold(
            Origin origin,
            TicketId ticket,
            String reason,
            @Nullable Instant until) implements OnFlow {
        public Hold {
            reason = said(reason);
        }
    }

    record Resume(Origin origin, TicketId ticket) implements OnFlow {}

    /** Takes back the action one took last. */
    record Withdraw(Origin origin, TicketId ticket) implements OnFlow {}

    /** Calls the whole off: what was done outside is undone. */
    record Cancel(Origin origin, TicketId ticket, String reason) implements OnFlow {
        public Cancel {
            reason = said(reason);
        }
    }

    /**
     * Has somebody else answer a request of the SOP.
     *
     * @param instead in the caller's place; else beside those who are asked
     */
    record AddSigner(Origin origin, TicketId ticket, UUID entry, boolean instead, AccountId account)
            implements OnFlow {}

    /**
     * Brings a line on that cannot go on by itself.
     *
     * @param branch which of its lines, 0 for the main one
     * @param to node id of a task for {@link How#MOVE}, an account's id for {@link How#ASK}
     * @param instead in whose place that account is asked; null for the first who is waited for
     */
    record Repair(
            Origin origin,
            TicketId ticket,
            int branch,
            How how,
            @Nullable String to,
            @Nullable Approver instead,
            String reason)
            implements OnFlow {
        /** Of which nobody is asked. */
        public Repair(Origin origin, TicketId ticket, int branch, How how, @Nullable String to, String reason) {
            this(origin, ticket, branch, how, to, null, reason);
        }

        public enum How {
            /** What failed is tried anew. */
            RETRY,
            /** What failed has been done by hand. */
            SKIP,
            /** It goes on in another step. */
            MOVE,
            /** Somebody else is asked in the place of whoever is waited for and does not answer. */
            ASK;

            public static Optional<How> of(String wire) {
                return Arrays.stream(values())
                        .filter(how -> how.name().equalsIgnoreCase(wire))
                        .findFirst();
            }
        }

        public Repair {
            reason = said(reason);
        }
    }

    /** Moves a ticket to another revision of its flow, for who publishes; whoever may see it. */
    sealed interface Moves extends OnTicket {
        /** Who may move tickets. */
        String ABILITY = "metadata.publish";

        /** Before the code of why a ticket stays, in what refuses it. */
        String STAYS = "stays.";
    }

    /** @param plan where to, and which step there stands for which here */
    record Migrate(Origin origin, TicketId ticket, Plan plan) implements Moves {
        /**
         * @param from releases whose tickets it is for
         * @param nodes node ids of the other revision by those of this one, where they are not the same
         */
        public record Plan(Set<ReleaseId> from, ReleaseId to, Map<String, String> nodes) {
            public Plan {
                from = Set.copyOf(from);
                nodes = Map.copyOf(nodes);
            }
        }
    }

    /** Takes back that it was moved, unless it has gone on since. */
    record MoveBack(Origin origin, TicketId ticket, Was was) implements Moves {
        /**
         * As it was before it was moved, and as it was after.
         *
         * @param flow where its lines were, and what was done there; {@code thenFlow} after it
         * @param path node ids of the steps it had entered
         * @param visits how many it had entered after
         */
        public record Was(
                ReleaseId release,
                String step,
                FlowState flow,
                List<String> path,
                @Nullable String team,
                @Nullable AccountId assignee,
                ReleaseId thenRelease,
                String thenStep,
                FlowState thenFlow,
                @Nullable String thenTeam,
                int visits) {
            public Was {
                path = List.copyOf(path);
            }

            /** What is to be known to take back the move from one to the other. */
            public static Was of(Ticket before, Ticket after) {
                return new Was(
                        before.flowRelease(),
                        before.step(),
                        MoveDecider.lines(before.flow()),
                        before.path().stream().map(Visit::node).toList(),
                        before.team(),
                        before.assignee(),
                        after.flowRelease(),
                        after.step(),
                        MoveDecider.lines(after.flow()),
                        after.team(),
                        after.path().size());
            }
        }
    }

    /** What an SOP hears of, which nobody commands; refused to everybody. */
    sealed interface ToFlow extends OnTicket {}

    /** The time of something it waits for has come. @param branch -1 for the end of a rest */
    record FlowDue(Origin origin, TicketId ticket, int branch, String node) implements ToFlow {}

    /**
     * What became of a call.
     *
     * @param wish which of the node's wishes it was, or was to undo
     * @param asked when it was asked for, by which one of an earlier pass through the node is told from that of this one; null when there
     *     has been but one
     * @param error why it was not done, as a code; null when it was
     * @param answers what was answered, by the operation's names
     */
    record CallEnded(
            Origin origin,
            TicketId ticket,
            int branch,
            String node,
            int wish,
            int attempt,
            boolean undo,
            @Nullable Instant asked,
            @Nullable String error,
            Map<String, String> answers)
            implements ToFlow {
        public CallEnded {
            answers = Map.copyOf(answers);
        }

        /** Whether it was asked for since then. */
        boolean isSince(Instant entered) {
            return asked == null || !asked.isBefore(entered);
        }
    }

    /**
     * A ticket that was made for it has changed, or could not be made.
     *
     * @param branch for which of its lines it was made
     * @param child its id, null when it could not be made
     * @param made when it was, null likewise
     * @param number how people call it
     * @param status category code
     * @param values what it hands over, by field key of this ticket
     */
    record ChildHeard(
            Origin origin,
            TicketId ticket,
            int branch,
            String node,
            @Nullable TicketId child,
            @Nullable Instant made,
            String number,
            int status,
            Map<String, Value> values)
            implements ToFlow {
        public ChildHeard {
            values = Map.copyOf(values);
        }
    }

    /** A ticket it is linked with has ended. */
    record LinkedHeard(Origin origin, TicketId ticket) implements ToFlow {}

    /**
     * Hands the ticket to somebody.
     *
     * @param changeAssignee whether {@code assignee} is meant; null then takes it from whoever has it
     * @param team team key, null leaves the team
     */
    record Assign(
            Origin origin,
            TicketId ticket,
            boolean changeAssignee,
            @Nullable AccountId assignee,
            @Nullable String team) implements OnTicket {
        public Assign {
            if (!changeAssignee && team == null) {
                throw new IllegalArgumentException("an assignment names an assignee, a team or both");
            }
        }
    }

    /** Takes a ticket nobody has: of many who claim at once exactly one gets it. */
    record Claim(Origin origin, TicketId ticket) implements OnTicket {}

    /** Whose a ticket is, beside handing it on. */
    sealed interface Whose extends OnTicket {}

    /** Takes a ticket from the pool: as claiming it, and held to what the caller can hold. */
    record Take(Origin origin, TicketId ticket) implements Whose {}

    /**
     * Has a routing look again at whose a ticket is.
     *
     * @param routing key; "" for none
     * @param from who is away; null but for an absence
     * @param substitute who takes over from them, null for whoever is chosen
     */
    record Reroute(
            Origin origin,
            TicketId ticket,
            String routing,
            Why why,
            @Nullable AccountId from,
            @Nullable AccountId substitute)
            implements Whose {
        public enum Why {
            /** Somebody may be free by now. */
            FREED,
            /** Nobody has taken it in time. */
            OVERFLOW,
            /** Whoever has it is away. */
            ABSENCE
        }
    }

    /**
     * Applies a macro: everything in it or nothing.
     *
     * @param macro macro key
     * @param version the version the caller has seen, null when it does not matter
     * @param comment what the caller made of the text the macro proposes: null leaves it, a blank one writes none
     * @param fields what its action asks for and the macro does not give, by field key
     */
    record Macro(
            Origin origin,
            TicketId ticket,
            String macro,
            @Nullable Integer version,
            @Nullable String comment,
            Map<String, @Nullable Object> fields)
            implements OnTicket {
        public Macro {
            origin = origin.by(macro);
            fields = bounded(fields);
        }

        /** With nothing but what is in it. */
        public Macro(
                Origin origin, TicketId ticket, String macro, @Nullable Integer version, @Nullable String comment) {
            this(origin, ticket, macro, version, comment, Map.of());
        }
    }

    /** What concerns a ticket's agenda and its links: what stands beside its fields, and contradicts nobody who edits them. */
    sealed interface Beside extends OnTicket {}

    /** @param other id or number of the ticket; @param kind what this ticket is to it */
    record LinkTo(Origin origin, TicketId ticket, String other, LinkKind kind) implements Beside {}

    record Unlink(Origin origin, TicketId ticket, Link link) implements Beside {}

    /** Promises the customer something. @param due until when */
    record Promise(Origin origin, TicketId ticket, String text, Instant due) implements Beside {
        public Promise {
            if (!isShort(text)) {
                throw new IllegalArgumentException("a promise has 1 to " + LONGEST_SHORT + " characters");
            }
            text = text.strip();
        }
    }

    /** Ends an entry of the agenda. @param comment why, null for nothing said */
    record Settle(
            Origin origin,
            TicketId ticket,
            UUID entry,
            How how,
            @Nullable String comment) implements Beside {
        public enum How {
            KEPT,
            BROKEN,
            WITHDRAW,
            APPROVE,
            REFUSE,
            APPLY,
            DISMISS;

            public static Optional<How> of(String wire) {
                return Arrays.stream(values())
                        .filter(how -> how.wire().equals(wire))
                        .findFirst();
            }

            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public Settle {
            if (comment != null && !isShort(comment)) {
                throw new IllegalArgumentException("a reason has 1 to " + LONGEST_SHORT + " characters");
            }
        }
    }

    /** What nobody commands but time and rules; refused to everybody else. */
    sealed interface OfRules extends Beside {}

    /** The time of an entry has come. @param remind whether only the time to remind of it has */
    record Due(Origin origin, TicketId ticket, UUID entry, boolean remind) implements OfRules {}

    /** The time of a clock of its service level has come, or what it is counted by has changed. */
    record ClocksDue(Origin origin, TicketId ticket) implements OfRules {}

    /** The history of the other of two tickets is told that they were linked, or are so no longer. */
    record LinkedBack(Origin origin, TicketId ticket, Link link, boolean linked, Cause by) implements OfRules {}

    /** Colleagues are told what a rule could not do. */
    record Note(Origin origin, TicketId ticket, String text, Cause.Rule by) implements OfRules {}

    /** The commands that concern an object record there is. */
    sealed interface OnObject extends OnTicket {
        /** Object type key: a record of another type is not found. */
        String type();
    }

    /**
     * Makes an object record or, when there is one of that name elsewhere, changes it: only the fields it names. One that
     * was taken away comes back.
     *
     * @param type object type key
     * @param external what it is called where it comes from, null when it is made here
     * @param mayExist whether one of that name may be changed; if not, it refuses this command
     * @param version the version the caller has seen of the one that is changed, null when it does not matter
     */
    record PutRecord(
            Origin origin,
            String type,
            @Nullable External external,
            boolean mayExist,
            @Nullable Integer version,
            Map<String, @Nullable Object> fields)
            implements Command {
        public PutRecord {
            fields = bounded(fields);
        }
    }

    /** @param version the version the caller has seen */
    record UpdateRecord(Origin origin, String type, TicketId ticket, int version, Map<String, @Nullable Object> fields)
            implements OnObject {
        public UpdateRecord {
            fields = bounded(fields);
        }
    }

    /** Takes an object record away; it can be brought back. @param version null when it does not matter */
    record DeleteRecord(
            Origin origin,
            String type,
            TicketId ticket,
            @Nullable Integer version) implements OnObject {}

    /** Brings back an object record that was taken away. */
    record RestoreRecord(Origin origin, String type, TicketId ticket) implements OnObject {}

    private static Map<String, @Nullable Object> bounded(Map<String, @Nullable Object> fields) {
        if (fields.size() > MOST_FIELDS) {
            throw new IllegalArgumentException("more than " + MOST_FIELDS + " fields");
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Whether {@code text} can be a comment: 1 to 20,000 characters that can be stored, beside spaces at its ends. */
    static boolean isComment(String text) {
        return isText(text, LONGEST_COMMENT);
    }

    /** The same for a promise and a reason. */
    static boolean isShort(String text) {
        return isText(text, LONGEST_SHORT);
    }

    private static boolean isText(String text, int longest) {
        String stripped = text.strip();
        return !stripped.isEmpty()
                && stripped.codePointCount(0, stripped.length()) <= longest
                && stripped.codePoints()
                        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static String said(String text) {
        if (!isShort(text)) {
            throw new IllegalArgumentException("a reason has 1 to " + LONGEST_SHORT + " characters");
        }
        return text.strip();
    }

    private static String written(String text) {
        if (!isComment(text)) {
            throw new IllegalArgumentException("a comment has 1 to " + LONGEST_COMMENT + " characters");
        }
        return text.strip();
    }
}
