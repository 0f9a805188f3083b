package io.deskloom.notification;

import io.deskloom.effect.Effect;
import io.deskloom.effect.Reader;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Carries out {@link Effect.Notify}: whoever is meant, may see the ticket and wants to hear of it is told in words that hold what he
 * may know, and has a mail on its way where he wants one.
 */
@ApplicationScoped
public class TellPeople implements EffectExecutor {
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
        executeAll(tenant, List.of(new Keyed(key, effect)));
    }

    /** What wishes need to know of tickets and people is asked for all of them at once: alone, each would ask six times. */
    @Override
    public Together together() {
        return Together.OR_ALONE;
    }

    @Override
    public void executeAll(TenantId tenant, List<Keyed> effects) {
        MetadataSnapshot now = snapshots.current(tenant);
        Moment moment = new Moment(
                clock.instant().truncatedTo(ChronoUnit.MICROS), now.workspace().zone());
        List<Telling> tellings = tellings(tenant, now, effects);
        Map<String, Set<AccountId>> byRule = new HashMap<>();
        tellings.forEach(t -> t.meant()
                .forEach(account -> byRule.computeIfAbsent(t.wish().rule(), _ -> new HashSet<>())
                        .add(account.id())));
        Map<String, Map<AccountId, Silence>> silences = new HashMap<>();
        byRule.forEach((rule, ids) -> silences.put(rule, store.silencesOf(tenant, ids, rule)));
        Set<AccountId> all = byRule.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        Map<AccountId, Channels> channels = all.isEmpty() ? Map.of() : store.channels(tenant, all);
        Map<AccountId, Actor> readers = new HashMap<>();
        Letters letters = new Letters(tenant, store, outbox);
        for (Telling telling : tellings) {
            Map<AccountId, Silence> silent =
                    silences.getOrDefault(telling.wish().rule(), Map.of());
            for (Account account : telling.meant()) {
                Silence silence = silent.get(account.id());
                if (silence == Silence.ALL) {
                    continue;
                }
                Channels wanted = channels.getOrDefault(account.id(), Channels.UNTOUCHED);
                if (wanted.inApp()) {
                    Actor reader = readers.computeIfAbsent(account.id(), _ -> actors.of(tenant, account));
                    notification(reader, now, telling, moment).ifPresent(letters::tell);
                }
                if (mail.isOn() && silence == null && wanted.mailbox() != null) {
                    letters.mail(new NotificationStore.Mailing(
                            id(telling.key(), account.id()), mail(telling.wish(), account.id()), moment.now()));
                }
            }
            letters.writeMany();
        }
        letters.write();
    }

    /** A wish that can still be fulfilled. @param meant without whoever did it */
    private record Telling(
            UUID key, Effect.Notify wish, Ticket ticket, RuleDef rule, IntentDef.Notify what, List<Account> meant) {}

    /** Those whose ticket and rule are there; of the others there is nothing to tell. */
    private List<Telling> tellings(TenantId tenant, MetadataSnapshot now, List<Keyed> effects) {
        Set<TicketId> ids = new HashSet<>();
        for (Keyed each : effects) {
            if (!(each.effect() instanceof Effect.Notify wish)) {
                throw new IllegalArgumentException("nobody is to be told");
            }
            ids.add(wish.ticket());
        }
        Map<TicketId, Ticket> tickets = notices.tickets(tenant, now, ids);
        Map<ReleaseId, Optional<MetadataSnapshot>> releases = new HashMap<>();
        Audiences people = new Audiences(accounts, tenant);
        List<Telling> tellings = new ArrayList<>();
        for (Keyed each : effects) {
            Effect.Notify wish = (Effect.Notify) each.effect();
            Ticket ticket = tickets.get(wish.ticket());
            if (ticket == null) {
                continue;
            }
            Optional<RuleDef> rule = releases.computeIfAbsent(wish.release(), r -> snapshots.release(tenant, r))
                    .flatMap(then -> rule(then, wish));
            if (rule.isPresent() && rule.get().then().get(wish.wish()) instanceof IntentDef.Notify what) {
                tellings.add(new Telling(
                        each.key(), wish, ticket, rule.get(), what, people.of(wish.to(), ticket, wish.by())));
            }
        }
        return tellings;
    }

    private Optional<Notification> notification(Actor reader, MetadataSnapshot now, Telling telling, Moment moment) {
        Effect.Notify wish = telling.wish();
        return notices.text(reader, now, telling.ticket(), telling.what().text(), wish.event(), moment)
                .map(text -> new Notification(
                        id(telling.key(), reader.account()),
                        reader.account(),
                        wish.ticket(),
                        wish.rule(),
                        telling.rule().key(),
                        shortened(text),
                        moment.now(),
                        null));
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
        return then.rule(wish.rule(), wish.pack())
                .filter(r -> wish.wish() < r.then().size());
    }

    static UUID id(UUID key, AccountId account) {
        return UUID.nameUUIDFromBytes((key + "/" + account).getBytes(StandardCharsets.UTF_8));
    }
}
