package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was found of every type.
 *
 * @param groups one for each type that has anything, ticket types first
 * @param similar as in {@link FoundWords}
 * @param words as in {@link FoundWords}
 * @param gap as in {@link FoundWords}
 */
public record SearchAnswer(
        List<Group> groups,
        boolean similar,
        List<String> words,

        @Schema(
                enumeration = {"slow", "rebuilding"},
                description =
                        "why there may be more than is shown: looking took too long, or the index is being made anew")
        @Nullable
        String gap) {
    /**
     * @param type key of a ticket or object type
     * @param object whether it is an object type
     * @param items the last changed ones; a ticket of the very number that was typed comes first
     * @param count how many the list with the same words has
     */
    public record Group(String type, boolean object, List<Hit> items, TicketPage.Count count) {}

    /**
     * A ticket or an object record.
     *
     * @param number of a ticket, "RET-10422"; null for an object record
     * @param title null when the caller may not read it
     * @param step of a ticket
     * @param status of a ticket
     * @param priority of a ticket
     * @param externalId id of an object record elsewhere
     */
    public record Hit(
            UUID id,
            String type,
            @Nullable String number,
            @Nullable String title,
            @Nullable StepRef step,
            @Nullable String status,
            @Nullable String priority,
            @Nullable String externalId,
            Instant updatedAt,
            List<Highlight> highlights) {}
}
