package io.deskloom.command;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.routing.Capacity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The claim pool: whoever is free takes the next ticket, and no two take the same. Absences hand on what is open. */
@ApplicationScoped
public class Pool {
    /** Tickets that are handed on at once. */
    public static final int AT_ONCE = 100;

    /** How long a ticket is kept for whoever is about to take it: much longer than taking takes. */
    private static final Duration OFFERED = Duration.ofSeconds(10);

    private static final int MOST_PAGES = 100;

    private final PoolStore store;
    private final Commands commands;
    private final Clock clock;

    Pool(PoolStore store, Commands commands, Clock clock) {
        this.store = store;
        this.commands = commands;
        this.clock = clock;
    }

    /**
     * Takes the first ticket that the caller may take.
     *
     * @param pages what the caller may see of the pool, in order: page 0, 1, …; an empty one is the end
     * @return empty when there is none
     */
    public Result<Optional<TicketId>> next(Actor actor, Origin origin, IntFunction<List<TicketId>> pages) {
        for (int page = 0; page < MOST_PAGES; page++) {
            List<TicketId> left = new ArrayList<>(pages.apply(page));
            if (left.isEmpty()) {
                return Result.ok(Optional.empty());
            }
            while (!left.isEmpty()) {
                Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                TicketId offered = store.offer(actor.tenant(), actor.account(), left, now, now.plus(OFFERED))
                        .orElse(null);
                if (offered == null) {
                    break;
                }
                Result<Done> taken = commands.handle(actor, new Command.Take(origin, offered));
                store.settled(actor.tenant(), offered);
                if (taken.isOk()) {
                    return Result.ok(Optional.of(offered));
                }
                if (taken instanceof Result.Refused<Done>(Rejection why)
                        && why.code().equals(Capacity.REACHED)) {
                    return Result.refused(why);
                }
                // Not this one: somebody has it, it has ended, or it is not the caller's to take.
                left.remove(offered);
            }
        }
        return Result.ok(Optional.empty());
    }

    /**
     * What came of handing on what somebody has.
     *
     * @param moved the tickets that have left them
     * @param left whether there are more
     */
    public record Moved(List<TicketId> moved, List<TicketId> refused, boolean left) {}

    /** Hands on what somebody has who is away: at most {@link #AT_ONCE}; called again while there are more. */
    public Moved handOn(Actor by, AccountId away, @Nullable AccountId substitute, Origin origin) {
        List<TicketId> held = store.heldBy(by.tenant(), away, AT_ONCE + 1);
        List<TicketId> moved = new ArrayList<>();
        List<TicketId> refused = new ArrayList<>();
        for (TicketId ticket : held.subList(0, Math.min(AT_ONCE, held.size()))) {
            Result<Done> done = commands.handle(
                    by, new Command.Reroute(origin, ticket, "", Command.Reroute.Why.ABSENCE, away, substitute));
            (done.isOk() ? moved : refused).add(ticket);
        }
        return new Moved(moved, refused, held.size() > AT_ONCE && !moved.isEmpty());
    }
}
