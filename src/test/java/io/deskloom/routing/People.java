package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People to choose among. */
final class People {
    static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    static final Wanted LEAST_LOAD = wanted(Strategy.LEAST_LOAD);

    private People() {}

    static AccountId id(int n) {
        return new AccountId(new UUID(0, n));
    }

    static Wanted wanted(Strategy strategy) {
        return new Wanted(
                strategy,
                List.of(),
                Place.UNKNOWN,
                "repair",
                "t_repair",
                "",
                Capacity.UNLIMITED,
                false,
                false,
                null,
                NOW);
    }

    static Wanted withSkills(Wanted w, String... skills) {
        return new Wanted(
                w.strategy(),
                List.of(skills),
                w.place(),
                w.type(),
                w.typeId(),
                w.channel(),
                w.otherwise(),
                w.workingHours(),
                w.presence(),
                w.last(),
                w.now());
    }

    static Wanted withCapacity(Wanted w, Capacity capacity, String channel) {
        return new Wanted(
                w.strategy(),
                w.skills(),
                w.place(),
                w.type(),
                w.typeId(),
                channel,
                capacity,
                w.workingHours(),
                w.presence(),
                w.last(),
                w.now());
    }

    static Wanted at(Wanted w, Place place) {
        return new Wanted(
                w.strategy(),
                w.skills(),
                place,
                w.type(),
                w.typeId(),
                w.channel(),
                w.otherwise(),
                w.workingHours(),
                w.presence(),
                w.last(),
                w.now());
    }

    static Wanted only(Wanted w, boolean workingHours, boolean presence) {
        return new Wanted(
                w.strategy(),
                w.skills(),
                w.place(),
                w.type(),
                w.typeId(),
                w.channel(),
                w.otherwise(),
                workingHours,
                presence,
                w.last(),
                w.now());
    }

    static Wanted after(Wanted w, @Nullable AccountId last) {
        return new Wanted(
                w.strategy(),
                w.skills(),
                w.place(),
                w.type(),
                w.typeId(),
                w.channel(),
                w.otherwise(),
                w.workingHours(),
                w.presence(),
                last,
                w.now());
    }

    static Candidate person(int n) {
        return new Candidate(id(n), Profile.NONE, List.of(), Presence.NEVER, Load.NONE, null);
    }

    static Candidate holding(int n, int held) {
        return with(person(n), new Load(Map.of(Load.ALL, held)));
    }

    static Candidate with(Candidate c, Load load) {
        return new Candidate(c.account(), c.profile(), c.absences(), c.presence(), load, c.given());
    }

    static Candidate with(Candidate c, Profile profile) {
        return new Candidate(c.account(), profile, c.absences(), c.presence(), c.load(), c.given());
    }

    static Candidate with(Candidate c, Presence presence) {
        return new Candidate(c.account(), c.profile(), c.absences(), presence, c.load(), c.given());
    }

    static Candidate with(Candidate c, Absence absence) {
        return new Candidate(c.account(), c.profile(), List.of(absence), c.presence(), c.load(), c.given());
    }

    static Candidate given(Candidate c, @Nullable Instant at) {
        return new Candidate(c.account(), c.profile(), c.absences(), c.presence(), c.load(), at);
    }

    static Profile knows(Map<String, Integer> skills) {
        return new Profile(skills, Capacity.UNLIMITED, Place.UNKNOWN, null);
    }

    static Profile holds(Capacity capacity) {
        return new Profile(Map.of(), capacity, Place.UNKNOWN, null);
    }

    static Profile in(Place place) {
        return new Profile(Map.of(), Capacity.UNLIMITED, place, null);
    }

    static Profile works(@Nullable WeeklySchedule schedule) {
        return new Profile(Map.of(), Capacity.UNLIMITED, Place.UNKNOWN, schedule);
    }
}
