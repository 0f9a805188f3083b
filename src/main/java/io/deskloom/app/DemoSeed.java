package io.deskloom.app;

import io.deskloom.attachment.Attachments;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.command.TicketStore;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.staff.Staff;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The demo workspace, put into a database that does not have it: metadata as released, five people, three thousand tickets of
 * ninety days. Everything goes through the same doors as real work, so that history, rules and rights are those of real tickets.
 *
 * <p>The workspace says until the end that its demo is being made, and of how many tickets. Everything in it is named by what
 * it comes from, so a start that finds such a workspace goes on where the one before was cut off, with the same result.
 */
@ApplicationScoped
public class DemoSeed {
    /** The workspace's slug. */
    public static final String WORKSPACE = "demo";

    /** Everybody's password in the demo; refused in production. */
    public static final String PASSWORD = "deskloom-demo";

    /** So many people work on tickets at the same time. */
    private static final int HANDS = 4;

    /** So many records are written at once. */
    private static final int TOGETHER = 500;

    /** A demo of so many tickets is there before the first request; of a larger one the tickets come in beside the requests. */
    private static final int QUICK = 100;

    /** So long a stopping server waits for what is being written. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The shop's records were there before the first ticket. */
    private static final Duration BEFORE = Duration.ofDays(91);

    private static final Logger LOG = Logger.getLogger(DemoSeed.class);
    static final long SEED = 20_261_122L;
    static final Origin SEEDED = Origin.of(Origin.TOLD);

    /** Asked before anything is written; what it throws cuts the demo off there. */
    interface Beat {
        void next();
    }

    /** The server stops; its next start goes on. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Tenants tenants;
    private final Accounts accounts;
    private final Actors actors;
    private final Releases releases;
    private final CurrentSnapshots snapshots;
    private final Commands commands;
    private final TicketStore tickets;
    private final Attachments attachments;
    private final Staff staff;
    private final Clock clock;
    private volatile boolean stopping;
    private volatile @Nullable Thread background;

    DemoSeed(
            Tenants tenants,
            Accounts accounts,
            Actors actors,
            Releases releases,
            CurrentSnapshots snapshots,
            Commands commands,
            TicketStore tickets,
            Attachments attachments,
            Staff staff,
            Clock clock) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.actors = actors;
        this.releases = releases;
        this.snapshots = snapshots;
        this.commands = commands;
        this.tickets = tickets;
        this.attachments = attachments;
        this.staff = staff;
        this.clock = clock;
    }

    /**
     * Sees to it that there is the demo: makes one of so many tickets, or goes on with one that was cut off. People can sign
     * in when it returns; the tickets of a large demo come in while they look around.
     *
     * @param whole whether to return only when all of them are there
     */
    public void ensure(int count, boolean whole) {
        Tenant tenant = tenants.bySlug(WORKSPACE).orElseGet(() -> begin(WORKSPACE, count, clock.instant()));
        OptionalInt wanted = tenants.demoBeingMade(tenant.id());
        if (wanted.isEmpty()) {
            return;
        }
        Demo demo = prepare(tenant, wanted.getAsInt(), this::beat);
        if (whole || wanted.getAsInt() <= QUICK) {
            demo.play();
        } else {
            LOG.infof("Demo workspace: its %d tickets come in while you look around", wanted.getAsInt());
            background = Thread.ofPlatform().daemon().name("demo").start(() -> playBeside(demo));
        }
    }

    /** A workspace like the demo's, under another slug and with as many tickets as asked for. */
    public Tenant seed(String slug, int count) {
        Tenant tenant = begin(slug, count, clock.instant());
        prepare(tenant, count, this::beat).play();
        return tenant;
    }

    Tenant begin(String slug, int count, Instant now) {
        return done(tenants.beginDemo(slug, "Northlight Store", count, now));
    }

