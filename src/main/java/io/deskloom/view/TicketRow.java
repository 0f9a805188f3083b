package io.deskloom.view;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A ticket in a list.
 *
 * @param number as people read it, "RET-10422"
 * @param type ticket type key
 * @param title null when the caller may not read it
 * @param team team key
 * @param version grows with every change
 * @param slaDue when the first of its running clocks is over, past when it is late; null while none runs, to who may not know of clocks,
 *     and in lists whose columns do not ask for it
 * @param fields field key to value, for the fields the caller may read; {@code {"masked": "…"}} for those it may only
 *     see masked; fields it may not see are left out
 */
public record TicketRow(
        UUID id,
        String number,
        String type,
        @Nullable String title,
        StepRef step,

        @Schema(enumeration = {"new", "open", "waiting", "solved", "closed", "cancelled"})
        String status,

        @Schema(enumeration = {"low", "normal", "high", "urgent"})
        String priority,

        @Nullable Person assignee,
        @Nullable String team,
        Instant createdAt,
        Instant updatedAt,
        int version,
        Progress progress,
        @Nullable Instant slaDue,
        Map<String, @Nullable Object> fields) {}
