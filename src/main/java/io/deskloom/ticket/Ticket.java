package io.deskloom.ticket;

import io.deskloom.agenda.Agenda;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ticket's state, or an object record's, which is the same without a step: the fold of its events.
 *
 * @param type the ticket or object type's immutable definition id
 * @param number what people read, without the prefix
 * @param version grows by one with every command that changed it; 0 before creation
 * @param step flow node id, "" of an object record
 * @param status status category code (see {@code model.StatusCategory})
 * @param priority priority code (see {@code model.Priority})
 * @param team team key
 * @param flowRelease the release whose flow it runs on
 * @param createdBy the person who created it, null when a rule or a channel did
 * @param fields by field id; absent is null
 * @param path the newest {@link #LONGEST_PATH} steps entered, oldest first; empty in lists, which do not read it
 * @param external what an object record is called where it comes from, null when it was made here
 * @param deletedAt when an object record was taken away, null while it is there
 * @param waitingSince since when the requester has had no answer; null of an object record and when there is nothing to answer
 * @param answeredAt when the requester was answered first; null while nobody has
 * @param related what the records it looks up hold, by path ("order.paid"): the facts its type's definitions mention, given
 *     to it by {@link RelatedFacts}; never stored with it
 * @param agenda what is still to happen with it; empty in lists, which do not read it
 * @param flow what its SOP keeps beside its step; none in lists, which do not read it
 * @param clocks of its service level; empty in lists, which do not read them
 * @param channel by which it came: "web", "api", "import", "rule"; null of one made before that was kept
 */
public record Ticket(
        TicketId id,
        String type,
        long number,
        int version,
        String title,
        String step,
        int status,
        int priority,
        @Nullable AccountId assignee,
        @Nullable String team,
        @Nullable AccountId requester,
        @Nullable AccountId createdBy,
        ReleaseId flowRelease,
        Map<String, Value> fields,
        List<Visit> path,
        Instant createdAt,
        Instant updatedAt,
        @Nullable External external,
        @Nullable Instant deletedAt,
        @Nullable Instant waitingSince,
        @Nullable Instant answeredAt,
        Map<String, Value> related,
        Agenda agenda,
        FlowState flow,
        Clocks clocks,
        @Nullable String channel) {
    /** A flow may go in circles; what was before that many steps is in the history. */
    public static final int LONGEST_PATH = 100;

    public Ticket {
        // Copied, they would all be read.
        fields = fields instanceof StoredFields ? fields : Map.copyOf(fields);
        path = List.copyOf(path);
        related = Map.copyOf(related);
    }

    /** Of a ticket, which has no name elsewhere and is never taken away. */
    public Ticket(
            TicketId id,
            String type,
            long number,
            int version,
            String title,
            String step,
            int status,
            int priority,
            @Nullable AccountId assignee,
            @Nullable String team,
            @Nullable AccountId requester,
            @Nullable AccountId createdBy,
            ReleaseId flowRelease,
            Map<String, Value> fields,
            List<Visit> path,
            Instant createdAt,
            Instant updatedAt) {
        this(
                id,
                type,
                number,
                version,
                title,
                step,
                status,
                priority,
                assignee,
                team,
                requester,
                createdBy,
                flowRelease,
                fields,
                path,
                createdAt,
                updatedAt,
                null,
                null,
                null,
                null,
                Map.of(),
                Agenda.NONE,
                FlowState.NONE,
                Clocks.NONE,
                null);
    }

    /** With these facts of the records it looks up. */
    public Ticket with(Map<String, Value> facts) {
        return new Ticket(
                id,
                type,
                number,
                version,
                title,
                step,
                status,
                priority,
                assignee,
                team,
                requester,
                createdBy,
                flowRelease,
                fields,
                path,
                createdAt,
                updatedAt,
                external,
                deletedAt,
                waitingSince,
                answeredAt,
                facts,
                agenda,
                flow,
                clocks,
                channel);
    }

    /** The same, come by this channel. */
    public Ticket from(@Nullable String other) {
        return new Ticket(
                id,
                type,
                number,
                version,
                title,
                step,
                status,
                priority,
                assignee,
                team,
                requester,
                createdBy,
                flowRelease,
                fields,
                path,
                createdAt,
                updatedAt,
                external,
                deletedAt,
                waitingSince,
                answeredAt,
                related,
                agenda,
                flow,
                clocks,
                other);
    }

    /** With these values, by field id. */
    public Ticket withFields(Map<String, Value> values) {
        return new Ticket(
                id,
                type,
                number,
                version,
                title,
                step,
                status,
                priority,
                assignee,
                team,
                requester,
                createdBy,
                flowRelease,
                values,
                path,
                createdAt,
                updatedAt,
                external,
                deletedAt,
                waitingSince,
                answeredAt,
                related,
                agenda,
                flow,
                clocks,
                channel);
    }

    /** With this version: events alone do not say which of them went together. */
    public Ticket withVersion(int other) {
        return new Ticket(
                id,
                type,
                number,
                other,
                title,
                step,
                status,
                priority,
                assignee,
                team,
                requester,
                createdBy,
                flowRelease,
                fields,
                path,
                createdAt,
                updatedAt,
                external,
                deletedAt,
                waitingSince,
                answeredAt,
                related,
                agenda,
                flow,
                clocks,
                channel);
    }

    /** With these clocks. */
    public Ticket with(Clocks now) {
        return new Ticket(
                id,
                type,
                number,
                version,
                title,
                step,
                status,
                priority,
                assignee,
                team,
                requester,
                createdBy,
                flowRelease,
                fields,
                path,
                createdAt,
                updatedAt,
                external,
                deletedAt,
                waitingSince,
                answeredAt,
                related,
                agenda,
                flow,
                now,
                channel);
    }

    /** Every place it is in: one, unless it goes several ways at once. */
    public List<FlowState.At> places() {
        return flow.isForked()
                ? flow.leaves().stream()
                        .map(leaf -> new FlowState.At(leaf.id(), leaf.node(), leaf))
                        .toList()
                : List.of(new FlowState.At(
                        FlowState.MAIN, step, flow.branch(FlowState.MAIN).orElse(null)));
    }

    /** The same in another step: as it is for who works on one of several. */
    public Ticket at(String node) {
        return node.equals(step)
                ? this
                : new Ticket(
                        id,
                        type,
                        number,
                        version,
                        title,
                        node,
                        status,
                        priority,
                        assignee,
                        team,
                        requester,
                        createdBy,
                        flowRelease,
                        fields,
                        path,
                        createdAt,
                        updatedAt,
                        external,
                        deletedAt,
                        waitingSince,
                        answeredAt,
                        related,
                        agenda,
                        flow,
                        clocks,
                        channel);
    }

    /** The field's value, {@link Value#NULL} when absent. */
    public Value field(String id) {
        return fields.getOrDefault(id, Value.NULL);
    }
}
