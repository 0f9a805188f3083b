package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Dependents;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose derived fields a change concerns: what is enqueued by the same transaction. Pure. */
final class Followers {
    private Followers() {}

    /** @param depth how many computed changes this one follows */
    static List<Effect> of(MetadataSnapshot now, TicketTypeDef type, @Nullable Ticket before, Ticket after, int depth) {
        Dependents dependents = now.dependents();
        Set<Effect> effects = new LinkedHashSet<>();
        boolean was = before != null && before.deletedAt() == null;
        boolean is = after.deletedAt() == null;
        for (Dependents.Up up : dependents.up().getOrDefault(type.key(), List.of())) {
            boolean concerned = was != is
                    || (is
                            && (up.whole()
                                    || up.fields().stream()
                                            .anyMatch(f -> !value(before, f).equals(after.field(f)))));
            if (concerned) {
                List<TicketId> targets = new ArrayList<>(was ? FieldWrites.records(value(before, up.by())) : List.of());
                targets.addAll(is ? FieldWrites.records(after.field(up.by())) : List.of());
                targets.forEach(target -> effects.add(new Effect.Recompute(target, depth)));
            }
        }
        // A new record is looked up by nobody yet.
        for (Dependents.Back back :
                before == null ? List.<Dependents.Back>of() : dependents.back().getOrDefault(type.key(), List.of())) {
            if (was != is || !value(before, back.field()).equals(after.field(back.field()))) {
                effects.add(new Effect.Spread(
                        after.id(),
                        back.way().stream()
                                .map(hop -> new Effect.Hop(hop.type(), hop.lookup()))
                                .toList(),
                        null,
                        depth));
            }
        }
        if (before != null && !was && is && !type.derived().isEmpty()) {
            // Whoever was away has missed what happened meanwhile.
            effects.add(new Effect.Recompute(after.id(), depth));
        }
        return List.copyOf(effects);
    }

    private static Value value(@Nullable Ticket ticket, String field) {
        return ticket == null ? Value.NULL : ticket.field(field);
    }
}
