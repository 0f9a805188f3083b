package io.deskloom.mail;

import io.deskloom.agenda.Entry;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.Moment;
import io.deskloom.mail.MailLinks.Answer;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.template.MailTemplates;
import io.deskloom.template.MailTemplates.Says;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.Agendas;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a decision may still be answered by a link of a mail. Whoever follows it is who the mail went to, with the rights that account
 * has now: one that has left has none.
 */
@ApplicationScoped
public class AnswersByMail {
    private final Accounts accounts;
    private final Actors actors;
    private final Agendas agendas;
    private final Snapshots snapshots;
    private final MailTemplates templates;

    AnswersByMail(Accounts accounts, Actors actors, Agendas agendas, Snapshots snapshots, MailTemplates templates) {
        this.accounts = accounts;
        this.actors = actors;
        this.agendas = agendas;
        this.snapshots = snapshots;
        this.templates = templates;
    }

    /** How a link stands, and what its page says. */
    public enum Outcome {
        /** It can be used. */
        ASKS,
        DONE,
        /** Who it went to has answered. */
        USED,
        /** It was decided by others, or its time is over. */
        DECIDED,
        /** Who it went to is not asked any more. */
        NOT_YOURS,
        /** Just now it cannot be answered. */
        NOT_NOW,
        /** It opens nothing. */
        BAD
    }

    /**
     * @param outcome {@link Outcome#ASKS} while the link can still be used
     * @param actor who answers; null when nobody does any more
     * @param subject what is asked; "" when the reader may not know it
     */
    public record Standing(Outcome outcome, @Nullable Actor actor, String subject) {}

    public Standing standing(Answer answer, Instant at) {
        Optional<Account> account =
                accounts.find(answer.tenant(), answer.account()).filter(one -> !one.isDisabled());
        if (account.isEmpty()) {
            return new Standing(Outcome.BAD, null, "");
        }
        MetadataSnapshot now = snapshots.current(answer.tenant());
        Actor actor = actors.of(answer.tenant(), account.get());
        Optional<Ticket> ticket = agendas.ticket(answer.tenant(), now, answer.ticket());
        Moment moment = new Moment(at, now.workspace().zone());
        Agendas.Told told = ticket.flatMap(one -> agendas.told(actor, now, one, answer.entry(), moment))
                .orElse(null);
        Entry.Approval approval = told == null ? null : told.entry().approval();
        if (told == null || approval == null) {
            return new Standing(Outcome.BAD, null, "");
        }
        String subject = told.number() + " · " + (told.text() == null ? "•••" : told.text());
        return new Standing(outcome(answer, told.entry(), approval, actor), actor, subject);
    }

    private static Outcome outcome(Answer answer, Entry entry, Entry.Approval approval, Actor actor) {
        boolean voted =
                approval.votes().stream().anyMatch(vote -> vote.account().equals(answer.account()));
        Entry.Closing closing = entry.closing();
        boolean closed = closing != null && answer.account().equals(closing.by().account());
        if (voted || closed) {
            return Outcome.USED;
        }
        if (!entry.isOpen()) {
            return Outcome.DECIDED;
        }
        return approval.mayDecide(actor.account(), actor.roles(), actor.teams()) ? Outcome.ASKS : Outcome.NOT_YOURS;
    }

    /** The page that says so. */
    public String page(Outcome outcome, Answer answer, String subject) {
        Says says = switch (outcome) {
            case ASKS -> answer.yes() ? Says.APPROVE : Says.REFUSE;
            case DONE -> answer.yes() ? Says.APPROVED : Says.REFUSED;
            case USED -> Says.USED;
            case DECIDED -> Says.DECIDED;
            case NOT_YOURS -> Says.NOT_YOURS;
            case NOT_NOW -> Says.NOT_NOW;
            case BAD -> Says.BAD;
        };
        String workspace =
                snapshots.current(answer.tenant()).workspace().label().in(answer.language());
        return templates.page(says, answer.language(), workspace, subject);
    }
}
