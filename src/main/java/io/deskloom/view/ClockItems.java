package io.deskloom.view;

import io.deskloom.access.Redaction;
import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.sla.Policies;
import io.deskloom.sla.WorkingTime;
import io.deskloom.sla.WorkingTime.Span;
import io.deskloom.ticket.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A ticket's clocks as one reader may know them: none to who may not read internal notes. */
record ClockItems(Look look, Policies policies) {
    private static final int MOST_SPANS = 12;
    private static final int MOST_DAYS = 31;

    static List<ClockItem> of(
            Look look, MetadataSnapshot now, Function<ReleaseId, Optional<MetadataSnapshot>> releases) {
        if (look.ticket().clocks().isEmpty() || !Projector.may(look, Verb.READ_INTERNAL)) {
            return List.of();
        }
        ClockItems items = new ClockItems(look, new Policies(now, releases));
        return look.ticket().clocks().all().stream()
                .flatMap(c -> items.item(c).stream())
                .toList();
    }

    private Optional<ClockItem> item(Clock clock) {
        SlaDef policy = policies.of(clock).orElse(null);
        ClockDef def = policy == null ? null : policy.clock(clock.key()).orElse(null);
        if (def != null && !(isOpen(def.start()) && isOpen(def.stop()))) {
            // That there is one says what its conditions say.
            return Optional.empty();
        }
        SlaDef named = policy != null && isOpen(policy.when()) ? policy : null;
        WorkingTime calendar = policies.calendar(clock).orElse(null);
        Instant now = look.moment().now();
        Duration elapsed = clock.state() == Clock.State.RUNNING && calendar != null
                ? clock.elapsed().plus(calendar.between(clock.counted(), now))
                : clock.elapsed();
        CalendarDef days = calendar == null ? null : calendar.calendar();
        return Optional.of(new ClockItem(
                clock.key(),
                def == null ? Map.of("en", clock.key()) : label(def),
                def == null ? "custom" : def.kind().wire(),
                clock.wire(),
                named == null ? null : named.key(),
                named == null ? null : named.label().byLanguage(),
                clock.release().hash(),
                days == null ? null : days.key(),
                days == null ? null : days.label().byLanguage(),
                days == null ? null : days.zone().getId(),
                clock.since(),
                clock.target().toSeconds(),
                elapsed.toSeconds(),
                clock.isActive() ? clock.target().minus(elapsed).toSeconds() : null,
                clock.due(),
                clock.breached(),
                pausedBy(clock),
                policy == null ? null : reason(clock, policy),
                clock.ended(),
                calendar == null ? null : why(clock, calendar)));
    }

    /** A step is called as the ticket's own flow calls it: each type has its own. */
    private Map<String, String> label(ClockDef def) {
        String step = def.step();
        return (step == null ? def.label() : step(step).orElse(def.label())).byLanguage();
    }

    private Optional<Label> step(String id) {
        return look.pinned().flow().nodes().stream()
                .filter(n -> n.id().equals(id))
                .findFirst()
                .map(FlowDef.Node::label);
    }

    private static @Nullable String pausedBy(Clock clock) {
        String by = clock.pausedBy();
        return by == null || by.equals(Clock.BY_STEP) || by.equals(Clock.BY_STATUS) ? by : "reason";
    }

    private @Nullable Map<String, String> reason(Clock clock, SlaDef policy) {
        String by = clock.pausedBy();
        return switch (by) {
            case null -> null;
            case Clock.BY_STEP ->
                step(look.ticket().step()).map(Label::byLanguage).orElse(null);
            case Clock.BY_STATUS ->
                StatusCategory.ofCode(look.ticket().status()).label().byLanguage();
            default -> {
                int index = Integer.parseInt(by);
                SlaDef.Reason reason = index < policy.pause().when().size()
                        ? policy.pause().when().get(index)
                        : null;
                yield reason == null || !isOpen(reason.when())
                        ? null
                        : reason.reason().byLanguage();
            }
        };
    }

    private boolean isOpen(@Nullable Expr condition) {
        return condition == null || Redaction.isOpen(condition, look::isOpen);
    }

    private static ClockItem.@Nullable WhyDue why(Clock clock, WorkingTime calendar) {
        Instant due = clock.due();
        if (due == null || clock.state() != Clock.State.RUNNING) {
            return null;
        }
        List<Span> spans = calendar.spans(clock.counted(), due, MOST_SPANS + 1);
        boolean more = spans.size() > MOST_SPANS;
        return new ClockItem.WhyDue(
                clock.elapsed().toSeconds(),
                spans.stream()
                        .limit(MOST_SPANS)
                        .map(s -> new ClockItem.SpanView(
                                s.from(), s.to(), s.length().toSeconds()))
                        .toList(),
                more,
                days(calendar.calendar(), clock.counted(), due));
    }

    private static List<ClockItem.DayView> days(CalendarDef calendar, Instant from, Instant to) {
        ZoneId zone = calendar.zone();
        LocalDate first = from.atZone(zone).toLocalDate();
        LocalDate last = to.atZone(zone).toLocalDate();
        Map<LocalDate, ClockItem.DayView> days = new TreeMap<>();
        calendar.holidays().forEach((day, label) -> {
            if (!day.isBefore(first) && !day.isAfter(last)) {
                days.put(day, new ClockItem.DayView(day, label.byLanguage(), false));
            }
        });
        calendar.workdays().forEach((day, workday) -> {
            if (!day.isBefore(first) && !day.isAfter(last)) {
                Label label = workday.label();
                days.put(day, new ClockItem.DayView(day, label == null ? null : label.byLanguage(), true));
            }
        });
        return days.values().stream().limit(MOST_DAYS).toList();
    }
}
