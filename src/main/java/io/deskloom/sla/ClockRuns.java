package io.deskloom.sla;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.SlaDef.Pause;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a ticket's state says of a clock: whether it is to run, since when, and what it waits for. */
final class ClockRuns {
    private ClockRuns() {}

    /**
     * Since when the clock is to run; empty when it is not to. Of a ticket that is there: one that was deleted has no service level.
     *
     * @param there the clock as it is, null for none
     */
    static Optional<Instant> since(ClockDef def, Ticket t, @Nullable Clock there, Facts facts, Instant now) {
        if (!StatusCategory.ofCode(t.status()).isOpen()) {
            return Optional.empty();
        }
        return switch (def.kind()) {
            case FIRST_RESPONSE ->
                t.requester() == null || t.answeredAt() != null ? Optional.empty() : Optional.of(t.createdAt());
            case NEXT_RESPONSE -> t.answeredAt() == null ? Optional.empty() : Optional.ofNullable(t.waitingSince());
            case RESOLVE -> Optional.of(t.createdAt());
            case STEP ->
                t.step().equals(def.step()) && !t.path().isEmpty()
                        ? Optional.of(t.path().getLast().at())
                        : Optional.empty();
            case CUSTOM -> {
                boolean runs = def.start() != null
                        && Evaluator.test(def.start(), facts)
                        && (def.stop() == null || !Evaluator.test(def.stop(), facts));
                yield !runs ? Optional.empty() : Optional.of(there != null && there.isActive() ? there.since() : now);
            }
        };
    }

    /** Whether what it waited for has happened, of a clock that is not to run any more. */
    static boolean isMet(ClockDef def, Ticket t) {
        StatusCategory status = StatusCategory.ofCode(t.status());
        return switch (def.kind()) {
            case FIRST_RESPONSE -> t.answeredAt() != null;
            // Whoever solves a ticket has given the last answer there is.
            case NEXT_RESPONSE -> status.isOpen() || status == StatusCategory.SOLVED;
            case RESOLVE, STEP -> status != StatusCategory.CANCELLED;
            case CUSTOM -> status.isOpen();
        };
    }

    /** Why its clocks stand still, null when they do not. */
    static @Nullable String pausedBy(SlaDef policy, Ticket t, Facts facts) {
        Pause pause = policy.pause();
        if (pause.steps().contains(t.step())) {
            return Clock.BY_STEP;
        }
        if (pause.statuses().contains(StatusCategory.ofCode(t.status()))) {
            return Clock.BY_STATUS;
        }
        for (int i = 0; i < pause.when().size(); i++) {
            if (Evaluator.test(pause.when().get(i).when(), facts)) {
                return Integer.toString(i);
            }
        }
        return null;
    }
}
