package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.TicketAccess;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Entry.State;
import io.deskloom.agenda.Link;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Effect.TellAgenda.News;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what people and time do with a ticket's agenda and its links. Pure. */
final class AgendaDecider {
    /** What rules call a promise that a person made. */
    static final String BY_HAND = "promise";

    private final Decider decider;
    private final RuleEngine rules;

    AgendaDecider(Decider decider, RuleEngine rules) {
        this.decider = decider;
        this.rules = rules;
    }

    Result<Decided> decide(Situation s, Command.Beside command, Ticket ticket) {
        return switch (command) {
            case Command.OfRules c ->
                s.actor().isRules() ? ofRules(s, c, ticket) : Result.refused(Rejection.notFound());
            case Command.LinkTo c -> link(s, c, ticket);
            case Command.Unlink c -> unlink(s, c, ticket);
            case Command.Promise c -> promise(s, c, ticket);
            case Command.Settle c -> settle(s, c, ticket);
        };
    }

    private Result<Decided> link(Situation s, Command.LinkTo c, Ticket ticket) {
        if (!may(s, Verb.UPDATE, ticket)) {
            return notYours();
        }
        Ticket other = s.others().find(c.other()).filter(t -> sees(s, t)).orElse(null);
        if (other == null) {
            return invalid("/ticket", "link.unknown-ticket", "There is no such ticket.");
        }
        if (other.id().equals(ticket.id())) {
            return invalid("/ticket", "link.self", "A ticket is not linked with itself.");
        }
        Link link = new Link(c.kind(), other.id());
        List<Link> there = s.others().links(ticket.id());
        if (there.contains(link)) {
            return Result.ok(Decided.of(ticket, Draft.of(s, ticket), null));
        }
        if (there.size() >= LinkStore.MOST) {
            return Result.refused(Rejection.invalid(List.of(Problem.of(
                    "/ticket",
                    "link.too-many",
                    "A ticket has at most " + LinkStore.MOST + " links.",
                    Map.of("max", Integer.toString(LinkStore.MOST))))));
        }
        Draft draft = Draft.of(s, ticket);
        return decider.ruled(ticket, draft.link(link, true, draft.person()));
    }

    private Result<Decided> unlink(Situation s, Command.Unlink c, Ticket ticket) {
        if (!may(s, Verb.UPDATE, ticket)) {
            return notYours();
        }
        boolean there = s.others().links(ticket.id()).contains(c.link())
                && s.others()
                        .find(c.link().other().toString())
                        .filter(t -> sees(s, t))
                        .isPresent();
        if (!there) {
            return Result.refused(Rejection.notFound());
        }
        Draft draft = Draft.of(s, ticket);
        return decider.ruled(ticket, draft.link(c.link(), false, draft.person()));
    }

    private static boolean sees(Situation s, Ticket other) {
        TicketTypeDef type = s.now().typeById(other.type()).orElseThrow();
        return TicketAccess.maySee(s.actor(), type, other, s.moment());
    }

    private Result<Decided> promise(Situation s, Command.Promise c, Ticket ticket) {
        if (!may(s, Verb.UPDATE, ticket) || !may(s, Verb.READ_INTERNAL, ticket)) {
            return notYours();
        }
        if (ended(ticket)) {
            return Decider.ended();
        }
        Instant now = s.moment().now();
        if (!AgendaDrafts.isWithin(Duration.between(now, c.due()))) {
            return invalid("/due", "promise.due", "A promise is due later, within five years.");
        }
        if (ticket.agenda().isFull()) {
            return Result.refused(
                    Rejection.conflict("agenda-full", "There is too much open on this ticket's agenda.", List.of()));
        }
        Draft draft = Draft.of(s, ticket);
        Entry entry = new Entry(
                Uuid7.at(now),
                Entry.Kind.PROMISE,
                BY_HAND,
                new Label(Map.of(s.now().workspace().languages().getFirst(), c.text())),
                List.of(),
                c.due(),
                State.OPEN,
                AgendaDrafts.by(draft.person()),
                now,
                null,
                null,
                null,
                null);
        return decider.ruled(ticket, draft.entry(null, entry, draft.person()));
    }

