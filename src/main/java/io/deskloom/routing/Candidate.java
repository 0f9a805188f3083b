package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody a ticket could be given to, as they are now.
 *
 * @param absences those that are not over
 * @param given when they were last given a ticket by a routing, null for never
 */
public record Candidate(
        AccountId account,
        Profile profile,
        List<Absence> absences,
        Presence presence,
        Load load,
        @Nullable Instant given) {
    public Candidate {
        absences = List.copyOf(absences);
    }

    /** The same with one more ticket. */
    public Candidate with(Wanted one) {
        return new Candidate(
                account,
                profile,
                absences,
                presence,
                load.with(Load.ALL).with(Load.ofType(one.typeId())).with(Load.ofChannel(one.channel())),
                one.now());
    }
}
