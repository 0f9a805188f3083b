package io.deskloom.notification;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something somebody was told.
 *
 * @param id follows from what it tells and whom, so that telling twice is telling once
 * @param to whose it is
 * @param ticket what it is about
 * @param rule id of the rule that had it told
 * @param label the rule's key as it was then
 * @param text in the reader's language, with what the reader could know of the ticket when it was told
 * @param readAt null while it is unread
 */
public record Notification(
        UUID id,
        AccountId to,
        TicketId ticket,
        String rule,
        String label,
        String text,
        Instant at,
        @Nullable Instant readAt) {}
