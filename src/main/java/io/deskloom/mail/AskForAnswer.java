package io.deskloom.mail;

import io.deskloom.agenda.Entry;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.notification.Channels;
import io.deskloom.notification.MailAddress;
import io.deskloom.notification.NotificationStore;
import io.deskloom.notification.TellAgenda;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.Undeliverable;
import io.deskloom.template.MailTemplates;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.Agendas;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link Effect.AskByMail}: who is asked for a decision has a mail with a link for each answer. Who is not asked any more
 * when it is sent, may not see the ticket or wants no such mails, gets none.
 */
@ApplicationScoped
class AskForAnswer implements EffectExecutor {
    /** How long the links work at most. */
    static final Duration VALID = Duration.ofDays(30);

    /** What such mails are called where they can be stopped. */
    static final Label NAME = Label.of("Requests for your approval", "请您审批");

    private final Post post;
    private final MailTemplates templates;
    private final MailLinks links;
    private final NotificationStore notifications;
    private final Agendas agendas;
    private final Accounts accounts;
    private final Actors actors;
    private final Snapshots snapshots;

    AskForAnswer(
            Post post,
            MailTemplates templates,
            MailLinks links,
            NotificationStore notifications,
            Agendas agendas,
            Accounts accounts,
            Actors actors,
            Snapshots snapshots) {
        this.post = post;
        this.templates = templates;
        this.links = links;
        this.notifications = notifications;
        this.agendas = agendas;
        this.accounts = accounts;
        this.actors = actors;
        this.snapshots = snapshots;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.AskByMail;
    }

    @Override
    public String destination(Effect effect) {
        return "mail";
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) throws Undeliverable, MessagingException {
        if (!(effect instanceof Effect.AskByMail ask)) {
            throw new IllegalArgumentException("nobody is to be asked");
        }
        post.check();
        Optional<Account> account = accounts.find(tenant, ask.account()).filter(a -> !a.isDisabled());
        String mailbox = notifications
                .channels(tenant, Set.of(ask.account()))
                .getOrDefault(ask.account(), Channels.UNTOUCHED)
                .mailbox();
        if (post.isSent(tenant, key)
                || account.isEmpty()
                || mailbox == null
                || !notifications
                        .silencesOf(tenant, Set.of(ask.account()), TellAgenda.BY_HAND)
                        .isEmpty()) {
            return;
        }
        MailAddress to = MailAddress.of(mailbox).orElseThrow(() -> new Undeliverable("address-malformed"));
        MetadataSnapshot now = snapshots.current(tenant);
        Optional<Ticket> ticket = agendas.ticket(tenant, now, ask.ticket());
        if (ticket.isEmpty()) {
            return;
        }
        Actor reader = actors.of(tenant, account.get());
        Moment moment = new Moment(post.now(), now.workspace().zone());
        Agendas.Told told =
                agendas.told(reader, now, ticket.get(), ask.entry(), moment).orElse(null);
        Entry.Approval approval = told == null ? null : told.entry().approval();
        if (told != null
                && approval != null
                && told.entry().isOpen()
                && approval.mayDecide(reader.account(), reader.roles(), reader.teams())) {
            post.send(tenant, key, ask.ticket(), letter(tenant, key, to, reader, now, ask, told));
        }
    }

    private Letter letter(
            TenantId tenant,
            UUID key,
            MailAddress to,
            Actor reader,
            MetadataSnapshot now,
            Effect.AskByMail ask,
            Agendas.Told told) {
        String language = reader.language();
        boolean chinese = language.equals("zh");
        String sender = now.workspace().label().in(language);
        String text = told.text() == null ? "•••" : told.text();
        String subject = OneLine.of(
                "[" + told.number() + "] " + (chinese ? "请您审批：" : "Your approval is asked for: ") + OneLine.of(text));
        Instant until = until(told.entry().due());
        String stop = post.link("/api/v1/mail/unsubscribe?t="
                + links.of(new MailLinks.Link.Stop(tenant, language, reader.account(), null, TellAgenda.BY_HAND)));
        MailTemplates.Rendered body = templates.mail(new MailTemplates.Content(
                MailTemplates.Kind.ASKED,
                language,
                sender,
                subject,
                told.number(),
                OneLine.of(text),
                told.title() == null ? "" : told.title(),
                NAME.in(language),
                post.link("/t/" + ask.ticket()),
                stop,
                List.of(
                        answer(tenant, reader, ask, true, until, chinese ? "同意" : "Approve"),
                        answer(tenant, reader, ask, false, until, chinese ? "拒绝" : "Refuse"))));
        return new Letter(
                to,
                sender,
                subject,
                post.id(tenant, key.toString()),
                post.id(tenant, "ticket-" + ask.ticket()),
                body.html(),
                body.text(),
                stop,
                language,
                post.now());
    }

    private Instant until(@Nullable Instant due) {
        Instant latest = post.now().plus(VALID);
        return due == null || due.isAfter(latest) ? latest : due;
    }

    private MailTemplates.Answer answer(
            TenantId tenant, Actor reader, Effect.AskByMail ask, boolean yes, Instant until, String label) {
        String link = links.of(new MailLinks.Answer(
                tenant, reader.language(), reader.account(), ask.ticket(), ask.entry(), yes, until));
        return new MailTemplates.Answer(label, post.link("/api/v1/mail/answer?t=" + link), yes);
    }
}
