package io.deskloom.mail;

import io.deskloom.effect.Effect;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.Snapshots;
import io.deskloom.notification.Channels;
import io.deskloom.notification.MailAddress;
import io.deskloom.notification.NotificationStore;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.Undeliverable;
import io.deskloom.template.MailTemplates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Carries out {@link Effect.ConfirmAddress}: asks whoever reads an address' mail whether the address is the account's. */
@ApplicationScoped
class AskForAddress implements EffectExecutor {
    /** How long the link of the question works. */
    static final Duration VALID = Duration.ofDays(3);

    private final Post post;
    private final MailTemplates templates;
    private final MailLinks links;
    private final NotificationStore notifications;
    private final Accounts accounts;
    private final Snapshots snapshots;

    AskForAddress(
            Post post,
            MailTemplates templates,
            MailLinks links,
            NotificationStore notifications,
            Accounts accounts,
            Snapshots snapshots) {
        this.post = post;
        this.templates = templates;
        this.links = links;
        this.notifications = notifications;
        this.accounts = accounts;
        this.snapshots = snapshots;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.ConfirmAddress;
    }

    @Override
    public String destination(Effect effect) {
        return "mail";
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) throws Undeliverable, MessagingException {
        if (!(effect instanceof Effect.ConfirmAddress ask)) {
            throw new IllegalArgumentException("nobody is to be asked");
        }
        post.check();
        Optional<Account> account = accounts.find(tenant, ask.account()).filter(a -> !a.isDisabled());
        Channels channels =
                notifications.channels(tenant, Set.of(ask.account())).getOrDefault(ask.account(), Channels.UNTOUCHED);
        String address = channels.address();
        if (post.isSent(tenant, key) || account.isEmpty() || address == null || channels.confirmedAt() != null) {
            return;
        }
        MailAddress to = MailAddress.of(address).orElseThrow(() -> new Undeliverable("address-malformed"));
        post.send(tenant, key, null, letter(tenant, key, to, account.get()));
    }

    private Letter letter(TenantId tenant, UUID key, MailAddress to, Account account) {
        Instant now = post.now();
        String language = account.language();
        String sender = snapshots.current(tenant).workspace().label().in(language);
        boolean chinese = language.equals("zh");
        String subject = chinese ? "请确认您的邮箱" : "Is this address yours?";
        String link = post.link("/api/v1/mail/confirm?t="
                + links.of(new MailLinks.Link.Confirm(tenant, language, account.id(), to.text(), now.plus(VALID))));
        MailTemplates.Rendered body = templates.mail(new MailTemplates.Content(
                MailTemplates.Kind.CONFIRM,
                language,
                sender,
                subject,
                null,
                subject,
                chinese
                        ? account.name() + " 希望在此邮箱接收 " + sender + " 的通知。请在三天内确认。"
                        : account.name() + " wants to be told of " + sender
                                + " at this address. Say so within three days, if that is you.",
                "",
                link,
                null));
        return new Letter(
                to,
                sender,
                subject,
                post.id(tenant, key.toString()),
                null,
                body.html(),
                body.text(),
                null,
                language,
                now);
    }
}
