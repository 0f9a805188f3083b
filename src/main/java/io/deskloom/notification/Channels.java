package io.deskloom.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one account wants to be told.
 *
 * @param inApp whether it is told in the application
 * @param mail whether it is told by mail, once it has an address that is its own
 * @param address where its mail goes; null while nobody has said
 * @param confirmedAt when whoever reads that address's mail said that it is his; null while nobody has
 * @param askedAt when that was asked last, null for never
 */
public record Channels(
        boolean inApp,
        boolean mail,
        @Nullable String address,
        @Nullable Instant confirmedAt,
        @Nullable Instant askedAt) {
    /** Of whoever has chosen nothing: the application tells, and nothing is mailed. */
    public static final Channels UNTOUCHED = new Channels(true, true, null, null, null);

    /** Where a mail may go now; null for nowhere. */
    public @Nullable String mailbox() {
        return mail && confirmedAt != null ? address : null;
    }
}
