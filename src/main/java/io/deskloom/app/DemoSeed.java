package io.deskloom.app;

import io.deskloom.app.DemoStory.Move;
import io.deskloom.attachment.Attachments;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The demo workspace, put into a database that does not have it: metadata as released, five people, three thousand tickets of
 * ninety days. Everything goes through the same doors as real work, so that history, rules and rights are those of real tickets.
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

    /** The shop's records were there before the first ticket. */
    private static final Duration BEFORE = Duration.ofDays(91);

    private static final Logger LOG = Logger.getLogger(DemoSeed.class);
    private static final long SEED = 20_261_122L;
    private static final Origin SEEDED = Origin.of("seed");

    private final Tenants tenants;
    private final Accounts accounts;
    private final Actors actors;
    private final Releases releases;
    private final Commands commands;
    private final Attachments attachments;
    private final Clock clock;

    DemoSeed(
            Tenants tenants,
            Accounts accounts,
            Actors actors,
            Releases releases,
            Commands commands,
            Attachments attachments,
            Clock clock) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.actors = actors;
        this.releases = releases;
        this.commands = commands;
        this.attachments = attachments;
        this.clock = clock;
    }

    /** Seeds the demo with so many tickets unless it is already there. */
    public void ensure(int tickets) {
        if (tenants.bySlug(WORKSPACE).isEmpty()) {
            seed(WORKSPACE, tickets);
        }
    }

    /** A workspace like the demo's, under another slug and with as many tickets as asked for. */
    public Tenant seed(String slug, int tickets) {
        Instant now = clock.instant();
        Tenant tenant = done(tenants.create(slug, "Northlight Store", now));
        done(releases.apply(tenant.id(), DemoFiles.read(), "The demo workspace", Publisher.SYSTEM, false));
        Team team = new Team(
                account(tenant, "admin", "Ada", Set.of("admin"), Set.of(), "en", now),
                account(tenant, "jun", "Jun", Set.of("agent"), Set.of("after_sales", "vip_desk"), "en", now),
                account(tenant, "lin", "林海", Set.of("warehouse"), Set.of("warehouse"), "zh", now),
                account(tenant, "fang", "方圆", Set.of("finance"), Set.of("finance"), "zh", now),
                account(tenant, "mei", "Mei", Set.of("supervisor"), Set.of("after_sales"), "en", now));
        List<DemoStory> stories = DemoStories.before(now, tickets, SEED);
        DemoShop.Stock shop = DemoShop.behind(stories, now, SEED);
        Map<DemoShop.Ref, TicketId> records = stock(shop.items(), team.admin(), now);
        play(stories, shop, records, team, now);
        return tenant;
    }

    /**
     * Tickets come in one after the other, so that their numbers are those of the stories; what is done with them is done by
     * several at once, as in a shop, for most of the time is spent waiting for the database.
     */
    private void play(
            List<DemoStory> stories, DemoShop.Stock shop, Map<DemoShop.Ref, TicketId> records, Team team, Instant now) {
        List<Future<?>> lives = new ArrayList<>();
        DemoEnclosures enclosures = new DemoEnclosures(attachments, stories.size());
        try (ExecutorService hands =
                Executors.newFixedThreadPool(HANDS, Thread.ofVirtual().factory())) {
            for (int i = 0; i < stories.size(); i++) {
                DemoStory story = enclosures.with(stories.get(i), team.admin());
                Timeline time = new Timeline(story.at(), now);
                TicketId ticket = open(story, resolved(shop.links().get(i), records), team, time);
                lives.add(hands.submit(() -> live(story, enclosures, ticket, team, time)));
                if ((i + 1) % 500 == 0) {
                    LOG.infof("Demo workspace: %d of %d tickets", i + 1, stories.size());
                }
            }
            for (Future<?> life : lives) {
                life.get();
            }
        } catch (ExecutionException e) {
            throw new StartFailure("The demo workspace cannot be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The demo workspace was not made: the server is to stop.", e);
        }
    }

    private record Team(Actor admin, Actor agent, Actor warehouse, Actor finance, Actor supervisor) {
        Actor of(DemoStory.Who who) {
            return switch (who) {
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
            Instant now) {
        return actors.of(
                tenant.id(),
                done(accounts.create(tenant.id(), new NewAccount(login, name, PASSWORD, roles, teams, language), now))
                        .account());
    }

    /** Puts all of the shop's records there, many at once; answers their ids. */
    private Map<DemoShop.Ref, TicketId> stock(List<DemoShop.Item> items, Actor admin, Instant now) {
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
        fields.forEach((key, value) ->
                out.put(key, value instanceof DemoShop.Ref ref ? String.valueOf(ids.get(ref)) : value));
        return out;
    }

    private TicketId open(DemoStory story, Map<String, @Nullable Object> linked, Team team, Timeline time) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(story.fields());
        fields.putAll(linked);
        return done(commands.handle(team.admin(), new Command.Create(SEEDED, story.type(), fields, null), time.next()))
                .ticket();
    }

    private void live(DemoStory story, DemoEnclosures enclosures, TicketId ticket, Team team, Timeline time) {
        for (Move move : story.moves()) {
            Command command = switch (move) {
                case Move.Say(var who, boolean internal, String text) ->
                    new Command.Comment(
                            SEEDED, ticket, internal, text, enclosures.beside(story, internal, team.of(who)));
                case Move.Take _ -> new Command.Claim(SEEDED, ticket);
                case Move.Act(var _, String action, var values) ->
                    new Command.Act(SEEDED, ticket, action, null, values, null);
            };
            done(commands.handle(team.of(move.who()), command, time.next()));
        }
    }

    private static <T> T done(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T>(var rejection) ->
                throw new StartFailure("The demo workspace cannot be made: " + rejection);
        };
    }

    /** Moments of one ticket's life: some hours apart, never in the future. */
    private static final class Timeline {
        private static final Duration STEP = Duration.ofMinutes(137);
        private final Instant last;
        private Instant at;

        Timeline(Instant first, Instant last) {
            this.at = first.minus(STEP);
            this.last = last;
        }

        Instant next() {
            Instant wanted = at.plus(STEP);
            at = wanted.isBefore(last) ? wanted : at.plusMillis(1);
            return at;
        }
    }
}
