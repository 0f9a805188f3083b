package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState.Parent;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What other tickets' SOPs are to hear of a change. */
final class FlowNews {
    private FlowNews() {}

    static List<Effect> of(@Nullable Ticket before, Ticket after) {
        List<Effect> news = new ArrayList<>(1);
        Parent parent = after.flow().parent();
        if (parent != null) {
            Set<String> fields = changed(before, after);
            if (before == null || before.status() != after.status() || !fields.isEmpty()) {
                news.add(new Effect.ChildMoved(after.id(), parent.ticket(), parent.branch(), parent.node(), fields));
            }
        }
        if (before != null && isOpen(before) && !isOpen(after)) {
            // Whoever waits may run on an earlier release: no definition of this one says that nobody does.
            news.add(new Effect.LinkedEnded(after.id()));
        }
        return news;
    }

    private static Set<String> changed(@Nullable Ticket before, Ticket after) {
        Set<String> ids = new HashSet<>(after.fields().keySet());
        if (before != null) {
            ids.addAll(before.fields().keySet());
            ids.removeIf(id -> before.field(id).equals(after.field(id)));
        }
        return ids;
    }

    private static boolean isOpen(Ticket ticket) {
        return StatusCategory.ofCode(ticket.status()).isOpen();
    }
}