    /** All but the tickets, whatever of it is there already. */
    Demo prepare(Tenant tenant, int count, Beat beat) {
        // The same moment at every start, and so the same stories.
        Instant now = tenant.createdAt();
        if (!snapshots.has(tenant.id())) {
            beat.next();
            done(releases.apply(tenant.id(), DemoFiles.read(), "The demo workspace", Publisher.SYSTEM, false));
        }
        Team team = new Team(
                account(tenant, "admin", "Ada", Set.of("admin"), Set.of(), "en", beat),
                account(tenant, "jun", "Jun", Set.of("agent"), Set.of("after_sales", "vip_desk"), "en", beat),
                account(tenant, "lin", "林海", Set.of("warehouse"), Set.of("warehouse"), "zh", beat),
                account(tenant, "fang", "方圆", Set.of("finance"), Set.of("finance"), "zh", beat),
                account(tenant, "mei", "Mei", Set.of("supervisor"), Set.of("after_sales"), "en", beat));
        DemoStaff.write(staff, tenant, team.agent(), team.supervisor(), team.warehouse(), beat);
        List<DemoStory> stories = DemoStories.before(now, count, SEED);
        DemoShop.Stock shop = DemoShop.behind(stories, now, SEED);
        Map<DemoShop.Ref, TicketId> records = stock(shop.items(), team.admin(), now, beat);
        return new Demo(tenant, team, stories, shop, records, beat);
    }

    private void beat() {
        if (stopping) {
            throw new Stopped();
        }
    }

