package io.deskloom.command;

import io.deskloom.effect.TimerChange;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.Timing;
import io.deskloom.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The timers a ticket's state asks for. Nothing looks for tickets whose time has come: each change of one sets its timers anew, in its
 * own transaction, and only those that are others than before.
 */
final class TicketTimers {
    /** Among a timer's details: the automation's id. */
    static final String RULE = "rule";

    /** The time its ticket asked for, which a repetition does not change. */
    static final String ASKED = "asked";

    /** How often it has fired for that time. */
    static final String FIRED = "fired";

    private static final Logger LOG = Logger.getLogger(TicketTimers.class);

    private TicketTimers() {}

    /** From those of one state to those of the next. @param before null for a new ticket */
    static List<TimerChange> changes(Situation s, @Nullable Ticket before, Ticket after) {
        if (automations(s).isEmpty()) {
            return List.of();
        }
        Map<UUID, TimerChange.Set> had = before == null ? Map.of() : wanted(s, before);
        Map<UUID, TimerChange.Set> has = wanted(s, after);
        List<TimerChange> changes = new ArrayList<>();
        had.keySet().stream().filter(id -> !has.containsKey(id)).forEach(id -> changes.add(new TimerChange.Clear(id)));
        has.values().stream().filter(set -> !set.equals(had.get(set.id()))).forEach(changes::add);
        return changes;
    }

    /** All that a state asks for, by id. */
    static Map<UUID, TimerChange.Set> wanted(Situation s, Ticket ticket) {
        Map<UUID, TimerChange.Set> all = new LinkedHashMap<>();
        if (ticket.deletedAt() == null) {
            automations(s).forEach(rule -> wanted(s, ticket, rule).ifPresent(set -> all.put(set.id(), set)));
        }
        return all;
    }

    /** The timer of one automation, empty while its condition does not hold or there is nothing to count from. */
    static Optional<TimerChange.Set> wanted(Situation s, Ticket ticket, RuleDef rule) {
        if (!(rule.timing() instanceof Timing.After timing)) {
            return Optional.empty();
        }
        Facts facts = s.facts(ticket);
        try {
            if (!Evaluator.test(rule.when(), facts)
                    || !(Evaluator.evaluate(timing.since(), facts) instanceof Value.Timestamp(Instant since))) {
                return Optional.empty();
            }
            Instant due = since.plus(timing.after());
            return Optional.of(new TimerChange.Set(
                    id(ticket, rule),
                    TicketTimerKinds.AUTOMATION,
                    Map.of(RULE, rule.id(), ASKED, due.toString()),
                    due));
        } catch (RuntimeException | StackOverflowError broken) {
            // No ticket is lost to an automation.
            LOG.errorf(broken, "automation %s cannot say when it is due", rule.key());
            return Optional.empty();
        }
    }

    private static List<RuleDef> automations(Situation s) {
        return s.now().automations().getOrDefault(s.type().key(), List.of());
    }

    /** One for a ticket and an automation. */
    private static UUID id(Ticket ticket, RuleDef rule) {
        return UUID.nameUUIDFromBytes((ticket.id() + "/" + rule.id()).getBytes(StandardCharsets.UTF_8));
    }
}