    private Result<Decided> settle(Situation s, Command.Settle c, Ticket ticket) {
        Entry entry = may(s, Verb.READ_INTERNAL, ticket)
                ? ticket.agenda().find(c.entry()).orElse(null)
                : null;
        if (entry == null) {
            return Result.refused(Rejection.notFound());
        }
        State as = as(entry.kind(), c.how());
        if (as == null) {
            return invalid("/do", "agenda.not-possible", "This cannot be done with it.");
        }
        if (!entry.isOpen() && !(as == State.KEPT && entry.isLapsed())) {
            return Result.refused(Rejection.conflict("agenda-closed", "This has been settled already.", List.of()));
        }
        Entry.Approval approval = entry.approval();
        if (as == State.WITHDRAWN && approval != null && approval.step() != null) {
            return Result.refused(Rejection.conflict(
                    "approval-of-step", "The step asks this; only what becomes of the step ends it.", List.of()));
        }
        return switch (as) {
            case APPROVED, REFUSED -> decideApproval(s, c, ticket, entry, as);
            case APPLIED -> apply(s, c, ticket, entry);
            default -> {
                if (!may(s, Verb.UPDATE, ticket)) {
                    yield notYours();
                }
                Draft draft = Draft.of(s, ticket);
                yield decider.ruled(ticket, AgendaDrafts.close(draft, entry, as, draft.person(), c.comment()));
            }
        };
    }

    /** What an entry of a kind becomes; null for what cannot be done with it. */
    private static @Nullable State as(Entry.Kind kind, Command.Settle.How how) {
        return switch (kind) {
            case PROMISE ->
                switch (how) {
                    case KEPT -> State.KEPT;
                    case BROKEN -> State.BROKEN;
                    case WITHDRAW -> State.WITHDRAWN;
                    case APPROVE, REFUSE, APPLY, DISMISS -> null;
                };
            case APPROVAL ->
                switch (how) {
                    case APPROVE -> State.APPROVED;
                    case REFUSE -> State.REFUSED;
                    case WITHDRAW -> State.WITHDRAWN;
                    case KEPT, BROKEN, APPLY, DISMISS -> null;
                };
            case REMEDY ->
                switch (how) {
                    case APPLY -> State.APPLIED;
                    case DISMISS -> State.DISMISSED;
                    case KEPT, BROKEN, WITHDRAW, APPROVE, REFUSE -> null;
                };
            // Rules stop what rules have started.
            case CLOCK -> null;
        };
    }

    private Result<Decided> decideApproval(Situation s, Command.Settle c, Ticket ticket, Entry entry, State as) {
        Entry.Approval asked = Objects.requireNonNull(entry.approval());
        AccountId account = s.actor().account();
        if (account.equals(asked.asker())) {
            return Result.refused(
                    Rejection.forbidden("approval-own", "You asked for this yourself; somebody else decides it."));
        }
        if (!asked.asks(account, s.actor().roles(), s.actor().teams())) {
            return Result.refused(Rejection.forbidden("approval-not-yours", "Others were asked for this decision."));
        }
        Draft draft = Draft.of(s, ticket);
        Rejection resting = asked.step() == null ? null : Decider.resting(ticket);
        if (resting != null) {
            return Result.refused(resting);
        }
        Entry.Approval answered = asked.with(new Entry.Vote(
                asked.slot(account, s.actor().roles(), s.actor().teams()).orElseThrow(),
                account,
                as == State.APPROVED,
                s.moment().now(),
                c.comment()));
        Entry voted = asked.needed() == 0 ? entry : entry.asking(answered);
        Optional<Boolean> outcome = answered.outcome();
        if (outcome.isEmpty()) {
            Draft noted = draft.entry(entry, voted, draft.person());
            // In sequence the next one is asked only now.
            return decider.ruled(ticket, asked.sequence() ? FlowRun.asking(noted, voted, account) : noted);
        }
        State became = outcome.get() ? State.APPROVED : State.REFUSED;
        Draft decided = AgendaDrafts.close(draft, entry, voted, became, draft.person(), c.comment());
        if (asked.asker() != null) {
            List<Audience> to = List.of(new Audience.Account(asked.asker().toString()));
            decided = decided.with(new Effect.TellAgenda(ticket.id(), entry.id(), News.DECIDED, to, account));
        }
        Entry closed = decided.state().agenda().find(entry.id()).orElse(entry);
        return decider.ruled(ticket, FlowRun.decided(rules, decided, closed), RuleDef.On.DECIDED, null, closed);
    }

