package io.deskloom.command;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.Snapshots;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives tickets that wait to whoever is free by now, the most urgent first. */
@ApplicationScoped
public class WaitingTickets implements TimerTask {
    private static final int AT_ONCE = 500;

    /** So many in a row for whom nobody is free, and nobody of that team is asked again until the next time. */
    private static final int MOST_MISSES = 20;

    private final PoolStore pool;
    private final Commands commands;
    private final Snapshots snapshots;

    WaitingTickets(PoolStore pool, Commands commands, Snapshots snapshots) {
        this.pool = pool;
        this.commands = commands;
        this.snapshots = snapshots;
    }

    @Override
    public String kind() {
        return "waiting-tickets";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofSeconds(30));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        List<PoolStore.Waiting> all = pool.waiting(tenant, AT_ONCE);
        if (all.isEmpty()) {
            // Mostly; and a workspace where nothing is published yet has no languages to ask for.
            return;
        }
        Actor time = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        // Where nobody is free for one ticket of a routing, somebody may be for one of another: skills differ.
        Set<String> hopeless = new HashSet<>();
        int misses = 0;
        for (PoolStore.Waiting waiting : all) {
            String place = waiting.team() + " " + waiting.routing();
            if (hopeless.contains(place)) {
                continue;
            }
            Result<Done> done = commands.handle(
                    time,
                    new Command.Reroute(
                            Origin.of(AgendaTimer.CHANNEL),
                            waiting.ticket(),
                            waiting.routing(),
                            Command.Reroute.Why.FREED,
                            null,
                            null),
                    now);
            switch (done) {
                case Result.Ok<Done>(Done.Now(var _, var event))
                when event == null -> {
                    misses++;
                    if (misses >= MOST_MISSES) {
                        hopeless.add(place);
                        misses = 0;
                    }
                }
                case Result.Ok<Done> _ -> misses = 0;
                case Result.Refused<Done>(Rejection _) -> {
                    // Somebody is at it, or it is gone: next time.
                }
            }
        }
    }
}
