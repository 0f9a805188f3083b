package io.deskloom.notification;

import io.deskloom.effect.Audience;
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
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link Effect.Notify}: whoever is meant, may see the ticket and wants to hear of it is told in words that hold what he
 * may know, and has a mail on its way where he wants one.
 */
@ApplicationScoped
public class TellPeople implements EffectExecutor {
    /** The most people one wish tells: a workspace's whole staff is told by other means. */
    static final int MOST = 500;

    /** The longest text, in code points; what is longer ends in an ellipsis. */
    static final int LONGEST = 600;

    private final Notices notices;
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;
    private final NotificationStore store;
    private final MailSwitch mail;
    private final OutboxSignal outbox;
    private final Clock clock;

    TellPeople(
            Notices notices,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors,
            NotificationStore store,
            MailSwitch mail,
            OutboxSignal outbox,
            Clock clock) {
        this.notices = notices;
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.actors = actors;
        this.store = store;
        this.mail = mail;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.Notify;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        if (!(effect instanceof Effect.Notify wish)) {
            throw new IllegalArgumentException("nobody is to be told");
        }
        MetadataSnapshot now = snapshots.current(tenant);
        Optional<Ticket> ticket = notices.ticket(tenant, now, wish.ticket());
        Optional<RuleDef> rule = snapshots.release(tenant, wish.release()).flatMap(then -> rule(then, wish));
        if (ticket.isEmpty()
                || rule.isEmpty()
                || !(rule.get().then().get(wish.wish()) instanceof IntentDef.Notify what)) {
            // Gone meanwhile: there is nothing to tell of.
            return;
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Moment moment = new Moment(at, now.workspace().zone());
        List<Account> meant = meant(tenant, ticket.get(), wish);
        Set<AccountId> ids = meant.stream().map(Account::id).collect(Collectors.toSet());
        Map<AccountId, Silence> silences = ids.isEmpty() ? Map.of() : store.silencesOf(tenant, ids, wish.rule());
        Map<AccountId, Channels> channels = ids.isEmpty() ? Map.of() : store.channels(tenant, ids);
        List<Notification> told = new ArrayList<>();
        List<NotificationStore.Mailing> mails = new ArrayList<>();
        for (Account account : meant) {
            Silence silence = silences.get(account.id());
            if (silence == Silence.ALL) {
                continue;
            }
            Channels wanted = channels.getOrDefault(account.id(), Channels.UNTOUCHED);
            if (wanted.inApp()) {
                Actor actor = actors.of(tenant, account);
                notices.text(actor, now, ticket.get(), what.text(), wish.event(), moment)
                        .ifPresent(text -> told.add(new Notification(
                                id(key, account.id()),
                                account.id(),
                                wish.ticket(),
                                wish.rule(),
                                rule.get().key(),
                                shortened(text),
                                at,
                                null)));
            }
            if (mail.isOn() && silence == null && wanted.mailbox() != null) {
                mails.add(new NotificationStore.Mailing(id(key, account.id()), mail(wish, account.id()), at));
            }
        }
        if (!told.isEmpty() || !mails.isEmpty()) {
            store.add(tenant, told, mails);
            if (!mails.isEmpty()) {
                outbox.filled(tenant);
            }
        }
    }

    /** Each mail is an effect of its own: one that cannot be delivered does not have the others sent again. */
    private static Effect.Mail mail(Effect.Notify wish, AccountId to) {
        return new Effect.Mail(
                wish.ticket(),
                wish.release(),
                wish.rule(),
                wish.pack(),
                wish.wish(),
                new Reader.Account(to),
                wish.event());
    }

    static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)).stripTrailing() + "…";
    }

    private static Optional<RuleDef> rule(MetadataSnapshot then, Effect.Notify wish) {
        return then.rules().stream()
                .filter(r -> r.id().equals(wish.rule())
                        && Objects.equals(r.origin().pack(), wish.pack())
                        && wish.wish() < r.then().size())
                .findFirst();
    }

    /** Those that are there, once each, without whoever did it. */
    private List<Account> meant(TenantId tenant, Ticket ticket, Effect.Notify wish) {
        Set<String> teams = new HashSet<>();
        Set<String> roles = new HashSet<>();
        Set<AccountId> ids = new HashSet<>();
        for (Audience one : wish.to()) {
            switch (one) {
                case Audience.Assignee _ -> add(ids, ticket.assignee());
                case Audience.Requester _ -> add(ids, ticket.requester());
                case Audience.Account(String id) -> AccountId.of(id).ifPresent(ids::add);
                // Whoever has no account is told by mail only.
                case Audience.Address _ -> {}
                case Audience.Team(String key) -> add(teams, key == null ? ticket.team() : key);
                case Audience.Role(String key) -> roles.add(key);
            }
        }
        return accounts.among(tenant, teams, roles, ids, MOST).stream()
                .filter(account -> !account.id().equals(wish.by()))
                .toList();
    }

    private static <T> void add(Set<T> all, @Nullable T one) {
        if (one != null) {
            all.add(one);
        }
    }

    static @Nullable AccountId account(String id) {
        try {
            return new AccountId(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static UUID id(UUID key, AccountId account) {
        return UUID.nameUUIDFromBytes((key + "/" + account).getBytes(StandardCharsets.UTF_8));
    }
}
