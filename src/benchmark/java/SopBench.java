import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * SOPs of a running server: a step against an update of a field, whole tickets through ten steps against the database's own limit, and
 * what many open timers cost whoever makes a ticket.
 */
final class SopBench {
    private static final String DEMO = "(SELECT id FROM tenant WHERE slug = 'demo')";
    private static final int CONNECTIONS = 8;

    private SopBench() {}

    static void run(Bench bench) throws Exception {
        String database = "bench_sop";
        Machine.dropDatabase(database);
        Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, 18104);
                Connection c = Machine.owner(database)) {
            Workload.publish(server, files());
            String token = Api.token(server, "admin");
            CrudBench.warm(bench.quick ? 20 : 90, seconds -> through(server, token, seconds));
            transition(bench, server, token);
            tickets(bench, server, token, database);
            timers(bench, server, token, c);
        }
    }

    /** A type with a short SOP that goes round, and one of ten steps: four tasks, two approvals, a decision and three that tell or set something. */
    private static List<Map<String, String>> files() {
        List<Map<String, String>> files = new ArrayList<>();
        type(files, "bench_round", "BRO", """
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: one, kind: task, label: {en: One}, actions: [{key: go, label: {en: Go}}, {key: end, label: {en: End}}]}
                  - {id: two, kind: task, label: {en: Two}, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: one}
                  - {from: one, on: go, to: two}
                  - {from: one, on: end, to: done}
                  - {from: two, on: go, to: one}
                """);
        type(files, "bench_ten", "BTE", """
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: check, kind: task, label: {en: Check}, actions: [{key: go, label: {en: Go}}]}
                  - {id: mark, kind: action, label: {en: Mark}, do: [{setField: {field: note, value: '"checked"'}}, {notify: {to: [{role: supervisor}], text: {en: "{{ticket.number}} is checked"}}}]}
                  - {id: first, kind: approval, label: {en: First}, of: [{role: admin}], selfApproval: true}
                  - {id: work, kind: task, label: {en: Work}, actions: [{key: go, label: {en: Go}}]}
                  - {id: which, kind: decision, label: {en: Which}}
                  - {id: tell, kind: action, label: {en: Tell}, do: [{setPriority: high}, {notify: {to: [{role: supervisor}], text: {en: "{{ticket.number}} is worked on"}}}]}
                  - {id: second, kind: approval, label: {en: Second}, of: [{role: admin}], selfApproval: true}
                  - {id: pay, kind: task, label: {en: Pay}, actions: [{key: go, label: {en: Go}}]}
                  - {id: last, kind: action, label: {en: Last}, do: [{notify: {to: [{role: supervisor}], text: {en: "{{ticket.number}} is paid"}}}]}
                  - {id: close, kind: task, label: {en: Close}, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: check}
                  - {from: check, on: go, to: mark}
                  - {from: mark, to: first}
                  - {from: first, on: approve, to: work}
                  - {from: first, on: refuse, to: close}
                  - {from: work, on: go, to: which}
                  - {from: which, to: tell, when: 'note == "checked"'}
                  - {from: which, to: close, else: true}
                  - {from: tell, to: second}
                  - {from: second, on: approve, to: pay}
                  - {from: second, on: refuse, to: close}
                  - {from: pay, on: go, to: last}
                  - {from: last, to: close}
                  - {from: close, on: go, to: done}
                """);
        return files;
    }

    private static void type(List<Map<String, String>> files, String key, String prefix, String flow) {
        file(files, key, "type", """
                id: t_%1$s
                key: %1$s
                label: {en: %1$s}
                prefix: %2$s
                icon: ticket
                titleField: subject
                forms: [desk]
                fields:
                  - {id: f_%1$s_subject, key: subject, kind: text, label: {en: Subject}, maxLength: 200, required: true}
                  - {id: f_%1$s_note, key: note, kind: text, label: {en: Note}, maxLength: 200}
                """.formatted(key, prefix));
        file(files, key, "form-desk", """
                id: fm_%1$s
                key: desk
                label: {en: Desk}
                sections: [{key: all, label: {en: All}, columns: 1, fields: [subject, note]}]
                """.formatted(key));
        file(files, key, "access", """
                id: a_%1$s
                roles:
                  admin:
                    verbs: [create, read, update, comment_public, comment_internal, read_internal, act, assign, claim]
                    fields: {subject: edit, note: edit}
                records: [{role: admin}]
                """.formatted(key));
        file(files, key, "flow", """
                id: fl_%1$s
                key: %1$s_sop
                label: {en: SOP}
                start: start
                """.formatted(key) + flow);
    }

    private static void file(List<Map<String, String>> files, String key, String name, String text) {
        files.add(Map.of("path", "types/" + key + "/" + name + ".yaml", "text", text));
    }

    private static String create(String token, String type, long n) {
        return Load.request("POST", "/api/v1/tickets", token,
                "{\"type\": \"" + type + "\", \"fields\": {\"subject\": \"Bench " + n + "\"}}", "Idempotency-Key: sop-" + n);
    }

    private static List<String> ids(Machine.Server server, String token, int count) throws Exception {
        List<String> ids = new ArrayList<>();
        try (Load.Connection c = new Load.Connection(server.port())) {
            for (int i = 0; i < count; i++) {
                ids.add(Api.JSON.readTree(c.send(create(token, "bench_round", System.nanoTime())).body()).get("id").asText());
            }
        }
        return ids;
    }

    /** In turns, on tickets of the same type that nobody else touches: one step on, and one field changed. */
    private static void transition(Bench bench, Machine.Server server, String token) throws Exception {
        List<String> tickets = ids(server, token, 200);
        CrudBench.Side side = new CrudBench.Side(server, token, "/api/v1/tickets", _ -> "");
        double seconds = bench.quick ? 4 : 10;
        int rounds = bench.quick ? 3 : 5;
        double[] ratios = new double[rounds];
        double[] steps = new double[rounds];
        double[] updates = new double[rounds];
        CrudBench.warm(bench.quick ? 10 : 40, length -> steps(server, token, tickets, length), length -> updates(side, tickets, length));
        for (int i = 0; i < rounds; i++) {
            Load.Result step = steps(server, token, tickets, seconds);
            Load.Result update = updates(side, tickets, seconds);
            steps[i] = step.perSecond();
            updates[i] = update.perSecond();
            ratios[i] = step.cpuMs() / update.cpuMs();
        }
        bench.result("transition.vs_update", median(ratios), "ratio", "<= 2",
                Map.of("steps_per_s", median(steps), "updates_per_s", median(updates)));
    }

    private static Load.Result steps(Machine.Server server, String token, List<String> tickets, double seconds) throws Exception {
        ConcurrentLinkedQueue<String> free = new ConcurrentLinkedQueue<>(tickets);
        ThreadLocal<String> mine = new ThreadLocal<>();
        return Load.run(server, CONNECTIONS, seconds, n -> {
            if (mine.get() != null) {
                free.add(mine.get());
            }
            mine.set(free.remove());
            return Load.request("POST", "/api/v1/tickets/" + mine.get() + "/actions/go", token, "{}", "Idempotency-Key: step-" + n);
        });
    }

    private static Load.Result updates(CrudBench.Side side, List<String> tickets, double seconds) throws Exception {
        ConcurrentLinkedQueue<String> free = new ConcurrentLinkedQueue<>(tickets);
        Map<String, Integer> versions = new java.util.concurrent.ConcurrentHashMap<>();
        try (Load.Connection c = new Load.Connection(side.server().port())) {
            for (String id : tickets) {
                JsonNode ticket = Api.JSON.readTree(c.send(Load.request("GET", "/api/v1/tickets/" + id, side.token(), "")).body());
                versions.put(id, ticket.get("version").asInt());
            }
        }
        ThreadLocal<String> mine = new ThreadLocal<>();
        return Load.run(side.server(), CONNECTIONS, seconds, n -> {
            if (mine.get() != null) {
                free.add(mine.get());
            }
            mine.set(free.remove());
            int version = versions.merge(mine.get(), 1, Integer::sum) - 1;
            return Load.request("PATCH", "/api/v1/tickets/" + mine.get(), side.token(),
                    "{\"version\": " + version + ", \"fields\": {\"note\": \"" + n + "\"}}", "Idempotency-Key: upd-" + n);
        });
    }

    /** Whole tickets, one after the other on each connection. */
    private static Load.Result through(Machine.Server server, String token, double seconds) throws Exception {
        AtomicLong done = new AtomicLong();
        AtomicReference<Exception> failed = new AtomicReference<>();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        double cpu = server.cpuSeconds();
        Thread[] all = new Thread[CONNECTIONS];
        for (int i = 0; i < all.length; i++) {
            all[i] = Thread.ofPlatform().start(() -> {
                try (Load.Connection c = new Load.Connection(server.port())) {
                    while (System.nanoTime() < end && failed.get() == null) {
                        ticket(c, token);
                        done.incrementAndGet();
                    }
                } catch (Exception e) {
                    failed.compareAndSet(null, e);
                }
            });
        }
        for (Thread one : all) {
            one.join();
        }
        if (failed.get() != null) {
            throw failed.get();
        }
        double took = (System.nanoTime() - begin) / 1e9;
        return new Load.Result(done.get() / took, (server.cpuSeconds() - cpu) * 1000 / Math.max(1, done.get()), 0);
    }

    private static void ticket(Load.Connection c, String token) throws Exception {
        String answer = ok(c.send(create(token, "bench_ten", System.nanoTime() ^ Thread.currentThread().threadId() << 48)), "check");
        String path = "/api/v1/tickets/" + id(answer, 0);
        approve(c, token, path, act(c, token, path, "first"), "work");
        approve(c, token, path, act(c, token, path, "second"), "pay");
        act(c, token, path, "close");
        act(c, token, path, "done");
    }

    private static String act(Load.Connection c, String token, String path, String to) throws Exception {
        return ok(c.send(Load.request("POST", path + "/actions/go", token, "{}")), to);
    }

    private static void approve(Load.Connection c, String token, String path, String answer, String to) throws Exception {
        int open = answer.indexOf("\"state\":\"open\"", answer.indexOf("\"agenda\":["));
        String entry = id(answer, answer.lastIndexOf("{" + ID, open) + 1);
        ok(c.send(Load.request("POST", path + "/agenda/" + entry, token, "{\"act\": \"approve\"}")), to);
    }

    private static final String ID = "\"id\":\"";

    /** The first id from there on; answers are not parsed, because the generator shares the processors with what it measures. */
    private static String id(String answer, int from) {
        int begin = answer.indexOf(ID, from) + ID.length();
        return answer.substring(begin, begin + 36);
    }

    private static String ok(Load.Answer answer, String step) {
        if (answer.status() >= 300 || !answer.body().contains("\"step\":{" + ID + step + "\"")) {
            throw new IllegalStateException("expected in " + step + ": " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }

    private static void tickets(Bench bench, Machine.Server server, String token, String database) throws Exception {
        double seconds = bench.quick ? 10 : 30;
        int rounds = bench.quick ? 1 : 3;
        double[] rates = new double[rounds];
        double[] cpu = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Load.Result result = through(server, token, seconds);
            rates[i] = result.perSecond();
            cpu[i] = result.cpuMs();
        }
        bench.result("sop.tickets_per_s", median(rates), "tickets/s", ">= 300",
                Map.of("commands_a_ticket", 7, "server_cpu_ms_a_ticket", median(cpu)));
        Path pgbench = PgBench.program();
        if (pgbench != null) {
            double limit = PgBench.lives(pgbench, database, CONNECTIONS, seconds);
            bench.result("sop.vs_pgbench", median(rates) / limit, "ratio", "reported", Map.of("pgbench_tickets_per_s", limit));
        }
    }

    /** Creates in turns with and without a hundred thousand timers that are due much later. */
    private static void timers(Bench bench, Machine.Server server, String token, Connection c) throws Exception {
        double seconds = bench.quick ? 4 : 10;
        int rounds = bench.quick ? 3 : 5;
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            double without = Load.run(server, CONNECTIONS, seconds, n -> create(token, "bench_round", n)).cpuMs();
            sql(c, "INSERT INTO timer (tenant_id, id, kind, payload, state, attempts, created_at, due_at) SELECT " + DEMO
                    + ", gen_random_uuid(), 'flow', '{}', 0, 0, now(), now() + interval '1 day' + n * interval '1 s'"
                    + " FROM generate_series(1, 100000) n");
            sql(c, "ANALYZE timer");
            ratios[i] = Load.run(server, CONNECTIONS, seconds, n -> create(token, "bench_round", n)).cpuMs() / without;
            sql(c, "DELETE FROM timer WHERE kind = 'flow' AND record_id IS NULL");
        }
        bench.result("timers.create_cost_ratio", median(ratios), "ratio", "<= 1.05", Map.of("timers", 100_000));
    }

    private static double median(double[] values) {
        return java.util.Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static void sql(Connection c, String sql) throws Exception {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.execute();
        }
    }
}
