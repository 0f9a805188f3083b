package io.deskloom.view;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Names;
import io.deskloom.expr.Sentence;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.sla.WorkingTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Calendars and service levels of a release as administrators read them: conditions and what is to be done as sentences. */
public final class ServiceLevelViews {
    private ServiceLevelViews() {}

    /**
     * A calendar.
     *
     * @param week all seven days, Monday first
     * @param open whether it is open now
     * @param next when it opens next; null while it is open and when it never does again
     * @param usedBy keys of the service levels that count by it
     */
    @Schema(name = "Calendar")
    public record CalendarView(
            String key,
            Map<String, String> label,
            String zone,
            List<WeekdayView> week,
            List<HolidayView> holidays,
            List<WorkdayView> workdays,
            boolean open,
            @Nullable Instant next,
            List<String> usedBy) {}

    @Schema(name = "CalendarWeekday")
    public record WeekdayView(
            @Schema(enumeration = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
            String day,

            List<ShiftView> shifts) {}

    /** @param from minutes after midnight; @param to likewise, beyond 1440 on the next day */
    @Schema(name = "CalendarShift")
    public record ShiftView(int from, int to) {}

    @Schema(name = "CalendarHoliday")
    public record HolidayView(LocalDate date, Map<String, String> label) {}

    @Schema(name = "CalendarWorkday")
    public record WorkdayView(LocalDate date, @Nullable Map<String, String> label, List<ShiftView> shifts) {}

    /**
     * A service level.
     *
     * @param when its condition by language; null when it is for every ticket of its types
     */
    @Schema(name = "ServiceLevel")
    public record SlaView(
            String key,
            Map<String, String> label,
            List<TypeName> types,
            String calendar,
            int order,
            @Nullable Map<String, String> when,
            List<ClockView> clocks,
            List<PauseView> pauses) {}

    @Schema(name = "ServiceLevelType")
    public record TypeName(String key, Map<String, String> label) {}

    /**
     * @param within working seconds
     * @param calendar its own, null for the service level's
     * @param start of a custom clock, by language
     * @param stop likewise
     */
    @Schema(name = "ServiceLevelClock")
    public record ClockView(
            String key,
            Map<String, String> label,

            @Schema(enumeration = {"first_response", "next_response", "resolve", "step", "custom"})
            String kind,

            long within,
            @Nullable String calendar,
            @Nullable Map<String, String> start,
            @Nullable Map<String, String> stop,
            List<TimeView> at) {}

    /**
     * @param percent of its time; null for another kind of time
     * @param offset working seconds from the end of its time, less than none before it; null when it is a percentage
     * @param then what is to be done, by language
     */
    @Schema(name = "ServiceLevelTime")
    public record TimeView(
            @Nullable Integer percent, @Nullable Long offset, List<Map<String, String>> then) {}

    /** @param when its condition by language, null of a step and of a status */
    @Schema(name = "ServiceLevelPause")
    public record PauseView(
            @Schema(enumeration = {"step", "status", "reason"})
            String kind,

            Map<String, String> label,
            @Nullable Map<String, String> when) {}

    public static List<CalendarView> calendars(MetadataSnapshot release, Moment moment) {
        return release.serviceLevels().calendars().values().stream()
                .map(calendar -> calendar(calendar, release, moment.now()))
                .toList();
    }

    private static CalendarView calendar(CalendarDef calendar, MetadataSnapshot release, Instant now) {
        Instant next = new WorkingTime(calendar).nextOpening(now).orElse(null);
        boolean open = now.equals(next);
        return new CalendarView(
                calendar.key(),
                calendar.label().byLanguage(),
                calendar.zone().getId(),
                Stream.of(DayOfWeek.values())
                        .map(day -> new WeekdayView(
                                day.name().substring(0, 3).toLowerCase(java.util.Locale.ROOT),
                                shifts(calendar.week().getOrDefault(day, List.of()))))
                        .toList(),
                calendar.holidays().entrySet().stream()
                        .map(e -> new HolidayView(e.getKey(), e.getValue().byLanguage()))
                        .toList(),
                calendar.workdays().entrySet().stream()
                        .map(e -> new WorkdayView(
                                e.getKey(),
                                languages(e.getValue().label()),
                                shifts(e.getValue().shifts())))
                        .toList(),
                open,
                open ? null : next,
                release.serviceLevels().policies().values().stream()
                        .filter(p -> p.calendar().equals(calendar.key())
                                || p.clocks().stream()
                                        .anyMatch(c -> calendar.key().equals(c.calendar())))
                        .map(SlaDef::key)
                        .toList());
    }

    private static List<ShiftView> shifts(List<Shift> shifts) {
        return shifts.stream().map(s -> new ShiftView(s.from(), s.to())).toList();
    }

    private static @Nullable Map<String, String> languages(@Nullable Label label) {
        return label == null ? null : label.byLanguage();
    }

    /** In the order tickets ask them. */
    public static List<SlaView> policies(MetadataSnapshot release) {
        return release.serviceLevels().policies().values().stream()
                .map(policy -> policy(policy, release))
                .toList();
    }

    private static SlaView policy(SlaDef policy, MetadataSnapshot release) {
        List<TicketTypeDef> types = policy.types().stream()
                .map(release.types()::get)
                .filter(Objects::nonNull)
                .toList();
        TicketTypeDef first = types.getFirst();
        return new SlaView(
                policy.key(),
                policy.label().byLanguage(),
                types.stream()
                        .map(t -> new TypeName(t.key(), t.label().byLanguage()))
                        .toList(),
                policy.calendar(),
                policy.order(),
                policy.when() instanceof Expr.Literal ? null : said(policy.when(), first, release),
                policy.clocks().stream()
                        .map(c -> clock(policy, c, first, release))
                        .toList(),
                pauses(policy, types, release));
    }

    private static ClockView clock(SlaDef policy, ClockDef clock, TicketTypeDef type, MetadataSnapshot release) {
        Expr start = clock.start();
        Expr stop = clock.stop();
        return new ClockView(
                clock.key(),
                clock.label().byLanguage(),
                clock.kind().wire(),
                clock.within().toSeconds(),
                clock.calendar(),
                start == null ? null : said(start, type, release),
                stop == null ? null : said(stop, type, release),
                clock.at().stream()
                        .map(at -> time(policy, clock, at, type, release))
                        .toList());
    }

    private static TimeView time(
            SlaDef policy, ClockDef clock, SlaDef.At at, TicketTypeDef type, MetadataSnapshot release) {
        String id = policy.rule(type.key(), clock, at);
        RuleDef rule = release.rules().stream()
                .filter(r -> r.id().equals(id) && r.origin().pack() == null)
                .findFirst()
                .orElse(null);
        List<Map<String, String>> then =
                rule == null ? List.of() : RuleViews.view(rule, type, release).then();
        return switch (at) {
            case SlaDef.At.Percent(int percent) -> new TimeView(percent, null, then);
            case SlaDef.At.Before(var length) -> new TimeView(null, -length.toSeconds(), then);
            case SlaDef.At.After(var length) -> new TimeView(null, length.toSeconds(), then);
        };
    }

    private static List<PauseView> pauses(SlaDef policy, List<TicketTypeDef> types, MetadataSnapshot release) {
        Stream<PauseView> steps = policy.pause().steps().stream()
                .sorted()
                .map(step -> new PauseView(
                        "step",
                        types.stream()
                                .flatMap(t -> t.flow().nodes().stream())
                                .filter(n -> n.id().equals(step))
                                .map(FlowDef.Node::label)
                                .findFirst()
                                .orElse(Label.of(step))
                                .byLanguage(),
                        null));
        Stream<PauseView> statuses = policy.pause().statuses().stream()
                .sorted()
                .map(StatusCategory::label)
                .map(label -> new PauseView("status", label.byLanguage(), null));
        Stream<PauseView> reasons = policy.pause().when().stream()
                .map(r -> new PauseView("reason", r.reason().byLanguage(), said(r.when(), types.getFirst(), release)));
        return Stream.of(steps, statuses, reasons).flatMap(all -> all).toList();
    }

    private static Map<String, String> said(Expr condition, TicketTypeDef type, MetadataSnapshot release) {
        Names names = new TypeNames(type, release);
        return Map.of("en", Sentence.of(condition, names, "en"), "zh", Sentence.of(condition, names, "zh"));
    }
}
