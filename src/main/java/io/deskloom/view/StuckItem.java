package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What cannot go on by itself.
 *
 * @param ticket null when the caller does not see it
 * @param branch which of its ways, 0 for the main one
 * @param step where it is; null when the caller does not see it
 * @param code why, for translations; @param detail what it is about
 * @param since since when
 * @param repair what the caller may do about it
 * @param entry the request nobody can answer (of the agenda), null for others
 * @param nobody who is asked, and is nobody who could answer; empty for others
 * @param tasks where it can be moved to
 */
@Schema(name = "StuckItem")
public record StuckItem(
        @Nullable OtherTicket ticket,
        int branch,
        @Nullable StepRef step,
        String code,
        @Nullable String detail,
        Instant since,
        List<TicketFlow.FlowRepair> repair,
        @Nullable UUID entry,
        List<AgendaItem.ApproverView> nobody,
        List<StepRef> tasks) {

    /**
     * @param items lines that cannot go on, the oldest first; @param next cursor of the next page, null on the last one
     * @param unanswerable requests nobody can answer, the oldest first; on the first page only
     */
    @Schema(name = "StuckPage")
    public record Page(List<StuckItem> items, @Nullable String next, List<StuckItem> unanswerable) {}
}
