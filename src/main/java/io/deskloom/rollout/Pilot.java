package io.deskloom.rollout;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A revision of a flow that is tried, or was, on some of the tickets that are made.
 *
 * @param type definition id
 * @param release whose flow it is
 * @param base the release that was in force when it began
 * @param team whoever makes a ticket is in it; null for a share of all tickets
 * @param share hundredths of a percent; null for a team
 */
public record Pilot(
        UUID id,
        String type,
        ReleaseId release,
        ReleaseId base,
        @Nullable String team,
        @Nullable Integer share,
        State state,
        AccountId by,
        Instant startedAt,
        @Nullable Instant endedAt) {
    /** All tickets, in hundredths of a percent. */
    public static final int WHOLE = 10_000;

    public enum State {
        RUNNING,
        ROLLED_OUT,
        STOPPED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static State of(String wire) {
            return Arrays.stream(values())
                    .filter(state -> state.wire().equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(wire));
        }
    }

    /** Whether a new ticket is one of those it is tried on. @param teams of whoever makes it */
    public boolean takes(TicketId ticket, Set<String> teams) {
        return team != null ? teams.contains(team) : share != null && place(ticket) < share;
    }

    /** Where a ticket stands among all of them, from 0 to {@link #WHOLE}: by its id alone, so that everybody says the same. */
    public static int place(TicketId ticket) {
        // The id of the same moment differ in few bits: mixed, each of them counts.
        long x = ticket.value().getMostSignificantBits() * 0x9E3779B97F4A7C15L
                ^ ticket.value().getLeastSignificantBits();
        x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return (int) Long.remainderUnsigned(x ^ x >>> 31, WHOLE);
    }
}
