package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a ticket, as the caller may see it: sections of records out of reach are left out.
 *
 * @param sections in the order of the definition; empty when the type has no panel
 */
public record TicketContext(List<ContextSection> sections) {
    /**
     * Records of one type.
     *
     * @param show how it is drawn
     * @param type object or ticket type key
     * @param ofTickets whether they are tickets
     * @param fields the fields to show, in order
     * @param more whether there are more records than these
     */
    public record ContextSection(
            String key,
            Map<String, String> label,

            @Schema(enumeration = {"profile", "cards", "lines", "track", "bars"})
            String show,

            String type,
            String icon,
            boolean ofTickets,
            List<ContextField> fields,
            List<ContextRecord> records,
            boolean more) {}

    /** A field's name and what its values may be, to word them. */
    public record ContextField(String key, String kind, Map<String, String> label, TypeSchema.FieldSettings settings) {}

    /**
     * A record.
     *
     * @param title null when the caller may not read it
     * @param number of a ticket, null for other records
     * @param step of a ticket, likewise
     * @param status of a ticket, likewise
     * @param current whether the ticket is about this one
     * @param fields as in {@link TicketRow}, of the section's fields only
     * @param sections what belongs to it
     */
    public record ContextRecord(
            UUID id,
            @Nullable String title,
            @Nullable String number,
            @Nullable StepRef step,
            @Nullable String status,
            boolean current,
            Instant updatedAt,
            Map<String, @Nullable Object> fields,
            List<ContextSection> sections) {}
}
