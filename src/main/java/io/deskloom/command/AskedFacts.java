package io.deskloom.command;

import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Wanted;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Facts the database is asked for only when a rule looks at them: counters, and who the requester is. Each is asked for once
 * for all of a decision, so that it is made on one answer. One for each decision; one thread.
 */
final class AskedFacts {
    private final TicketStore store;
    private final Actor actor;
    private final MetadataSnapshot now;
    private final TicketTypeDef type;
    private final Moment moment;
    private final Map<Question, Counted> counted = new HashMap<>();
    private final Map<AccountId, Optional<TicketFacts.Viewer>> people = new HashMap<>();
    private final Map<String, List<Candidate>> teams = new HashMap<>();

    /** Of one ticket, because what it is compared by can change while rules act. */
    private record Question(String counter, TicketId ticket, Map<String, Value> same) {}

    AskedFacts(TicketStore store, Actor actor, MetadataSnapshot now, TicketTypeDef type, Moment moment) {
        this.store = store;
        this.actor = actor;
        this.now = now;
        this.type = type;
        this.moment = moment;
    }

    /** {@code facts} about {@code ticket} with these. */
    Facts over(Facts facts, Ticket ticket) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return path.startsWith(CounterDef.PREFIX)
                        ? counter(path, ticket)
                        : path.startsWith(TicketPaths.REQUESTER) ? requester(path, ticket) : facts.get(path);
            }

            @Override
            public boolean isKnown(String path) {
                if (path.startsWith(CounterDef.PREFIX)) {
                    CounterDef counter = now.counters().get(CounterDef.keyIn(path));
                    return counter != null && counted.containsKey(question(counter, ticket));
                }
                AccountId requester = ticket.requester();
                return path.startsWith(TicketPaths.REQUESTER)
                        ? requester != null && people.containsKey(requester)
                        : facts.isKnown(path);
            }

            @Override
            public Moment moment() {
                return facts.moment();
            }
        };
    }

    /** People of a team, asked for once: a decision is made on one answer. */
    List<Candidate> candidates(String team) {
        return teams.computeIfAbsent(team, key -> store.candidates(actor.tenant(), key, moment.now()));
    }

    /** Somebody has been given a ticket by this decision: the next of several counts it, too. */
    void gave(AccountId account, Wanted wanted) {
        teams.replaceAll((_, people) -> people.stream()
                .map(c -> c.account().equals(account) ? c.with(wanted) : c)
                .toList());
    }

    Optional<Candidate> candidate(AccountId account) {
        return store.candidate(actor.tenant(), account, moment.now());
    }

    Optional<AccountId> lastAgent(String about) {
        return store.lastAgent(actor.tenant(), about);
    }

    Optional<String> waitsFor(TicketId ticket) {
        return store.waitsFor(actor.tenant(), ticket);
    }

    private Value counter(String path, Ticket ticket) {
        CounterDef counter = now.counters().get(CounterDef.keyIn(path));
        if (counter == null) {
            return Value.NULL;
        }
        Counted found = counted.computeIfAbsent(question(counter, ticket), asked -> ask(counter, ticket, asked));
        TicketId latest = found.latest();
        return path.endsWith(CounterDef.LATEST)
                ? latest == null ? Value.NULL : Value.text(latest.toString())
                : Value.num(found.tickets());
    }

    private Question question(CounterDef counter, Ticket ticket) {
        Map<String, Value> same = new HashMap<>();
        counter.same().forEach(key -> same.put(key, value(key, ticket)));
        return new Question(counter.key(), ticket.id(), same);
    }

    private Value value(String key, Ticket ticket) {
        return type.field(key).map(FieldDef::id).map(ticket::field).orElse(Value.NULL);
    }

    private Counted ask(CounterDef counter, Ticket ticket, Question asked) {
        return store.count(actor.tenant(), now, counter, asked.same(), ticket.id(), moment);
    }

    private Value requester(String path, Ticket ticket) {
        AccountId requester = ticket.requester();
        TicketFacts.@Nullable Viewer person = requester == null
                ? null
                : people.computeIfAbsent(requester, id -> store.person(actor.tenant(), id))
                        .orElse(null);
        if (person == null) {
            return Value.NULL;
        }
        return switch (path) {
            case "requester.roles" ->
                Value.texts(new TreeSet<>(person.roles()).stream().toList());
            case "requester.teams" ->
                Value.texts(new TreeSet<>(person.teams()).stream().toList());
            default -> Value.NULL;
        };
    }
}
