package io.deskloom.view;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketFlow.FlowRepair;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a workspace cannot go on by itself, for who looks after it: lines that are stuck, and requests nobody can answer. */
@ApplicationScoped
public class StuckReads {
    /** The most requests that are looked through, and the most people who are asked whether they could answer. */
    private static final int MOST = 1_000;

    private static final int MOST_SHOWN = 200;
    /** Two are enough to tell that somebody else than the asker is there. */
    private static final int ENOUGH = 3;

    private final Agendas agendas;
    private final TicketReads reads;
    private final WorkQueries queries;
    private final Accounts accounts;

    StuckReads(Agendas agendas, TicketReads reads, WorkQueries queries, Accounts accounts) {
        this.agendas = agendas;
        this.reads = reads;
        this.queries = queries;
        this.accounts = accounts;
    }

    /** @param row where it stands in the list */
    public record Line(WorkQueries.Stuck row, StuckItem item) {}

    /** Lines that cannot go on, the oldest first. @param after the last one that was seen, null from the beginning */
    public List<Line> lines(
            Actor actor, MetadataSnapshot now, WorkQueries.@Nullable Stuck after, int limit, Moment moment) {
        List<WorkQueries.Stuck> rows = queries.stuck(actor.tenant(), after, limit);
        Map<TicketId, Look> looks = agendas.looks(
                actor, now, rows.stream().map(WorkQueries.Stuck::ticket).collect(Collectors.toSet()), moment);
        return rows.stream()
                .map(row -> new Line(row, line(looks.get(row.ticket()), row, now)))
                .toList();
    }

    /** Nobody is told of a ticket that is out of his sight more than that it is stuck. */
    private static StuckItem line(@Nullable Look look, WorkQueries.Stuck row, MetadataSnapshot now) {
        if (look == null || !look.verbs().contains(Verb.READ_INTERNAL)) {
            return new StuckItem(
                    null, row.branch(), null, "out-of-sight", null, row.since(), List.of(), null, List.of(), List.of());
        }
        FlowState flow = look.ticket().flow();
        FlowPowers powers = new FlowPowers(look, now);
        Ending ending = flow.ending();
        Branch branch = flow.branch(row.branch()).orElse(null);
        FlowState.Stuck stuck = ending != null ? ending.stuck() : branch == null ? null : branch.stuck();
        List<FlowRepair> repair =
                ending != null ? powers.repairEnding() : branch == null ? List.of() : powers.repair(branch);
        String node = branch == null || ending != null ? look.ticket().step() : branch.node();
        return new StuckItem(
                TicketReads.other(look),
                row.branch(),
                Projector.step(look.pinned().flow(), node),
                stuck == null ? "moved-on" : stuck.code(),
                stuck == null ? null : stuck.detail(),
                row.since(),
                repair,
                null,
                List.of(),
                tasks(look, repair));
    }

    private static List<StepRef> tasks(Look look, List<FlowRepair> repair) {
        return repair.contains(FlowRepair.move)
                ? look.pinned().flow().nodes().stream()
                        .filter(FlowDef.Task.class::isInstance)
                        .map(node -> Projector.step(look.pinned().flow(), node.id()))
                        .toList()
                : List.of();
    }

