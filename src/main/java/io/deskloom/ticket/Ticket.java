package io.deskloom.ticket;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
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
 * @param fields by field id; absent is null
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
        ReleaseId flowRelease,
        Map<String, Value> fields,
        Instant createdAt,
        Instant updatedAt) {
    public Ticket {
        fields = Map.copyOf(fields);
    }

    /** The field's value, {@link Value#NULL} when absent. */
    public Value field(String id) {
        return fields.getOrDefault(id, Value.NULL);
    }
}
