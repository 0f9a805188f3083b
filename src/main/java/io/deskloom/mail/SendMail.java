package io.deskloom.mail;

import io.deskloom.effect.Effect;
import io.deskloom.effect.Reader;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TextTemplate;
import io.deskloom.notification.Channels;
import io.deskloom.notification.MailAddress;
import io.deskloom.notification.NotificationStore;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.Undeliverable;
import io.deskloom.template.MailTemplates;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link Effect.Mail}: makes the mail when it is sent, in its reader's language and with what he may know then. Who may not
 * see the ticket any more, wants no mail of the rule, or has no address of his own, gets none.
 */
@ApplicationScoped
class SendMail implements EffectExecutor {
    private final Post post;
    private final MailTemplates templates;
    private final MailLinks links;
    private final MailStore store;
    private final NotificationStore notifications;
    private final Notices notices;
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;

    SendMail(
            Post post,
            MailTemplates templates,
            MailLinks links,
            MailStore store,
            NotificationStore notifications,
            Notices notices,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors) {
        this.post = post;
        this.templates = templates;
        this.links = links;
        this.store = store;
        this.notifications = notifications;
        this.notices = notices;
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.actors = actors;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.Mail;
    }

    @Override
    public String destination(Effect effect) {
        return "mail";
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) throws Undeliverable, MessagingException {
        if (!(effect instanceof Effect.Mail wish)) {
            throw new IllegalArgumentException("nothing is to be mailed");
        }
        post.check();
        if (post.isSent(tenant, key)) {
            return;
        }
        MetadataSnapshot now = snapshots.current(tenant);
        Optional<Ticket> ticket = notices.ticket(tenant, now, wish.ticket());
        Optional<RuleDef> rule = snapshots.release(tenant, wish.release()).flatMap(then -> rule(then, wish));
        if (ticket.isEmpty() || rule.isEmpty()) {
            // Gone meanwhile: there is nothing to tell of.
            return;
        }
        IntentDef what = rule.get().then().get(wish.wish());
        Optional<To> to = to(tenant, wish, what);
        if (to.isPresent()) {
            send(tenant, key, wish, to.get(), now, ticket.get(), rule.get(), what);
        }
    }

    private static Optional<RuleDef> rule(MetadataSnapshot then, Effect.Mail wish) {
        return then.rule(wish.rule(), wish.pack())
                .filter(r -> wish.wish() < r.then().size());
    }

    /**
     * Whom it goes to.
     *
     * @param account null for somebody without one
     */
    private record To(
            MailAddress address, Actor reader, @Nullable AccountId account) {}

    private Optional<To> to(TenantId tenant, Effect.Mail wish, IntentDef what) throws Undeliverable {
        return switch (wish.to()) {
            case Reader.Account(AccountId id) -> account(tenant, id, wish.rule());
            case Reader.Outsider outsider ->
                what instanceof IntentDef.Mail mail && mail.as() != null
                        ? outsider(tenant, outsider, mail.as(), wish.rule())
                        : Optional.empty();
        };
    }

    private Optional<To> account(TenantId tenant, AccountId id, String rule) {
        Optional<Account> account = accounts.find(tenant, id).filter(a -> !a.isDisabled());
        Channels channels = notifications.channels(tenant, Set.of(id)).getOrDefault(id, Channels.UNTOUCHED);
        String mailbox = channels.mailbox();
        if (account.isEmpty()
                || mailbox == null
                || !notifications.silencesOf(tenant, Set.of(id), rule).isEmpty()) {
            return Optional.empty();
        }
        return MailAddress.of(mailbox).map(address -> new To(address, actors.of(tenant, account.get()), id));
    }

    private Optional<To> outsider(TenantId tenant, Reader.Outsider outsider, String role, String rule)
            throws Undeliverable {
        MailAddress address =
                MailAddress.of(outsider.address()).orElseThrow(() -> new Undeliverable("address-malformed"));
        return store.isRefused(tenant, links.hash(tenant, address), rule)
                ? Optional.empty()
                : Optional.of(new To(address, Notices.outsider(tenant, role, outsider.language()), null));
    }

    private void send(
            TenantId tenant,
            UUID key,
            Effect.Mail wish,
            To to,
            MetadataSnapshot now,
            Ticket ticket,
            RuleDef rule,
            IntentDef what)
            throws Undeliverable, MessagingException {
        List<TextTemplate> words = switch (what) {
            case IntentDef.Notify tell -> List.of(tell.text());
            case IntentDef.Mail mail -> List.of(mail.text(), mail.subject());
            default -> List.of();
        };
        Moment moment = new Moment(post.now(), now.workspace().zone());
        Optional<Notices.Told> told = words.isEmpty()
                ? Optional.empty()
                : notices.told(to.reader(), now, ticket, words, wish.event(), moment);
        if (told.isPresent()) {
            post.send(tenant, key, wish.ticket(), letter(tenant, key, to, now, rule, told.get()));
        }
    }

    private Letter letter(TenantId tenant, UUID key, To to, MetadataSnapshot now, RuleDef rule, Notices.Told told) {
        String language = to.reader().language();
        String sender = now.workspace().label().in(language);
        String number = told.named().number();
        String heading = heading(now, told, language);
        String subject = OneLine.of("[" + number + "] " + heading);
        String stop = post.link("/api/v1/mail/unsubscribe?t="
                + links.of(new MailLinks.Link.Stop(
                        tenant,
                        language,
                        to.account(),
                        to.account() == null
                                ? Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(links.hash(tenant, to.address()))
                                : null,
                        rule.id())));
        MailTemplates.Rendered body = templates.mail(new MailTemplates.Content(
                to.account() == null ? MailTemplates.Kind.OUTSIDE : MailTemplates.Kind.NOTICE,
                language,
                sender,
                subject,
                number,
                heading,
                told.texts().getFirst(),
                rule.label().in(language),
                // Whoever has no account could not open it.
                to.account() == null ? null : post.link("/t/" + told.ticket()),
                stop));
        return new Letter(
                to.address(),
                sender,
                subject,
                post.id(tenant, key.toString()),
                // Mails of a ticket answer one that was never sent: every reader has another first one.
                post.id(tenant, "ticket-" + told.ticket()),
                body.html(),
                body.text(),
                stop,
                language,
                post.now());
    }

    /** A rule's own subject; or the ticket's title, or what kind of ticket it is to who may not read the title. */
    private static String heading(MetadataSnapshot now, Notices.Told told, String language) {
        String own =
                told.texts().size() > 1 ? told.texts().get(1) : told.named().title();
        return own == null || own.isBlank()
                ? now.anyType(told.named().type())
                        .map(t -> t.label().in(language))
                        .orElse("")
                : OneLine.of(own);
    }
}