    private void playBeside(Demo demo) {
        try {
            demo.play();
        } catch (Stopped e) {
            LOG.info("Demo workspace: the next start goes on with it");
        } catch (RuntimeException e) {
            LOG.errorf("Demo workspace: cut off, the next start goes on with it: %s", e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        Thread running = background;
        try {
            if (running != null && !running.join(PATIENCE)) {
                LOG.warn("Demo workspace: still at it when the server stops; the next start goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A demo whose people and shop are there. */
    final class Demo {
        private final Tenant tenant;
        private final Team team;
        private final List<DemoStory> stories;
        private final DemoShop.Stock shop;
        private final Map<DemoShop.Ref, TicketId> records;
        private final Beat beat;

        private Demo(
                Tenant tenant,
                Team team,
                List<DemoStory> stories,
                DemoShop.Stock shop,
                Map<DemoShop.Ref, TicketId> records,
                Beat beat) {
            this.tenant = tenant;
            this.team = team;
            this.stories = stories;
            this.shop = shop;
            this.records = records;
            this.beat = beat;
        }

        /**
         * Tickets come in one after the other, so that their numbers are those of the stories; what is done with them is done
         * by several at once, as in a shop, for most of the time is spent waiting for the database.
         */
        void play() {
            Map<String, TicketId> there = there();
            List<Future<?>> lives = new ArrayList<>();
            DemoEnclosures enclosures = new DemoEnclosures(attachments, stories.size());
            DemoLife life = new DemoLife(tenant, team, commands, tickets, snapshots, beat);
            try (ExecutorService hands =
                    Executors.newFixedThreadPool(HANDS, Thread.ofVirtual().factory())) {
                for (int i = 0; i < stories.size(); i++) {
                    External name = name(i);
                    TicketId before = there.get(name.id());
                    DemoStory story = before == null
                            ? enclosures.with(stories.get(i), team.admin())
                            : enclosures.opened(stories.get(i));
                    DemoLife.Timeline time = new DemoLife.Timeline(story.at(), tenant.createdAt());
                    Instant opened = time.next();
                    TicketId ticket = before == null ? open(i, story, name, opened) : before;
                    lives.add(hands.submit(() -> life.live(story, enclosures, ticket, time)));
                    if ((i + 1) % 500 == 0) {
                        LOG.infof("Demo workspace: %d of %d tickets", i + 1, stories.size());
                    }
                }
                for (Future<?> each : lives) {
                    each.get();
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Stopped stopped) {
                    throw stopped;
                }
                throw new StartFailure("The demo workspace cannot be made: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailure("The demo workspace was not made: the server is to stop.", e);
            }
            beat.next();
            tenants.demoIsMade(tenant.id());
            LOG.infof("Demo workspace: complete with %d tickets", stories.size());
        }

        private static External name(int story) {
            return new External(DemoShop.SOURCE, "T-%05d".formatted(story));
        }

        /** The tickets a start before this one has opened, by what they are called in the shop. */
        private Map<String, TicketId> there() {
            List<String> names = IntStream.range(0, stories.size())
                    .mapToObj(i -> name(i).id())
                    .toList();
            Map<String, TicketId> there = new HashMap<>();
            snapshots
                    .current(tenant.id())
                    .types()
                    .values()
                    .forEach(type -> there.putAll(tickets.known(tenant.id(), type.id(), DemoShop.SOURCE, names)));
            return there;
        }

        private TicketId open(int i, DemoStory story, External name, Instant at) {
            Map<String, @Nullable Object> fields = resolved(story.fields(), records);
            fields.putAll(resolved(shop.links().get(i), records));
            beat.next();
            return done(commands.handle(team.admin(), new Command.Create(SEEDED, story.type(), fields, null, name), at))
                    .ticket();
        }
    }

    /** The demo's people. */
    record Team(Actor admin, Actor agent, Actor warehouse, Actor finance, Actor supervisor) {
        Actor of(DemoStory.Who who) {
            return switch (who) {
                case REQUESTER -> admin;
                case AGENT -> agent;
                case WAREHOUSE -> warehouse;
                case FINANCE -> finance;
                case SUPERVISOR -> supervisor;
            };
        }
    }

    private Actor account(
            Tenant tenant,
            String login,
            String name,
            Set<String> roles,
            Set<String> teams,
            String language,
            Beat beat) {
        return actors.of(tenant.id(), accounts.byLogin(tenant.id(), login).orElseGet(() -> {
            beat.next();
            NewAccount wanted = new NewAccount(login, name, PASSWORD, roles, teams, language);
            return done(accounts.create(tenant.id(), wanted, tenant.createdAt()))
                    .account();
        }));
    }

    /** Puts all of the shop's records there, many at once; answers their ids. */
    private Map<DemoShop.Ref, TicketId> stock(List<DemoShop.Item> items, Actor admin, Instant now, Beat beat) {
        Map<DemoShop.Ref, TicketId> ids = new HashMap<>();
        // In order: what is looked up is there before what looks it up.
        Map<String, List<DemoShop.Item>> byType = items.stream()
                .collect(Collectors.groupingBy(DemoShop.Item::type, LinkedHashMap::new, Collectors.toList()));
        byType.forEach((type, all) -> {
            for (int from = 0; from < all.size(); from += TOGETHER) {
                List<DemoShop.Item> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
                List<Command.PutRecord> puts = some.stream()
                        .map(item -> new Command.PutRecord(
                                SEEDED,
                                type,
                                new External(DemoShop.SOURCE, item.id()),
                                true,
                                null,
                                resolved(item.fields(), ids)))
                        .toList();
                beat.next();
                List<Result<Done>> made = commands.putAll(admin, puts, now.minus(BEFORE));
                for (int i = 0; i < some.size(); i++) {
                    ids.put(
                            new DemoShop.Ref(type, some.get(i).id()),
                            done(made.get(i)).ticket());
                }
            }
        });
        LOG.infof("Demo workspace: %d records of the shop", items.size());
        return ids;
    }

    private static Map<String, @Nullable Object> resolved(
            Map<String, @Nullable Object> fields, Map<DemoShop.Ref, TicketId> ids) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        fields.forEach((key, value) -> out.put(key, resolved(value, ids)));
        return out;
    }

    private static @Nullable Object resolved(@Nullable Object value, Map<DemoShop.Ref, TicketId> ids) {
        return switch (value) {
            case DemoShop.Ref ref -> String.valueOf(ids.get(ref));
            case List<?> several ->
                several.stream().map(each -> resolved(each, ids)).toList();
            case null, default -> value;
        };
    }

    private static <T> T done(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T>(var rejection) ->
                throw new StartFailure("The demo workspace cannot be made: " + rejection);
        };
    }
}
