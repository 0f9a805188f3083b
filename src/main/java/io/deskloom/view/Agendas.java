package io.deskloom.view;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How tickets hang together and what waits for whom, as one reader may know it. */
@ApplicationScoped
public class Agendas {
    /** The most requests one list shows; what is older waits until one of these is decided. */
    public static final int MOST = 200;

    private final TicketReads reads;
    private final TicketQueries tickets;
    private final AgendaQueries queries;

    Agendas(TicketReads reads, TicketQueries tickets, AgendaQueries queries) {
        this.reads = reads;
        this.tickets = tickets;
        this.queries = queries;
    }

    /** The ticket's links with tickets the reader may see; 404 when it may not see the ticket. */
    public Result<List<TicketLink>> links(Actor actor, MetadataSnapshot now, TicketId id, Moment moment) {
        return reads.look(actor, now, id, moment).map(_ -> {
            List<Link> links = queries.links(actor.tenant(), id);
            Map<TicketId, OtherTicket> seen =
                    reads.others(actor, now, links.stream().map(Link::other).collect(Collectors.toSet()), moment);
            return links.stream()
                    .flatMap(link -> Stream.ofNullable(seen.get(link.other()))
                            .map(other -> new TicketLink(link.kind().wire(), other)))
                    .toList();
        });
    }

    /** A request that waits for a reader. */
    @Schema(name = "WaitingApproval")
    public record Waiting(OtherTicket ticket, AgendaItem entry) {}

    /** What the reader is asked to decide, newest first: not what was asked on his own command. */
    public List<Waiting> approvals(Actor actor, MetadataSnapshot now, Moment moment) {
        List<AgendaQueries.Waiting> waiting = queries.waiting(actor.tenant(), approvers(actor), MOST);
        Map<TicketId, Look> looks = looks(
                actor, now, waiting.stream().map(AgendaQueries.Waiting::ticket).collect(Collectors.toSet()), moment);
        Set<AccountId> people = looks.values().stream()
                .flatMap(look -> AgendaItems.people(look.ticket()).stream())
                .collect(Collectors.toSet());
        Map<AccountId, String> names = reads.names(actor, people);
        List<Waiting> out = new ArrayList<>();
        for (AgendaQueries.Waiting one : waiting) {
            Look look = looks.get(one.ticket());
            if (look != null && look.verbs().contains(Verb.READ_INTERNAL)) {
                look.ticket()
                        .agenda()
                        .find(one.entry())
                        .map(entry -> new AgendaItems(look, names, now).item(entry))
                        .filter(item -> item.may().contains(AgendaItem.Act.approve))
                        .ifPresent(item -> out.add(new Waiting(TicketReads.other(look), item)));
            }
        }
        return out;
    }

    /** The tickets as the actor sees them; those it does not are not among them. */
    Map<TicketId, Look> looks(Actor actor, MetadataSnapshot now, Set<TicketId> ids, Moment moment) {
        Map<TicketId, Look> out = new HashMap<>();
        for (Ticket ticket : ids.isEmpty() ? List.<Ticket>of() : tickets.findAll(actor.tenant(), now, ids)) {
            if (reads.look(ticket, actor, now, moment) instanceof Result.Ok<Look>(Look look)) {
                out.put(ticket.id(), look);
            }
        }
        return out;
    }

    private static Set<String> approvers(Actor actor) {
        Set<String> out = new LinkedHashSet<>();
        actor.roles().forEach(role -> out.add(new Approver(Approver.Kind.ROLE, role).wire()));
        actor.teams().forEach(team -> out.add(new Approver(Approver.Kind.TEAM, team).wire()));
        out.add(new Approver(Approver.Kind.ACCOUNT, actor.account().toString()).wire());
        return out;
    }

    /** Those of {@code ids} there are, whoever may see them: only for asking {@link #told}. */
    public Map<TicketId, Ticket> tickets(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids) {
        return tickets.findAll(tenant, now, ids).stream().collect(Collectors.toMap(Ticket::id, ticket -> ticket));
    }

    /** The ticket, whoever may see it: only for asking {@link #told}. */
    public Optional<Ticket> ticket(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return tickets.find(tenant, now, id);
    }

    /**
     * An entry as a reader may be told of it.
     *
     * @param text in the reader's language; null when there is none the reader may know
     * @param number of the ticket; @param title null when the reader may not read it
     */
    public record Told(
            Entry entry,
            @Nullable String text,
            String number,
            @Nullable String title) {}

    /** Empty when the reader may not see the ticket or its agenda, or there is no such entry. */
    public Optional<Told> told(Actor reader, MetadataSnapshot now, Ticket ticket, UUID entry, Moment moment) {
        return reads.look(ticket, reader, now, moment) instanceof Result.Ok<Look>(Look look)
                        && look.verbs().contains(Verb.READ_INTERNAL)
                ? ticket.agenda().find(entry).map(found -> {
                    Map<String, String> text = AgendaItems.text(look, found);
                    return new Told(
                            found,
                            text == null ? null : new io.deskloom.kernel.Label(text).in(reader.language()),
                            Projector.number(look),
                            look.mayReadTitle() ? look.ticket().title() : null);
                })
                : Optional.empty();
    }
}
