package io.deskloom.store;

import io.deskloom.routing.Capacity;
import io.deskloom.routing.Place;
import io.deskloom.routing.Profile;
import io.deskloom.routing.WeeklySchedule;
import io.deskloom.routing.WeeklySchedule.Shift;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Profiles to and from {@code agent.profile}. */
final class ProfileJson {
    private ProfileJson() {}

    static String write(Profile profile) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("skills", new TreeMap<>(profile.skills()));
        Capacity capacity = profile.capacity();
        json.put("all", capacity.all());
        json.put("types", new TreeMap<>(capacity.types()));
        json.put("channels", new TreeMap<>(capacity.channels()));
        json.put("region", profile.place().region());
        Place.Point point = profile.place().point();
        json.put("point", point == null ? null : List.of(point.lat(), point.lon()));
        WeeklySchedule week = profile.schedule();
        if (week != null) {
            json.put("zone", week.zone().getId());
            Map<String, Object> days = new LinkedHashMap<>();
            week.shifts()
                    .forEach((day, shifts) -> days.put(
                            day.name().toLowerCase(Locale.ROOT),
                            shifts.stream()
                                    .map(s -> List.of(s.from().toString(), s.to().toString()))
                                    .toList()));
            json.put("week", days);
        }
        json.values().removeIf(Objects::isNull);
        return Json.write(json);
    }

    static Profile read(@Nullable String text) {
        if (text == null) {
            return Profile.NONE;
        }
        Map<String, @Nullable Object> json = Json.object(text);
        Place.Point point = json.get("point") instanceof List<?> at
                ? new Place.Point(((Number) at.get(0)).doubleValue(), ((Number) at.get(1)).doubleValue())
                : null;
        return new Profile(
                numbers(json.get("skills")),
                new Capacity(
                        json.get("all") instanceof Number all ? all.intValue() : null,
                        numbers(json.get("types")),
                        numbers(json.get("channels"))),
                new Place((String) json.get("region"), point),
                json.get("zone") instanceof String zone ? week(zone, json.get("week")) : null);
    }

    private static WeeklySchedule week(String zone, @Nullable Object days) {
        Map<DayOfWeek, List<Shift>> shifts = new EnumMap<>(DayOfWeek.class);
        if (days instanceof Map<?, ?> all) {
            all.forEach((day, of) -> {
                List<Shift> read = new ArrayList<>();
                for (Object shift : (List<?>) of) {
                    List<?> ends = (List<?>) shift;
                    read.add(new Shift(LocalTime.parse((String) ends.get(0)), LocalTime.parse((String) ends.get(1))));
                }
                shifts.put(DayOfWeek.valueOf(((String) day).toUpperCase(Locale.ROOT)), read);
            });
        }
        return new WeeklySchedule(ZoneId.of(zone), shifts);
    }

    private static Map<String, Integer> numbers(@Nullable Object json) {
        Map<String, Integer> all = new HashMap<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((key, n) -> all.put((String) key, ((Number) n).intValue()));
        }
        return all;
    }
}
