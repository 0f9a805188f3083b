package io.deskloom.rollout;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan would come to; nothing is written for it.
 *
 * @param moves how many tickets would be moved; {@code stays} how many would stay
 * @param unseen how many that go several ways were not looked at: they are too many to look at one by one
 */
public record Preview(List<Group> groups, long moves, long stays, long unseen) {
    public Preview {
        groups = List.copyOf(groups);
    }

    /**
     * Tickets of one release in one step of which the same would become.
     *
     * @param step node id of the old revision; {@code to} of the other, null when they stay
     * @param reason why they stay, as a code; null when they are moved
     * @param node because of what they stay
     * @param anew whether something is begun anew for them
     * @param some a few of them
     */
    public record Group(
            ReleaseId release,
            String step,
            @Nullable String to,
            @Nullable String reason,
            @Nullable String node,
            boolean anew,
            long tickets,
            List<TicketId> some) {
        public Group {
            some = List.copyOf(some);
        }
    }
}
