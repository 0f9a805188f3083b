package io.deskloom.sla;

import io.deskloom.kernel.Label;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import io.deskloom.model.ServiceLevels;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.At;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.SlaDef.Kind;
import io.deskloom.model.SlaDef.Pause;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Clock.News;
import io.deskloom.ticket.Event;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Service levels for tests: the calendar "day" is open from 8 to 16 o'clock, every day. */
final class Levels {
    private Levels() {}

    static final Pause WAITING = new Pause(Set.of(), Set.of(StatusCategory.WAITING), List.of());

    static Instant at(String time) {
        return Instant.parse("2026-09-21T" + time + ":00Z");
    }

    static CalendarDef calendar(String key, String shift) {
        Map<DayOfWeek, List<Shift>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, List.of(Shift.of(shift)));
        }
        return new CalendarDef("cal_" + key, key, Label.of(key), ZoneId.of("UTC"), week, Map.of(), Map.of());
    }

    static ClockDef clock(Kind kind, String within, At... at) {
        return new ClockDef(
                kind, kind.wire(), Label.of(kind.wire()), null, Duration.parse(within), null, null, null, List.of(at));
    }

    static ClockDef step(String step, String within) {
        return new ClockDef(
                Kind.STEP, "step." + step, Label.of(step), step, Duration.parse(within), null, null, null, List.of());
    }

    static ClockDef custom(String start, @Nullable String stop) {
        return new ClockDef(
                Kind.CUSTOM,
                "own",
                Label.of("own"),
                null,
                Duration.ofHours(1),
                null,
                Played.when(start),
                stop == null ? null : Played.when(stop),
                List.of());
    }

    static SlaDef policy(String key, String when, Pause pause, ClockDef... clocks) {
        return new SlaDef(
                "sla_" + key,
                key,
                Label.of(key),
                List.of("enquiry"),
                "day",
                Played.when(when),
                key.equals("standard") ? 200 : 100,
                List.of(clocks),
                pause);
    }

    static ServiceLevels levels(SlaDef... policies) {
        Map<String, SlaDef> all = new LinkedHashMap<>();
        List.of(policies).stream().sorted(SlaDef.ORDER).forEach(p -> all.put(p.key(), p));
        return new ServiceLevels(
                new TreeMap<>(
                        Map.of("day", calendar("day", "08:00-16:00"), "always", calendar("always", "00:00-24:00"))),
                all);
    }

    static SlaDef standard(ClockDef... clocks) {
        return policy("standard", "true", WAITING, clocks);
    }

    static List<News> news(Played p, String key) {
        return p.events.stream()
                .filter(e -> e instanceof Event.ClockChanged c && c.to().key().equals(key))
                .map(e -> ((Event.ClockChanged) e).news())
                .toList();
    }
}
