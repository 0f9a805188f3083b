package io.deskloom.app;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Place;
import io.deskloom.routing.Profile;
import io.deskloom.routing.WeeklySchedule;
import io.deskloom.routing.WeeklySchedule.Shift;
import io.deskloom.staff.Staff;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo's people can do and when they work. What somebody has changed of it since stays. */
final class DemoStaff {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private DemoStaff() {}

    static void write(Staff staff, Tenant tenant, Actor agent, Actor supervisor, Actor warehouse, DemoSeed.Beat beat) {
        Shift morning = new Shift(LocalTime.of(9, 0), LocalTime.of(12, 30));
        Shift afternoon = new Shift(LocalTime.of(13, 30), LocalTime.of(18, 0));
        put(
                staff,
                tenant,
                agent,
                beat,
                new Profile(
                        Map.of("electric", 80, "kitchen", 70, "clothing", 40, "english", 60),
                        new Capacity(100, Map.of("complaint", 20), Map.of()),
                        new Place("east", null),
                        week(DayOfWeek.FRIDAY, morning, afternoon)));
        put(
                staff,
                tenant,
                supervisor,
                beat,
                new Profile(
                        Map.of("electric", 60, "english", 90),
                        Capacity.of(30),
                        new Place("east", null),
                        week(DayOfWeek.FRIDAY, new Shift(LocalTime.of(10, 0), LocalTime.of(19, 0)))));
        put(
                staff,
                tenant,
                warehouse,
                beat,
                new Profile(
                        Map.of("electric", 50, "packing", 90),
                        Capacity.of(60),
                        new Place("north", null),
                        week(DayOfWeek.SATURDAY, new Shift(LocalTime.of(8, 0), LocalTime.of(16, 30)))));
    }

    /** Monday to {@code last}. */
    private static WeeklySchedule week(DayOfWeek last, Shift... shifts) {
        return new WeeklySchedule(
                SHANGHAI,
                Stream.of(DayOfWeek.values())
                        .filter(day -> day.compareTo(last) <= 0)
                        .collect(Collectors.toMap(day -> day, _ -> List.of(shifts))));
    }

    private static void put(Staff staff, Tenant tenant, Actor who, DemoSeed.Beat beat, Profile profile) {
        beat.next();
        // Version 0 is nobody's yet: a start that goes on with the demo overwrites nothing.
        staff.change(tenant.id(), who.account(), profile, 0, tenant.createdAt());
    }
}
