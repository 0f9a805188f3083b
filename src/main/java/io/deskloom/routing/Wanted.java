package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for.
 *
 * @param skills what it takes: all of them, but for {@link Strategy#WEIGHTED_SKILL}, which takes whoever knows most of it
 * @param place where it is about
 * @param type ticket type key
 * @param typeId its definition id, which load is counted by
 * @param channel where the ticket came from
 * @param otherwise capacity of those who have none of their own
 * @param workingHours whether only who is on shift is given it
 * @param presence whether only who is online is given it
 * @param last who had the requester's ticket last, null for nobody
 */
public record Wanted(
        Strategy strategy,
        List<String> skills,
        Place place,
        String type,
        String typeId,
        String channel,
        Capacity otherwise,
        boolean workingHours,
        boolean presence,
        @Nullable AccountId last,
        Instant now) {
    public Wanted {
        skills = List.copyOf(skills);
    }
}
