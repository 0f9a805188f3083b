package io.deskloom.view;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of the promises that were made in a period.
 *
 * @param from the first day, in the workspace's zone; @param to the last
 * @param target the rate that is aimed at, in percent
 * @param more whether there were more promises than were counted
 */
@Schema(name = "PromiseReport")
public record PromiseReport(
        LocalDate from,
        LocalDate to,
        int target,
        Figures all,
        List<Line> teams,
        List<Line> people,
        List<Line> types,
        boolean more) {
    /**
     * @param made all of them, those that were withdrawn included
     * @param kept in time
     * @param late kept, but when their time was over
     * @param open neither kept nor broken yet
     * @param rate kept in time of those that were kept or broken, in percent to a tenth; null when none was
     */
    @Schema(name = "PromiseFigures")
    public record Figures(
            int made,
            int kept,
            int late,
            int broken,
            int open,
            int withdrawn,
            @Nullable BigDecimal rate) {}

    /**
     * Of a team, somebody or a ticket type.
     *
     * @param key of a team or a type; null for what was no team's, and for people
     * @param id of somebody; null for what nobody had, and for teams and types
     * @param label by language; null for people
     * @param name of somebody, else null
     */
    @Schema(name = "PromiseLine")
    public record Line(
            @Nullable String key,
            @Nullable UUID id,
            @Nullable Map<String, String> label,
            @Nullable String name,
            Figures figures) {}
}
