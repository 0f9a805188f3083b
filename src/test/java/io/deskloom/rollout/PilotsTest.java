package io.deskloom.rollout;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Sops;
import io.deskloom.testing.Workspaces;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A revision of a flow is tried on some new tickets, then everybody's or nobody's. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PilotsTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private static final String OLD = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: agent, actions: [{key: go, label: {en: Go}}]}
              - {id: note, kind: action, label: {en: Note}, do: [{setField: {field: note, value: '"as ever"'}}, {notify: {to: [{role: supervisor}], text: {en: "As ever"}}}]}
              - {id: close, kind: task, label: {en: Close}, role: agent, actions: [{key: done, label: {en: Done}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: note}
              - {from: note, to: close}
              - {from: close, on: done, to: done}
            """;

    private static final String NEW = OLD.replace("as ever", "tried")
            .replace("As ever", "Tried")
            .replace("label: {en: Look}", "label: {en: Look well}");

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
    PilotRuns pilots;

    @Inject
    Migrations migrations;

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
        releases.apply(tenant.id(), Sops.filesWithSilentService(OLD), "", Publisher.SYSTEM, false)
                .orThrow();
    }

    @AfterEach
    void theHistorySaysItAll() {
        for (String id : Desk.column(tenant.id(), "SELECT id::text FROM record WHERE tenant_id = ? LIMIT 40")) {
            Ticket ticket = desk.ticket(jun, new TicketId(UUID.fromString(id)));
            assertThat(Tickets.apply(null, desk.events(jun, ticket.id())).withVersion(ticket.version()))
                    .isEqualTo(ticket);
        }
    }

    private MetadataSnapshot now() {
        return snapshots.current(tenant.id());
    }

    private static SourceFile file(String flow) {
        return Sops.filesWithSilentService(flow).stream()
                .filter(f -> f.path().equals("types/job/flow.yaml"))
                .findFirst()
                .orElseThrow();
    }

    private Result<Pilot> begin(String flow, String team, Integer share) {
        return pilots.start(ada, now(), new PilotRuns.Wanted("job", List.of(file(flow)), team, share));
    }

    private Ticket job(Actor who) {
        return desk.create(who, "job", new HashMap<>(Map.of("subject", "A job")));
    }

    /** Everything as it is in force, but one file. */
    private ReleaseId publish(String path, String text) {
        List<SourceFile> files =
                new ArrayList<>(releases.export(tenant.id()).orElseThrow().files());
        files.removeIf(f -> f.path().equals(path));
        files.add(new SourceFile(path, text));
        return releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false)
                .orThrow()
                .release();
    }

    private String text(String path) {
        return releases.export(tenant.id()).orElseThrow().files().stream()
                .filter(f -> f.path().equals(path))
                .map(SourceFile::text)
                .findFirst()
                .orElseThrow();
    }

    // ---- Whom

    @Test
    void aTeamTriesItAndItsRulesAreThoseOfItsRelease() {
        ReleaseId before = now().release();
        Pilot pilot = begin(NEW, "after_sales", null).orThrow();
        assertThat(now().release()).as("nothing is published").isEqualTo(before);
        Ticket tried = job(jun);
        assertThat(tried.flowRelease()).isEqualTo(pilot.release());
        assertThat(job(wei).flowRelease()).as("of another team").isEqualTo(before);
        assertThat(job(mei).flowRelease()).as("of no team").isEqualTo(before);
        // Whatever is published meanwhile, its flow is the one that is tried.
        publish("workspace.yaml", text("workspace.yaml").replace("en: SOPs", "en: Other SOPs"));
        Ticket gone = desk.act(jun, tried, "go", Map.of());
        assertThat(gone.field("f_note").toString()).contains("tried");
        desk.settled(tenant.id());
        assertThat(Desk.column(tenant.id(), "SELECT text FROM notification WHERE tenant_id = ?"))
                .containsExactly("Tried");
    }

    @Test
    void aShareIsChosenByTheTicketsIdAlone() {
        Pilot quarter = new Pilot(
                UUID.randomUUID(),
                "t_job",
                now().release(),
                now().release(),
                null,
                2_500,
                Pilot.State.RUNNING,
                ada.account(),
                NOON,
                null);
        int taken = 0;
        int[] tenths = new int[10];
        for (int i = 0; i < 20_000; i++) {
            TicketId id = new TicketId(Uuid7.at(NOON.plusMillis(i)));
            int place = Pilot.place(id);
            assertThat(place).isBetween(0, Pilot.WHOLE - 1).isEqualTo(Pilot.place(id));
            assertThat(quarter.takes(id, Set.of("after_sales"))).isEqualTo(place < 2_500);
            taken += quarter.takes(id, Set.of()) ? 1 : 0;
            tenths[place / 1_000]++;
        }
        assertThat(taken).isBetween(4_700, 5_300);
        assertThat(java.util.Arrays.stream(tenths)).allMatch(n -> n > 1_800 && n < 2_200);
    }

    @Test
    void aShareOfTheTicketsRunsOnIt() {
        ReleaseId before = now().release();
        Pilot pilot = begin(NEW, null, 5_000).orThrow();
        int tried = 0;
        for (int i = 0; i < 40; i++) {
            Ticket job = job(jun);
            boolean its = Pilot.place(job.id()) < 5_000;
            assertThat(job.flowRelease()).isEqualTo(its ? pilot.release() : before);
            tried += its ? 1 : 0;
        }
        assertThat(tried).as("a coin forty times").isBetween(3, 37);
        PilotRuns.Compared compared = pilots.compare(tenant.id(), pilot);
        assertThat(compared.tried()).extracting(PilotStore.Outcome::tickets).containsExactly((long) tried);
        assertThat(compared.others()).extracting(PilotStore.Outcome::tickets).containsExactly(40L - tried);
        assertThat(compared.tried().getFirst().step()).isEqualTo("look");
    }

    // ---- What may be tried

    @Test
    void onlyTheTypesFlowMayDiffer() {
        SourceFile type = new SourceFile(
                "types/job/type.yaml", text("types/job/type.yaml").replace("prefix: JOB", "prefix: JOX"));
        Rejection other =
                refusal(pilots.start(ada, now(), new PilotRuns.Wanted("job", List.of(file(NEW), type), null, 1_000)));
        assertThat(other.problems()).hasSize(1);
        assertThat(other.problems().getFirst().code()).isEqualTo("pilot.other-change");
        assertThat(other.problems().getFirst().params()).containsEntry("path", "types/job/type.yaml");
        assertThat(refusal(begin(OLD, null, 1_000)).problems().getFirst().code())
                .isEqualTo("pilot.same");
        assertThat(refusal(begin(OLD.replace("to: note}", "to: nowhere}"), null, 1_000))
                        .code())
                .as("what cannot be published cannot be tried")
                .isEqualTo("metadata-invalid");
        assertThat(Desk.count(tenant.id(), "flow_pilot")).isZero();
        assertThat(Desk.count(tenant.id(), "release"))
                .as("nothing is kept of it")
                .isEqualTo(1);
    }

    @Test
    void whomItIsTriedOnMustBeSaidWell() {
        for (Result<Pilot> wrong : List.of(
                begin(NEW, null, null),
                begin(NEW, "after_sales", 1_000),
                begin(NEW, null, 0),
                begin(NEW, null, Pilot.WHOLE),
                begin(NEW, "nobody", null),
                pilots.start(ada, now(), new PilotRuns.Wanted("nothing", List.of(), null, 1_000)))) {
            assertThat(refusal(wrong).kind()).isEqualTo(Rejection.Kind.INVALID);
            assertThat(refusal(wrong).problems()).isNotEmpty();
        }
        begin(NEW, null, 1_000).orThrow();
        assertThat(refusal(begin(NEW, null, 2_000)).code()).isEqualTo("pilot-running");
    }

    // ---- Its end

    @Test
    void whatIsRolledOutIsPublishedWithWhatIsInForceByThen() {
        Pilot pilot = begin(NEW, "after_sales", null).orThrow();
        Ticket tried = job(jun);
        Ticket old = job(wei);
        publish("workspace.yaml", text("workspace.yaml").replace("en: SOPs", "en: Other SOPs"));
        assertThat(job(jun).flowRelease()).as("it is tried still").isEqualTo(pilot.release());

        Pilot ended = pilots.rollOut(ada, now(), pilot.id()).orThrow();

        assertThat(ended.state()).isEqualTo(Pilot.State.ROLLED_OUT);
        assertThat(now().workspace().label().in("en"))
                .as("what was published meanwhile stays")
                .isEqualTo("Other SOPs");
        assertThat(now().types().get("job").flow().node("look").label().in("en"))
                .isEqualTo("Look well");
        assertThat(job(wei).flowRelease()).isEqualTo(now().release());
        assertThat(desk.ticket(jun, tried.id()).flowRelease())
                .as("finishes on it")
                .isEqualTo(pilot.release());
        assertThat(refusal(pilots.rollOut(ada, now(), pilot.id())).code()).isEqualTo("pilot-ended");
        assertThat(refusal(pilots.stop(ada, pilot.id())).code()).isEqualTo("pilot-ended");
        // Those that began before go on as they did, or are moved.
        assertThat(desk.ticket(wei, old.id()).flowRelease()).isEqualTo(pilot.base());
        Migration migration = migrations
                .start(
                        ada,
                        now(),
                        new Migrations.Wanted(
                                "job",
                                List.of(pilot.base().hash(), pilot.release().hash()),
                                now().release().hash(),
                                Map.of()))
                .orThrow();
        desk.settled(tenant.id());
        assertThat(migrations.find(ada, migration.id()).orThrow().moved()).isEqualTo(3);
    }

    @Test
    void whatIsStoppedIsNobodysAnyMore() {
        ReleaseId before = now().release();
        Pilot pilot = begin(NEW, "after_sales", null).orThrow();
        Ticket tried = job(jun);
        assertThat(pilots.stop(ada, pilot.id()).orThrow().state()).isEqualTo(Pilot.State.STOPPED);
        assertThat(job(jun).flowRelease()).isEqualTo(before);
        assertThat(desk.act(jun, tried, "go", Map.of()).field("f_note").toString())
                .as("it finishes on what it began with")
                .contains("tried");
        assertThat(begin(NEW, null, 100).isOk()).as("another one may begin").isTrue();
    }

    @Test
    void aFlowThatWasPublishedOtherwiseMeanwhileIsNotOverwritten() {
        Pilot pilot = begin(NEW, "after_sales", null).orThrow();
        ReleaseId theirs = publish(
                "types/job/flow.yaml",
                file(OLD.replace("label: {en: Close}", "label: {en: Shut}")).text());
        assertThat(job(jun).flowRelease()).as("it is tried still").isEqualTo(pilot.release());
        assertThat(job(wei).flowRelease()).isEqualTo(theirs);
        assertThat(refusal(pilots.rollOut(ada, now(), pilot.id())).code()).isEqualTo("pilot-flow-changed");
        assertThat(now().release()).isEqualTo(theirs);
        // Published by hand it is everybody's, and the pilot ends with it.
        ReleaseId same = publish("types/job/flow.yaml", file(NEW).text());
        assertThat(pilots.rollOut(ada, now(), pilot.id()).orThrow().state()).isEqualTo(Pilot.State.ROLLED_OUT);
        assertThat(now().release()).isEqualTo(same);
    }

    @Test
    void whatIsImportedIsTriedOnToo() {
        Pilot pilot = begin(NEW, "after_sales", null).orThrow();
        List<Command.Create> creations =
                List.of(new Command.Create(Origin.of("api"), "job", new HashMap<>(Map.of("subject", "One")), null));
        commands.createAll(jun, creations, Instant.now(), _ -> null).orElseThrow();
        assertThat(Desk.column(tenant.id(), "SELECT flow_release FROM record WHERE tenant_id = ?"))
                .containsExactly(pilot.release().hash());
    }

    @Test
    void anotherWorkspaceKnowsNothingOfIt() {
        Pilot pilot = begin(NEW, null, 9_999).orThrow();
        Tenant other = workspaces.fresh();
        Actor bob = desk.actor(other, "bob", "agent", "after_sales");
        releases.apply(other.id(), Sops.filesWithSilentService(OLD), "", Publisher.SYSTEM, false)
                .orThrow();
        assertThat(job(bob).flowRelease())
                .isEqualTo(snapshots.current(other.id()).release());
        assertThat(refusal(pilots.find(other.id(), pilot.id())).kind()).isEqualTo(Rejection.Kind.NOT_FOUND);
        assertThat(refusal(pilots.stop(bob, pilot.id())).kind()).isEqualTo(Rejection.Kind.NOT_FOUND);
        assertThat(snapshots.release(other.id(), pilot.release())).isEmpty();
    }
}
