package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.deskloom.app.EmbeddedPostgres;
import io.deskloom.packaged.Packaged.Answer;
import io.deskloom.packaged.Packaged.Visitor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers on one database, people at work on both, and {@code kill -9} of one after the other: what was acknowledged is there,
 * whoever was to be told of it was told, once, timers have fired, and SOPs that wait, call a service, go two ways at once and meet have
 * taken every step once. A few kills in every run; {@code ./deskloom test --kills 50} for more.
 */
@Tag("packaged")
class KilledNodesIT {
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int TICKETS = 6;
    private static final int WRITERS = 4;
    private static final int TIMERS_A_KILL = 20;

    /** Says something on each ticket whose subject begins so, once, a minute after its pick-up: two seconds after it was made. */
    private static final Map<String, String> AUTOMATION = Map.of("path", "automations/timed.yaml", "text", """
            id: au_timed
            key: timed
            label: {en: Timed, zh: 定时}
            type: return_refund
            when: subject.startsWith("Timed")
            since: pickup_at
            after: PT1M
            do:
              - comment: {internal: true, text: {en: "fired-by-timer", zh: "fired-by-timer"}}
            """);

    /** A ticket of this type goes through all of its SOP by itself, and says so at each step. */
    private static final String SOP = """
            id: fl_killed
            key: killed_sop
            label: {en: Killed, zh: 杀}
            start: start
            nodes:
              - {id: start, kind: start, label: {en: Start, zh: 始}}
              - {id: one, kind: action, label: {en: One, zh: 一}, do: [{comment: {internal: true, text: {en: "sop-one", zh: "sop-one"}}}]}
              - {id: rest, kind: wait, label: {en: Rest, zh: 等}, for: {time: PT1S}}
              - {id: call, kind: action, label: {en: Call, zh: 呼}, do: [{callConnector: {connector: killed, operation: note, with: {ref: subject}}}]}
              - {id: fork, kind: parallel, label: {en: Fork, zh: 分}}
              - {id: left, kind: wait, label: {en: Left, zh: 左}, for: {time: PT1S}}
              - {id: right, kind: wait, label: {en: Right, zh: 右}, for: {time: PT2S}}
              - {id: two, kind: action, label: {en: Two, zh: 二}, do: [{comment: {internal: true, text: {en: "sop-two", zh: "sop-two"}}}]}
              - {id: three, kind: action, label: {en: Three, zh: 三}, do: [{comment: {internal: true, text: {en: "sop-three", zh: "sop-three"}}}]}
              - {id: join, kind: join, label: {en: Join, zh: 合}}
              - {id: four, kind: action, label: {en: Four, zh: 四}, do: [{comment: {internal: true, text: {en: "sop-four", zh: "sop-four"}}}]}
              - {id: done, kind: end, label: {en: Done, zh: 毕}, status: solved}
            edges:
              - {from: start, to: one}
              - {from: one, to: rest}
              - {from: rest, to: call}
              - {from: call, to: fork}
              - {from: fork, to: left}
              - {from: fork, to: right}
              - {from: left, to: two}
              - {from: right, to: three}
              - {from: two, to: join}
              - {from: three, to: join}
              - {from: join, to: four}
              - {from: four, to: done}
            """;

    private static final List<String> STEPS = List.of("one", "two", "three", "four");

    private List<Map<String, String>> sop() {
        String connector = """
                id: cn_killed
                key: killed
                label: {en: Killed, zh: 杀}
                baseUrl: http://127.0.0.1:%d
                as: agent
                operations:
                  - key: note
                    label: {en: Note, zh: 记}
                    path: /notes
                    parameters: [{name: ref}]
                    body: {ref: "{{ ref }}"}
                    idempotencyHeader: Idempotency-Key
                """.formatted(service.getAddress().getPort());
        String type = """
                id: t_killed
                key: killed
                label: {en: Killed, zh: 杀}
                prefix: KIL
                icon: ticket
                titleField: subject
                forms: [desk]
                fields: [{id: f_killed_subject, key: subject, kind: text, label: {en: Subject, zh: 主题}, required: true}]
                """;
        String form = """
                id: fm_killed
                key: desk
                label: {en: Desk, zh: 台}
                sections: [{key: all, label: {en: All, zh: 全}, columns: 1, fields: [subject]}]
                """;
        String access = """
                id: a_killed
                roles:
                  agent: {verbs: [create, read, read_internal], fields: {subject: edit}}
                records: [{role: agent}]
                """;
        return List.of(
                Map.of("path", "connectors/killed.yaml", "text", connector),
                Map.of("path", "types/killed/type.yaml", "text", type),
                Map.of("path", "types/killed/form-desk.yaml", "text", form),
                Map.of("path", "types/killed/access.yaml", "text", access),
                Map.of("path", "types/killed/flow.yaml", "text", SOP));
    }

