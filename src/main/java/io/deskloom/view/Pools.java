package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.TicketAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tickets nobody has, of the teams somebody is in: lists like any other, so nobody sees in them what lists would not show. */
@ApplicationScoped
public class Pools {
    private final TicketReads tickets;
    private final Planner planner;
    private final Dues dues;

    Pools(TicketReads tickets, Planner planner, Dues dues) {
        this.tickets = tickets;
        this.planner = planner;
        this.dues = dues;
    }

    /** Pages of it, read one after the other as somebody looks for a ticket to take. */
    public final class Reading {
        private final Actor actor;
        private final MetadataSnapshot metadata;
        private final Moment moment;
        private final int limit;
        private final Map<String, @Nullable String> cursors = new HashMap<>();

        private Reading(Actor actor, MetadataSnapshot metadata, Moment moment, int limit) {
            this.actor = actor;
            this.metadata = metadata;
            this.moment = moment;
            this.limit = limit;
            types(actor, metadata, moment).forEach(type -> cursors.put(type.key(), null));
        }

        /** The next page; an empty one is the end. */
        public List<TicketRow> next() {
            List<TicketRow> rows = new ArrayList<>();
            for (String type : List.copyOf(new TreeSet<>(cursors.keySet()))) {
                ListRequest request = request(actor.teams(), type, limit, cursors.get(type));
                if (tickets.list(actor, metadata, request, moment) instanceof Result.Ok<TicketPage>(TicketPage page)) {
                    rows.addAll(page.items());
                    if (page.next() == null) {
                        cursors.remove(type);
                    } else {
                        cursors.put(type, page.next());
                    }
                } else {
                    cursors.remove(type);
                }
            }
            rows.sort(Dues.order(dues.of(actor, metadata, rows, moment)));
            return rows;
        }
    }

    public Reading reading(Actor actor, MetadataSnapshot metadata, Moment moment, int limit) {
        return new Reading(actor, metadata, moment, limit);
    }

    /** @param type only tickets of this type, with pages; null for the first of all types */
    public Result<PoolPage> page(
            Actor actor,
            MetadataSnapshot metadata,
            @Nullable String type,
            @Nullable String cursor,
            int limit,
            Moment moment) {
        if (actor.teams().isEmpty()) {
            return Result.ok(new PoolPage(List.of(), null, new TicketPage.Count(0, false), Map.of()));
        }
        if (type != null) {
            return tickets.list(actor, metadata, request(actor.teams(), type, limit, cursor), moment)
                    .map(page -> new PoolPage(
                            page.items(), page.next(), page.count(), dues.of(actor, metadata, page.items(), moment)));
        }
        List<TicketRow> rows = new ArrayList<>();
        int count = 0;
        boolean capped = false;
        for (TicketTypeDef one : types(actor, metadata, moment)) {
            if (tickets.list(actor, metadata, request(actor.teams(), one.key(), limit, null), moment)
                    instanceof Result.Ok<TicketPage>(TicketPage page)) {
                rows.addAll(page.items());
                count += page.count().value();
                capped |= page.count().capped();
            }
        }
        Map<UUID, Instant> due = dues.of(actor, metadata, rows, moment);
        rows.sort(Dues.order(due));
        return Result.ok(new PoolPage(
                rows.subList(0, Math.min(limit, rows.size())), null, new TicketPage.Count(count, capped), due));
    }

    private List<TicketTypeDef> types(Actor actor, MetadataSnapshot metadata, Moment moment) {
        return actor.teams().isEmpty()
                ? List.of()
                : metadata.types().values().stream()
                        .filter(t -> planner.mayList(actor, t, moment)
                                && TicketAccess.may(actor, t, Verb.CLAIM, null, moment))
                        .sorted(Comparator.comparing(TicketTypeDef::key))
                        .toList();
    }

    /** What nobody of these teams has, of one type. */
    static ListRequest request(Set<String> teams, String type, int limit, @Nullable String cursor) {
        String of = teams.stream().sorted().map(t -> "\"" + t + "\"").collect(Collectors.joining(", ", "[", "]"));
        return new ListRequest(
                type,
                null,
                "ticket.assignee == null && ticket.status in [\"new\", \"open\", \"waiting\"] && ticket.team in " + of,
                Map.of(),
                "-priority",
                limit,
                cursor,
                null,
                List.of("title", "number", "priority", "step", "team"));
    }
}
