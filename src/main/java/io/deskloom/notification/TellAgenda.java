package io.deskloom.notification;

import io.deskloom.agenda.Entry;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Effect.TellAgenda.News;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.Agendas;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Carries out {@link Effect.TellAgenda}: tells those who are asked, or have the ticket, of an entry of its agenda. */
@ApplicationScoped
public class TellAgenda implements EffectExecutor {
    /** The rule of what no rule has told: only its mails can be silenced. */
    public static final String BY_HAND = "agenda";

    private final Agendas agendas;
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;
    private final NotificationStore store;
    private final MailSwitch mail;
    private final OutboxSignal outbox;
    private final Clock clock;

    TellAgenda(
            Agendas agendas,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors,
            NotificationStore store,
            MailSwitch mail,
            OutboxSignal outbox,
            Clock clock) {
        this.agendas = agendas;
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
        return effect instanceof Effect.TellAgenda;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        executeAll(tenant, List.of(new Keyed(key, effect)));
    }

    /** Tickets, people and what these want are asked for once: alone, each would take four transactions. */
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
        Set<AccountId> mailed = mailed(tenant, tellings);
        Map<AccountId, Actor> readers = new HashMap<>();
        Letters letters = new Letters(tenant, store, outbox);
        for (Telling telling : tellings) {
            Effect.TellAgenda news = telling.news();
            for (Account account : telling.meant()) {
                Actor actor = readers.computeIfAbsent(account.id(), _ -> actors.of(tenant, account));
                Agendas.Told entry = agendas.told(actor, now, telling.ticket(), news.entry(), moment)
                        .orElse(null);
                if (entry == null) {
                    continue;
                }
                letters.tell(notification(telling.key(), account.id(), news, entry, actor, moment));
                if (news.news() == News.ASKED && mailed.contains(account.id()) && isAsked(entry.entry(), actor)) {
                    Effect ask = new Effect.AskByMail(news.ticket(), news.entry(), account.id());
                    letters.mail(new NotificationStore.Mailing(
                            TellPeople.id(telling.key(), account.id()), ask, moment.now()));
                }
            }
            letters.writeMany();
        }
        letters.write();
    }

    /** News of a ticket that is there. @param meant without whoever did it */
    private record Telling(UUID key, Effect.TellAgenda news, Ticket ticket, List<Account> meant) {}

    private List<Telling> tellings(TenantId tenant, MetadataSnapshot now, List<Keyed> effects) {
        Set<TicketId> ids = new HashSet<>();
        for (Keyed each : effects) {
            if (!(each.effect() instanceof Effect.TellAgenda news)) {
                throw new IllegalArgumentException("nobody is to be told");
            }
            ids.add(news.ticket());
        }
        Map<TicketId, Ticket> tickets = agendas.tickets(tenant, now, ids);
        Audiences people = new Audiences(accounts, tenant);
        List<Telling> tellings = new ArrayList<>();
        for (Keyed each : effects) {
            Effect.TellAgenda news = (Effect.TellAgenda) each.effect();
            Ticket ticket = tickets.get(news.ticket());
            if (ticket != null) {
                tellings.add(new Telling(each.key(), news, ticket, people.of(news.to(), ticket, news.by())));
            }
        }
        return tellings;
    }

    private static boolean isAsked(Entry entry, Actor actor) {
        Entry.Approval approval = entry.approval();
        return entry.isOpen() && approval != null && approval.mayDecide(actor.account(), actor.roles(), actor.teams());
    }

    /** Those of them that are asked for something and want to be asked by mail, too. */
    private Set<AccountId> mailed(TenantId tenant, List<Telling> tellings) {
        Set<AccountId> all = tellings.stream()
                .filter(telling -> mail.isOn() && telling.news().news() == News.ASKED)
                .flatMap(telling -> telling.meant().stream())
                .map(Account::id)
                .collect(Collectors.toSet());
        if (all.isEmpty()) {
            return Set.of();
        }
        Set<AccountId> silent = store.silencesOf(tenant, all, BY_HAND).keySet();
        Map<AccountId, Channels> channels = store.channels(tenant, all);
        return all.stream()
                .filter(id -> !silent.contains(id))
                .filter(id -> channels.getOrDefault(id, Channels.UNTOUCHED).mailbox() != null)
                .collect(Collectors.toSet());
    }

    private static Notification notification(
            UUID key, AccountId to, Effect.TellAgenda news, Agendas.Told told, Actor actor, Moment moment) {
        String rule = told.entry().by().rule();
        String label = told.entry().by().label();
        return new Notification(
                TellPeople.id(key, to),
                to,
                news.ticket(),
                rule == null ? BY_HAND : rule,
                label == null ? BY_HAND : label,
                TellPeople.shortened(words(news.news(), told, actor.language(), moment)),
                moment.now(),
                null);
    }

    private static String words(News news, Agendas.Told told, String language, Moment moment) {
        String text = told.text() == null ? "•••" : told.text();
        Instant due = told.entry().due();
        String time = due == null
                ? ""
                : Kind.DATE_TIME
                        .type()
                        .format(new Value.Timestamp(due), Settings.NONE, new Wording(language, moment.zone()));
        Label words = switch (news) {
            case ASKED -> Label.of("Your approval is asked for: " + text, "请您审批：" + text);
            case SOON -> Label.of("Promised until " + time + ": " + text, "承诺 " + time + " 前完成：" + text);
            case BROKEN -> Label.of("A promise was not kept in time: " + text, "承诺未按时兑现：" + text);
            case DECIDED ->
                told.entry().state() == Entry.State.APPROVED
                        ? Label.of("Approved: " + text, "已批准：" + text)
                        : Label.of("Not approved: " + text, "未批准：" + text);
        };
        return words.in(language);
    }
}
