package io.deskloom.live;

import io.deskloom.access.TicketAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * This node's subscribers. Each hears only of tickets it may see at that moment: the ticket is read once for all of a
 * workspace's subscribers and judged for each with the rights it has then. Who could see a ticket before a change and
 * cannot after it hears that it is gone, so that nothing stays on a screen that its reader may not look at any more.
 */
@ApplicationScoped
public class LiveHub {
    /** Streams one account may have open on a node: browser tabs, not load. */
    public static final int MOST_PER_ACCOUNT = 12;

    private static final Logger LOG = Logger.getLogger(LiveHub.class);

    private final Snapshots snapshots;
    private final LiveTickets tickets;
    private final Clock clock;
    private final Map<TenantId, List<Subscription>> subscribers = new ConcurrentHashMap<>();

    public LiveHub(Snapshots snapshots, LiveTickets tickets, Clock clock) {
        this.snapshots = snapshots;
        this.tickets = tickets;
        this.clock = clock;
    }

    /** One open stream; {@link #close} ends it. */
    public final class Subscription implements AutoCloseable {
        private volatile Actor actor;
        private final Consumer<Told> sink;

        private Subscription(Actor actor, Consumer<Told> sink) {
            this.actor = actor;
            this.sink = sink;
        }

        /** The subscriber as it is now: rights are judged by the last one given. */
        public void is(Actor now) {
            if (!now.account().equals(actor.account()) || !now.tenant().equals(actor.tenant())) {
                throw new IllegalArgumentException("a stream stays its account's");
            }
            actor = now;
        }

        @Override
        public void close() {
            subscribers.computeIfPresent(actor.tenant(), (_, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /**
     * Opens a stream.
     *
     * @param sink takes what is told, on any thread, without waiting; a sink that throws loses its subscription
     * @return empty when the account has too many already
     */
    public Optional<Subscription> subscribe(Actor actor, Consumer<Told> sink) {
        Subscription fresh = new Subscription(actor, sink);
        List<Subscription> all = subscribers.compute(actor.tenant(), (_, known) -> {
            List<Subscription> list = known == null ? new CopyOnWriteArrayList<>() : known;
            if (count(list, actor.account()) < MOST_PER_ACCOUNT) {
                list.add(fresh);
            }
            return list;
        });
        return all.contains(fresh) ? Optional.of(fresh) : Optional.empty();
    }

    private static long count(List<Subscription> list, AccountId account) {
        return list.stream().filter(s -> s.actor.account().equals(account)).count();
    }

    /** Tells those who may see the ticket, or could before the change. Called for news of every node. */
    public void deliver(News news) {
        List<Subscription> all = subscribers.getOrDefault(news.tenant(), List.of());
        if (all.isEmpty()) {
            return;
        }
        MetadataSnapshot now = snapshots.current(news.tenant());
        Optional<Ticket> found = tickets.find(news.tenant(), now, news.ticket());
        Optional<TicketTypeDef> type = found.flatMap(t -> now.typeById(t.type()));
        if (found.isEmpty() || type.isEmpty()) {
            return;
        }
        Ticket ticket = found.get();
        Moment moment = new Moment(clock.instant(), now.workspace().zone());
        // The version there is, not the one the news were about: later news may have overtaken them.
        Told told = new Told.Ticket(ticket.id(), type.get().key(), ticket.version());
        List<Subscription> others = new ArrayList<>();
        for (Subscription s : all) {
            if (TicketAccess.maySee(s.actor, type.get(), ticket, moment)) {
                tell(s, told);
            } else {
                others.add(s);
            }
        }
        if (!others.isEmpty()) {
            tickets.before(news.tenant(), news.ticket(), news.version())
                    .ifPresent(before -> tellItIsGone(others, type.get(), before, moment));
        }
    }

    private static void tellItIsGone(List<Subscription> others, TicketTypeDef type, Ticket before, Moment moment) {
        for (Subscription s : others) {
            if (TicketAccess.maySee(s.actor, type, before, moment)) {
                tell(s, new Told.Gone(before.id()));
            }
        }
    }

    /** Tells all of a workspace that another release is in force. */
    public void released(TenantId tenant, ReleaseId release) {
        subscribers.getOrDefault(tenant, List.of()).forEach(s -> tell(s, new Told.Release(release)));
    }

    private static void tell(Subscription subscription, Told told) {
        try {
            subscription.sink.accept(told);
        } catch (RuntimeException e) {
            LOG.debug("a subscriber could not be told and is dropped", e);
            subscription.close();
        }
    }
}
