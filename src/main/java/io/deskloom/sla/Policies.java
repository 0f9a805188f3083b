package io.deskloom.sla;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.SlaDef;
import io.deskloom.ticket.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * The service levels a decision is made with.
 *
 * @param now the release in force: what applies to a ticket, and every calendar
 * @param releases earlier ones, for the service levels of clocks that run
 */
public record Policies(MetadataSnapshot now, Function<ReleaseId, Optional<MetadataSnapshot>> releases) {
    /** The first that holds for a ticket of the type; empty when none does. */
    Optional<SlaDef> applying(String type, Facts facts) {
        return now.serviceLevels().of(type).stream()
                .filter(policy -> Evaluator.test(policy.when(), facts))
                .findFirst();
    }

    /** The one a clock runs on, as it was when the clock began. */
    public Optional<SlaDef> of(Clock clock) {
        return release(clock.release())
                .flatMap(r -> r.serviceLevels().policy(clock.policy()))
                // A release that is gone: what is called the same now is nearest to it.
                .or(() -> now.serviceLevels().policy(clock.policy()));
    }

    /** Calendars are current at once; one that is no longer there is read as it was. */
    Optional<WorkingTime> calendar(String key, ReleaseId pinned) {
        Optional<CalendarDef> current = now.serviceLevels().calendar(key);
        return current.or(() -> release(pinned).flatMap(r -> r.serviceLevels().calendar(key)))
                .map(WorkingTime::new);
    }

    /** What a clock's time is counted by; empty when neither it nor its policy can be found any more. */
    public Optional<WorkingTime> calendar(Clock clock) {
        return of(clock)
                .flatMap(policy ->
                        policy.clock(clock.key()).flatMap(def -> calendar(policy.calendarOf(def), clock.release())));
    }

    private Optional<MetadataSnapshot> release(ReleaseId id) {
        return id.equals(now.release()) ? Optional.of(now) : releases.apply(id);
    }
}
