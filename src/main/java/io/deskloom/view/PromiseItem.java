package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A promise that was made on some ticket.
 *
 * @param id of the entry of the ticket's agenda
 * @param text what was promised, by language; null when the caller may not read it, and when only the history knows it by now
 * @param due until when; @param ended when it was kept, broken or withdrawn; null while it is open
 * @param team key of the team it is, or was, of; @param person whose it is, or was
 */
@Schema(name = "PromiseItem")
public record PromiseItem(
        UUID id,
        OtherTicket ticket,
        @Nullable Map<String, String> text,

        @Schema(enumeration = {"kept", "late", "broken", "open", "withdrawn"})
        String outcome,

        Instant made,
        @Nullable Instant due,
        @Nullable Instant ended,
        @Nullable String team,
        @Nullable Person person) {
    /** @param next cursor of the next page, null on the last one */
    @Schema(name = "PromisePage")
    public record Page(List<PromiseItem> items, @Nullable String next) {}
}