    /** What the SOPs call: it keeps by which keys it was asked for each ticket. */
    private HttpServer service;

    private final Map<String, Set<String>> asked = new ConcurrentHashMap<>();
    private final Queue<String> gone = new ConcurrentLinkedQueue<>();

    private void serve() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/notes", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.computeIfAbsent(body, _ -> ConcurrentHashMap.newKeySet())
                    .add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
    }

    /** For a machine that has something else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Random, but the same each time: what was found once is found again. */
    private final Random random = new Random(20261130);

    @TempDir
    Path data;

    private EmbeddedPostgres database;

    /** A place where a server runs, most of the time. */
    private static final class Node {
        private final Path folder;
        private Packaged server;
        private final AtomicReference<Visitor> writer = new AtomicReference<>();
        private final AtomicReference<Visitor> creator = new AtomicReference<>();

        private Node(Path folder) {
            this.folder = folder;
        }
    }

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> timed = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void nothingIsLostOrDoubledWhileServersAreKilled() throws Exception {
        long begin = System.nanoTime();
        try (EmbeddedPostgres outside =
                EmbeddedPostgres.start(data.resolve("outside"), Path.of("target", "test-postgres"), false)) {
            database = outside;
            try (Connection c = DriverManager.getConnection(
                            outside.url("postgres"), EmbeddedPostgres.OWNER, outside.ownerPassword());
                    Statement s = c.createStatement()) {
                s.execute("CREATE ROLE desk LOGIN CREATEROLE PASSWORD 'desk'");
                s.execute("CREATE DATABASE desk OWNER desk");
            }
            serve();
            List<Node> nodes = List.of(new Node(data.resolve("one")), new Node(data.resolve("two")));
            try {
                run(nodes);
            } finally {
                over.set(true);
                service.stop(0);
                for (Node node : nodes) {
                    if (node.server != null) {
                        node.server.close();
                    }
                }
            }
        }
        String figure = ("{\"key\": \"queues.lost_or_doubled\", \"value\": 0, \"kills\": %d, \"told\": %d,"
                        + " \"automations\": %d, \"timers\": %d, \"sops\": %d, \"seconds\": %d}")
                .formatted(
                        KILLS,
                        acknowledged.size(),
                        timed.size(),
                        KILLS * TIMERS_A_KILL,
                        gone.size(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
        Files.writeString(Path.of("target", "kills.json"), figure + "\n");
    }

    private void run(List<Node> nodes) throws Exception {
        start(nodes.get(0));
        start(nodes.get(1));
        automate(nodes.getFirst().server);
        List<String> tickets = tickets(nodes.getFirst().server);
        List<Thread> writers = IntStream.range(0, WRITERS)
                .mapToObj(n -> Thread.ofPlatform().start(() -> write(nodes, tickets, n)))
                .toList();
        for (int kill = 0; kill < KILLS; kill++) {
            timers(TIMERS_A_KILL);
            int enough = written.get() + 10 + random.nextInt(60);
            until(() -> written.get() >= enough);
            Node victim = nodes.get(random.nextInt(2));
            victim.server.kill();
            victim.writer.set(null);
            start(victim);
        }
        over.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        everythingHasFollowed();
    }

    private void start(Node node) throws Exception {
        String url = "postgresql://desk:desk@127.0.0.1:" + database.port() + "/desk";
        node.server = Packaged.start(
                node.folder,
                Map.of(
                        "DESKLOOM_DB_URL",
                        url,
                        "DESKLOOM_SECRET",
                        "one-secret-for-both-0123456789abcdef",
                        "DESKLOOM_OUTGOING_ALLOW",
                        "http://127.0.0.1:" + service.getAddress().getPort(),
                        "DESKLOOM_OUTGOING_NETWORKS",
                        "127.0.0.0/8"));
        node.creator.set(node.server.signIn("jun"));
        node.writer.set(node.server.signIn("mei"));
    }

    private void automate(Packaged server) {
        Visitor admin = server.signIn("admin");
        List<Map<String, String>> files = new ArrayList<>(List.of(AUTOMATION));
        files.addAll(sop());
        admin.get("/metadata")
                .ok()
                .path("files")
                .forEach(file -> files.add(Map.of(
                        "path",
                        file.path("path").asText(),
                        "text",
                        file.path("text").asText())));
        admin.post("/metadata", Map.of("files", files, "note", "timed")).ok();
    }

    /** Jun has them, so he hears of every comment on them. */
    private static List<String> tickets(Packaged server) {
        Visitor jun = server.signIn("jun");
        List<String> tickets = new ArrayList<>();
        for (int i = 0; i < TICKETS; i++) {
            String id = jun.post(
                            "/tickets",
                            Map.of(
                                    "type",
                                    "return_refund",
                                    "fields",
                                    Map.of("subject", "Killed " + i, "reason", "size")))
                    .ok()
                    .path("id")
                    .asText();
            jun.post("/tickets/" + id + "/claim", Map.of()).ok();
            tickets.add(id);
        }
        return tickets;
    }

    /** On whichever node answers. What got no answer may be there or not. */
    private void write(List<Node> nodes, List<String> tickets, int writer) {
        for (int i = 0; !over.get(); i++) {
            Node node = nodes.get((writer + i) % 2);
            Visitor visitor = node.writer.get();
            if (visitor == null) {
                node = nodes.get((writer + i + 1) % 2);
                visitor = node.writer.get();
            }
            Visitor creator = node.creator.get();
            if (visitor == null || creator == null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                continue;
            }
            if (i % 5 == 0) {
                timed(creator, i);
            }
            if (i % 5 == 2) {
                begin(creator, writer + "-" + i);
            }
            String text = "n" + writer + "-" + i + "-said";
            Answer answer = visitor.post(
                    "/tickets/" + tickets.get(i % TICKETS) + "/comments",
                    Map.of("visibility", "internal", "text", text));
            if (answer.status() == 201) {
                acknowledged.add(text);
                written.incrementAndGet();
            } else {
                assertThat(answer.status()).as(answer.body().toString()).isIn(0, 409, 500, 503);
            }
        }
    }

    private void timed(Visitor creator, int i) {
        String pickUp =
                Instant.now().minusSeconds(58).truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, Object> fields = Map.of("subject", "Timed " + i, "reason", "size", "pickup_at", pickUp);
        Answer made = creator.post("/tickets", Map.of("type", "return_refund", "fields", fields));
        if (made.status() == 201) {
            timed.add(made.body().path("id").asText());
        } else if (made.status() != 0 && made.status() < 500) {
            refused.add(made.body().toString());
        }
    }

    /** A ticket that goes all of its way alone. */
    private void begin(Visitor creator, String which) {
        Answer made = creator.post("/tickets", Map.of("type", "killed", "fields", Map.of("subject", "Sop " + which)));
        if (made.status() == 201) {
            gone.add(made.body().path("id").asText());
        } else if (made.status() != 0 && made.status() < 500) {
            refused.add(made.body().toString());
        }
    }

    /** Regular work, many times over: each is to fire once within the hour, whoever dies. */
    private void timers(int howMany) throws Exception {
        sql("INSERT INTO timer (tenant_id, id, kind, payload, state, attempts, created_at, due_at)"
                + " SELECT " + demo()
                + ", gen_random_uuid(), 'expire-idempotency-keys', '{\"of\": \"the test\"}', 0, 0, now(),"
                + " now() + random() * interval '4 s' FROM generate_series(1, " + howMany + ")");
    }

    private void everythingHasFollowed() throws Exception {
        String waiting = "SELECT count(*) FROM outbox WHERE state = 0";
        String unfired =
                "SELECT count(*) FROM timer WHERE payload = '{\"of\": \"the test\"}' AND (fired_at IS NULL OR due_at < now())";
        long end = System.nanoTime() + PATIENCE.toNanos();
        String unsaid = "SELECT count(*) FROM timer WHERE kind = 'automation' AND state = 0"
                + " AND payload ->> 'rule' = 'au_timed'";
        String onTheWay = "SELECT count(*) FROM record WHERE title LIKE 'Sop %' AND st < 4";
        // At one moment: what is begun last puts something into the queue that was asked first.
        String all = "SELECT (%s) + (%s) + (%s) + (%s)".formatted(waiting, unfired, unsaid, onTheWay);
        while (ask(all) > 0) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            // Those of the dead: what is left of their minute is not waited for. The living hold theirs for a moment
            // only.
            sql("UPDATE outbox SET due_at = now() WHERE state = 0 AND due_at > now() + interval '5 s'");
            sql("UPDATE timer SET due_at = now() WHERE payload = '{\"of\": \"the test\"}' AND fired_at IS NULL"
                    + " OR (payload ->> 'rule' = 'au_timed' OR kind = 'flow') AND state = 0"
                    + " AND due_at > now() + interval '5 s'");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
        assertThat(ask("SELECT count(*) FROM outbox WHERE state = 1"))
                .as("given up")
                .isZero();
        assertThat(ask("SELECT count(*) FROM timer WHERE state = 1"))
                .as("given up")
                .isZero();
        assertThat(ask("SELECT count(*) FROM timer WHERE payload = '{\"of\": \"the test\"}'"))
                .isEqualTo((long) KILLS * TIMERS_A_KILL);

        assertThat(refused).isEmpty();
        String fired = "SELECT count(*) FROM event e WHERE e.record_id = r.id AND e.tenant_id = r.tenant_id"
                + " AND e.changes::text LIKE '%fired-by-timer%'";
        assertThat(ask("SELECT count(*) FROM record r WHERE title LIKE 'Timed %' AND (" + fired + ") <> 1"))
                .as("timed tickets on which the timer has not said something once")
                .isZero();
        assertThat(ask("SELECT count(*) FROM record WHERE title LIKE 'Timed %'"))
                .isGreaterThanOrEqualTo(timed.size())
                .isPositive();

        assertThat(ask("SELECT count(*) FROM record WHERE title LIKE 'Sop %'"))
                .isGreaterThanOrEqualTo(gone.size())
                .isPositive();
        for (String step : STEPS) {
            String said = "SELECT count(*) FROM event e WHERE e.record_id = r.id AND e.tenant_id = r.tenant_id"
                    + " AND e.changes::text LIKE '%\"sop-" + step + "\"%'";
            assertThat(ask("SELECT count(*) FROM record r WHERE title LIKE 'Sop %' AND (" + said + ") <> 1"))
                    .as("SOPs that have not taken step %s once", step)
                    .isZero();
        }
        assertThat(asked).hasSize((int) ask("SELECT count(*) FROM record WHERE title LIKE 'Sop %'"));
        assertThat(asked.values()).as("asked by one key each").allMatch(keys -> keys.size() == 1);

        List<String> told = new ArrayList<>();
        try (Connection c = connect();
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT substring(text FROM 'n\\d+-\\d+-said') FROM notification"
                        + " WHERE text ~ 'n\\d+-\\d+-said'")) {
            while (row.next()) {
                told.add(row.getString(1));
            }
        }
        Set<String> once = new HashSet<>(told);
        assertThat(told).as("told twice").hasSameSizeAs(once);
        assertThat(once).as("not told").containsAll(acknowledged);
        assertThat((long) once.size())
                .as("as many as were said, acknowledged or not")
                .isEqualTo(ask("SELECT count(*) FROM event WHERE changes::text LIKE '%-said%'"));
    }

    private String demo() {
        return "(SELECT id FROM tenant WHERE slug = 'demo')";
    }

    private static void until(Callable<Boolean> met) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!met.call()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void sql(String sql) throws Exception {
        try (Connection c = connect();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private long ask(String sql) throws Exception {
        try (Connection c = connect();
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    /** As the database's own owner, who is bound by no policy. */
    private Connection connect() throws Exception {
        return DriverManager.getConnection(database.url("desk"), EmbeddedPostgres.OWNER, database.ownerPassword());
    }
}
