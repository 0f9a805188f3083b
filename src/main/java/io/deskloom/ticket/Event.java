package io.deskloom.ticket;

import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened to a ticket. The complete history; the row is only its fold. */
public sealed interface Event {
    Meta meta();

    /** The same as somebody else's doing. */
    default Event causedBy(Cause by) {
        Meta m = meta();
        Meta other = new Meta(m.id(), m.ticket(), m.at(), by, m.channel(), m.release());
        return switch (this) {
            case Created e ->
                new Created(
                        other,
                        e.type(),
                        e.number(),
                        e.title(),
                        e.priority(),
                        e.requester(),
                        e.flowRelease(),
                        e.fields(),
                        e.external());
            case FieldChanged e -> new FieldChanged(other, e.field(), e.from(), e.to());
            case PriorityChanged e -> new PriorityChanged(other, e.from(), e.to());
            case TeamChanged e -> new TeamChanged(other, e.from(), e.to());
            case AssigneeChanged e -> new AssigneeChanged(other, e.from(), e.to());
            case TitleChanged e -> new TitleChanged(other, e.from(), e.to());
            case StepEntered e -> new StepEntered(other, e.from(), e.to(), e.status(), e.action());
            case Commented e -> new Commented(other, e.internal(), e.text(), e.attachments());
            case FlowChanged e -> new FlowChanged(other, e.what(), e.node(), e.details(), e.to(), e.status());
            case Migrated e ->
                new Migrated(
                        other,
                        e.from(),
                        e.to(),
                        e.left(),
                        e.label(),
                        e.step(),
                        e.status(),
                        e.flow(),
                        e.path(),
                        e.back());
            case AgendaChanged e -> new AgendaChanged(other, e.from(), e.to());
            case ClockChanged e -> new ClockChanged(other, e.news(), e.to());
            case Routed e -> new Routed(other, e.how());
            case Linked e -> new Linked(other, e.link());
            case Unlinked e -> new Unlinked(other, e.link());
            case RulesRan e -> new RulesRan(other, e.on());
            case Deleted _ -> new Deleted(other);
            case Restored _ -> new Restored(other);
        };
    }

    /**
     * @param id UUIDv7; the order of events within a ticket
     * @param cause whose doing it was
     * @param channel where the command came from: "web", "api", "cli", "seed", "rule"
     * @param release the release it was decided on
     */
    record Meta(UUID id, TicketId ticket, Instant at, Cause cause, String channel, ReleaseId release) {}

    /** Who or which rule. */
    sealed interface Cause {
        /** @param macro key of the macro the person applied, null when done by hand */
        record Person(AccountId account, @Nullable String macro) implements Cause {
            public Person(AccountId account) {
                this(account, null);
            }
        }

        /** @param rule rule id; @param label its key, for people, as it was then */
        record Rule(
                String rule,
                String label,
                @Nullable String pack,
                @Nullable String packVersion) implements Cause {}

        /** The flow itself, entering a step. */
        record Flow(String node) implements Cause {}

        record System(String name) implements Cause {}
    }

    record Created(
            Meta meta,
            String type,
            long number,
            String title,
            int priority,
            @Nullable AccountId requester,
            ReleaseId flowRelease,
            Map<String, Value> fields,
            @Nullable External external)
            implements Event {
        /** Of what was made here. */
        public Created(
                Meta meta,
                String type,
                long number,
                String title,
                int priority,
                @Nullable AccountId requester,
                ReleaseId flowRelease,
                Map<String, Value> fields) {
            this(meta, type, number, title, priority, requester, flowRelease, fields, null);
        }
    }

    /** One field changed; both sides are values, {@link Value#NULL} for absent. */
    record FieldChanged(Meta meta, String field, Value from, Value to) implements Event {}

    record PriorityChanged(Meta meta, int from, int to) implements Event {}

    record TeamChanged(
            Meta meta, @Nullable String from, @Nullable String to) implements Event {}

    record AssigneeChanged(
            Meta meta, @Nullable AccountId from, @Nullable AccountId to) implements Event {}

    record TitleChanged(Meta meta, String from, String to) implements Event {}

    /**
     * A step was entered.
     *
     * @param from node id left, null at creation
     * @param action the action taken, null when no person acted
     */
    record StepEntered(
            Meta meta,
            @Nullable String from,
            String to,
            int status,
            @Nullable String action) implements Event {}

    /**
     * @param internal whether only roles that may read internal notes see it
     * @param text empty when there are only attachments
     * @param attachments ids of the files sent with it
     */
    record Commented(Meta meta, boolean internal, String text, List<UUID> attachments) implements Event {
        public Commented {
            attachments = List.copyOf(attachments);
        }

        public Commented(Meta meta, boolean internal, String text) {
            this(meta, internal, text, List.of());
        }
    }

    /**
     * Its SOP has gone on beside the step it is in.
     *
     * @param what happened, as a code: "forked", "entered", "held" …
     * @param node where
     * @param details what to know of it beside, by name; never a value of a field
     * @param to as it is now
     * @param status category code it has now
     */
    record FlowChanged(Meta meta, String what, String node, Map<String, String> details, FlowState to, int status)
            implements Event {
        public FlowChanged {
            details = Map.copyOf(details);
        }
    }

    /**
     * It goes on in another revision of its flow.
     *
     * @param from the release whose flow it ran on; @param to the one it runs on now
     * @param left node id of the step it was in there; @param label what that was called
     * @param step node id of the step it is in now; @param status category code it has now
     * @param path node ids of the steps it has entered, oldest first, as the other revision knows them
     * @param back whether that takes back an earlier one
     */
    record Migrated(
            Meta meta,
            ReleaseId from,
            ReleaseId to,
            String left,
            Label label,
            String step,
            int status,
            FlowState flow,
            List<String> path,
            boolean back)
            implements Event {
        public Migrated {
            path = List.copyOf(path);
        }
    }

    /** An entry of the agenda as it was, null for a new one, and as it is now. */
    record AgendaChanged(Meta meta, @Nullable Entry from, Entry to) implements Event {}

    /** A clock of the ticket's service level as it is now, and what happened to it. */
    record ClockChanged(Meta meta, Clock.News news, Clock to) implements Event {}
    /** A routing said whose it is, or somebody took it; what came of it follows. */
    record Routed(Meta meta, io.deskloom.routing.Routed how) implements Event {}

    /** The ticket was linked with another; the other's history says so, too. */
    record Linked(Meta meta, Link link) implements Event {}

    record Unlinked(Meta meta, Link link) implements Event {}
    /**
     * Rules were asked apart from any change: once one was saved, or because time had passed. Their decision is with it, and what
     * they changed follows it.
     *
     * @param on what they were asked about, as rules call it
     */
    record RulesRan(Meta meta, String on) implements Event {}

    /** An object record was taken away; it can be brought back. */
    record Deleted(Meta meta) implements Event {}

    record Restored(Meta meta) implements Event {}
}
