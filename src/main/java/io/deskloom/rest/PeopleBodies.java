package io.deskloom.rest;

import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Place;
import io.deskloom.routing.Profile;
import io.deskloom.routing.WeeklySchedule;
import io.deskloom.routing.WeeklySchedule.Shift;
import io.deskloom.staff.StaffStore;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is written and answered about people's skills and schedules. */
final class PeopleBodies {
    private static final int LONGEST_NAME = 100;
    private static final Pattern CLOCK = Pattern.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00");

    private PeopleBodies() {}

    /** @param to "24:00" is midnight; one not after {@code from} is on the next day */
    @Schema(name = "Shift")
    record ShiftBody(@Nullable String from, @Nullable String to) {}

    /**
     * @param skills what they know, with how well, 1 to 100
     * @param capacity how many open tickets they can hold; null for no limit of their own
     * @param capacityByType by ticket type key
     * @param capacityByChannel by where tickets come from
     * @param zone null when they have no schedule: then they always work
     * @param week shifts by day ("monday")
     * @param version the one that was changed; 0 for a profile nobody has written yet
     */
    @Schema(name = "StaffProfile")
    record ProfileBody(
            @Nullable Map<String, Integer> skills,
            @Nullable Integer capacity,
            @Nullable Map<String, Integer> capacityByType,
            @Nullable Map<String, Integer> capacityByChannel,
            @Nullable String region,
            @Nullable Double lat,
            @Nullable Double lon,
            @Nullable String zone,
            @Nullable Map<String, List<ShiftBody>> week,
            @Nullable Integer version) {
        static ProfileBody of(StaffStore.Kept kept) {
            Profile p = kept.profile();
            Place.Point point = p.place().point();
            WeeklySchedule week = p.schedule();
            Map<String, List<ShiftBody>> days = new TreeMap<>();
            if (week != null) {
                week.shifts()
                        .forEach((day, shifts) -> days.put(
                                day.name().toLowerCase(Locale.ROOT),
                                shifts.stream()
                                        .map(s -> new ShiftBody(
                                                s.from().toString(),
                                                s.to().equals(LocalTime.MIDNIGHT) ? "24:00" : s.to().toString()))
                                        .toList()));
            }
            return new ProfileBody(
                    new TreeMap<>(p.skills()),
                    p.capacity().all(),
                    new TreeMap<>(p.capacity().types()),
                    new TreeMap<>(p.capacity().channels()),
                    p.place().region(),
                    point == null ? null : point.lat(),
                    point == null ? null : point.lon(),
                    week == null ? null : week.zone().getId(),
                    week == null ? null : days,
                    kept.version());
        }

        /** @throws RefusedException with all that is wrong */
        Profile read(MetadataSnapshot metadata) {
            Problems problems = new Problems();
            Map<String, Integer> known = skills == null ? Map.of() : skills;
            if (known.size() > Profile.MOST_SKILLS) {
                problems.add("/skills", "staff.many-skills", "Nobody has more than 200 skills.");
            }
            known.forEach((skill, weight) -> {
                if (!isName(skill) || weight == null || weight < 1 || weight > Profile.BEST) {
                    problems.add(
                            pointer("/skills", skill),
                            "staff.skill",
                            "A skill has a name of 1 to 100 characters and a weight from 1 to 100.");
                }
            });
            most("/capacity", capacity, problems);
            Map<String, Integer> types = limits("/capacityByType", capacityByType, problems);
            types.keySet().stream()
                    .filter(type -> !metadata.types().containsKey(type))
                    .forEach(type -> problems.add(
                            pointer("/capacityByType", type), "type.unknown", "There is no such ticket type."));
            Map<String, Integer> channels = limits("/capacityByChannel", capacityByChannel, problems);
            String where = region == null || region.isBlank() ? null : region.strip();
            if (where != null && !isName(where)) {
                problems.add("/region", "staff.region", "A region has 1 to 100 characters.");
            }
            Place.Point point = point(problems);
            WeeklySchedule schedule = schedule(problems);
            if (version == null || version < 0) {
                problems.add("/version", "field.required", "This must be given.");
            }
            if (!problems.isEmpty()) {
                throw RefusedException.of(Rejection.invalid(problems.list()));
            }
            return new Profile(known, new Capacity(capacity, types, channels), new Place(where, point), schedule);
        }

        private Place.@Nullable Point point(Problems problems) {
            if (lat == null && lon == null) {
                return null;
            }
            if (lat == null || lon == null || !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
                problems.add(
                        "/lat", "staff.point", "Latitude (-90 to 90) and longitude (-180 to 180) belong together.");
                return null;
            }
            return new Place.Point(lat, lon);
        }

        private @Nullable WeeklySchedule schedule(Problems problems) {
            if (zone == null || zone.isBlank()) {
                if (week != null && !week.isEmpty()) {
                    problems.add("/zone", "staff.zone", "A schedule needs a time zone, such as Asia/Shanghai.");
                }
                return null;
            }
            ZoneId id = zone(problems);
            Map<DayOfWeek, List<Shift>> days = new EnumMap<>(DayOfWeek.class);
            (week == null ? Map.<String, List<ShiftBody>>of() : week).forEach((name, shifts) -> {
                Optional<DayOfWeek> day = Stream.of(DayOfWeek.values())
                        .filter(d -> d.name().toLowerCase(Locale.ROOT).equals(name))
                        .findFirst();
                if (day.isEmpty() || shifts == null || shifts.size() > WeeklySchedule.MOST_SHIFTS) {
                    problems.add(
                            pointer("/week", name), "staff.day", "Days are monday to sunday, with at most six shifts.");
                } else {
                    days.put(day.get(), shifts(name, shifts, problems));
                }
            });
            return id == null ? null : new WeeklySchedule(id, days);
        }

        private @Nullable ZoneId zone(Problems problems) {
            try {
                return ZoneId.of(zone);
            } catch (DateTimeException e) {
                problems.add("/zone", "staff.zone", "A schedule needs a time zone, such as Asia/Shanghai.");
                return null;
            }
        }

        private static List<Shift> shifts(String day, List<ShiftBody> shifts, Problems problems) {
            List<Shift> all = new ArrayList<>();
            for (int i = 0; i < shifts.size(); i++) {
                ShiftBody shift = shifts.get(i);
                LocalTime from = shift == null ? null : time(shift.from());
                LocalTime to = shift == null ? null : time(shift.to());
                if (from == null || to == null || from.equals(to)) {
                    problems.add(
                            pointer("/week", day) + "/" + i,
                            "staff.shift",
                            "A shift goes from one time to another, such as 09:00 to 18:00.");
                } else {
                    all.add(new Shift(from, to));
                }
            }
            return all;
        }

        private static @Nullable LocalTime time(@Nullable String text) {
            if (text == null || !CLOCK.matcher(text).matches()) {
                return null;
            }
            return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
        }

        private static Map<String, Integer> limits(String at, @Nullable Map<String, Integer> given, Problems problems) {
            Map<String, Integer> all = given == null ? Map.of() : given;
            if (all.size() > 50 || all.keySet().stream().anyMatch(k -> !isName(k))) {
                problems.add(at, "staff.limits", "At most 50 limits, each with a name of 1 to 100 characters.");
                return Map.of();
            }
            Map<String, Integer> read = new TreeMap<>();
            all.forEach((what, most) -> {
                if (most == null) {
                    problems.add(pointer(at, what), "staff.capacity", "A capacity is a whole number from 0 to 10,000.");
                } else {
                    most(pointer(at, what), most, problems);
                    read.put(what, most);
                }
            });
            return read;
        }

        private static void most(String at, @Nullable Integer most, Problems problems) {
            if (most != null && (most < 0 || most > Capacity.MOST)) {
                problems.add(at, "staff.capacity", "A capacity is a whole number from 0 to 10,000.");
            }
        }

        private static boolean isName(String text) {
            return !text.isBlank()
                    && text.length() <= LONGEST_NAME
                    && text.codePoints()
                            .noneMatch(c -> c < ' ' || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }

        private static String pointer(String at, String key) {
            return at + "/" + key.replace("~", "~0").replace("/", "~1");
        }
    }

    /** @param substitute account id of who takes over, null for whoever is chosen */
    @Schema(name = "Absence")
    record AbsenceBody(
            UUID id, Instant from, Instant to, @Nullable UUID substitute, String note) {
        static AbsenceBody of(Absence a) {
            return new AbsenceBody(
                    a.id(),
                    a.from(),
                    a.to(),
                    a.substitute() == null ? null : a.substitute().value(),
                    a.note());
        }
    }

    @Schema(name = "NewAbsence")
    record NewAbsence(
            @Schema(required = true) @Nullable Instant from,
            @Schema(required = true) @Nullable Instant to,
            @Nullable UUID substitute,
            @Nullable String note) {}

    /**
     * @param absentUntil null when they are not absent now
     * @param load how many open tickets they hold
     * @param capacity null for no limit of their own
     */
    @Schema(name = "StaffMember")
    record MemberBody(
            UUID id,
            String login,
            String name,
            List<String> teams,

            @Schema(enumeration = {"online", "busy", "away", "offline"})
            String presence,

            boolean onShift,
            @Nullable Instant absentUntil,
            int load,
            @Nullable Integer capacity,
            Map<String, Integer> skills) {
        static MemberBody of(io.deskloom.identity.Account account, Candidate c, Instant now) {
            WeeklySchedule week = c.profile().schedule();
            return new MemberBody(
                    account.id().value(),
                    account.login(),
                    account.name(),
                    account.teams().stream().sorted().toList(),
                    c.presence().at(now).wire(),
                    week == null || week.isOn(now),
                    c.absences().stream()
                            .filter(a -> a.covers(now))
                            .map(Absence::to)
                            .findFirst()
                            .orElse(null),
                    c.load().all(),
                    c.profile().capacity().all(),
                    new TreeMap<>(c.profile().skills()));
        }
    }

    /** @param substitute account id of who takes over; null for the absence's, or whoever is chosen */
    @Schema(name = "HandOn")
    record HandOnBody(@Nullable UUID substitute) {}

    /**
     * @param moved tickets that have left them
     * @param refused tickets the caller may not hand on
     * @param left whether there are more: ask again
     */
    @Schema(name = "HandedOn")
    record HandedOn(List<UUID> moved, List<UUID> refused, boolean left) {}
}
