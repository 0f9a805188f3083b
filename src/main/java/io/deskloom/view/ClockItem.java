package io.deskloom.view;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A clock of a ticket's service level, as the caller may know it.
 *
 * @param key which clock; "step.inspect" of a step's
 * @param state breached is late, whether or not it has ended since
 * @param policy key of the service level; null when its condition rests on something the caller may not know
 * @param release the release the service level was taken from
 * @param calendar key of the calendar its time is counted by
 * @param since when what it counts began
 * @param target working seconds it has
 * @param elapsed working seconds that have gone
 * @param remaining working seconds left, less than none when it is late; null once it has ended
 * @param due when its time is over; null while it stands still and when the calendar never comes to it
 * @param breached when its time was over
 * @param pausedBy why it stands still: "step", "status" or "reason"
 * @param pauseReason what it waits for, by language; null when the caller may not know
 * @param ended when it ended
 * @param why how the deadline comes about; null while there is none
 */
@Schema(name = "ClockItem")
public record ClockItem(
        String key,
        Map<String, String> label,

        @Schema(enumeration = {"first_response", "next_response", "resolve", "step", "custom"})
        String kind,

        @Schema(enumeration = {"running", "paused", "met", "breached", "stopped"})
        String state,

        @Nullable String policy,
        @Nullable Map<String, String> policyLabel,
        String release,
        @Nullable String calendar,
        @Nullable Map<String, String> calendarLabel,
        @Nullable String zone,
        Instant since,
        long target,
        long elapsed,
        @Nullable Long remaining,
        @Nullable Instant due,
        @Nullable Instant breached,

        @Schema(enumeration = {"step", "status", "reason"}) @Nullable
        String pausedBy,

        @Nullable Map<String, String> pauseReason,
        @Nullable Instant ended,
        @Nullable WhyDue why) {

    /**
     * Why it is due then.
     *
     * @param before working seconds that had gone before what is counted here, by reason of a pause or another service level
     * @param spans the stretches of working time that are counted, the first of them
     * @param more whether there are more than these
     * @param closed holidays and workdays out of turn between the first and the last of them
     */
    @Schema(name = "WhyDue")
    public record WhyDue(long before, List<SpanView> spans, boolean more, List<DayView> closed) {}

    @Schema(name = "WorkingSpan")
    public record SpanView(Instant from, Instant to, long seconds) {}

    /** @param works whether it is worked, out of turn; else it is a holiday */
    @Schema(name = "CalendarDay")
    public record DayView(LocalDate date, @Nullable Map<String, String> label, boolean works) {}
}
