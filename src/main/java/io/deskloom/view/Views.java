package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.ViewDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Saved lists: they run as whoever looks, and sharing one grants nothing. */
@ApplicationScoped
public class Views {
    private final Planner planner;
    private final TicketReads tickets;

    Views(Planner planner, TicketReads tickets) {
        this.planner = planner;
        this.tickets = tickets;
    }

    /**
     * The lists this actor is offered and could be answered, in the workspace's order.
     *
     * @param counted whether to say how many tickets each has
     */
    public List<ViewItem> list(Actor actor, MetadataSnapshot metadata, boolean counted, Moment moment) {
        List<ViewDef> offered = metadata.views().values().stream()
                .filter(v -> planner.usable(actor, metadata, v, moment))
                .toList();
        ViewDef start = start(actor, offered);
        return offered.stream()
                .flatMap(v -> metadata.type(v.type()).stream()
                        .map(t -> item(actor, metadata, t, v, v.equals(start), counted, moment)))
                .toList();
    }

    /** The first list that one of the actor's roles begins with; without any, the first list there is. */
    static @Nullable ViewDef start(Actor actor, List<ViewDef> offered) {
        return offered.stream()
                .filter(v -> v.startFor().stream().anyMatch(actor.roles()::contains))
                .findFirst()
                .orElse(offered.isEmpty() ? null : offered.getFirst());
    }

    private ViewItem item(
            Actor actor,
            MetadataSnapshot metadata,
            TicketTypeDef type,
            ViewDef view,
            boolean start,
            boolean counted,
            Moment moment) {
        ListRequest all =
                new ListRequest(view.type(), view.key(), null, Map.of(), null, ListRequest.DEFAULT_LIMIT, null);
        Optional<TicketPage.Count> count = counted ? tickets.count(actor, metadata, all, moment) : Optional.empty();
        Map<String, Planner.ListUse> uses = planner.listUses(actor, type, moment);
        return new ViewItem(
                view.key(),
                view.label().byLanguage(),
                view.type(),
                view.filterText(),
                view.sort(),
                view.columns().stream().filter(c -> shows(type, uses, c)).toList(),
                start,
                count.orElse(null));
    }

    private static boolean shows(TicketTypeDef type, Map<String, Planner.ListUse> uses, String column) {
        Planner.ListUse use = uses.get(column.equals("title") ? type.titleField() : column);
        return use == null || use.shown();
    }
}
