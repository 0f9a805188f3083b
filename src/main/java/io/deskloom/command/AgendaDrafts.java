package io.deskloom.command;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Entry.By;
import io.deskloom.agenda.Entry.State;
import io.deskloom.agenda.Link;
import io.deskloom.command.RuleIntents.Done;
import io.deskloom.command.RuleIntents.Left;
import io.deskloom.command.RuleIntents.Outcome;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Effect.TellAgenda.News;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What rules want of a ticket's agenda, of its links and of other tickets, and what follows for the agenda. Pure. */
final class AgendaDrafts {
    /** How many tickets made by rules may lead to one another: rules that answer tickets with tickets end there. */
    static final int MOST_DEPTH = 3;

    /** The longest time anything on an agenda may have. */
    static final Duration LONGEST = Duration.ofDays(5 * 366);

    private AgendaDrafts() {}

    static Outcome startClock(Draft draft, Intent.StartClock wish, Cause cause) {
        Optional<Outcome> not = notNew(draft, wish.clock(), wish.within(), true);
        return not.orElseGet(() -> added(
                draft,
                entry(draft, Entry.Kind.CLOCK, wish.clock(), null, List.of(), wish.within(), null, null, cause),
                cause));
    }

    static Outcome stopClock(Draft draft, String clock, Cause cause) {
        return draft.state()
                .agenda()
                .latest(clock)
                .filter(entry -> entry.kind() == Entry.Kind.CLOCK && entry.isOpen())
                .map(entry -> new Done(close(draft, entry, State.STOPPED, cause, null)))
                .orElse(new Done(draft));
    }

    static Outcome promise(Draft draft, Intent.Promise wish, Cause cause) {
        Optional<Outcome> not = notNew(draft, wish.key(), wish.within(), true);
        return not.orElseGet(() -> added(
                draft,
                entry(
                        draft,
                        Entry.Kind.PROMISE,
                        wish.key(),
                        wish.text(),
                        wish.rests(),
                        wish.within(),
                        null,
                        null,
                        cause),
                cause));
    }

    static Outcome approval(Draft draft, Intent.RequestApproval wish, Cause cause) {
        List<Approver> of = wish.of().stream()
                .filter(one -> one.kind() != Approver.Kind.ACCOUNT || isThere(draft, one.name()))
                .toList();
        if (of.isEmpty()) {
            return new Left("rule.nobody-to-approve");
        }
        Optional<Outcome> not = notNew(draft, wish.key(), wish.within(), false);
        if (not.isPresent()) {
            return not.get();
        }
        AccountId asker = asker(draft);
        Entry entry = entry(
                draft,
                Entry.Kind.APPROVAL,
                wish.key(),
                wish.text(),
                wish.rests(),
                wish.within(),
                new Entry.Approval(of, asker),
                null,
                cause);
        List<Audience> to = of.stream().map(AgendaDrafts::audience).toList();
        return added(draft, entry, cause) instanceof Done(Draft asked)
                ? new Done(asked.with(new Effect.TellAgenda(draft.state().id(), entry.id(), News.ASKED, to, asker)))
                : new Left("rule.agenda-full");
    }

    static Audience audience(Approver approver) {
        return switch (approver.kind()) {
            case ROLE -> new Audience.Role(approver.name());
            case TEAM -> new Audience.Team(approver.name());
            case ACCOUNT -> new Audience.Account(approver.name());
        };
    }

