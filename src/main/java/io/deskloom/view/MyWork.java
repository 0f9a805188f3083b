package io.deskloom.view;

import io.deskloom.access.Cursors;
import io.deskloom.access.Fingerprint;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.Steps;
import io.deskloom.agenda.Entry;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All a reader has to do, of whatever type: tickets he has, ways of tickets he has or may take, and requests for his answer. What is
 * due first comes first, then what is urgent, then what is old.
 */
@ApplicationScoped
public class MyWork {
    /** The most of each kind that are looked at: whoever has more has other troubles than their order. */
    static final int MOST = 500;

    private static final Comparator<WorkItem> ORDER = Comparator.comparing(
                    WorkItem::due, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(MyWork::urgency, Comparator.reverseOrder())
            .thenComparing(WorkItem::since)
            .thenComparing(WorkItem::id);

    private final Agendas agendas;
    private final WorkQueries queries;
    private final Cursors cursors;

    MyWork(Agendas agendas, WorkQueries queries, Cursors cursors) {
        this.agendas = agendas;
        this.queries = queries;
        this.cursors = cursors;
    }

    /** @param kind only of one kind; @param type only of one ticket type, by key; null for all */
    public record Wanted(@Nullable String kind, @Nullable String type) {}

    /** One page; 400 for a cursor of another question. */
    public Result<WorkItem.Page> page(
            Actor actor, MetadataSnapshot now, Wanted wanted, int limit, @Nullable String cursor, Moment moment) {
        String bound = "work|" + actor.tenant().value() + "|" + actor.account() + "|"
                + Fingerprint.of(actor, now.release()) + "|" + wanted;
        QueryPlan.Position after = null;
        if (cursor != null) {
            switch (cursors.read(cursor, bound)) {
                case Result.Ok<QueryPlan.Position>(QueryPlan.Position position) -> after = position;
                case Result.Refused<QueryPlan.Position> refused -> {
                    return Result.refused(refused.rejection());
                }
            }
        }
        Found found = find(actor, now, wanted, moment);
        QueryPlan.Position from = after;
        List<WorkItem> rest = found.items.stream()
                .filter(item -> from == null || isAfter(item, from))
                .toList();
        List<WorkItem> page = rest.size() > limit ? rest.subList(0, limit) : rest;
        return Result.ok(new WorkItem.Page(
                page,
                rest.size() > limit ? cursors.write(position(page.getLast()), bound) : null,
                found.items.size(),
                found.more));
    }

    private record Found(List<WorkItem> items, boolean more) {}

    private Found find(Actor actor, MetadataSnapshot now, Wanted wanted, Moment moment) {
        boolean all = wanted.kind() == null;
        List<TicketId> assigned = all || "ticket".equals(wanted.kind())
                ? queries.assigned(
                        actor.tenant(),
                        now.types().values().stream().map(TicketTypeDef::id).collect(Collectors.toSet()),
                        actor.account(),
                        MOST)
                : List.of();
        List<WorkQueries.Way> ways = all || "branch".equals(wanted.kind())
                ? queries.ways(actor.tenant(), actor.account(), actor.teams(), nodes(actor, now), MOST)
                : List.of();
        List<Agendas.Waiting> asked =
                all || "approval".equals(wanted.kind()) ? agendas.approvals(actor, now, moment) : List.of();
        Set<TicketId> ids = new HashSet<>(assigned);
        ways.forEach(way -> ids.add(way.ticket()));
        asked.forEach(one -> ids.add(new TicketId(one.ticket().id())));
        Map<TicketId, Look> looks = agendas.looks(actor, now, ids, moment);
        List<WorkItem> items = Stream.of(
                        ways.stream()
                                .flatMap(way -> Stream.ofNullable(looks.get(way.ticket()))
                                        .flatMap(look -> way(look, way.branch()).stream())),
                        asked.stream()
                                .flatMap(one -> Stream.ofNullable(looks.get(
                                                new TicketId(one.ticket().id())))
                                        .map(look -> approval(look, one))),
                        assigned.stream()
                                .flatMap(id -> Stream.ofNullable(looks.get(id)).map(MyWork::ticket)))
                .flatMap(some -> some)
                .filter(item -> wanted.type() == null
                        || wanted.type().equals(item.ticket().type()))
                .sorted(ORDER)
                .toList();
        boolean more = assigned.size() >= MOST || ways.size() >= MOST || asked.size() >= Agendas.MOST;
        return new Found(items, more);
    }

    /** The tasks that are of one of the actor's roles, whatever flow they are in. */
    private static Set<String> nodes(Actor actor, MetadataSnapshot now) {
        return now.types().values().stream()
                .flatMap(type -> type.flow().nodes().stream())
                .filter(node -> node instanceof FlowDef.Task task
                        && task.role() != null
                        && actor.roles().contains(task.role()))
                .map(FlowDef.Node::id)
                .collect(Collectors.toSet());
    }

    private static WorkItem ticket(Look look) {
        Ticket ticket = look.ticket();
        Instant due = due(look);
        return item(look, "ticket", ticket.step(), null, null, ticket.team(), true, due, ticket.createdAt());
    }

    private static java.util.Optional<WorkItem> way(Look look, int id) {
        Branch branch = look.ticket().flow().leaves().stream()
                .filter(leaf -> leaf.id() == id)
                .findFirst()
                .orElse(null);
        if (branch == null
                || look.ticket().flow().ending() != null
                || !look.verbs().contains(Verb.READ_INTERNAL)
                || !(look.pinned().flow().find(branch.node()).orElse(null) instanceof FlowDef.Task task)) {
            return java.util.Optional.empty();
        }
        boolean mine = look.actor().account().equals(branch.assignee());
        boolean takes = branch.assignee() == null
                && Steps.mayWork(look.actor(), task)
                && look.verbs().contains(Verb.ACT);
        return mine || takes
                ? java.util.Optional.of(item(
                        look,
                        "branch",
                        branch.node(),
                        Integer.toString(id),
                        null,
                        branch.team() == null ? look.ticket().team() : branch.team(),
                        mine,
                        earlier(branch.due(), due(look)),
                        branch.since()))
                : java.util.Optional.empty();
    }

    private static WorkItem approval(Look look, Agendas.Waiting one) {
        AgendaItem entry = one.entry();
        AgendaItem.SigningView signing = entry.signing();
        return item(
                look,
                "approval",
                signing == null ? look.ticket().step() : signing.step().id(),
                entry.id().toString(),
                entry,
                null,
                true,
                entry.due(),
                entry.since());
    }

    private static WorkItem item(
            Look look,
            String kind,
            String step,
            @Nullable String which,
            @Nullable AgendaItem entry,
            @Nullable String team,
            boolean mine,
            @Nullable Instant due,
            Instant since) {
        UUID id = UUID.nameUUIDFromBytes(
                (kind + "/" + look.ticket().id() + "/" + which).getBytes(StandardCharsets.UTF_8));
        return new WorkItem(
                id,
                kind,
                TicketReads.other(look),
                Priority.ofCode(look.ticket().priority()).wire(),
                Projector.step(look.pinned().flow(), step),
                entry == null ? null : entry.text(),
                entry == null ? null : entry.id(),
                team,
                mine,
                due,
                due != null && !look.moment().now().isBefore(due),
                since);
    }

    /** When the first of its service level's clocks, of what rules have started and of what was promised is due. */
    private static @Nullable Instant due(Look look) {
        if (!look.verbs().contains(Verb.READ_INTERNAL)) {
            return null;
        }
        Instant entry = look.ticket().agenda().entries().stream()
                .filter(Entry::isOpen)
                .filter(one -> one.kind() == Entry.Kind.CLOCK || one.kind() == Entry.Kind.PROMISE)
                .map(Entry::due)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return earlier(entry, look.ticket().clocks().firstDue().orElse(null));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other != null && other.isBefore(one) ? other : one;
    }

    private static int urgency(WorkItem item) {
        return java.util.Arrays.stream(Priority.values())
                .filter(one -> one.wire().equals(item.priority()))
                .findFirst()
                .map(Priority::code)
                .orElse(0);
    }

    private static QueryPlan.Position position(WorkItem item) {
        List<@Nullable Object> keys = new ArrayList<>();
        keys.add(item.due());
        keys.add((long) urgency(item));
        keys.add(item.since());
        return new QueryPlan.Position(keys, item.id());
    }

    private static boolean isAfter(WorkItem item, QueryPlan.Position last) {
        Instant due = (Instant) last.keys().get(0);
        int byDue = Comparator.nullsLast(Comparator.<Instant>naturalOrder()).compare(item.due(), due);
        if (byDue != 0) {
            return byDue > 0;
        }
        long urgency = (Long) Objects.requireNonNull(last.keys().get(1));
        if (urgency(item) != urgency) {
            return urgency(item) < urgency;
        }
        int bySince = item.since()
                .compareTo((Instant) Objects.requireNonNull(last.keys().get(2)));
        return bySince != 0 ? bySince > 0 : item.id().compareTo(last.id()) > 0;
    }
}
