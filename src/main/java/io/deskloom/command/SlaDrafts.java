package io.deskloom.command;

import io.deskloom.kernel.Moment;
import io.deskloom.model.RuleDef;
import io.deskloom.rules.RuleEngine;
import io.deskloom.sla.Policies;
import io.deskloom.sla.SlaClocks;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision's consequences for the clocks of a ticket's service level, and those of its time having come. Pure. */
final class SlaDrafts {
    /** Whose doing it is that clocks follow. */
    static final Cause CAUSE = new Cause.System("sla");

    private SlaDrafts() {}

    /** @param rule what is to be done now, null for nothing */
    record Due(SlaClocks.Change change, @Nullable RuleDef rule) {}

    /** With the clocks as they are after what was decided. */
    static Draft advanced(Draft draft) {
        Situation s = draft.situation();
        // A changed definition moves no time that is past: what was decided happened then.
        Moment moment = new Moment(draft.state().updatedAt(), s.moment().zone());
        Draft next = draft;
        for (SlaClocks.Change change : SlaClocks.advance(draft.state(), s.type(), policies(s), moment)) {
            next = next.clock(change.news(), change.to(), CAUSE);
        }
        return next;
    }

    /** What has become of the clocks because of the time it is, and what rules are to do about it. */
    static Consequences.Ruled elapsed(RuleEngine rules, RuleWatch watch, Situation s, Ticket ticket) {
        Moment moment = s.moment().now().isBefore(ticket.updatedAt())
                ? new Moment(ticket.updatedAt(), s.moment().zone())
                : s.moment();
        List<Due> due = new ArrayList<>();
        for (SlaClocks.Change change : SlaClocks.elapse(ticket, s.type(), policies(s), moment)) {
            due.add(new Due(change, rule(s, change)));
        }
        if (!due.isEmpty() || ticket.clocks().active().findAny().isEmpty()) {
            return Consequences.escalate(rules, watch, s, ticket, due);
        }
        // Nothing is due: whatever else has become of them, by another calendar for one.
        Draft draft = Draft.of(s, ticket);
        for (SlaClocks.Change change : SlaClocks.advance(ticket, s.type(), policies(s), moment)) {
            draft = draft.clock(change.news(), change.to(), CAUSE);
        }
        return new Consequences.Ruled(draft, null, List.of());
    }

    static Policies policies(Situation s) {
        return new Policies(s.now(), s.releases());
    }

    /** What the release in force says to do at that time; nothing when it says so no longer. */
    private static @Nullable RuleDef rule(Situation s, SlaClocks.Change change) {
        return change.rule() == null
                ? null
                : s.now().rules().stream()
                        .filter(r -> r.id().equals(change.rule()) && r.origin().pack() == null)
                        .findFirst()
                        .orElse(null);
    }
}