    /** Whether an account a rule computed is one that can decide: a request to nobody would wait for ever. */
    static boolean isThere(Draft draft, String account) {
        try {
            return draft.situation().active().test(new AccountId(UUID.fromString(account)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** On whose command rules are asked; null when on nobody's. */
    static @Nullable AccountId asker(Draft draft) {
        return draft.situation().actor().scopes().isEmpty()
                        || draft.situation().actor().isRules()
                ? null
                : draft.situation().actor().account();
    }

    static Outcome remedy(Draft draft, Intent.SuggestRemedy wish, Cause cause) {
        Ticket ticket = draft.state();
        if (!StatusCategory.ofCode(ticket.status()).isOpen()) {
            return new Left("rule.ticket-ended");
        }
        Optional<Entry> last = ticket.agenda().latest(wish.key()).filter(e -> e.kind() == Entry.Kind.REMEDY);
        if (last.filter(e -> e.state() == State.APPLIED || e.state() == State.DISMISSED)
                .isPresent()) {
            // A person has had the last word on it.
            return new Done(draft);
        }
        if (wish.action() != null && !hasAction(draft, wish.action())) {
            return new Left("rule.no-such-action");
        }
        Map<String, Value> set = new HashMap<>();
        for (Map.Entry<String, Value> one : wish.set().entrySet()) {
            FieldDef field = draft.situation().type().byKey().get(one.getKey());
            if (field == null) {
                return new Left("rule.unknown-field");
            }
            if (!RuleIntents.storable(draft, field, one.getValue())) {
                return new Left("rule.wrong-value");
            }
            set.put(field.id(), one.getValue());
        }
        Entry.Remedy remedy = new Entry.Remedy(wish.action(), set, wish.comment());
        Optional<Entry> open = last.filter(Entry::isOpen);
        if (open.isPresent()) {
            return new Done(draft.entry(open.get(), open.get().suggesting(wish.text(), wish.rests(), remedy), cause));
        }
        return added(
                draft,
                entry(draft, Entry.Kind.REMEDY, wish.key(), wish.text(), wish.rests(), null, null, remedy, cause),
                cause);
    }

    private static boolean hasAction(Draft draft, String action) {
        return draft.situation().pinned().flow().nodes().stream()
                .filter(node -> node.id().equals(draft.state().step()))
                .anyMatch(node -> node instanceof FlowDef.Task task
                        && task.actions().stream().anyMatch(a -> a.key().equals(action)));
    }

    static Outcome link(Draft draft, Intent.LinkTo wish, Cause cause) {
        Others others = draft.situation().others();
        Optional<TicketId> other =
                wish.to().isBlank() ? Optional.empty() : others.find(wish.to()).map(Ticket::id);
        if (other.isEmpty()) {
            return new Left("rule.unknown-ticket");
        }
        TicketId own = draft.state().id();
        if (other.get().equals(own)) {
            return new Left("rule.own-link");
        }
        Link link = new Link(wish.kind(), other.get());
        List<Link> there = others.links(own);
        if (there.contains(link) || saidAlready(draft, link)) {
            return new Done(draft);
        }
        return there.size() >= LinkStore.MOST
                ? new Left("rule.too-many-links")
                : new Done(draft.link(link, true, cause));
    }

    private static boolean saidAlready(Draft draft, Link link) {
        return draft.events().stream()
                .anyMatch(e -> e instanceof Event.Linked linked && linked.link().equals(link));
    }

    static Outcome create(Draft draft, Intent.CreateTicket wish, Cause cause) {
        if (!(cause instanceof Cause.Rule rule)) {
            return new Done(draft);
        }
        int depth = draft.situation().origin().depth() + 1;
        if (depth > MOST_DEPTH) {
            return new Left("rule.too-deep");
        }
        return draft.situation().now().types().containsKey(wish.type())
                ? new Done(draft.with(new Effect.CreateTicket(
                        draft.state().id(),
                        rule,
                        wish.type(),
                        wish.fields(),
                        wish.link(),
                        draft.state().requester(),
                        depth)))
                : new Left("rule.unknown-type");
    }

    /** Why there is nothing to add: it is there, or must not be. */
    private static Optional<Outcome> notNew(Draft draft, String key, @Nullable Duration within, boolean timed) {
        if (!StatusCategory.ofCode(draft.state().status()).isOpen()) {
            return Optional.of(new Left("rule.ticket-ended"));
        }
        if (within == null ? timed : !isWithin(within)) {
            return Optional.of(new Left("rule.wrong-value"));
        }
        return draft.state().agenda().latest(key).filter(Entry::isOpen).map(_ -> new Done(draft));
    }

    static boolean isWithin(Duration within) {
        return within.compareTo(Duration.ofSeconds(1)) >= 0 && within.compareTo(LONGEST) <= 0;
    }

    private static Outcome added(Draft draft, Entry entry, Cause cause) {
        return draft.state().agenda().isFull()
                ? new Left("rule.agenda-full")
                : new Done(draft.entry(null, entry, cause));
    }

    private static Entry entry(
            Draft draft,
            Entry.Kind kind,
            String key,
            @Nullable Label text,
            List<String> rests,
            @Nullable Duration within,
            Entry.@Nullable Approval approval,
            Entry.@Nullable Remedy remedy,
            Cause cause) {
        Instant now = draft.situation().moment().now();
        return new Entry(
                Uuid7.at(now),
                kind,
                key,
                text,
                rests,
                within == null ? null : now.plus(within),
                State.OPEN,
                by(cause),
                now,
                null,
                approval,
                remedy,
                null);
    }

    static By by(Cause cause) {
        return switch (cause) {
            case Cause.Person(AccountId account, var _) -> new By(account, null, null, null);
            case Cause.Rule rule -> new By(null, rule.rule(), rule.label(), rule.pack());
            case Cause.Flow _, Cause.System _ -> By.NOBODY;
        };
    }

    static Draft close(Draft draft, Entry entry, State as, Cause cause, @Nullable String comment) {
        return close(draft, entry, entry, as, cause, comment);
    }

    /** @param now the entry with what was said of it last */
    static Draft close(Draft draft, Entry entry, Entry now, State as, Cause cause, @Nullable String comment) {
        return draft.entry(entry, now.closed(as, draft.situation().moment().now(), by(cause), comment), cause);
    }

    /**
     * Without what has lost its reason: suggestions whose rule was asked and does not hold, and what only an open ticket has.
     *
     * @param asked the rules that were asked
     * @param fired those that held
     */
    static Draft tidied(Draft start, List<RuleDef> asked, List<Fired> fired) {
        if (start.state().agenda().isEmpty()) {
            return start;
        }
        boolean ended = !StatusCategory.ofCode(start.state().status()).isOpen();
        Agenda agenda = start.state().agenda();
        Draft draft = start;
        for (Entry entry : agenda.open().toList()) {
            State as = switch (entry.kind()) {
                case REMEDY -> ended || holdsNoLonger(entry, asked, fired) ? State.GONE : State.OPEN;
                case CLOCK -> ended ? State.STOPPED : State.OPEN;
                case APPROVAL -> ended ? State.WITHDRAWN : State.OPEN;
                // The customer still waits for it.
                case PROMISE -> State.OPEN;
            };
            if (as != State.OPEN) {
                draft = close(draft, entry, as, new Cause.System(ended ? "ended" : "remedy"), null);
            }
        }
        return draft;
    }

    private static boolean holdsNoLonger(Entry entry, List<RuleDef> asked, List<Fired> fired) {
        By by = entry.by();
        return asked.stream()
                        .anyMatch(r -> r.id().equals(by.rule())
                                && Objects.equals(r.origin().pack(), by.pack()))
                && fired.stream()
                        .noneMatch(f -> f.rule().equals(by.rule())
                                && Objects.equals(f.pack(), by.pack())
                                && f.refused() == null);
    }

    /** Those who are to hear of what becomes of an entry: whoever has the ticket or, while nobody has it, its team. */
    static List<Audience> holders(Ticket ticket) {
        return ticket.assignee() != null ? List.of(new Audience.Assignee()) : List.of(new Audience.Team(null));
    }
}
