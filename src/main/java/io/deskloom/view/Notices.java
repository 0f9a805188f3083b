package io.deskloom.view;

import io.deskloom.access.Planner;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketPaths;
import io.deskloom.rules.Words;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a template says of a ticket to one reader: nothing of a ticket out of sight, and of the others what the reader may know. */
@ApplicationScoped
public class Notices {
    private static final AccountId NOBODY = new AccountId(new UUID(0, 0));

    private final TicketReads reads;
    private final TicketQueries queries;
    private final Planner planner;

    Notices(TicketReads reads, TicketQueries queries, Planner planner) {
        this.reads = reads;
        this.queries = queries;
        this.planner = planner;
    }

    /** The rules that may have something to tell this reader: whom they tell may be the reader, of types the reader has lists of. */
    public List<RuleDef> rules(Actor reader, MetadataSnapshot now, Moment moment) {
        return now.rules().stream()
                .filter(rule -> rule.then().stream().anyMatch(wish -> tells(wish, reader)))
                .filter(rule -> now.type(rule.type())
                        .filter(type -> planner.mayList(reader, type, moment))
                        .isPresent())
                .toList();
    }

    private static boolean tells(RuleDef.IntentDef wish, Actor reader) {
        return switch (wish) {
            case RuleDef.IntentDef.Notify notify -> notify.to().stream().anyMatch(to -> mayBe(to, reader));
            case RuleDef.IntentDef.Mail mail -> mail.to().stream().anyMatch(to -> mayBe(to, reader));
            default -> false;
        };
    }

    /** Whether this may turn out to be the reader; an address is somebody's without an account. */
    private static boolean mayBe(RuleDef.To to, Actor reader) {
        return switch (to) {
            case RuleDef.To.Assignee _, RuleDef.To.Requester _, RuleDef.To.OwnTeam _, RuleDef.To.Account _ -> true;
            case RuleDef.To.Team(String key) -> reader.teams().contains(key);
            case RuleDef.To.Role(String key) -> reader.roles().contains(key);
            case RuleDef.To.Address _ -> false;
        };
    }

    /** Those of {@code ids} there are, whoever may see them: only for asking {@link #text}. */
    public Map<TicketId, Ticket> tickets(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids) {
        return queries.findAll(tenant, now, ids).stream().collect(Collectors.toMap(Ticket::id, ticket -> ticket));
    }

    /** The ticket, whoever may see it: only for asking {@link #text}. */
    public Optional<Ticket> ticket(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return queries.find(tenant, now, id);
    }

    /**
     * @param event what it mentions of an event, by path
     * @return in the reader's language; empty when the reader may not see the ticket
     */
    public Optional<String> text(
            Actor reader,
            MetadataSnapshot now,
            Ticket ticket,
            TextTemplate template,
            Map<String, Value> event,
            Moment moment) {
        return told(reader, now, ticket, List.of(template), event, moment)
                .map(told -> told.texts().getFirst());
    }

    /**
     * What one reader is told of a ticket.
     *
     * @param named what the ticket is called to him
     * @param texts one of each template, in the reader's language
     */
    public record Told(TicketId ticket, Named named, List<String> texts) {
        public Told {
            texts = List.copyOf(texts);
        }
    }

    /** The same for several templates at once; empty when the reader may not see the ticket. */
    public Optional<Told> told(
            Actor reader,
            MetadataSnapshot now,
            Ticket ticket,
            List<TextTemplate> templates,
            Map<String, Value> event,
            Moment moment) {
        // Found with others, a ticket does not say when it came into its step; few texts want to know.
        Ticket whole = ticket.path().isEmpty() && templates.stream().anyMatch(Notices::tellsStep)
                ? queries.find(reader.tenant(), now, ticket.id()).orElse(ticket)
                : ticket;
        if (!(reads.look(whole, reader, now, moment) instanceof Result.Ok<Look>(Look look))) {
            return Optional.empty();
        }
        Words words = new Words(now, look.type());
        Facts facts = facts(look, event);
        return Optional.of(new Told(
                ticket.id(),
                named(look),
                templates.stream()
                        .map(template ->
                                words.text(template, reader.language(), facts, path -> isOpen(path, look, now)))
                        .toList()));
    }

    private static boolean tellsStep(TextTemplate template) {
        return template.expressions().flatMap(e -> Trees.paths(e).stream()).anyMatch(TicketPaths.STEP_SINCE::equals);
    }

    /**
     * Somebody without an account, who knows what a role may know.
     *
     * @param role key
     * @param language of the workspace's
     */
    public static Actor outsider(TenantId tenant, String role, String language) {
        return new Actor(tenant, NOBODY, "", "", Set.of(role), Set.of(), Set.of(), Set.of("tickets:read"), language);
    }

    private static boolean isOpen(String path, Look look, MetadataSnapshot now) {
        return path.startsWith(CounterDef.PREFIX) ? Whys.mayKnow(path, look.actor(), now) : look.isOpen(path);
    }

    private static Facts facts(Look look, Map<String, Value> event) {
        Facts known = TicketFacts.of(
                look.ticket(),
                look.type(),
                new TicketFacts.Viewer(
                        look.actor().account(),
                        look.actor().roles(),
                        look.actor().teams()),
                look.moment());
        return new Facts() {
            @Override
            public Value get(String path) {
                return TicketPaths.isForRules(path) ? event.getOrDefault(path, Value.NULL) : known.get(path);
            }

            @Override
            public Moment moment() {
                return known.moment();
            }
        };
    }

    /**
     * What a ticket is called in a list of what somebody was told.
     *
     * @param title null when the reader may not read it
     */
    public record Named(
            String number, String type, @Nullable String title) {}

    /** Those of {@code ids} the reader may see now. */
    public Map<TicketId, Named> named(Actor reader, MetadataSnapshot now, Set<TicketId> ids, Moment moment) {
        Map<TicketId, Named> out = new HashMap<>();
        List<Ticket> found = ids.isEmpty() ? List.of() : queries.findAll(reader.tenant(), now, ids);
        for (Ticket ticket : found) {
            if (reads.look(ticket, reader, now, moment) instanceof Result.Ok<Look>(Look look)
                    && !look.type().isObject()) {
                out.put(ticket.id(), named(look));
            }
        }
        return out;
    }

    private static Named named(Look look) {
        return new Named(
                Projector.number(look),
                look.type().key(),
                look.mayReadTitle() ? look.ticket().title() : null);
    }
}
