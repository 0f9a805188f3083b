package io.deskloom.mail;

import io.deskloom.notification.MailAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail to one person.
 *
 * @param sender the name it comes from, one line
 * @param subject one line
 * @param id its Message-ID, without brackets: the same at every attempt
 * @param thread Message-ID of the thread it belongs to, null for none
 * @param stop where one click stops mails like it, null for nowhere
 */
public record Letter(
        MailAddress to,
        String sender,
        String subject,
        String id,
        @Nullable String thread,
        String html,
        String text,
        @Nullable String stop,
        String language,
        Instant at) {}