    /** An ordinary command by whoever applies it, held to all that the person may do. */
    private Result<Decided> apply(Situation s, Command.Settle c, Ticket ticket, Entry entry) {
        Entry.Remedy remedy = Objects.requireNonNull(entry.remedy());
        Map<String, @Nullable Object> fields = new HashMap<>();
        Map<String, FieldState> rights = s.rights(ticket);
        for (Map.Entry<String, Value> set : remedy.set().entrySet()) {
            Optional<FieldDef> field = s.type().fieldById(set.getKey());
            if (field.isEmpty()) {
                continue;
            }
            String key = field.get().key();
            if (!rights.getOrDefault(key, FieldAccess.HIDDEN).level().canWrite()) {
                // Which field it is may be nothing for this person to know.
                return Result.refused(
                        Rejection.forbidden("remedy-not-yours", "Applying this changes something you may not change."));
            }
            fields.put(key, FieldTypes.of(field.get().kind()).toJson(set.getValue()));
        }
        Draft start = Draft.of(s, ticket);
        Draft applied = AgendaDrafts.close(start, entry, State.APPLIED, start.person(), c.comment());
        if (remedy.comment() != null) {
            if (!may(s, Verb.COMMENT_PUBLIC, ticket)) {
                return Result.refused(
                        Rejection.forbidden("comment-not-allowed", "You may not write this kind of comment here."));
            }
            String text = remedy.comment().in(s.now().workspace().languages().getFirst());
            applied = Command.isComment(text) ? applied.comment(false, text.strip()) : applied;
        }
        return remedy.action() != null
                ? decider.act(
                        s,
                        new Command.Act(c.origin(), ticket.id(), remedy.action(), null, fields, null),
                        ticket,
                        applied)
                : decider.update(
                        s,
                        new Command.Update(c.origin(), ticket.id(), ticket.version(), fields, null),
                        ticket,
                        applied);
    }

    // ---- What time and rules do

    private Result<Decided> ofRules(Situation s, Command.OfRules command, Ticket ticket) {
        return Result.ok(
                switch (command) {
                    case Command.Due c -> due(s, c, ticket);
                    case Command.ClocksDue _ -> decider.clocksDue(s, ticket);
                    case Command.LinkedBack c ->
                        woken(s, ticket, Draft.of(s, ticket).linkedBack(c.link(), c.linked(), c.by()));
                    case Command.Note c ->
                        Decided.of(ticket, Draft.of(s, ticket).comment(true, c.text(), List.of(), c.by()), null);
                });
    }

    /** Its SOP may have waited for that. Rules are asked only when it goes on. */
    private Decided woken(Situation s, Ticket ticket, Draft linked) {
        Draft woken = FlowRun.wake(rules, linked);
        return woken.events().size() == linked.events().size()
                ? Decided.of(ticket, linked, null)
                : decider.afterFlow(ticket, woken);
    }

    /** What has ended since, or is due later by now, stays as it is. */
    private Decided due(Situation s, Command.Due c, Ticket ticket) {
        Draft draft = Draft.of(s, ticket);
        Instant now = s.moment().now();
        Entry entry = ticket.agenda()
                .find(c.entry())
                .filter(Entry::isOpen)
                .filter(e ->
                        e.due() != null && !now.isBefore(c.remind() ? e.due().minus(Entry.REMINDED) : e.due()))
                .orElse(null);
        Entry.Approval asked = entry == null ? null : entry.approval();
        boolean rests = asked != null && asked.step() != null && ticket.flow().hold() != null;
        if (entry == null || rests || (c.remind() && entry.reminded() != null)) {
            return Decided.of(ticket, draft, null);
        }
        Cause cause = new Cause.System("time");
        if (c.remind()) {
            return Decided.of(
                    ticket, draft.entry(entry, entry.reminded(now), cause).with(news(ticket, entry, News.SOON)), null);
        }
        State as = entry.kind() == Entry.Kind.PROMISE ? State.BROKEN : State.EXPIRED;
        Draft over = AgendaDrafts.close(draft, entry, as, cause, null);
        if (as == State.BROKEN) {
            over = over.with(news(ticket, entry, News.BROKEN));
        }
        Entry closed = over.state().agenda().find(entry.id()).orElse(entry);
        return decider.afterTime(ticket, FlowRun.decided(rules, over, closed), RuleDef.On.DUE, closed);
    }

    private static Effect news(Ticket ticket, Entry entry, News what) {
        return new Effect.TellAgenda(ticket.id(), entry.id(), what, AgendaDrafts.holders(ticket), null);
    }

    private static boolean may(Situation s, Verb verb, Ticket ticket) {
        return TicketAccess.may(s.actor(), s.type(), verb, ticket, s.moment());
    }

    private static boolean ended(Ticket ticket) {
        return !StatusCategory.ofCode(ticket.status()).isOpen();
    }

    private static Result<Decided> notYours() {
        return Result.refused(Rejection.forbidden("update-not-allowed", "You may not change this ticket."));
    }

    private static Result<Decided> invalid(String pointer, String code, String message) {
        return Result.refused(Rejection.invalid(List.of(Problem.of(pointer, code, message))));
    }
}