    /** Requests that cannot be decided by those who are there, the oldest first. */
    public List<StuckItem> unanswerable(Actor actor, MetadataSnapshot now, Moment moment) {
        Set<Approver> rare = queries.rare(actor.tenant(), MOST);
        if (rare.isEmpty()) {
            return List.of();
        }
        Map<Approver, Set<AccountId>> there =
                rare.stream().collect(Collectors.toMap(one -> one, one -> answering(actor, one)));
        List<AgendaQueries.Waiting> waiting = queries.waiting(actor.tenant(), rare, null, MOST);
        Map<TicketId, Look> looks = agendas.looks(
                actor, now, waiting.stream().map(AgendaQueries.Waiting::ticket).collect(Collectors.toSet()), moment);
        Set<AccountId> people = new HashSet<>();
        looks.values().forEach(look -> people.addAll(AgendaItems.people(look.ticket())));
        Map<AccountId, String> names = reads.names(actor, people);
        List<StuckItem> out = new ArrayList<>();
        for (AgendaQueries.Waiting one : waiting) {
            Look look = looks.get(one.ticket());
            if (out.size() < MOST_SHOWN && look != null && look.verbs().contains(Verb.READ_INTERNAL)) {
                look.ticket()
                        .agenda()
                        .find(one.entry())
                        .flatMap(entry -> unanswerable(look, entry, there, names, now))
                        .ifPresent(out::add);
            }
        }
        return out;
    }

    private Set<AccountId> answering(Actor actor, Approver one) {
        Set<String> roles = one.kind() == Approver.Kind.ROLE ? Set.of(one.name()) : Set.of();
        Set<String> teams = one.kind() == Approver.Kind.TEAM ? Set.of(one.name()) : Set.of();
        List<AccountId> ids = one.kind() == Approver.Kind.ACCOUNT
                ? AccountId.of(one.name()).stream().toList()
                : List.of();
        return accounts.among(actor.tenant(), teams, roles, ids, ENOUGH).stream()
                .map(Account::id)
                .collect(Collectors.toSet());
    }

    private static Optional<StuckItem> unanswerable(
            Look look,
            Entry entry,
            Map<Approver, Set<AccountId>> there,
            Map<AccountId, String> names,
            MetadataSnapshot now) {
        Entry.Approval approval = entry.approval();
        if (approval == null || !entry.isOpen()) {
            return Optional.empty();
        }
        Set<Approver> nobody = approval.waitsFor().stream()
                .filter(one -> isNobody(one, approval, there))
                .collect(Collectors.toSet());
        if (nobody.isEmpty() || canStillBeDecided(approval, nobody)) {
            return Optional.empty();
        }
        Ticket ticket = look.ticket();
        Branch branch = ticket.flow().branches().stream()
                .filter(b -> entry.id().equals(b.entry()))
                .findFirst()
                .orElse(null);
        List<FlowRepair> repair = branch == null ? List.of() : new FlowPowers(look, now).repair(branch);
        String step = branch == null ? ticket.step() : branch.node();
        AgendaItem item = new AgendaItems(look, names, now).item(entry);
        return Optional.of(new StuckItem(
                TicketReads.other(look),
                branch == null ? FlowState.MAIN : branch.id(),
                Projector.step(look.pinned().flow(), step),
                "nobody-answers",
                null,
                entry.since(),
                repair,
                entry.id(),
                item.approvers().stream()
                        .filter(one -> nobody.stream()
                                .anyMatch(n -> n.kind().wire().equals(one.kind())
                                        && n.name().equals(one.name())))
                        .toList(),
                tasks(look, repair)));
    }

    /** Whether nobody is there who would answer for it: who asked does not, and who has answered does not do so again. */
    private static boolean isNobody(Approver one, Entry.Approval approval, Map<Approver, Set<AccountId>> there) {
        Set<AccountId> some = there.get(one);
        Set<AccountId> not = Stream.concat(
                        Stream.ofNullable(approval.asker()),
                        approval.votes().stream().map(Entry.Vote::account))
                .collect(Collectors.toSet());
        return some != null && not.containsAll(some);
    }

    private static boolean canStillBeDecided(Entry.Approval approval, Set<Approver> nobody) {
        if (approval.sequence()) {
            return false;
        }
        int open = approval.of().size() - approval.votes().size();
        long dead = approval.of().stream()
                .filter(one -> approval.waitsFor().contains(one))
                .filter(nobody::contains)
                .count();
        long yes = approval.votes().stream().filter(Entry.Vote::yes).count();
        return yes + open - dead >= Math.max(1, approval.needed());
    }
}
