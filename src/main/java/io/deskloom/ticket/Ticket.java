package io.deskloom.ticket;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ticket's state: the fold of its events.
 *
 * @param type the ticket type's immutable definition id
 * @param number what people read, without the prefix
 * @param version grows by one with every command that changed it; 0 before creation
 * @param step flow node id
 * @param status status category code (see {@code model.StatusCategory})
 * @param priority priority code (see {@code model.Priority})
 * @param team team key
 * @param flowRelease the release whose flow it runs on
 * @param createdBy the person who created it, null when a rule or a channel did
 * @param fields by field id; absent is null
 * @param path the newest {@link #LONGEST_PATH} steps entered, oldest first; empty in lists, which do not read it
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
        Instant updatedAt) {
    /** A flow may go in circles; what was before that many steps is in the history. */
    public static final int LONGEST_PATH = 100;

    public Ticket {
        fields = Map.copyOf(fields);
        path = List.copyOf(path);
    }

    /** The field's value, {@link Value#NULL} when absent. */
    public Value field(String id) {
        return fields.getOrDefault(id, Value.NULL);
    }
}
