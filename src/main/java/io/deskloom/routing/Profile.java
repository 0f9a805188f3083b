package io.deskloom.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody can do.
 *
 * @param skills what they know, with how well, 1 to {@link #BEST}
 * @param schedule when they work; null for always
 */
public record Profile(
        Map<String, Integer> skills,
        Capacity capacity,
        Place place,
        @Nullable WeeklySchedule schedule) {
    public static final int BEST = 100;
    public static final int MOST_SKILLS = 200;
    public static final Profile NONE = new Profile(Map.of(), Capacity.UNLIMITED, Place.UNKNOWN, null);

    public Profile {
        skills = Map.copyOf(skills);
    }

    /** How well they know it; 0 for not at all. */
    public int knows(String skill) {
        return skills.getOrDefault(skill, 0);
    }
}
