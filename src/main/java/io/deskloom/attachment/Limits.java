package io.deskloom.attachment;

import java.time.Duration;

/**
 * How much may be uploaded.
 *
 * @param file bytes of one file
 * @param ticketFiles files of one ticket, those of its comments included
 * @param ticketBytes bytes of one ticket's files
 * @param tenantBytes bytes a workspace stores; each content counts once
 * @param pendingFiles files one person may have uploaded and not used yet
 * @param uploadsAtOnce uploads one person may have running on one node
 * @param uploadTime how long one upload may take
 * @param unused how long an uploaded file waits to be used
 * @param removed how long a file that was taken out of a field is kept, for undoing and for the history
 * @param pixels largest image that is decoded, width times height
 */
public record Limits(
        long file,
        int ticketFiles,
        long ticketBytes,
        long tenantBytes,
        int pendingFiles,
        int uploadsAtOnce,
        Duration uploadTime,
        Duration unused,
        Duration removed,
        long pixels) {
    /** The limits unless an operator says otherwise. */
    public static final Limits DEFAULT = new Limits(
            100L << 20,
            200,
            1L << 30,
            20L << 30,
            100,
            4,
            Duration.ofMinutes(15),
            Duration.ofHours(24),
            Duration.ofDays(30),
            50_000_000);
}
