package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Entry;
import io.deskloom.command.Command.Repair;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.field.Value;
import io.deskloom.identity.AccountChange;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Desk;
import io.deskloom.testing.Sops;
import io.deskloom.testing.Workspaces;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of SOPs have in common: a workspace of their own, its people, and short words for what they do. */
abstract class SopDesk {
    static final Origin API = Origin.of("api");

    /** Two ways at once that meet, and two more behind. */
    static final String PARALLEL = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}, required: [note]}]}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, team: after_sales, status: waiting, actions: [{key: asked, label: {en: Asked}}, {key: later, label: {en: Later}}]}
              - {id: again, kind: task, label: {en: Again}, role: agent, status: waiting, actions: [{key: asked, label: {en: Asked}}]}
              - {id: meet, kind: join, label: {en: Meet}%s}
              - {id: close, kind: task, label: {en: Close}, role: agent, actions: [{key: done, label: {en: Done}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: both}
              - {from: both, to: pack}
              - {from: both, to: ask}
              - {from: pack, on: packed, to: meet}
              - {from: ask, on: asked, to: meet}
              - {from: ask, on: later, to: again}
              - {from: again, on: asked, to: meet}
              - {from: meet, to: close}
              - {from: close, on: done, to: done}
            """;

    /** A person, then a request, then a person. */
    static final String SIGNING = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: ask, label: {en: Ask}}]}
              - {id: sign, kind: %s, label: {en: Sign}, of: [%s]%s}
              - {id: yes, kind: end, label: {en: Yes}, status: solved}
              - {id: no, kind: end, label: {en: No}, status: closed}
              %s
            edges:
              - {from: start, to: ask}
              - {from: ask, on: ask, to: sign}
              - {from: sign, on: %s, to: yes}
              - {from: sign, on: refuse, to: no}
            """;

    static final String TIMEOUT = "  - {from: sign, on: timeout, to: late}\n";

    /** Two services one after the other, with ways back, and a point of no return. */
    static final String CALLS = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}], may: {withdraw: {}}}
              - id: pick
                kind: action
                label: {en: Pick}
                do:
                  - {setField: {field: note, value: '"picking"'}}
                  - {callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}
              - id: refund
                kind: action
                label: {en: Refund}
                do:
                  - {callConnector: {connector: erp, operation: refund, with: {amount: amount}, save: {ref: no}, compensate: {operation: cancel_refund}}}
              - {id: wait, kind: task, label: {en: Wait}, role: agent, actions: [{key: go, label: {en: Go}}], may: {return: {}}}
              - id: ship
                kind: action
                label: {en: Ship}
                pointOfNoReturn: true
                do: [{callConnector: {connector: erp, operation: ship}}]
              - {id: last, kind: task, label: {en: Last}, role: agent, actions: [{key: go, label: {en: Go}}], may: {return: {}}}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
              - {id: failed, kind: end, label: {en: Failed}, status: closed}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: go, to: pick}
              - {from: pick, to: refund}
              - {from: refund, to: wait}
              - {from: wait, on: go, to: ship}
              - {from: ship, to: last}
              - {from: ship, on: failed, to: failed}
              - {from: last, on: go, to: done}
            """;

    @Inject
    Desk desk;

    @Inject
    Workspaces workspaces;

    @Inject
    Releases releases;

    @Inject
    Commands commands;

    @Inject
    Accounts accounts;

    @Inject
    Clock clock;

    Tenant tenant;
    Actor jun;
    Actor wei;
    Actor mei;

    @BeforeEach
    void aWorkspace() {
        tenant = workspaces.fresh();
        jun = desk.actor(tenant, "jun", "agent", "after_sales");
        wei = desk.actor(tenant, "wei", "warehouse", "warehouse");
        mei = desk.actor(tenant, "mei", "supervisor");
    }

    void publish(String flow) {
        publish(Sops.filesWithSilentService(flow));
    }

    void publish(List<SourceFile> files) {
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    /** @param otherwise what the warehouse may do with tickets */
    void publish(String flow, String otherwise) {
        publish(Sops.filesWithSilentService(flow).stream()
                .map(f -> f.path().equals("types/job/access.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text()
                                        .replaceFirst(
                                                "  warehouse:\n    verbs: [^\n]*",
                                                "  warehouse:\n    verbs: " + otherwise))
                        : f)
                .toList());
    }

    /** With one definition more. */
    void publish(String flow, String path, String yaml) {
        List<SourceFile> files = new ArrayList<>(Sops.filesWithSilentService(flow));
        files.add(new SourceFile(path, yaml));
        publish(files);
    }

    /** Whatever happened: the row is the fold of the history. */
    @AfterEach
    void theHistorySaysItAll() {
        for (String id : Desk.column(tenant.id(), "SELECT id::text FROM record WHERE tenant_id = ?")) {
            Ticket ticket = desk.ticket(jun, new io.deskloom.kernel.TicketId(UUID.fromString(id)));
            Ticket folded = Tickets.apply(null, desk.events(jun, ticket.id())).withVersion(ticket.version());
            assertThat(folded).isEqualTo(ticket);
        }
    }

    Ticket job(Map<String, Object> fields) {
        Map<String, Object> all = new java.util.HashMap<>(Map.of("subject", "A job"));
        all.putAll(fields);
        return desk.create(jun, "job", all);
    }

    Ticket job() {
        return job(Map.of());
    }

    Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    Ticket act(Actor who, Ticket ticket, String action) {
        return desk.act(who, ticket, action, Map.of());
    }

    Result<Done> tryAct(Actor who, Ticket ticket, @Nullable String step, String action) {
        return commands.handle(who, new Command.Act(API, ticket.id(), action, null, Map.of(), null, step));
    }

    Ticket done(Actor who, Command command) {
        return desk.ticket(jun, commands.handle(who, command).orThrow().ticket());
    }

    Rejection refused(Actor who, Command command) {
        return refusal(commands.handle(who, command));
    }

    Actor time() {
        return Actor.ofRules(tenant.id(), "en");
    }

    List<String> steps(Ticket ticket) {
        return ticket.places().stream().map(FlowState.At::node).toList();
    }

    Entry asked(Ticket ticket) {
        return now(ticket).agenda().latest("sop:sign").orElseThrow();
    }

    Result<Done> answer(Actor who, Ticket ticket, How how) {
        return commands.handle(
                who, new Command.Settle(API, ticket.id(), asked(ticket).id(), how, null));
    }

    Ticket answered(Actor who, Ticket ticket, How how) {
        answer(who, ticket, how).orThrow();
        return now(ticket);
    }

    Ticket ended(Ticket ticket, String node, int wish, int attempt, @Nullable String error, boolean undo) {
        return done(
                time(),
                new Command.CallEnded(
                        Origin.of("rule"),
                        ticket.id(),
                        0,
                        node,
                        wish,
                        attempt,
                        undo,
                        null,
                        error,
                        Map.of("no", "RF-1")));
    }

    /** @param asked when the service was asked for it */
    Ticket picked(Ticket ticket, Instant asked, @Nullable String error) {
        return done(
                time(),
                new Command.CallEnded(Origin.of("rule"), ticket.id(), 0, "pick", 1, 1, false, asked, error, Map.of()));
    }

    Ticket called(Ticket ticket, String node, int wish) {
        return ended(ticket, node, wish, 1, null, false);
    }

    Value value(Ticket ticket, String field) {
        return now(ticket).field("f_" + field);
    }

    /** What services outside were asked, as the history has it: the running server's queue may be through with it by now. */
    List<String> asked() {
        return Desk.column(tenant.id(), "SELECT id::text FROM record WHERE tenant_id = ? ORDER BY id").stream()
                .flatMap(id -> desk.events(jun, new io.deskloom.kernel.TicketId(UUID.fromString(id))).stream())
                .filter(Event.FlowChanged.class::isInstance)
                .map(Event.FlowChanged.class::cast)
                .flatMap(event -> switch (event.what()) {
                    case "calling" -> java.util.stream.Stream.of(event.node());
                    case "repaired" ->
                        event.details().containsKey("operation")
                                ? java.util.stream.Stream.of(event.node())
                                : java.util.stream.Stream.<String>empty();
                    case "undoing" -> java.util.stream.Stream.of("cancel_" + event.node() + " undo");
                    default -> java.util.stream.Stream.<String>empty();
                })
                .toList();
    }

    void signing(String kind, String of, String more) {
        String yes = kind.equals("confirm") ? "confirm" : "approve";
        boolean timed = more.contains("timeout");
        publish(SIGNING.formatted(
                        kind,
                        of,
                        more,
                        timed ? "- {id: late, kind: end, label: {en: Late}, status: cancelled}" : "",
                        yes)
                + (timed ? TIMEOUT : ""));
    }

    static Command repair(Ticket job, Repair.How how, @Nullable String to) {
        return repair(job, FlowState.MAIN, how, to);
    }

    static Command repair(Ticket job, int branch, Repair.How how, @Nullable String to) {
        return new Repair(API, job.id(), branch, how, to, "looked at it");
    }

    /** The code of what is wrong with what was asked for. */
    List<String> wrong(Actor who, Command command) {
        return refused(who, command).problems().stream()
                .map(problem -> problem.pointer() + " " + problem.code())
                .toList();
    }

    /** Refused, and nothing has become of it. */
    String kept(Ticket ticket, Actor who, Command command) {
        int version = now(ticket).version();
        String code = refused(who, command).code();
        assertThat(now(ticket).version()).isEqualTo(version);
        return code;
    }

    /** Heard, and nothing has become of it. */
    void nothing(Ticket ticket, Command.ToFlow heard) {
        int version = now(ticket).version();
        assertThat(done(time(), heard).version()).as(heard.toString()).isEqualTo(version);
    }

    Ticket set(Ticket ticket, Map<String, Object> fields) {
        return done(
                jun,
                new Command.Update(API, ticket.id(), now(ticket).version(), new java.util.HashMap<>(fields), null));
    }

    Ticket hold(Ticket ticket) {
        return done(jun, new Command.Hold(API, ticket.id(), "on holiday", null));
    }

    Ticket resume(Ticket ticket) {
        return done(jun, new Command.Resume(API, ticket.id()));
    }

    Ticket cancel(Ticket ticket) {
        return done(jun, new Command.Cancel(API, ticket.id(), "not wanted any more"));
    }

    Actor root() {
        return desk.actor(tenant, "root", "admin");
    }

    /** As if the account had been closed. */
    void leaves(Actor who) {
        accounts.change(
                        tenant.id(),
                        who.account(),
                        new AccountChange(null, null, null, null, null, true),
                        mei.account(),
                        clock.instant())
                .orThrow();
    }

    @Nullable
    String stuck(Ticket ticket) {
        return now(ticket).flow().branches().stream()
                .map(Branch::stuck)
                .filter(Objects::nonNull)
                .findFirst()
                .map(FlowState.Stuck::code)
                .orElse(null);
    }

    Ticket waiting() {
        Ticket job = job();
        act(jun, job, "go");
        called(job, "pick", 1);
        return called(job, "refund", 0);
    }
}
