package io.deskloom.view;

import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Another ticket, as far as the caller sees it.
 *
 * @param number what people read, such as RET-10422
 * @param step what its step is called, by language
 * @param title null when the caller may not read it
 */
public record OtherTicket(
        UUID id,
        String number,
        String type,
        @Nullable String title,

        @Schema(enumeration = {"new", "open", "waiting", "solved", "closed", "cancelled"})
        String status,

        Map<String, String> step) {}
