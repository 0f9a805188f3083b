package io.deskloom.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.secret.Vault;
import io.deskloom.standin.Standin;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.deskloom.upkeep.QueueRows;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of an SOP that call a real service, a process of its own, which does not always behave. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FlowCallsTest {
    private static final String FLOW = """
            id: fl_enquiry
            key: enquiry_sop
            label: {en: Enquiry, zh: 咨询}
            start: start
            cancel: {to: dismissed}
            nodes:
              - {id: start, kind: start, label: {en: Received, zh: 收到}}
              - id: answer
                kind: task
                label: {en: Answer, zh: 答复}
                status: new
                role: agent
                team: after_sales
                form: agent
                actions:
                  - {key: answered, label: {en: Pay back, zh: 退款}}
                  - {key: dismiss, label: {en: Dismiss, zh: 关闭}}
              - id: pay
                kind: action
                label: {en: Refund, zh: 退款}
                do:
                  - callConnector:
                      connector: erp
                      operation: create_refund
                      with: {order: order_no, amount: "10", ref: subject}
                      save: {answer: refund_no}
                      compensate: {operation: cancel_refund, with: {refund: subject}}
              - id: waiting
                kind: task
                label: {en: With the customer, zh: 等待客户}
                status: waiting
                role: agent
                form: agent
                actions:
                  - {key: solved, label: {en: Solved, zh: 已解决}}
                  - {key: ask_again, label: {en: Asks again, zh: 再次咨询}}
              - {id: done, kind: end, label: {en: Solved, zh: 已解决}, status: solved}
              - {id: dismissed, kind: end, label: {en: Needed no answer, zh: 无需答复}, status: closed}
            edges:
              - {from: start, to: answer}
              - {from: answer, on: answered, to: pay}
              - {from: answer, on: dismiss, to: dismissed}
              - {from: pay, to: waiting}
              - {from: waiting, on: solved, to: done}
              - {from: waiting, on: ask_again, to: answer}
            """;
    private static final String OR_ELSE = "  - {from: pay, on: failed, to: answer}\n";

    @TempDir
    Path folder;

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    Commands commands;

    @Inject
    OutboxStore outbox;

    @Inject
    QueueRows queues;

    @Inject
    FlowCalls flows;

    @Inject
    DeliveryLog log;

    @Inject
    Deliveries deliveries;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    @Inject
    @All
    List<EffectExecutor> executors;

    private Standin erp;
    private Tenant demo;
    private Actor jun;
    private Actor boss;

    /** As if what is tried later were due: each round is an hour later than the one before. */
    private Duration ahead = Duration.ZERO;

    @BeforeEach
    void start() {
        erp = Standin.stocked(folder);
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        boss = desk.actor(demo, "boss", "admin");
        for (Map.Entry<String, String> secret : Map.of(
                        "erp_url",
                        erp.url() + "/erp",
                        "erp_token",
                        erp.token(),
                        "wms_url",
                        erp.url() + "/wms",
                        "wms_token",
                        erp.token())
                .entrySet()) {
            vault.put(demo.id(), secret.getKey(), secret.getValue(), Duration.ZERO, boss.account(), clock.instant())
                    .orThrow();
        }
        publish("");
    }

    @AfterEach
    void stop() {
        erp.close();
    }

    /** @param more edges */
    private void publish(String more) {
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : Snapshots.demoFiles()) {
            String text = switch (file.path()) {
                case "types/enquiry/flow.yaml" -> FLOW + more;
                case "types/enquiry/access.yaml" ->
                    file.text()
                            .replace(
                                    "steps:\n",
                                    "  integration: {verbs: [read], fields: {order_no: read, subject: read, message: read}}\n\nsteps:\n")
                            .replace("records:\n", "records:\n  - {role: integration}\n");
                // So that a test of what is slow is quick.
                case "connectors/erp.yaml" ->
                    file.text().replace("    path: /refunds\n", "    path: /refunds\n    timeoutSeconds: 1\n");
                default -> file.text();
            };
            files.add(new SourceFile(file.path(), text));
        }
        files.add(new SourceFile("triggers/stop_picking.yaml", """
                id: tr_stop_picking
                key: stop_picking
                label: {en: Stop picking, zh: 停止拣货}
                type: return_refund
                on: [created]
                do:
                  - callConnector: {connector: wms, operation: stop_picking, with: {order: order_no}}
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        desk.settled(demo.id());
    }

    private Ticket asked(String order) {
        Ticket ticket = desk.create(jun, "enquiry", Map.of("subject", "ENQ " + UUID.randomUUID(), "order_no", order));
        return desk.act(jun, ticket, "answered", Map.of());
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(boss, ticket.id());
    }

    /** Everything that is due, and what is to be tried later as well. */
    private void round() {
        ahead = ahead.plusHours(2);
        Clock later = Clock.offset(clock, ahead);
        OutboxPump next = new OutboxPump(outbox, executors, later);
        try {
            assertThat(next.runToTheEnd(List.of(demo.id()), later.instant(), Duration.ofSeconds(60)))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void until(BooleanSupplier met) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> "waiting; among the dead letters: " + dead())
                    .isLessThan(end);
            round();
        }
    }

    private void untilIn(Ticket ticket, String step) {
        until(() -> now(ticket).step().equals(step));
    }

    private String stuck(Ticket ticket) {
        return now(ticket).flow().branches().stream()
                .map(Branch::stuck)
                .filter(java.util.Objects::nonNull)
                .map(stuck -> stuck.code() + " " + stuck.detail())
                .findFirst()
                .orElse("");
    }

    private List<String> dead() {
        return Desk.column(
                demo.id(),
                "SELECT kind || ' ' || error_code FROM outbox WHERE tenant_id = ? AND state = 1 ORDER BY id");
    }

    private List<JsonNode> refunds() {
        return erp.papers("REFUND");
    }

    private long attempts(String result) {
        return Desk.column(demo.id(), "SELECT outcome FROM delivery WHERE tenant_id = ?").stream()
                .filter(result::equals)
                .count();
    }

    @Test
    void aYesTakesTheTicketOnWithWhatWasAnswered() {
        Ticket ticket = asked("SO-1");
        assertThat(ticket.step()).isEqualTo("pay");
        untilIn(ticket, "waiting");
        assertThat(refunds()).hasSize(1);
        String no = refunds().getFirst().path("no").asText();
        assertThat(now(ticket).field("fe_answer")).isEqualTo(Value.text(no));
        assertThat(dead()).isEmpty();
    }

    @Test
    void aNoTakesItAnotherWayAndIsNoDeadLetter() {
        publish(OR_ELSE);
        Ticket ticket = asked("nobody's");
        untilIn(ticket, "answer");
        assertThat(dead()).isEmpty();
        // Not tried again and again; twice when the running server is at it as well.
        assertThat(attempts("refused")).isBetween(1L, 2L);

        // However often it is asked: the running server may be at it when its time is said to be over.
        erp.admin("PUT", "/admin/behaviour", Map.of("fault", "refuses", "status", 409, "times", 20));
        Ticket conflict = asked("SO-1");
        untilIn(conflict, "answer");
        assertThat(dead()).isEmpty();
        assertThat(refunds()).isEmpty();
    }

    @Test
    void aNoWithoutAnotherWayIsSaidAndCanBeTriedAnewWithSomethingElse() {
        Ticket ticket = asked("nobody's");
        until(() -> !stuck(ticket).isEmpty());
        assertThat(stuck(ticket)).contains("receiver-refused");
        assertThat(dead()).isEmpty();
        commands.handle(
                        boss,
                        new Command.Update(
                                Origin.of("api"), ticket.id(), now(ticket).version(), Map.of("order_no", "SO-1"), null))
                .orThrow();
        repair(ticket);
        untilIn(ticket, "waiting");
        assertThat(refunds()).hasSize(1);
    }

    private void repair(Ticket ticket) {
        commands.handle(
                        boss,
                        new Command.Repair(
                                Origin.of("api"), ticket.id(), 0, Command.Repair.How.RETRY, null, "Looked into it"))
                .orThrow();
    }

    @ParameterizedTest
    @CsvSource({"down, 0", "fails-after, 0", "broken, 0", "slow, 1300", "late, 1300", "twice, 0"})
    void whateverGoesWrongItIsDoneOnceAndTheTicketGoesOn(String fault, int millis) {
        erp.misbehaves(fault, "/erp/refunds", 2, millis);
        Ticket ticket = asked("SO-1");
        untilIn(ticket, "waiting");
        assertThat(refunds()).hasSize(1);
        assertThat(now(ticket).field("fe_answer"))
                .isEqualTo(Value.text(refunds().getFirst().path("no").asText()));
        if (!fault.equals("twice")) {
            // A busy machine fails once more by itself; done once it is all the same.
            assertThat(attempts("failed")).isGreaterThanOrEqualTo(2);
        }
        assertThat(dead()).isEmpty();
    }

    @Test
    void aServiceThatIsDownRestsAndOthersGoOn() {
        erp.misbehaves("down", "/erp", 1_000_000, 0);
        int many = 30;
        for (int i = 0; i < many; i++) {
            asked("SO-1");
        }
        // The application's own pump, by the real time: what is tried later is not due yet.
        await(() -> attempts("failed") >= 5);
        desk.create(jun, "return_refund", Map.of("subject", "x", "reason", "size", "order_no", "SO-3"));
        await(() -> erp.papers("ORDER").stream()
                .anyMatch(order -> order.path("no").asText().equals("SO-3")
                        && order.path("values").path("picking_stopped").asBoolean()));
        assertThat(attempts("failed")).as("it is not even tried").isLessThan(many);
        assertThat(Desk.count(demo.id(), "outbox")).isGreaterThanOrEqualTo(many);
    }

    private static void await(BooleanSupplier met) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void aServiceThatIsKilledInTheMiddleDoesItOnce() {
        erp.misbehaves("late", "/erp/refunds", 1, 60_000);
        Ticket ticket = asked("SO-1");
        until(() -> attempts("failed") >= 1);
        erp.killAndStart();
        secretAgain();
        untilIn(ticket, "waiting");
        assertThat(refunds()).hasSize(1);
    }

    private void secretAgain() {
        vault.put(demo.id(), "erp_url", erp.url() + "/erp", Duration.ZERO, boss.account(), clock.instant())
                .orThrow();
    }

    @Test
    void whatNobodyAnswersIsGivenUpTheTicketHearsSoAndTheDeadLetterStillCounts() {
        erp.misbehaves("down", "/erp/refunds", 1_000, 0);
        Ticket ticket = asked("SO-1");
        until(() -> !dead().isEmpty());
        assertThat(dead()).containsExactly("flow-call receiver-busy");
        assertThat(stuck(ticket)).contains("receiver-busy");
        assertThat(attempts("failed")).isGreaterThanOrEqualTo(14);

        erp.misbehaves("", "", 1, 0);
        assertThat(queues.replay(demo.id(), new QueueRows.Filter(null, "flow-call", null, null), clock.instant()))
                .isEqualTo(1);
        untilIn(ticket, "waiting");
        assertThat(stuck(ticket)).isEmpty();
        assertThat(refunds()).hasSize(1);
    }

    @Test
    void whatMayHaveBeenDoneIsNotDoneAgainWhenPeopleHaveItTriedAnew() {
        erp.misbehaves("fails-after", "/erp/refunds", 1_000, 0);
        Ticket ticket = asked("SO-1");
        until(() -> !stuck(ticket).isEmpty());
        assertThat(refunds()).hasSize(1);
        erp.misbehaves("", "", 1, 0);
        repair(ticket);
        untilIn(ticket, "waiting");
        assertThat(refunds()).hasSize(1);
        // The dead letter of the first time, too, goes out under the same key, and the ticket takes no notice.
        int version = now(ticket).version();
        queues.replay(demo.id(), new QueueRows.Filter(null, "flow-call", null, null), clock.instant());
        until(() -> dead().isEmpty() && Desk.count(demo.id(), "outbox") == 0);
        assertThat(refunds()).hasSize(1);
        assertThat(now(ticket).version()).isEqualTo(version);
    }

    @Test
    void aDeliveryThatIsSentAgainByHandTakesTheTicketOn() throws Exception {
        erp.misbehaves("down", "/erp/refunds", 1_000, 0);
        Ticket ticket = asked("SO-1");
        until(() -> !stuck(ticket).isEmpty());
        erp.misbehaves("", "", 1, 0);
        Attempt last = log.newest(demo.id(), new DeliveryLog.Filter(null, null, null, null), null, 1)
                .getFirst();
        Attempt whole = log.find(demo.id(), last.id()).orElseThrow();
        assertThat(whole.wanted()).isInstanceOf(Effect.FlowCall.class);
        Attempt again = deliveries.again(demo.id(), whole, boss.account()).orElseThrow();
        assertThat(again.result()).isEqualTo(Attempt.Result.DELIVERED);
        assertThat(now(ticket).step()).isEqualTo("waiting");
    }

    @Test
    void anEndThatIsToldTwiceCountsOnce() {
        erp.misbehaves("down", "/erp/refunds", 1_000, 0);
        Ticket ticket = asked("SO-1");
        until(() -> attempts("failed") > 0);
        Effect.FlowCall call = (Effect.FlowCall) log.find(
                        demo.id(),
                        log.newest(demo.id(), new DeliveryLog.Filter(null, null, null, null), null, 1)
                                .getFirst()
                                .id())
                .orElseThrow()
                .wanted();
        UUID effect = UUID.randomUUID();
        flows.ended(demo.id(), effect, call, null, Map.of("refund_no", "RF-1"));
        Ticket after = now(ticket);
        assertThat(after.step()).isEqualTo("waiting");
        assertThat(after.field("fe_answer")).isEqualTo(Value.text("RF-1"));
        flows.ended(demo.id(), effect, call, null, Map.of("refund_no", "RF-2"));
        flows.ended(demo.id(), UUID.randomUUID(), call, null, Map.of("refund_no", "RF-3"));
        flows.ended(demo.id(), UUID.randomUUID(), call, "receiver-busy", Map.of());
        assertThat(now(ticket).version()).isEqualTo(after.version());
        flows.ended(
                demo.id(),
                UUID.randomUUID(),
                new Effect.FlowCall(
                        new Effect.CallConnector(
                                new TicketId(UUID.randomUUID()),
                                "erp",
                                "create_refund",
                                call.call().release(),
                                call.call().rule(),
                                null,
                                0,
                                Map.of(),
                                clock.instant()),
                        0,
                        "pay",
                        0,
                        1,
                        false),
                null,
                Map.of());
    }

    @Test
    void whatItsRoleMayNotReadIsNotSentAndTheTicketSaysWhy() {
        publishMasked();
        Ticket ticket = asked("SO-1");
        until(() -> !stuck(ticket).isEmpty());
        assertThat(stuck(ticket)).contains("value-withheld");
        assertThat(dead()).containsExactly("flow-call value-withheld");
        assertThat(refunds()).isEmpty();
    }

    private void publishMasked() {
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : Snapshots.demoFiles()) {
            files.add(new SourceFile(
                    file.path(),
                    switch (file.path()) {
                        case "types/enquiry/flow.yaml" -> FLOW;
                        case "types/enquiry/access.yaml" ->
                            file.text()
                                    .replace(
                                            "steps:\n",
                                            "  integration: {verbs: [read], fields: {subject: read, message: read}}\n\nsteps:\n")
                                    .replace("records:\n", "records:\n  - {role: integration}\n");
                        default -> file.text();
                    }));
        }
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        desk.settled(demo.id());
    }

    @Test
    void whatWasDoneIsTakenBackWhenTheTicketIsCalledOff() {
        Ticket ticket = asked("SO-1");
        untilIn(ticket, "waiting");
        erp.misbehaves("fails-after", "/erp/refunds", 1, 0);
        commands.handle(boss, new Command.Cancel(Origin.of("api"), ticket.id(), "The customer keeps it"))
                .orThrow();
        untilIn(ticket, "dismissed");
        assertThat(refunds()).hasSize(1);
        assertThat(refunds().getFirst().path("status").asText()).isEqualTo("cancelled");
        assertThat(dead()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"fails-after, false, 1", "fails-after, true, 1", "down, false, 0", "refuses, false, 0"})
    void whatMayHaveBeenDoneIsTakenBackToo(String fault, boolean anotherWay, int done) {
        publish(anotherWay ? OR_ELSE : "");
        erp.misbehaves(fault, "/erp/refunds", 1_000, 0);
        Ticket ticket = asked("SO-1");
        until(() -> anotherWay
                ? now(ticket).step().equals("answer")
                : !stuck(ticket).isEmpty());
        assertThat(refunds()).hasSize(done);
        erp.misbehaves("", "", 1, 0);
        commands.handle(boss, new Command.Cancel(Origin.of("api"), ticket.id(), "The customer keeps it"))
                .orThrow();
        untilIn(ticket, "dismissed");
        assertThat(refunds())
                .hasSize(done)
                .allSatisfy(refund -> assertThat(refund.path("status").asText()).isEqualTo("cancelled"));
        assertThat(Desk.column(
                        demo.id(),
                        "SELECT DISTINCT operation FROM delivery WHERE tenant_id = ? AND operation = 'cancel_refund'"))
                // Of what was surely not done nothing is taken back. (A slow machine may have to ask for it twice.)
                .hasSize(fault.equals("refuses") ? 0 : 1);

        // Nobody waits for the dead letter any more, and nobody would take back what it does.
        queues.replay(demo.id(), new QueueRows.Filter(null, "flow-call", null, null), clock.instant());
        until(() -> Desk.count(demo.id(), "outbox") == 0);
        assertThat(refunds())
                .hasSize(done)
                .allSatisfy(refund -> assertThat(refund.path("status").asText()).isEqualTo("cancelled"));
    }

    @Test
    void whatIsTakenBackIsNotOvertakenByWhatIsStillBeingDone() {
        erp.misbehaves("late", "/erp/refunds", 1, 3_000);
        Ticket ticket = asked("SO-1");
        until(() -> attempts("failed") >= 1);
        commands.handle(boss, new Command.Cancel(Origin.of("api"), ticket.id(), "The customer keeps it"))
                .orThrow();
        untilIn(ticket, "dismissed");
        assertThat(refunds()).hasSize(1);
        assertThat(refunds().getFirst().path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void callsOfATicketKeepTheirOrderAndThoseOfOthersDoNotWait() {
        Effect.CallConnector one = new Effect.CallConnector(
                new TicketId(UUID.randomUUID()),
                "erp",
                "create_refund",
                new io.deskloom.kernel.ReleaseId("0".repeat(64)),
                "r",
                null,
                0,
                Map.of(),
                clock.instant());
        EffectExecutor outside = executors.stream()
                .filter(CallOutside.class::isInstance)
                .findFirst()
                .orElseThrow();
        Effect.FlowCall call = new Effect.FlowCall(one, 0, "pay", 0, 1, false);
        Effect.FlowCall undo = new Effect.FlowCall(one, 0, "pay", 0, 1, true);
        assertThat(outside.destination(call)).isEqualTo("connector erp");
        assertThat(outside.order(call))
                .isEqualTo(outside.order(undo))
                .isEqualTo(one.ticket().toString());
        assertThat(outside.order(one)).isEmpty();
    }
}
