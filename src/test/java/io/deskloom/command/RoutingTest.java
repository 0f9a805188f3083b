package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Load;
import io.deskloom.routing.Place;
import io.deskloom.routing.Presence;
import io.deskloom.routing.Profile;
import io.deskloom.routing.Routed;
import io.deskloom.routing.Routed.Ending;
import io.deskloom.routing.Strategy;
import io.deskloom.routing.Weighed;
import io.deskloom.routing.Weighed.Verdict;
import io.deskloom.staff.Staff;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who gets tickets, as the database sees it: reserved in the transaction, explained in the history. */
@Tag("database")
@Tag("U3")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RoutingTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Pool pool;

    @Inject
    PoolStore waits;

    @Inject
    WaitingTickets waiting;

    @Inject
    Staff staff;

    @Inject
    TicketStore store;

    @Inject
    Releases releases;

    @Inject
    Clock clock;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        // Who makes the tickets is in no team that gets them.
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    /** The demo without its own triggers, with repairs routed. @param choose how one is chosen */
    private void routed(String table, String choose) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> !f.path().startsWith("triggers/") && !f.path().startsWith("routings/"))
                .toList());
        files.add(new SourceFile("routings/test.yaml", """
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [repair]
                """ + table + "choose: " + choose + "\n"));
        files.add(new SourceFile("triggers/routed.yaml", """
                id: tr_routed
                key: routed
                label: {en: Routed, zh: 分派}
                type: repair
                on: [created]
                do: [{route: test}]
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Actor agent(String login, Capacity capacity, Map<String, Integer> skills) {
        Actor actor = desk.actor(demo, login, "agent", "vip_desk");
        staff.change(demo.id(), actor.account(), new Profile(skills, capacity, Place.UNKNOWN, null), 0, clock.instant())
                .orThrow();
        return actor;
    }

    private Ticket create() {
        return desk.create(jun, "repair", Map.of("subject", "It does not heat"));
    }

    private Routed why(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Routed.class::isInstance)
                .map(e -> ((Event.Routed) e).how())
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private int held(AccountId account, String what) {
        return store.candidate(demo.id(), account, clock.instant())
                .map(Candidate::load)
                .orElse(Load.NONE)
                .of(what);
    }

    @Test
    void aRuleHasATicketRoutedAndTheHistorySaysWhy() {
        routed("", "{strategy: least_load, capacity: 5, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        Actor ben = agent("ben", Capacity.of(0), Map.of());

        Ticket ticket = create();

        assertThat(ticket.team()).isEqualTo("vip_desk");
        assertThat(ticket.assignee()).isEqualTo(ana.account());
        Routed why = why(ticket);
        assertThat(why.ending()).isEqualTo(Ending.GIVEN);
        assertThat(why.weighed())
                .containsExactly(
                        new Weighed(ana.account(), Verdict.CHOSEN, "", 0, -1),
                        new Weighed(ben.account(), Verdict.FULL, "all", 0, 0));
        List<Event> all = desk.events(jun, ticket.id());
        assertThat(all)
                .filteredOn(e -> e instanceof Event.Routed || e instanceof Event.AssigneeChanged)
                .allSatisfy(e -> assertThat(e.meta().cause()).isInstanceOf(Event.Cause.Rule.class));
        assertThat(Tickets.apply(null, all).assignee()).isEqualTo(ana.account());
        assertThat(held(ana.account(), Load.ALL)).isEqualTo(1);
        assertThat(held(ana.account(), Load.ofType("t_repair"))).isEqualTo(1);
    }

    @Test
    void whatSomebodyHoldsFollowsEveryTicketThatComesAndGoes() {
        routed("", "{strategy: least_load, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        Ticket ticket = create();
        Ticket other = create();
        assertThat(held(ana.account(), Load.ALL)).isEqualTo(2);

        Actor ben = agent("ben", Capacity.of(1), Map.of());
        commands.handle(jun, new Command.Assign(API, ticket.id(), true, ben.account(), null))
                .orThrow();
        assertThat(held(ana.account(), Load.ALL)).isEqualTo(1);
        assertThat(held(ben.account(), Load.ALL)).isEqualTo(1);
        // By hand a person can be given more than they can hold.
        commands.handle(jun, new Command.Assign(API, other.id(), true, ben.account(), null))
                .orThrow();
        assertThat(held(ben.account(), Load.ALL)).isEqualTo(2);
        assertThat(held(ana.account(), Load.ALL)).isZero();
        commands.handle(jun, new Command.Assign(API, other.id(), true, null, null))
                .orThrow();
        desk.act(jun, desk.ticket(jun, ticket.id()), "advise", Map.of());
        assertThat(desk.ticket(jun, ticket.id()).assignee()).isEqualTo(ben.account());
        assertThat(held(ben.account(), Load.ALL)).isZero();
        assertThat(held(ben.account(), Load.ofType("t_repair"))).isZero();
    }

    /** 200 tickets at once for ten people who can hold five each: fifty are given, the others wait, nobody holds more. */
    @Test
    @Tag("U15")
    void ofTwoHundredAtOnceNobodyGetsMoreThanTheyCanHold() throws Exception {
        routed("", "{strategy: least_load, capacity: 5, fallback: vip_desk}");
        List<Actor> people = IntStream.range(0, 10)
                .mapToObj(i -> agent("agent" + i, Capacity.UNLIMITED, Map.of()))
                .toList();

        List<Ticket> made = atOnce(200, 40, this::create);

        Map<AccountId, Integer> counted = new HashMap<>();
        made.forEach(t -> {
            if (t.assignee() != null) {
                counted.merge(t.assignee(), 1, Integer::sum);
            }
        });
        assertThat(made).hasSize(200);
        assertThat(counted.values()).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(5));
        assertThat(counted.values().stream().mapToInt(n -> n).sum()).isEqualTo(50);
        people.forEach(p -> assertThat(held(p.account(), Load.ALL)).isEqualTo(5));
        assertThat(made.stream().filter(t -> t.assignee() == null))
                .hasSize(150)
                .allSatisfy(t -> assertThat(t.team()).isEqualTo("vip_desk"));
        assertThat(waits.waiting(demo.id(), 500)).hasSize(150);
    }

    @Test
    @Tag("U15")
    void whatWaitsIsGivenToWhoIsFreeTheMostUrgentFirst() {
        routed("", "{strategy: least_load, capacity: 1, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        Ticket first = create();
        Ticket waits1 = create();
        Ticket urgent = create();
        assertThat(why(waits1).ending()).isEqualTo(Ending.WAITS);
        commands.handle(
                        jun,
                        new Command.Update(
                                API, urgent.id(), urgent.version(), Map.of(), io.deskloom.model.Priority.URGENT))
                .orThrow();
        waiting.fire(demo.id(), clock.instant());
        assertThat(desk.ticket(jun, urgent.id()).assignee()).isNull();
        int events = desk.events(jun, waits1.id()).size();

        desk.act(jun, desk.ticket(jun, first.id()), "advise", Map.of());
        waiting.fire(demo.id(), clock.instant());

        assertThat(desk.ticket(jun, urgent.id()).assignee()).isEqualTo(ana.account());
        assertThat(desk.ticket(jun, waits1.id()).assignee()).isNull();
        // Looking again and finding nobody leaves no trace.
        assertThat(desk.events(jun, waits1.id())).hasSize(events);
        assertThat(waits.waiting(demo.id(), 10))
                .extracting(PoolStore.Waiting::ticket)
                .containsExactly(waits1.id());
    }

    @Test
    void whatNobodyTakesInTimeGoesElsewhereOnce() {
        routed("", "{strategy: pool, fallback: vip_desk, overflow: {team: warehouse, after: PT15M}}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        Ticket left = create();
        Ticket taken = create();
        assertThat(why(left).ending()).isEqualTo(Ending.POOL);
        commands.handle(ana, new Command.Take(API, taken.id())).orThrow();

        desk.elapsed(demo.id(), clock.instant().plus(Duration.ofMinutes(14)));
        assertThat(desk.ticket(jun, left.id()).team()).isEqualTo("vip_desk");
        desk.elapsed(demo.id(), clock.instant().plus(Duration.ofMinutes(16)));
        assertThat(desk.ticket(jun, left.id()).team()).isEqualTo("warehouse");
        assertThat(desk.ticket(jun, taken.id()).team()).isEqualTo("vip_desk");
        assertThat(desk.events(jun, left.id()).getLast().meta().cause())
                .isEqualTo(new Event.Cause.System("routing_overflow"));
    }

    @Test
    void theGridSaysTheTeamAndTheSkills() {
        routed("""
                table:
                  inputs: [{field: ticket.priority}, {field: subject}]
                  rows:
                    - {id: late, when: [any, late], team: warehouse, strategy: pool}
                    - {id: heat, when: ["normal, high", "matches It.*"], team: vip_desk, strategy: weighted_skill, skills: [heat]}
                """, "{strategy: round_robin, fallback: after_sales, skills: '[\"heat\", \"water\"]'}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of("heat", 60));
        Actor ben = agent("ben", Capacity.UNLIMITED, Map.of("heat", 40, "water", 50));
        Ticket ticket = create();
        Routed why = why(ticket);
        assertThat(why.row()).isEqualTo("heat");
        assertThat(why.strategy()).isEqualTo(Strategy.WEIGHTED_SKILL);
        assertThat(why.skills()).containsExactly("heat", "water");
        assertThat(ticket.assignee()).isEqualTo(ben.account());
        assertThat(why.weighed()).contains(new Weighed(ana.account(), Verdict.BEHIND, "", 60, 90));
        assertThat(why.facts()).containsKeys("ticket.priority", "subject");
        Ticket late = desk.create(jun, "repair", Map.of("subject", "late"));
        assertThat(late.team()).isEqualTo("warehouse");
        assertThat(late.assignee()).isNull();
        Ticket other = desk.create(jun, "repair", Map.of("subject", "Another"));
        assertThat(other.team()).isEqualTo("after_sales");
        assertThat(why(other).row()).isNull();
    }

    @Test
    void theLastAgentGetsTheNextOneOfTheSameRequester() {
        routed("", "{strategy: last_agent, last: ticket.requester, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        Actor ben = agent("ben", Capacity.UNLIMITED, Map.of());
        Ticket first = create();
        assertThat(why(first).strategy()).isEqualTo(Strategy.LEAST_LOAD);
        AccountId other = Objects.equals(first.assignee(), ana.account()) ? ben.account() : ana.account();
        commands.handle(jun, new Command.Assign(API, first.id(), true, other, null))
                .orThrow();
        Ticket second = create();
        assertThat(second.assignee()).isEqualTo(other);
        assertThat(why(second).strategy()).isEqualTo(Strategy.LAST_AGENT);
    }

    @Test
    void presenceIsSaidAndEndsWhenNothingIsHeard() {
        routed("", "{strategy: least_load, presence: true, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        assertThat(create().assignee()).isNull();
        Instant now = clock.instant();
        staff.say(demo.id(), ana.account(), Presence.State.ONLINE, now);
        assertThat(create().assignee()).isEqualTo(ana.account());
        staff.say(demo.id(), ana.account(), Presence.State.BUSY, now);
        assertThat(why(create()).weighed())
                .containsExactly(new Weighed(ana.account(), Verdict.NOT_THERE, "busy", -1, -1));
        staff.say(demo.id(), ana.account(), Presence.State.ONLINE, now.minus(Duration.ofMinutes(6)));
        assertThat(create().assignee()).isNull();
        staff.seen(demo.id(), ana.account(), now);
        assertThat(staff.presence(demo.id(), ana.account()).at(now)).isEqualTo(Presence.State.ONLINE);
        assertThat(create().assignee()).isEqualTo(ana.account());
    }

    @Test
    void whatSomebodyHasWhoIsAwayGoesToTheSubstituteOrTheTeam() {
        routed("", "{strategy: least_load, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        Ticket one = create();
        Ticket two = create();
        Actor ben = agent("ben", Capacity.of(1), Map.of());
        Instant now = clock.instant();
        Absence away = staff.addAbsence(
                        demo.id(), ana.account(), now.minusSeconds(5), now.plusSeconds(3_600), null, "", now)
                .orThrow();
        assertThat(why(create()).weighed().getLast().verdict()).isEqualTo(Verdict.ABSENT);

        Pool.Moved moved = pool.handOn(jun, ana.account(), null, API);

        assertThat(moved.moved()).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(moved.left()).isFalse();
        // Ben has room for none any more: they wait, and nobody lost them.
        assertThat(held(ana.account(), Load.ALL)).isZero();
        assertThat(held(ben.account(), Load.ALL)).isEqualTo(1);
        assertThat(desk.ticket(jun, one.id()).assignee()).isNull();
        assertThat(desk.ticket(jun, one.id()).team()).isEqualTo("vip_desk");
        staff.removeAbsence(demo.id(), ana.account(), away.id()).orThrow();
        waiting.fire(demo.id(), now);
        assertThat(desk.ticket(jun, one.id()).assignee()).isEqualTo(ana.account());
        // Who hands on what somebody has does not give it back to them, away or not.
        pool.handOn(jun, ana.account(), null, API);
        assertThat(desk.ticket(jun, one.id()).assignee()).isNull();
        waiting.fire(demo.id(), now);
        assertThat(desk.ticket(jun, one.id()).assignee()).isEqualTo(ana.account());
        pool.handOn(jun, ana.account(), ben.account(), API);
        assertThat(desk.ticket(jun, one.id()).assignee()).isEqualTo(ben.account());
    }

    private Result<java.util.Optional<TicketId>> next(Actor actor, List<TicketId> all) {
        return pool.next(actor, API, page -> page == 0 ? all : List.of());
    }

    @Test
    @Tag("S9")
    void theNextOfThePoolIsTakenByOneOnlyAndByWhoHasRoom() {
        routed("", "{strategy: pool, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.of(1), Map.of());
        Actor ben = agent("ben", Capacity.UNLIMITED, Map.of());
        List<TicketId> all =
                Stream.of(create(), create(), create()).map(Ticket::id).toList();
        assertThat(next(ana, all).orThrow()).contains(all.getFirst());
        assertThat(why(desk.ticket(jun, all.getFirst())).ending()).isEqualTo(Ending.TAKEN);
        Rejection full = refusal(next(ana, all));
        assertThat(full.code()).isEqualTo("capacity-reached");
        // Taking one by hand is no way round it.
        assertThat(refusal(commands.handle(ana, new Command.Claim(API, all.get(1))))
                        .code())
                .isEqualTo("capacity-reached");
        assertThat(next(ben, all).orThrow()).contains(all.get(1));
        assertThat(refusal(commands.handle(ana, new Command.Take(API, all.get(1))))
                        .code())
                .isEqualTo("already-claimed");
        assertThat(next(ben, all).orThrow()).contains(all.get(2));
        assertThat(next(ben, all).orThrow()).isEmpty();
    }

    @Test
    @Tag("S9")
    void manyWhoTakeAtOnceGetDifferentTickets() throws Exception {
        routed("", "{strategy: pool, fallback: vip_desk}");
        List<Actor> people = IntStream.range(0, 20)
                .mapToObj(i -> agent("agent" + i, Capacity.UNLIMITED, Map.of()))
                .toList();
        List<TicketId> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(create().id());
        }
        List<TicketId> got = new ArrayList<>();
        int[] who = {0};
        for (TicketId id : atOnce(100, 20, () -> {
            Actor actor;
            synchronized (who) {
                actor = people.get(who[0]++ % people.size());
            }
            return next(actor, all).orThrow().orElseThrow();
        })) {
            got.add(id);
        }
        assertThat(new HashSet<>(got)).hasSize(100);
        assertThat(people.stream().mapToInt(p -> held(p.account(), Load.ALL)).sum())
                .isEqualTo(100);
    }

    @Test
    @Tag("S9")
    void aTicketThatIsOfferedIsOfferedToNobodyElse() throws Exception {
        routed("", "{strategy: pool, fallback: vip_desk}");
        Actor ana = agent("ana", Capacity.UNLIMITED, Map.of());
        List<TicketId> one = List.of(create().id());
        Instant now = clock.instant();
        List<java.util.Optional<TicketId>> offers =
                atOnce(40, 20, () -> waits.offer(demo.id(), ana.account(), one, now, now.plusSeconds(10)));
        assertThat(offers.stream().filter(java.util.Optional::isPresent)).hasSize(1);
        // Who does not take it does not keep it.
        assertThat(waits.offer(demo.id(), ana.account(), one, now.plusSeconds(11), now.plusSeconds(20)))
                .contains(one.getFirst());
        waits.settled(demo.id(), one.getFirst());
        assertThat(waits.offer(demo.id(), ana.account(), one, now, now.plusSeconds(10)))
                .contains(one.getFirst());
    }

    @Test
    void nobodyCommandsWhatTimeDoes() {
        routed("", "{strategy: pool, fallback: vip_desk, overflow: {team: warehouse, after: PT15M}}");
        Ticket ticket = create();
        for (Command.Reroute.Why why : List.of(Command.Reroute.Why.OVERFLOW, Command.Reroute.Why.FREED)) {
            assertThat(refusal(commands.handle(jun, new Command.Reroute(API, ticket.id(), "test", why, null, null)))
                            .code())
                    .isEqualTo("assign-not-allowed");
        }
        assertThat(desk.ticket(jun, ticket.id()).team()).isEqualTo("vip_desk");
    }

    /** Of several that are decided together each counts those before it. */
    @Test
    void anImportOfManyKeepsToWhatPeopleCanHold() {
        routed("", "{strategy: least_load, capacity: 3, fallback: vip_desk}");
        List<Actor> people =
                List.of(agent("ana", Capacity.UNLIMITED, Map.of()), agent("ben", Capacity.UNLIMITED, Map.of()));
        List<Command.Create> all = IntStream.range(0, 10)
                .mapToObj(i ->
                        new Command.Create(Origin.of("import"), "repair", Map.of("subject", "Row " + i), null, null))
                .toList();
        commands.createAll(jun, all, clock.instant(), _ -> null).orElseThrow();
        people.forEach(p -> assertThat(held(p.account(), Load.ALL)).isEqualTo(3));
        assertThat(waits.waiting(demo.id(), 20)).hasSize(4);
    }

    private static <T> List<T> atOnce(int times, int threads, Callable<T> work) throws Exception {
        try (ExecutorService all = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> done = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                done.add(all.submit(work));
            }
            List<T> out = new ArrayList<>();
            for (Future<T> one : done) {
                out.add(one.get());
            }
            return out;
        }
    }
}
