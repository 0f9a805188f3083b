package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something for the caller to do.
 *
 * @param id the same as long as it is to be done
 * @param kind a ticket one has, one of a ticket's several ways, or a request for one's answer
 * @param step what is to be done: the ticket's step, or that of the way
 * @param text what is asked, by language (approval); null when the caller may not read it
 * @param entry of the agenda (approval)
 * @param team whose it is, null for nobody's in particular
 * @param mine whether the caller has it already, and is not but one of those who may take it
 * @param due until when, null for no time in particular
 * @param since since when it is there
 */
@Schema(name = "WorkItem")
public record WorkItem(
        UUID id,

        @Schema(enumeration = {"ticket", "branch", "approval"})
        String kind,

        OtherTicket ticket,

        @Schema(enumeration = {"low", "normal", "high", "urgent"})
        String priority,

        StepRef step,
        @Nullable Map<String, String> text,
        @Nullable UUID entry,
        @Nullable String team,
        boolean mine,
        @Nullable Instant due,
        boolean overdue,
        Instant since) {

    /**
     * @param next cursor of the next page, null on the last one
     * @param count how many there are in all; @param more whether there are more than were looked at
     */
    @Schema(name = "WorkPage")
    public record Page(List<WorkItem> items, @Nullable String next, int count, boolean more) {}
}
