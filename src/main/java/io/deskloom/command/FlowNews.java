package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState.Parent;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What other tickets' SOPs are to hear of a change. */
final class FlowNews {
    private FlowNews() {}

    static List<Effect> of(MetadataSnapshot now, @Nullable Ticket before, Ticket after) {
        List<Effect> news = new ArrayList<>(1);
        Parent parent = after.flow().parent();
        if (parent != null
                && (before == null
                        || before.status() != after.status()
                        || !before.fields().equals(after.fields()))) {
            news.add(new Effect.ChildMoved(after.id(), parent.ticket(), parent.node()));
        }
        boolean ended = before != null && isOpen(before) && !isOpen(after);
        if (ended && now.types().values().stream().anyMatch(type -> waitsForLinked(type.flow()))) {
            news.add(new Effect.LinkedEnded(after.id()));
        }
        return news;
    }

    private static boolean isOpen(Ticket ticket) {
        return StatusCategory.ofCode(ticket.status()).isOpen();
    }

    private static boolean waitsForLinked(FlowDef flow) {
        return flow.nodes().stream()
                .anyMatch(node -> node instanceof FlowDef.Wait wait && wait.until() instanceof FlowDef.For.Linked);
    }
}
