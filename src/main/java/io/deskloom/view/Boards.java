package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TeamDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.WeeklySchedule;
import io.deskloom.staff.Staff;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The board of those who see to it that work is done: what waits, and who has how much. Of tickets only what their lists show. */
@ApplicationScoped
public class Boards {
    private static final int CARDS = 50;
    private static final String OPEN = "ticket.status in [\"new\", \"open\", \"waiting\"]";
    /** A clock runs whose time is over; one that stands still is not late. */
    static final String LATE = "ticket.sla_due <= now()";

    private static final String QUIET = " && ticket.updated < now() - duration(\"24h\")";

    private final TicketReads tickets;
    private final Planner planner;
    private final Staff staff;
    private final Names names;
    private final Dues dues;

    Boards(TicketReads tickets, Planner planner, Staff staff, Names names, Dues dues) {
        this.dues = dues;
        this.tickets = tickets;
        this.planner = planner;
        this.staff = staff;
        this.names = names;
    }

    /** @param team key; null for the first the actor is in, or the first there is */
    public Result<BoardView> board(Actor actor, MetadataSnapshot metadata, @Nullable String team, Moment moment) {
        List<TeamDef> teams = metadata.teams().values().stream()
                .sorted(Comparator.comparing(TeamDef::key))
                .toList();
        if (teams.isEmpty() || team != null && !metadata.teams().containsKey(team)) {
            return Result.refused(Rejection.notFound());
        }
        String shown = team != null
                ? team
                : teams.stream()
                        .map(TeamDef::key)
                        .filter(actor.teams()::contains)
                        .findFirst()
                        .orElse(teams.getFirst().key());
        List<TicketTypeDef> types = metadata.types().values().stream()
                .filter(t -> planner.mayList(actor, t, moment))
                .sorted(Comparator.comparing(TicketTypeDef::key))
                .toList();
        List<TicketRow> queue = rows(actor, metadata, types, of(shown) + " && ticket.assignee == null", moment, CARDS);
        List<BoardView.Agent> people = people(actor, metadata, types, shown, moment);
        List<TicketRow> cards = new ArrayList<>(queue);
        people.forEach(agent -> cards.addAll(agent.tickets()));
        return Result.ok(new BoardView(
                teams.stream()
                        .map(t -> queue(actor, metadata, types, t, moment))
                        .toList(),
                shown,
                queue,
                people,
                dues.of(actor, metadata, cards, moment)));
    }

    private static String of(String team) {
        return OPEN + " && ticket.team == \"" + team + "\"";
    }

    private BoardView.Queue queue(
            Actor actor, MetadataSnapshot metadata, List<TicketTypeDef> types, TeamDef team, Moment moment) {
        String waiting = of(team.key()) + " && ticket.assignee == null";
        return new BoardView.Queue(
                team.key(),
                team.label().byLanguage(),
                count(actor, metadata, types, waiting, moment),
                count(actor, metadata, types, waiting + QUIET, moment),
                count(actor, metadata, types, of(team.key()), moment),
                overdue(actor, metadata, types, team.key(), moment));
    }

    /** What lists with this filter show; clocks run on open tickets only. To who may not know of clocks nothing is late. */
    private BoardView.Overdue overdue(
            Actor actor, MetadataSnapshot metadata, List<TicketTypeDef> types, String team, Moment moment) {
        String filter = "ticket.team == \"" + team + "\" && " + LATE;
        List<BoardView.OverdueIn> in = new ArrayList<>();
        for (TicketTypeDef type : types) {
            TicketPage.Count count = count(actor, metadata, List.of(type), filter, moment);
            if (count.value() > 0) {
                in.add(new BoardView.OverdueIn(type.key(), type.plural().byLanguage(), count));
            }
        }
        return new BoardView.Overdue(
                new TicketPage.Count(
                        in.stream().mapToInt(one -> one.count().value()).sum(),
                        in.stream().anyMatch(one -> one.count().capped())),
                filter,
                in);
    }

    private TicketPage.Count count(
            Actor actor, MetadataSnapshot metadata, List<TicketTypeDef> types, String filter, Moment moment) {
        int count = 0;
        boolean capped = false;
        for (TicketTypeDef type : types) {
            TicketPage.Count one = tickets.count(actor, metadata, request(type.key(), filter, 1), moment)
                    .orElse(new TicketPage.Count(0, false));
            count += one.value();
            capped |= one.capped();
        }
        return new TicketPage.Count(count, capped);
    }

    private List<TicketRow> rows(
            Actor actor, MetadataSnapshot metadata, List<TicketTypeDef> types, String filter, Moment moment, int most) {
        List<TicketRow> rows = new ArrayList<>();
        for (TicketTypeDef type : types) {
            if (tickets.list(actor, metadata, request(type.key(), filter, most), moment)
                    instanceof Result.Ok<TicketPage>(TicketPage page)) {
                rows.addAll(page.items());
            }
        }
        rows.sort(Dues.order(dues.of(actor, metadata, rows, moment)));
        return List.copyOf(rows.subList(0, Math.min(most, rows.size())));
    }

    private static ListRequest request(String type, String filter, int limit) {
        return new ListRequest(
                type,
                null,
                filter,
                Map.of(),
                "-priority",
                limit,
                null,
                null,
                List.of("title", "number", "priority", "step", "team", "assignee"));
    }

    private List<BoardView.Agent> people(
            Actor actor, MetadataSnapshot metadata, List<TicketTypeDef> types, String team, Moment moment) {
        List<Candidate> people = staff.people(actor.tenant(), Set.of(team), moment.now());
        Map<AccountId, String> called =
                names.of(actor.tenant(), people.stream().map(Candidate::account).toList());
        Map<UUID, List<TicketRow>> byPerson = new HashMap<>();
        rows(actor, metadata, types, of(team) + " && ticket.assignee != null", moment, ListRequest.MOST)
                .forEach(row -> {
                    Person assignee = row.assignee();
                    if (assignee != null) {
                        byPerson.computeIfAbsent(assignee.id(), _ -> new ArrayList<>())
                                .add(row);
                    }
                });
        return people.stream()
                .map(c -> agent(c, called.getOrDefault(c.account(), ""), byPerson, moment))
                .sorted(Comparator.comparing(BoardView.Agent::name).thenComparing(BoardView.Agent::id))
                .collect(Collectors.toList());
    }

    private static BoardView.Agent agent(Candidate c, String name, Map<UUID, List<TicketRow>> byPerson, Moment moment) {
        WeeklySchedule week = c.profile().schedule();
        return new BoardView.Agent(
                c.account().value(),
                name,
                c.presence().at(moment.now()).wire(),
                week == null || week.isOn(moment.now()),
                c.absences().stream()
                        .filter(a -> a.covers(moment.now()))
                        .map(Absence::to)
                        .findFirst()
                        .orElse(null),
                c.load().all(),
                c.profile().capacity().all(),
                byPerson.getOrDefault(c.account().value(), List.of()).stream()
                        .limit(CARDS)
                        .toList());
    }
}
