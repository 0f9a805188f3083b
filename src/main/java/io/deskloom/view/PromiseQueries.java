package io.deskloom.view;

import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Promises across tickets, from the store: of those tickets only that the plans let through. */
public interface PromiseQueries {
    /** So many promises of a period are looked at, the newest first. */
    int MOST = 200_000;

    /** So many pairs of a team and a person of one type are told apart. */
    int MOST_GROUPS = 2_000;

    /** @param from included; @param to not included */
    record Period(Instant from, Instant to) {}

    /**
     * What became of the promises of some tickets.
     *
     * @param made all of them, those that were withdrawn included
     * @param kept in time; @param late kept when their time was over
     */
    record Figures(int made, int kept, int late, int broken, int open, int withdrawn) {
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);

        public Figures plus(Figures other) {
            return new Figures(
                    made + other.made,
                    kept + other.kept,
                    late + other.late,
                    broken + other.broken,
                    open + other.open,
                    withdrawn + other.withdrawn);
        }
    }

    /** @param type definition id; @param team whose it was, null for nobody's; @param person the same */
    record Group(
            String type, @Nullable String team, @Nullable AccountId person, Figures figures) {}

    /** @param more whether there were more than were looked at, or told apart */
    record Counted(List<Group> groups, boolean more) {}

    /** What became of the promises made in a period on the tickets of {@code plans}, one plan of a type. */
    Counted count(TenantId tenant, List<QueryPlan> plans, Period period);

    /** How a promise ended, or that it has not. */
    enum Outcome {
        KEPT,
        LATE,
        BROKEN,
        OPEN,
        WITHDRAWN
    }

    /**
     * @param outcomes those that are wanted
     * @param team only of this team, by key; null for all
     * @param person only of this one; null for all
     * @param nobody only those that were nobody's
     */
    record Wanted(
            Period period,
            Set<Outcome> outcomes,
            @Nullable String team,
            @Nullable AccountId person,
            boolean nobody) {
        public Wanted {
            outcomes = Set.copyOf(outcomes);
        }
    }

    record Row(
            UUID entry,
            TicketId ticket,
            Instant made,
            @Nullable Instant due,
            Outcome outcome,
            @Nullable Instant ended,
            @Nullable String team,
            @Nullable AccountId person) {}

    /** Those promises, the newest first. @param after the last one of the page before, null from the beginning */
    List<Row> find(TenantId tenant, List<QueryPlan> plans, Wanted wanted, @Nullable Position after, int most);

    record Position(Instant made, UUID entry) {}
}
