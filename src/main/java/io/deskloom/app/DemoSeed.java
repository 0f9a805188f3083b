package io.deskloom.app;

import io.deskloom.app.DemoStories.Reached;
import io.deskloom.app.DemoStories.Story;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The demo workspace, put into a database that does not have it: metadata as released, five people, three hundred returns.
 * Everything goes through the same doors as real work, so that history, rules and rights are those of real tickets.
 */
@ApplicationScoped
public class DemoSeed {
    /** The workspace's slug. */
    public static final String WORKSPACE = "demo";

    /** Everybody's password in the demo; refused in production. */
    public static final String PASSWORD = "deskloom-demo";

    /** How many tickets there are. */
    public static final int TICKETS = 300;

    /** So many records are written at once. */
    private static final int TOGETHER = 500;

    /** The shop's records were there before the first ticket. */
    private static final Duration BEFORE = Duration.ofDays(31);

    private static final Logger LOG = Logger.getLogger(DemoSeed.class);
    private static final long SEED = 20_261_122L;
    /** So many tickets come with photos, the first that have something to show. */
    private static final int PICTURED = 12;

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
        List<Story> stories = new DemoStories(SEED).before(now, tickets);
        DemoShop.Stock shop = DemoShop.behind(stories, now, SEED);
        Map<DemoShop.Ref, TicketId> records = stock(shop.items(), team.admin(), now);
        List<byte[]> photos =
                IntStream.range(0, 3).mapToObj(DemoPictures::photo).toList();
        int most = Math.min(PICTURED, 1 + tickets / 7);
        int pictured = 0;
        for (int i = 0; i < stories.size(); i++) {
            Story story = stories.get(i);
            boolean shows = pictured < most && SHOWN.contains(story.fields().get("reason"));
            play(
                    shows ? withFiles(story, team, photos, pictured++) : story,
                    linked(shop.links().get(i), records),
                    team,
                    now);
            if ((i + 1) % 100 == 0) {
                LOG.infof("Demo workspace: %d of %d tickets", i + 1, stories.size());
            }
        }
        return tenant;
    }

    private static final Set<String> SHOWN = Set.of("damaged", "quality", "wrong_item");

    private record Team(Actor admin, Actor agent, Actor warehouse, Actor finance, Actor supervisor) {}

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

    /** What a ticket says of its customer, order and product. */
    private static Map<String, @Nullable Object> linked(DemoShop.Link link, Map<DemoShop.Ref, TicketId> ids) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>(link.more());
        out.put("customer", link.customer());
        out.put("order", link.order());
        out.put("product", link.product());
        return resolved(out, ids);
    }

    /** With what the customer sent along. */
    private Story withFiles(Story story, Team team, List<byte[]> pictures, int n) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(story.fields());
        List<String> photos =
                new ArrayList<>(List.of(file(team.admin(), "IMG_" + (2041 + n) + ".jpg", pictures.get(n % 3))));
        if (n % 2 == 0) {
            photos.add(file(team.admin(), "IMG_" + (2141 + n) + ".jpg", pictures.get((n + 1) % 3)));
        }
        fields.put("photos", photos);
        if (n % 3 == 0) {
            String order = String.valueOf(fields.get("order_no"));
            fields.put(
                    "documents",
                    List.of(file(
                            team.admin(), "receipt.pdf", DemoPictures.receipt("Northlight Store, order " + order))));
        }
        return story.with(fields);
    }

    private String file(Actor owner, String name, byte[] content) {
        try {
            return done(attachments.upload(owner, name, content.length, new ByteArrayInputStream(content)))
                    .id()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(Story story, Map<String, @Nullable Object> linked, Team team, Instant now) {
        Timeline time = new Timeline(story.at(), now);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(story.fields());
        fields.putAll(linked);
        TicketId ticket = done(commands.handle(
                        team.admin(), new Command.Create(SEEDED, "return_refund", fields, null), time.next()))
                .ticket();
        if (story.question() != null) {
            List<UUID> files = story.fields().containsKey("photos")
                    ? List.of(UUID.fromString(file(
                            team.agent(),
                            "how-to-pack.pdf",
                            DemoPictures.receipt("How to pack a kettle for its return"))))
                    : List.of();
            done(commands.handle(
                    team.agent(), new Command.Comment(SEEDED, ticket, false, story.question(), files), time.next()));
        }
        if (story.note() != null) {
            List<UUID> files = story.fields().containsKey("photos")
                    ? List.of(UUID.fromString(file(team.agent(), "parcel.jpg", DemoPictures.photo(1))))
                    : List.of();
            done(commands.handle(
                    team.agent(), new Command.Comment(SEEDED, ticket, true, story.note(), files), time.next()));
        }
        Reached reached = story.reached();
        if (story.claimed() && reached == Reached.REVIEW) {
            done(commands.handle(team.agent(), new Command.Claim(SEEDED, ticket), time.next()));
        }
        switch (reached) {
            case REVIEW -> {}
            case REJECTED -> act(team.agent(), ticket, "reject", Map.of(), time);
            case INSPECT -> act(team.agent(), ticket, "approve", Map.of(), time);
            case FAILED -> {
                act(team.agent(), ticket, "approve", Map.of(), time);
                act(team.warehouse(), ticket, "fail", with(story.inspection(), "inspection_result", "fail"), time);
            }
            case LARGE, REFUND, DONE -> through(story, team, ticket, time);
        }
    }

    // Above 500 the flow asks the supervisor on the way; the story only says how far it goes.
    private void through(Story story, Team team, TicketId ticket, Timeline time) {
        act(team.agent(), ticket, "approve", Map.of(), time);
        act(team.warehouse(), ticket, "pass", story.inspection(), time);
        boolean large = isLarge(story);
        if (large && story.reached() != Reached.LARGE) {
            act(team.supervisor(), ticket, "approve_large", Map.of(), time);
        }
        if (story.reached() == Reached.DONE) {
            act(team.finance(), ticket, "pay", Map.of(), time);
        }
    }

    private static boolean isLarge(Story story) {
        return new java.math.BigDecimal(String.valueOf(story.fields().get("refund_amount")))
                        .compareTo(new java.math.BigDecimal("500"))
                > 0;
    }

    private void act(Actor who, TicketId ticket, String action, Map<String, @Nullable Object> fields, Timeline time) {
        done(commands.handle(who, new Command.Act(SEEDED, ticket, action, null, fields, null), time.next()));
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> map, String key, String value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
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
