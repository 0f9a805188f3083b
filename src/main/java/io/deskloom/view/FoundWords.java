package io.deskloom.view;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a list says of the words that were looked for in it.
 *
 * @param similar whether nothing holds the words as typed, and these hold words that are close to them
 * @param words in that case the words that were found instead, as far as these rows tell
 * @param gap null when nothing is missing
 * @param highlights by record id: where the words stand
 */
public record FoundWords(
        boolean similar,
        List<String> words,

        @Schema(
                enumeration = {"slow", "rebuilding"},
                description =
                        "why there may be more than is shown: looking took too long, or the index is being made anew")
        @Nullable
        String gap,

        Map<UUID, List<Highlight>> highlights) {
    static final String SLOW = "slow";
    static final String REBUILDING = "rebuilding";
}
