package io.deskloom.rollout;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Entry;
import io.deskloom.command.Command;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.StatusCategory;
import io.deskloom.rollout.Migration.State;
import io.deskloom.rollout.Migrations.Wanted;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Sops;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.Workspaces;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tickets move to another revision of their flow by a plan, each once, and back. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MigrationsTest {
    private static final Origin API = Origin.of("api");

    private static final String OLD = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: agent, team: after_sales, actions: [{key: go, label: {en: Go}}, {key: split, label: {en: Split}}, {key: wait, label: {en: Wait}}, {key: pick, label: {en: Pick}}], may: {hold: {}, return: {}}}
              - {id: sign, kind: approval, label: {en: Sign}, of: [{role: supervisor}, {role: finance}]}
              - {id: rest, kind: wait, label: {en: Rest}, for: {time: P2D}}
              - id: pick
                kind: action
                label: {en: Pick}
                do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}]
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}}]}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: asked, label: {en: Asked}}]}
              - {id: meet, kind: join, label: {en: Meet}}
              - {id: close, kind: task, label: {en: Close}, role: agent, actions: [{key: done, label: {en: Done}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: sign}
              - {from: look, on: split, to: both}
              - {from: look, on: wait, to: rest}
              - {from: look, on: pick, to: pick}
              - {from: sign, on: approve, to: close}
              - {from: sign, on: refuse, to: close}
              - {from: rest, to: close}
              - {from: pick, to: close}
              - {from: both, to: pack}
              - {from: both, to: ask}
              - {from: pack, on: packed, to: meet}
              - {from: ask, on: asked, to: meet}
              - {from: meet, to: close}
              - {from: close, on: done, to: done}
            """;

    /** The first step is called otherwise, and is another team's; so is one of the two ways. */
    private static final String NEW = OLD.replace("id: look,", "id: view,")
            .replace(
                    "label: {en: Look}, role: agent, team: after_sales",
                    "label: {en: View}, role: agent, team: warehouse")
            .replace("to: look}", "to: view}")
            .replace("from: look,", "from: view,")
            .replace("id: ask,", "id: call,")
            .replace("to: ask}", "to: call}")
            .replace("from: ask,", "from: call,");

    private static final Map<String, String> RENAMED = Map.of("look", "view", "ask", "call");

    @Inject
    Desk desk;

    @Inject
    Workspaces workspaces;

    @Inject
    Releases releases;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    Commands commands;

    @Inject
    Migrations migrations;

    @Inject
    Revisions revisions;

    @Inject
    MigrationWorker worker;

    @Inject
    MigrationStore store;

    @Inject
    Clock clock;

    private Tenant tenant;
    private Actor ada;
    private Actor jun;
    private Actor wei;
    private Actor mei;

    @BeforeEach
    void aWorkspace() {
        tenant = workspaces.fresh();
        ada = desk.actor(tenant, "ada", "admin");
        jun = desk.actor(tenant, "jun", "agent", "after_sales");
        wei = desk.actor(tenant, "wei", "warehouse", "warehouse");
        mei = desk.actor(tenant, "mei", "supervisor");
    }

    /** Whatever happened: the row is the fold of the history. */
    @AfterEach
    void theHistorySaysItAll() {
        for (String id : Desk.column(tenant.id(), "SELECT id::text FROM record WHERE tenant_id = ? LIMIT 40")) {
            Ticket ticket = desk.ticket(jun, new TicketId(UUID.fromString(id)));
            assertThat(Tickets.apply(null, desk.events(jun, ticket.id())).withVersion(ticket.version()))
                    .isEqualTo(ticket);
        }
    }

    private ReleaseId publish(String flow) {
        return releases.apply(tenant.id(), Sops.filesWithSilentService(flow), "", Publisher.SYSTEM, false)
                .orThrow()
                .release();
    }

    private MetadataSnapshot now() {
        return snapshots.current(tenant.id());
    }

    private Ticket job() {
        return desk.create(jun, "job", new HashMap<>(Map.of("subject", "A job")));
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private Ticket act(Actor who, Ticket ticket, String action) {
        return desk.act(who, ticket, action, Map.of());
    }

    private static Wanted plan(ReleaseId from, ReleaseId to, Map<String, String> nodes) {
        return new Wanted("job", List.of(from.hash()), to.hash(), nodes);
    }

    private Migration started(Wanted wanted) {
        return migrations.start(ada, now(), wanted).orThrow();
    }

    /** Until it is through; what services outside are asked meanwhile nobody answers. */
    private Migration settled(Migration migration) {
        Migration now = migrations.find(ada, migration.id()).orThrow();
        while (now.state() == State.RUNNING || now.state() == State.UNDOING) {
            worker.execute(
                    tenant.id(),
                    UUID.randomUUID(),
                    new Effect.MoveTickets(now.id(), now.state() == State.UNDOING, now.after()));
            now = migrations.find(ada, migration.id()).orThrow();
        }
        return now;
    }

    private Migration moved(ReleaseId from, ReleaseId to) {
        return settled(started(plan(from, to, RENAMED)));
    }

    private List<String> reasons(Migration migration) {
        return migrations.reasons(ada, migration).stream()
                .map(r -> r.state() + " " + r.reason() + " " + r.node() + " " + r.tickets())
                .sorted()
                .toList();
    }

    private static List<String> problems(Result<?> result) {
        return refusal(result).problems().stream()
                .map(p -> p.pointer() + " " + p.code())
                .toList();
    }

    private static List<Event.Migrated> told(List<Event> events) {
        return events.stream()
                .filter(Event.Migrated.class::isInstance)
                .map(Event.Migrated.class::cast)
                .toList();
    }

    // ---- Moving

    @Test
    void aTicketStaysOnItsRevisionUntilAPlanMovesIt() {
        ReleaseId old = publish(OLD);
        Ticket job = job();
        Ticket split = act(jun, job(), "split");
        ReleaseId next = publish(NEW);
        assertThat(now(job).flowRelease()).isEqualTo(old);
        assertThat(job().flowRelease()).isEqualTo(next);

        Migration done = moved(old, next);

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.total()).isEqualTo(2);
        assertThat(done.moved()).isEqualTo(2);
        assertThat(done.stayed()).isZero();
        Ticket now = now(job);
        assertThat(now.flowRelease()).isEqualTo(next);
        assertThat(now.step()).isEqualTo("view");
        assertThat(now.team()).as("the step is another team's there").isEqualTo("warehouse");
        assertThat(now.path().getLast().node()).isEqualTo("view");
        assertThat(now.path().getLast().at()).isEqualTo(job.path().getLast().at());
        Event.Migrated event = told(desk.events(jun, job.id())).getFirst();
        assertThat(event.from()).isEqualTo(old);
        assertThat(event.to()).isEqualTo(next);
        assertThat(event.left()).isEqualTo("look");
        assertThat(event.label().in("en")).isEqualTo("Look");
        assertThat(event.step()).isEqualTo("view");
        assertThat(event.meta().cause()).isEqualTo(new Event.Cause.Person(ada.account()));
        assertThat(now(split).places()).extracting(FlowState.At::node).containsExactly("pack", "call");
        assertThat(Desk.column(tenant.id(), "SELECT node FROM flow_work WHERE tenant_id = ? ORDER BY branch"))
                .containsExactly("pack", "call");
        // And it goes on there.
        Ticket packed = act(wei, now(split), "packed");
        assertThat(act(jun, packed, "asked").step()).isEqualTo("close");
        assertThat(act(jun, now(job), "go").step()).isEqualTo("sign");
    }

    @Test
    void whoIsAtWorkOutsideStaysAndIsToldWhy() {
        ReleaseId old = publish(OLD);
        Ticket calling = act(jun, job(), "pick");
        Ticket picked = act(jun, job(), "pick");
        commands.handle(
                        Actor.ofRules(tenant.id(), "en"),
                        new Command.CallEnded(
                                Origin.of("rule"), picked.id(), 0, "pick", 0, 1, false, null, null, Map.of()))
                .orThrow();
        assertThat(now(picked).flow().undo()).hasSize(1);
        ReleaseId next = publish(NEW.replace("id: pick\n", "id: fetch\n")
                .replace("on: pick, to: pick}", "on: pick, to: fetch}")
                .replace("{from: pick, to: close}", "{from: fetch, to: close}"));
        Map<String, String> nodes = new HashMap<>(RENAMED);
        nodes.put("pick", "fetch");
        assertThat(problems(migrations.preview(ada, now(), plan(old, next, nodes))))
                .as("a ticket is in it, and what it does there would be done anew")
                .containsExactly("/nodes/pick migration.acts");
        ReleaseId same = publish(NEW);
        Migration done = moved(old, same);
        assertThat(reasons(done)).containsExactly("moved null null 1", "stayed calling pick 1");
        assertThat(now(calling).flowRelease()).isEqualTo(old);
        assertThat(now(picked).flow().undo()).as("still to be undone").hasSize(1);
        commands.handle(jun, new Command.Cancel(API, picked.id(), "no need")).orThrow();
        assertThat(now(picked).flow().ending()).as("and it is being undone").isNotNull();
    }

    @Test
    void votesGoAlongWhenTheSameIsAskedAndAreAskedAnewWhenNot() {
        ReleaseId old = publish(OLD);
        Ticket job = act(jun, job(), "go");
        Entry asked = now(job).agenda().latest("sop:sign").orElseThrow();
        commands.handle(mei, new Command.Settle(API, job.id(), asked.id(), How.APPROVE, null))
                .orThrow();
        ReleaseId next = publish(NEW);
        moved(old, next);
        Entry kept = now(job).agenda().latest("sop:sign").orElseThrow();
        assertThat(kept.isOpen()).isTrue();
        assertThat(kept.approval().votes()).hasSize(1);

        ReleaseId other = publish(NEW.replace(", {role: finance}]", ", {role: warehouse}]"));
        assertThat(migrations
                        .preview(ada, now(), plan(next, other, Map.of()))
                        .orThrow()
                        .groups())
                .extracting(Preview.Group::anew)
                .containsExactly(true);
        Migration done = settled(started(plan(next, other, Map.of())));
        assertThat(done.moved()).isEqualTo(1);
        assertThat(now(job).agenda().find(kept.id()).orElseThrow().state()).isEqualTo(Entry.State.WITHDRAWN);
        Entry anew = now(job).agenda().latest("sop:sign").orElseThrow();
        assertThat(anew.isOpen()).isTrue();
        assertThat(anew.approval().votes()).isEmpty();
        assertThat(anew.approval().asker()).as("still who brought it here").isEqualTo(jun.account());

        Migration back = settled(migrations.undo(ada, done.id()).orThrow());
        assertThat(back.state()).isEqualTo(State.UNDONE);
        assertThat(back.back()).isEqualTo(1);
        Entry again = now(job).agenda().latest("sop:sign").orElseThrow();
        assertThat(again.isOpen()).isTrue();
        assertThat(again.id()).isNotEqualTo(anew.id());
        assertThat(now(job).flow().branches()).extracting(Branch::entry).containsExactly(again.id());
        assertThat(now(job).flowRelease()).isEqualTo(next);
    }

    @Test
    void aWaitGoesOnWhenTheOtherRevisionSays() {
        ReleaseId old = publish(OLD);
        Ticket job = act(jun, job(), "wait");
        ReleaseId next = publish(NEW.replace("P2D", "P1D"));
        moved(old, next);
        Branch branch = now(job).flow().branch(FlowState.MAIN).orElseThrow();
        assertThat(branch.due()).isEqualTo(branch.since().plus(Duration.ofDays(1)));
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofHours(25)));
        assertThat(now(job).step()).isEqualTo("close");
    }

    @Test
    void aTicketThatRestsGoesOnResting() {
        ReleaseId old = publish(OLD);
        Ticket job = job();
        commands.handle(jun, new Command.Hold(API, job.id(), "later", null)).orThrow();
        ReleaseId next = publish(NEW);
        moved(old, next);
        assertThat(now(job).step()).isEqualTo("view");
        assertThat(now(job).status()).isEqualTo(StatusCategory.WAITING.code());
        commands.handle(jun, new Command.Resume(API, job.id())).orThrow();
        assertThat(now(job).status()).isEqualTo(StatusCategory.OPEN.code());
    }

    // ---- Plans

    @Test
    void everythingWrongWithAPlanIsSaidWithWhereItStands() {
        ReleaseId old = publish(OLD);
        job();
        act(jun, job(), "split");
        ReleaseId next = publish(NEW);
        assertThat(problems(migrations.start(
                        ada,
                        now(),
                        new Wanted(
                                "job",
                                List.of(old.hash(), "0".repeat(64), next.hash()),
                                next.hash(),
                                Map.of("ask", "nowhere", "pack", "close", "ghost", "view")))))
                .containsExactlyInAnyOrder(
                        "/from/1 migration.unknown-release",
                        "/from/2 migration.same",
                        "/nodes/ghost migration.unknown-node",
                        "/nodes/look migration.unmapped",
                        "/nodes/ask migration.unknown-target",
                        "/nodes/pack migration.other-fork");
        assertThat(problems(migrations.start(ada, now(), new Wanted("nothing", List.of(), "x", Map.of()))))
                .containsExactly("/type type.unknown", "/from migration.releases");
        assertThat(problems(migrations.start(ada, now(), new Wanted("job", List.of(old.hash()), "x", Map.of()))))
                .contains("/to migration.unknown-release");
        assertThat(Desk.count(tenant.id(), "flow_migration")).isZero();
    }

    @Test
    void aPreviewCountsAndShowsAndWritesNothing() {
        ReleaseId old = publish(OLD);
        List<TicketId> plain = List.of(job().id(), job().id(), job().id(), job().id());
        Ticket calling = act(jun, job(), "pick");
        act(jun, act(jun, job(), "split"), "asked");
        ReleaseId next = publish(NEW);
        long events = Desk.count(tenant.id(), "event");
        Preview preview =
                migrations.preview(ada, now(), plan(old, next, RENAMED)).orThrow();
        assertThat(preview.moves()).isEqualTo(5);
        assertThat(preview.stays()).isEqualTo(1);
        assertThat(preview.unseen()).isZero();
        Preview.Group look = preview.groups().stream()
                .filter(group -> group.step().equals("look"))
                .findFirst()
                .orElseThrow();
        assertThat(look.tickets()).isEqualTo(4);
        assertThat(look.to()).isEqualTo("view");
        assertThat(look.some()).hasSize(3).isSubsetOf(plain);
        assertThat(preview.groups())
                .filteredOn(group -> "calling".equals(group.reason()))
                .extracting(Preview.Group::some)
                .containsExactly(List.of(calling.id()));
        assertThat(Desk.count(tenant.id(), "event")).isEqualTo(events);
        assertThat(Desk.count(tenant.id(), "flow_migration")).isZero();
        assertThat(plain).allMatch(id -> desk.ticket(jun, id).flowRelease().equals(old));
    }

    @Test
    void theListSaysHowManyAreOnWhichRevision() {
        ReleaseId old = publish(OLD);
        job();
        act(jun, job(), "split");
        // Another release with the same flow is the same revision.
        ReleaseId also = releases.apply(
                        tenant.id(),
                        Sops.filesWithSilentService(OLD).stream()
                                .map(f -> f.path().equals("workspace.yaml")
                                        ? new io.deskloom.metadata.SourceFile(
                                                f.path(), f.text().replace("en: SOPs", "en: Other SOPs"))
                                        : f)
                                .toList(),
                        "",
                        Publisher.SYSTEM,
                        false)
                .orThrow()
                .release();
        job();
        ReleaseId next = publish(NEW);
        job();
        List<Revision> all = revisions.of(ada, now(), now().types().get("job"));
        assertThat(all).hasSize(2);
        assertThat(all.getFirst().current()).isTrue();
        assertThat(all.getFirst().releases()).containsExactly(next);
        assertThat(all.getFirst().tickets()).isEqualTo(1);
        assertThat(all.getLast().releases()).containsExactlyInAnyOrder(old, also);
        assertThat(all.getLast().tickets()).isEqualTo(3);
        assertThat(all.getLast().open()).isEqualTo(Map.of("look", 2L, "both", 1L, "pack", 1L, "ask", 1L));
    }

    // ---- Carrying it out

    @Test
    void aRunThatIsCutOffGoesOnWhereItWasAndMovesEachOnce() throws SQLException {
        ReleaseId old = publish(OLD);
        List<TicketId> ids = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            ids.add(job().id());
        }
        ReleaseId next = publish(NEW);
        ids.sort(java.util.Comparator.comparing(id -> id.value().toString()));
        // The transaction of the second batch fails in its middle, as when its server dies.
        String name = "cut_" + tenant.id().value();
        sql("CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.record_id = '"
                + ids.get(150) + "' THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$");
        sql("CREATE TRIGGER " + name + " BEFORE INSERT ON flow_migration_item FOR EACH ROW EXECUTE FUNCTION " + name
                + "()");
        Migration begun = started(plan(old, next, RENAMED));
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Desk.column(
                                    tenant.id(),
                                    "SELECT id::text FROM outbox WHERE tenant_id = ? AND kind = 'move-tickets' AND last_error IS NOT NULL")
                            .isEmpty()
                    && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            Migration half = migrations.find(ada, begun.id()).orThrow();
            assertThat(half.state()).isEqualTo(State.RUNNING);
            assertThat(half.after()).isEqualTo(ids.get(99));
            assertThat(desk.ticket(jun, ids.get(99)).flowRelease()).isEqualTo(next);
            assertThat(desk.ticket(jun, ids.get(100)).flowRelease())
                    .as("nothing of its batch")
                    .isEqualTo(old);
        } finally {
            sql("DROP TRIGGER " + name + " ON flow_migration_item");
            sql("DROP FUNCTION " + name);
        }
        // An order that comes once more finds it elsewhere.
        worker.execute(tenant.id(), UUID.randomUUID(), new Effect.MoveTickets(begun.id(), false, null));
        Migration done = settled(begun);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.moved()).isEqualTo(250);
        assertThat(done.total()).isEqualTo(250);
        assertThat(Desk.count(tenant.id(), "flow_migration_item")).isEqualTo(250);
        assertThat(ids).allSatisfy(id -> assertThat(told(desk.events(jun, id))).hasSize(1));
        worker.execute(tenant.id(), UUID.randomUUID(), new Effect.MoveTickets(begun.id(), false, ids.get(99)));
        assertThat(ids).allSatisfy(id -> assertThat(told(desk.events(jun, id))).hasSize(1));
    }

    private static void sql(String statement) throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute(statement);
        }
    }

    @Test
    void aTicketThatIsChangedMeanwhileIsJudgedAnew() {
        ReleaseId old = publish(OLD);
        Ticket job = job();
        ReleaseId next = publish(NEW);
        Command.Migrate move =
                new Command.Migrate(API, job.id(), new Command.Migrate.Plan(java.util.Set.of(old), next, RENAMED));
        boolean[] meanwhile = {false};
        boolean written = commands.moveAll(ada, "t_job", List.of(move), clock.instant(), moved -> {
            if (!meanwhile[0]) {
                // Between looking and writing somebody brings it to where a service is at work.
                meanwhile[0] = true;
                assertThat(moved.getFirst().why()).isNull();
                act(jun, job, "pick");
            } else {
                assertThat(moved.getFirst().why()).isNotNull();
            }
            return nothing();
        });
        assertThat(written).isTrue();
        assertThat(now(job).step()).isEqualTo("pick");
        assertThat(now(job).flowRelease()).isEqualTo(old);
    }

    /** A step of a migration that is written beside and says nothing. */
    private MigrationStep nothing() {
        ReleaseId some = now().release();
        if (migrations.list(ada, now().types().get("job")).isEmpty()) {
            Migration own = new Migration(
                    UUID.randomUUID(),
                    "t_job",
                    new Command.Migrate.Plan(java.util.Set.of(some), some, Map.of()),
                    State.STOPPED,
                    ada.account(),
                    null,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    clock.instant(),
                    null);
            store.begin(tenant.id(), own);
            try {
                // Nobody is to carry it out.
                sql("DELETE FROM outbox WHERE kind = 'move-tickets' AND tenant_id = "
                        + tenant.id().value());
                sql("UPDATE flow_migration SET state = 'running' WHERE id = '" + own.id() + "'");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        Migration one = migrations.list(ada, now().types().get("job")).getFirst();
        return new MigrationStep(one.id(), false, null, null, true, List.of(), clock.instant());
    }

    @Test
    void aBatchOfAMigrationThatIsElsewhereByNowIsNotWritten() {
        ReleaseId old = publish(OLD);
        Ticket job = job();
        ReleaseId next = publish(NEW);
        Migration done = moved(old, next);
        Command.Migrate again = new Command.Migrate(
                API, job.id(), new Command.Migrate.Plan(java.util.Set.of(next), old, Map.of("view", "look")));
        for (State state : List.of(State.STOPPED, State.RUNNING)) {
            Desk.column(
                    tenant.id(),
                    "UPDATE flow_migration SET state = '" + state.wire() + "' WHERE tenant_id = ? RETURNING 1");
            // It stands at the last ticket; this one says it stands at the beginning.
            boolean written = commands.moveAll(
                    ada,
                    "t_job",
                    List.of(again),
                    clock.instant(),
                    _ -> new MigrationStep(done.id(), false, null, job.id(), true, List.of(), clock.instant()));
            assertThat(written).isFalse();
            assertThat(now(job).flowRelease()).isEqualTo(next);
        }
    }

    @Test
    void oneOfATypeAtATimeAndOnlyAsItIs() throws SQLException {
        ReleaseId old = publish(OLD);
        job();
        ReleaseId next = publish(NEW);
        Migration done = moved(old, next);
        assertThat(refusal(migrations.stop(ada, done.id())).code()).isEqualTo("migration-state");
        assertThat(refusal(migrations.resume(ada, done.id())).code()).isEqualTo("migration-state");
        Migration back = settled(started(plan(next, old, Map.of("view", "look", "call", "ask"))));
        assertThat(back.state()).isEqualTo(State.DONE);
        sql("UPDATE flow_migration SET state = 'running' WHERE id = '" + back.id() + "'");
        assertThat(refusal(migrations.start(ada, now(), plan(old, next, RENAMED)))
                        .code())
                .isEqualTo("migration-running");
        assertThat(refusal(migrations.undo(ada, done.id())).code()).isEqualTo("migration-running");
        assertThat(migrations.stop(ada, back.id()).orThrow().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void whoMayNotPublishMovesNothing() {
        ReleaseId old = publish(OLD);
        Ticket job = job();
        ReleaseId next = publish(NEW);
        Command.Migrate move =
                new Command.Migrate(API, job.id(), new Command.Migrate.Plan(java.util.Set.of(old), next, RENAMED));
        assertThat(refusal(commands.handle(mei, move)).code()).isEqualTo("move-not-allowed");
        // A job of somebody who may no longer stops.
        Migration theirs = new Migration(
                UUID.randomUUID(),
                "t_job",
                move.plan(),
                State.RUNNING,
                mei.account(),
                null,
                0,
                0,
                0,
                0,
                0,
                null,
                clock.instant(),
                null);
        store.begin(tenant.id(), theirs);
        Migration stopped = settled(theirs);
        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThat(stopped.failure()).isEqualTo("account");
        assertThat(now(job).flowRelease()).isEqualTo(old);
        Result<Done> done = commands.handle(ada, move);
        assertThat(done.isOk()).isTrue();
        assertThat(now(job).flowRelease()).isEqualTo(next);
        assertThat(refusal(commands.handle(ada, move)).code()).isEqualTo("stays.other-revision");
    }

    @Test
    void anotherWorkspaceHasNoPartInIt() {
        ReleaseId old = publish(OLD);
        Ticket job = job();
        ReleaseId next = publish(NEW);
        Migration done = moved(old, next);
        Tenant other = workspaces.fresh();
        Actor bob = desk.actor(other, "bob", "admin");
        releases.apply(other.id(), Sops.filesWithSilentService(NEW), "", Publisher.SYSTEM, false)
                .orThrow();
        assertThat(refusal(migrations.find(bob, done.id())).kind()).isEqualTo(Rejection.Kind.NOT_FOUND);
        assertThat(refusal(migrations.undo(bob, done.id())).kind()).isEqualTo(Rejection.Kind.NOT_FOUND);
        assertThat(refusal(migrations.preview(bob, snapshots.current(other.id()), plan(old, next, RENAMED)))
                        .problems())
                .as("the old release is not theirs")
                .extracting(Problem::code)
                .contains("migration.unknown-release");
        assertThat(refusal(commands.handle(
                                bob,
                                new Command.Migrate(
                                        API, job.id(), new Command.Migrate.Plan(java.util.Set.of(old), next, RENAMED))))
                        .kind())
                .isEqualTo(Rejection.Kind.NOT_FOUND);
    }

    // ---- Back

    @Test
    void whatHasNotGoneOnIsTakenBack() {
        ReleaseId old = publish(OLD);
        Ticket quiet = job();
        Ticket split = act(jun, job(), "split");
        Ticket acted = job();
        Ticket edited = job();
        Ticket ended = act(jun, act(wei, act(jun, act(jun, job(), "split"), "asked"), "packed"), "done");
        ReleaseId next = publish(NEW);
        Ticket young = job();
        Migration done = moved(old, next);
        assertThat(done.moved()).as("what has ended is not moved").isEqualTo(4);
        assertThat(now(ended).flowRelease()).isEqualTo(old);
        act(jun, now(acted), "go");
        commands.handle(jun, new Command.Update(API, edited.id(), now(edited).version(), Map.of("note", "since"), null))
                .orThrow();

        Migration undone = settled(migrations.undo(ada, done.id()).orThrow());

        assertThat(undone.state()).isEqualTo(State.UNDONE);
        assertThat(reasons(undone)).containsExactly("back null null 3", "kept gone-on sign 1");
        assertThat(undone.back()).isEqualTo(3);
        assertThat(undone.kept()).isEqualTo(1);
        for (Ticket each : List.of(quiet, split, edited)) {
            Ticket back = now(each);
            assertThat(back.flowRelease()).isEqualTo(old);
            assertThat(back.step()).isEqualTo(each.step());
            assertThat(back.flow()).isEqualTo(each.flow());
            assertThat(back.path()).isEqualTo(each.path());
            assertThat(back.team()).isEqualTo(each.team());
        }
        assertThat(now(edited).field("f_note").isNull())
                .as("what else was done stays")
                .isFalse();
        assertThat(told(desk.events(jun, quiet.id())))
                .extracting(Event.Migrated::back)
                .containsExactly(false, true);
        assertThat(now(acted).flowRelease()).isEqualTo(next);
        assertThat(now(young).flowRelease()).as("never moved").isEqualTo(next);
        assertThat(act(jun, act(wei, act(jun, now(split), "asked"), "packed"), "done")
                        .status())
                .isEqualTo(StatusCategory.SOLVED.code());
        assertThat(refusal(migrations.undo(ada, done.id())).code()).isEqualTo("migration-state");
    }

    @Test
    void oneThatWasStoppedGoesOnOrIsTakenBack() {
        ReleaseId old = publish(OLD);
        Ticket first = job();
        Ticket second = job();
        ReleaseId next = publish(NEW);
        // Begun by somebody who may not: it stops at once, before its first ticket.
        Migration theirs = new Migration(
                UUID.randomUUID(),
                "t_job",
                new Command.Migrate.Plan(java.util.Set.of(old), next, RENAMED),
                State.RUNNING,
                mei.account(),
                null,
                0,
                0,
                0,
                0,
                0,
                null,
                clock.instant(),
                null);
        store.begin(tenant.id(), theirs);
        assertThat(settled(theirs).state()).isEqualTo(State.STOPPED);
        assertThat(now(first).flowRelease()).isEqualTo(old);
        Migration done = settled(migrations.resume(ada, theirs.id()).orThrow());
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.by()).as("whose doing it is now").isEqualTo(ada.account());
        assertThat(done.failure()).isNull();
        assertThat(done.moved()).isEqualTo(2);
        Migration undone = settled(migrations.undo(ada, theirs.id()).orThrow());
        assertThat(undone.back()).isEqualTo(2);
        assertThat(now(first).flowRelease()).isEqualTo(old);
        assertThat(now(second).flowRelease()).isEqualTo(old);
    }
}
