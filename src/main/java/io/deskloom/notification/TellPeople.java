package io.deskloom.notification;

import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link Effect.Notify}: whoever is meant, may see the ticket and wants to hear of it is told in words that hold what he
 * may know.
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
    private final Clock clock;

    TellPeople(
            Notices notices,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors,
            NotificationStore store,
            Clock clock) {
        this.notices = notices;
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.actors = actors;
        this.store = store;
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
        List<Notification> told = new ArrayList<>();
        for (Account account : meant(tenant, ticket.get(), wish)) {
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
        if (!told.isEmpty()) {
            store.add(tenant, told);
        }
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

    /** Those that are there, once each: without whoever did it, and without those who do not want to hear of it. */
    private List<Account> meant(TenantId tenant, Ticket ticket, Effect.Notify wish) {
        Set<String> teams = new HashSet<>();
        Set<String> roles = new HashSet<>();
        Set<AccountId> ids = new HashSet<>();
        for (Audience one : wish.to()) {
            switch (one) {
                case Audience.Assignee _ -> add(ids, ticket.assignee());
                case Audience.Requester _ -> add(ids, ticket.requester());
                case Audience.Account(String id) -> add(ids, account(id));
                case Audience.Team(String key) -> add(teams, key == null ? ticket.team() : key);
                case Audience.Role(String key) -> roles.add(key);
            }
        }
        List<Account> meant = accounts.among(tenant, teams, roles, ids, MOST).stream()
                .filter(account -> !account.id().equals(wish.by()))
                .toList();
        Set<AccountId> muted = meant.isEmpty()
                ? Set.of()
                : store.mutedBy(tenant, meant.stream().map(Account::id).collect(Collectors.toSet()), wish.rule());
        return meant.stream().filter(account -> !muted.contains(account.id())).toList();
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
