import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lists of tickets with two hundred custom fields, all filled, by two conditions on records they look up and a status: a scoped
 * agent's, by date and by a custom number, at three selectivities, on a million tickets, 200,000 orders and 50,000 customers. The
 * loaded database is kept and used again. {@code --quick} takes a hundredth of everything, under keys of its own.
 */
final class WideBench {
    private static final int PORT = 18095;
    private static final int FIELDS = 200;

    /** Of all orders, and of all customers. Half of the tickets are open, and the agent's scope lets six in ten of those through. */
    private static final Map<String, String> ORDER_STATUS = Map.of("0.01%", "cancelled", "1%", "packed", "20%", "delivered");

    /** Two in five customers each; they take turns, so that one list's pages are not all that is in memory. */
    private static final List<String> REGIONS = List.of("north", "east");

    private static final List<String> SORTS = List.of("-updated", "-amount");

    /** What a list shows: a dozen columns, six of them fields. */
    private static final String COLUMNS =
            "&columns=priority,number,title,step,assignee,updated,order,customer,amount,f000,f001,f004";

    /** Of a list that asks for all fields, which none does that a person looks at: told, and not part of the goal. */
    private static final String WHOLE = ".whole";

    private WideBench() {}

    static void run(Bench bench) throws Exception {
        int samples = bench.quick ? 150 : 500;
        int tickets = bench.quick ? 10_000 : 1_000_000;
        String size = bench.quick ? "10k" : "1m";
        String database = "bench_wide_" + size;
        String made = fingerprint();
        if (!made.equals(Machine.comment(database))) {
            Machine.dropDatabase(database);
        }
        boolean fresh = Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, PORT)) {
            if (fresh) {
                publish(server);
                load(server, database, tickets, made);
            }
            String token = Api.token(server, "jun");
            double worst = 0;
            try (Load.Connection c = new Load.Connection(PORT)) {
                Map<String, List<String>> kinds = kinds(token);
                for (int i = 0; i < samples; i++) {
                    for (List<String> requests : kinds.values()) {
                        c.send(requests.get(i % requests.size()));
                    }
                }
                for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
                    List<Double> ms = new ArrayList<>();
                    double cpu = server.cpuSeconds();
                    double databaseCpu = Machine.databaseCpuSeconds();
                    String last = "";
                    for (int i = 0; i < samples; i++) {
                        long begin = System.nanoTime();
                        Load.Answer answer = c.send(kind.getValue().get(i % kind.getValue().size()));
                        ms.add((System.nanoTime() - begin) / 1e6);
                        if (answer.status() != 200) {
                            throw new IllegalStateException(answer.status() + " " + answer.body());
                        }
                        last = answer.body();
                    }
                    cpu = (server.cpuSeconds() - cpu) * 1000 / samples;
                    databaseCpu = (Machine.databaseCpuSeconds() - databaseCpu) * 1000 / samples;
                    double p95 = Bench.percentile(ms, 0.95);
                    worst = kind.getKey().endsWith(WHOLE) ? worst : Math.max(worst, p95);
                    bench.result("list.wide.p95_ms." + size + "." + kind.getKey(), p95, "ms", "<= 20", Map.of(
                            "p50", Bench.median(ms), "cpu_ms", cpu, "database_cpu_ms", databaseCpu, "rows", Api.JSON.readTree(last).get("items").size(),
                            "kb", last.length() / 1024.0));
                }
            }
            bench.result("list.wide.p95_ms." + size, worst, "ms", "<= 20", Map.of());
        }
    }

    private static Map<String, List<String>> kinds(String token) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String sort : SORTS) {
            for (String share : List.of("0.01%", "1%", "20%")) {
                out.put((sort.equals("-updated") ? "by_date." : "by_number.") + share, requests(token, share, sort, COLUMNS));
            }
        }
        out.put("by_date.20%" + WHOLE, requests(token, "20%", "-updated", ""));
        return out;
    }

    private static List<String> requests(String token, String share, String sort, String columns) {
        return REGIONS.stream()
                .map(region -> "order.status == \"" + ORDER_STATUS.get(share) + "\" && customer.region == \"" + region
                        + "\" && ticket.status == \"open\"")
                .map(filter -> Load.request("GET", "/api/v1/tickets?type=bench_wide&limit=50&sort=" + sort + columns + "&filter="
                        + URLEncoder.encode(filter, StandardCharsets.UTF_8), token, ""))
                .toList();
    }

    // The metadata: a ticket type of two hundred fields beside its two lookups, an order type and a customer type.

    private static final List<String> KINDS = List.of("text", "single", "integer", "decimal", "date", "boolean", "money", "long_text", "multi", "date_time");

    private record Field(String key, String kind, boolean indexed) {
        String yaml() {
            String more = switch (kind) {
                case "single", "multi" -> ", options: [{key: a, label: {en: A, zh: 甲}}, {key: b, label: {en: B, zh: 乙}}]";
                case "money" -> ", currency: CNY";
                case "decimal" -> ", scale: 2";
                default -> "";
            };
            return "  - {id: f_" + key + ", key: " + key + ", kind: " + kind + ", label: {en: " + key + ", zh: " + key + "}" + more
                    + (indexed ? ", indexed: true" : "") + "}\n";
        }

        Object value(int n) {
            return switch (kind) {
                case "single" -> "a";
                case "multi" -> List.of("a", "b");
                case "integer" -> n;
                case "decimal" -> n + 0.25;
                case "money" -> Map.of("amount", n + ".50", "currency", "CNY");
                case "date" -> "2026-11-01";
                case "date_time" -> "2026-11-01T08:00:00Z";
                case "boolean" -> true;
                default -> "What was said of " + n;
            };
        }
    }

    /** The custom fields; of texts, choices and days as many indexed as there is room for beside those of the lists. */
    private static List<Field> fields() {
        List<Field> out = new ArrayList<>();
        for (int i = 0; i < FIELDS; i++) {
            String kind = KINDS.get(i % KINDS.size());
            boolean indexed = i < 40 && List.of("text", "single", "date").contains(kind);
            out.add(new Field("f%03d".formatted(i), kind, indexed));
        }
        return out;
    }

    private static void publish(Machine.Server server) throws Exception {
        StringBuilder type = new StringBuilder("""
                id: t_bench_wide
                key: bench_wide
                label: {en: Wide, zh: 宽表}
                prefix: WID
                icon: receipt-refund
                titleField: subject
                forms: [main]
                fields:
                  - {id: f_subject, key: subject, kind: text, label: {en: Subject, zh: 主题}, required: true}
                  - {id: f_order, key: order, kind: lookup, target: bench_order, label: {en: Order, zh: 订单}, indexed: true}
                  - {id: f_customer, key: customer, kind: lookup, target: bench_customer, label: {en: Customer, zh: 客户}, indexed: true}
                  - {id: f_amount, key: amount, kind: money, label: {en: Amount, zh: 金额}, currency: CNY, indexed: true}
                """);
        StringBuilder all = new StringBuilder("subject: edit, order: edit, customer: edit, amount: edit");
        StringBuilder most = new StringBuilder(all);
        for (Field field : fields()) {
            type.append(field.yaml());
            all.append(", ").append(field.key).append(": edit");
            // One in ten is nothing to an agent.
            most.append(", ").append(field.key).append(field.key.endsWith("7") ? ": hidden" : ": edit");
        }
        String access = """
                id: a_bench_wide
                roles:
                  admin: {verbs: [create, read, update, act], fields: {%s}}
                  agent: {verbs: [create, read, update, act], fields: {%s}}
                records:
                  - {role: admin}
                  - {role: agent, where: ticket.team in actor.teams || ticket.assignee == actor || ticket.requester == actor}
                """.formatted(all, most);
        String flow = """
                id: fl_bench_wide
                key: bench_wide_flow
                label: {en: Wide, zh: 宽表}
                start: start
                nodes:
                  - {id: start, kind: start, label: {en: Received, zh: 收到}}
                  - {id: review, kind: task, label: {en: Review, zh: 审核}, status: open, role: agent, team: after_sales, form: main, actions: [{key: finish, label: {en: Finish, zh: 完成}, tone: main}]}
                  - {id: done, kind: end, label: {en: Done, zh: 完成}, status: solved}
                edges:
                  - {from: start, to: review}
                  - {from: review, on: finish, to: done}
                """;
        Map<String, String> files = new LinkedHashMap<>();
        files.put("types/bench_wide/type.yaml", type.toString());
        files.put("types/bench_wide/access.yaml", access);
        files.put("types/bench_wide/flow.yaml", flow);
        files.put("types/bench_wide/form-main.yaml", form("wide", "subject, order, customer, amount"));
        files.put("objects/bench_order/type.yaml", """
                id: o_bench_order
                key: bench_order
                label: {en: Order, zh: 订单}
                titleField: order_no
                forms: [main]
                fields:
                  - {id: f_no, key: order_no, kind: text, label: {en: Number, zh: 编号}, required: true, indexed: true}
                  - {id: f_status, key: status, kind: single, label: {en: Stage, zh: 阶段}, indexed: true, options: [{key: packed, label: {en: Packed, zh: 已打包}}, {key: delivered, label: {en: Delivered, zh: 已签收}}, {key: cancelled, label: {en: Cancelled, zh: 已取消}}]}
                """);
        files.put("objects/bench_order/access.yaml", objectAccess("order", "order_no: edit, status: edit"));
        files.put("objects/bench_order/form-main.yaml", form("order", "order_no, status"));
        files.put("objects/bench_customer/type.yaml", """
                id: o_bench_customer
                key: bench_customer
                label: {en: Customer, zh: 客户}
                titleField: name
                forms: [main]
                fields:
                  - {id: f_name, key: name, kind: text, label: {en: Name, zh: 姓名}, required: true, indexed: true}
                  - {id: f_region, key: region, kind: single, label: {en: Region, zh: 地区}, indexed: true, options: [{key: north, label: {en: North, zh: 北}}, {key: east, label: {en: East, zh: 东}}, {key: south, label: {en: South, zh: 南}}]}
                """);
        files.put("objects/bench_customer/access.yaml", objectAccess("customer", "name: edit, region: edit"));
        files.put("objects/bench_customer/form-main.yaml", form("customer", "name, region"));
        List<Map<String, String>> sent = new ArrayList<>();
        files.forEach((path, text) -> sent.add(Map.of("path", path, "text", text)));
        Workload.publish(server, sent);
    }

    private static String form(String of, String fields) {
        return """
                id: fm_bench_%s
                key: main
                label: {en: Main, zh: 主表单}
                sections: [{key: main, label: {en: Main, zh: 主要}, columns: 2, fields: [%s]}]
                """.formatted(of, fields);
    }

    private static String objectAccess(String of, String fields) {
        return """
                id: ao_bench_%1$s
                roles:
                  admin: {verbs: [create, read, update], fields: {%2$s}}
                  agent: {verbs: [read, update], fields: {%2$s}}
                records: [{role: admin}, {role: agent}]
                """.formatted(of, fields);
    }

    // The rows: one of each kind as the application writes it, copied with other values. Which order and which customer a ticket
    // looks up, its status, team and amount are drawn apart from each other (by hash), so that no order favours a list.

    private static final String CUSTOMERS = """
            CREATE UNLOGGED TABLE wide_customer AS SELECT g AS n, uuidv7(make_interval(secs => -g)) AS id FROM generate_series(1, %1$d) g;
            INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, flow_release, created_at, updated_at, title, %2$s, %3$s, fields)
            SELECT m.tenant_id, w.id, m.type_id, 1000000 + n, 1, m.step, m.st, m.priority, m.flow_release, m.created_at, m.updated_at, 'Customer ' || n,
                'Customer ' || n, v.region, m.fields || jsonb_build_object('f_name', 'Customer ' || n, 'f_region', v.region)
            FROM wide_customer w, (SELECT r.* FROM record r JOIN type_ref USING (tenant_id, type_id) WHERE def_id = 'o_bench_customer' LIMIT 1) m,
                LATERAL (SELECT (ARRAY['north', 'north', 'east', 'east', 'south'])[1 + (hashint8extended(n, 4) & 1048575) %% 5] AS region) v
            """;

    private static final String ORDERS = """
            CREATE UNLOGGED TABLE wide_order AS SELECT g AS n, uuidv7(make_interval(secs => -g)) AS id FROM generate_series(1, %1$d) g;
            INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, flow_release, created_at, updated_at, title, %2$s, %3$s, fields)
            SELECT m.tenant_id, w.id, m.type_id, 1000000 + n, 1, m.step, m.st, m.priority, m.flow_release, m.created_at, m.updated_at, 'E-' || n,
                'E-' || n, v.status, m.fields || jsonb_build_object('f_no', 'E-' || n, 'f_status', v.status)
            FROM wide_order w, (SELECT r.* FROM record r JOIN type_ref USING (tenant_id, type_id) WHERE def_id = 'o_bench_order' LIMIT 1) m,
                LATERAL (SELECT CASE WHEN n %% 2000 = 1 THEN 'cancelled' WHEN n %% 20 = 2 THEN 'packed' ELSE 'delivered' END AS status) v
            """;

    private static final String TICKETS = """
            INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team, flow_release, created_at, updated_at, title,
                path, %4$s, %5$s, %6$s, %7$s fields)
            SELECT m.tenant_id, uuidv7(make_interval(secs => -g)), m.type_id, 1000000 + %1$d - g, 1,
                CASE WHEN v.open THEN 'review' ELSE 'done' END, CASE WHEN v.open THEN 2 ELSE 4 END, 1 + g %% 4,
                (ARRAY['after_sales', 'after_sales', 'after_sales', 'warehouse', 'finance'])[1 + (hashint8extended(g, 3) & 1048575) %% 5],
                m.flow_release, now() - make_interval(secs => g), now() - make_interval(secs => g), 'Wide ' || g, m.path,
                o.id, k.id, v.a, %8$s
                m.fields || jsonb_build_object('f_subject', 'Wide ' || g, 'f_order', o.id::text, 'f_customer', k.id::text,
                    'f_amount', jsonb_build_object('amount', (v.a / 100.0)::numeric(15, 2)::text, 'currency', 'CNY'))
            FROM generate_series(1, %1$d) g,
                LATERAL (SELECT hashint8extended(g, 1) & 1048575 AS a, hashint8extended(g, 2) & 1 = 0 AS open,
                    1 + (hashint8extended(g, 5) & 1073741823) %% %2$d AS o, 1 + (hashint8extended(g, 6) & 1073741823) %% %3$d AS k) v
                JOIN wide_order o ON o.n = v.o JOIN wide_customer k ON k.n = v.k,
                (SELECT r.* FROM record r JOIN type_ref USING (tenant_id, type_id) WHERE def_id = 't_bench_wide' LIMIT 1) m
            """;

    private static void load(Machine.Server server, String database, int tickets, String made) throws Exception {
        long begin = System.nanoTime();
        Api api = new Api(server);
        api.login("demo", "admin", "deskloom-demo");
        api.send("POST", "/api/v1/objects/bench_customer", Map.of("fields", Map.of("name", "Customer", "region", "south")));
        api.send("POST", "/api/v1/objects/bench_order", Map.of("fields", Map.of("order_no", "E", "status", "delivered")));
        Map<String, Object> values = new HashMap<>(Map.of("subject", "Wide"));
        List<Field> fields = fields();
        for (int i = 0; i < fields.size(); i++) {
            values.put(fields.get(i).key, fields.get(i).value(i));
        }
        api.send("POST", "/api/v1/tickets", Map.of("type", "bench_wide", "fields", values));
        int orders = tickets / 5;
        int customers = tickets / 20;
        Bench.say("loading " + tickets + " tickets, " + orders + " orders and " + customers + " customers into " + database);
        try (Connection c = Machine.owner(database); Statement s = c.createStatement()) {
            s.execute("SET synchronous_commit = off");
            Map<String, String> customer = slots(s, "o_bench_customer");
            s.execute(CUSTOMERS.formatted(customers, customer.get("f_name"), customer.get("f_region")));
            Map<String, String> order = slots(s, "o_bench_order");
            s.execute(ORDERS.formatted(orders, order.get("f_no"), order.get("f_status")));
            s.execute("ANALYZE wide_order");
            s.execute("ANALYZE wide_customer");
            Map<String, String> ticket = slots(s, "t_bench_wide");
            // What the copied ticket holds in its other slots, its copies hold.
            StringBuilder names = new StringBuilder();
            StringBuilder copied = new StringBuilder();
            ticket.forEach((field, slot) -> {
                if (!List.of("f_order", "f_customer", "f_amount", "f_subject").contains(field)) {
                    names.append(slot).append(", ");
                    copied.append("m.").append(slot).append(", ");
                }
            });
            s.execute(TICKETS.formatted(tickets, orders, customers, ticket.get("f_order"), ticket.get("f_customer"), ticket.get("f_amount"),
                    names, copied));
            s.execute("DROP TABLE wide_order");
            s.execute("DROP TABLE wide_customer");
            s.execute("VACUUM ANALYZE record");
            s.execute("CHECKPOINT");
            s.execute("COMMENT ON DATABASE " + database + " IS '" + made + "'");
        }
        Bench.say(String.format("  loaded in %.0f s", (System.nanoTime() - begin) / 1e9));
    }

    private static Map<String, String> slots(Statement s, String type) throws Exception {
        Map<String, String> out = new LinkedHashMap<>();
        ResultSet row = s.executeQuery("SELECT field_id, slot FROM slot_assignment JOIN type_ref USING (tenant_id, type_id) WHERE def_id = '" + type + "'");
        while (row.next()) {
            out.put(row.getString(1), row.getString(2));
        }
        return out;
    }

    /** Of everything that decides what is in the database. */
    private static String fingerprint() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((CUSTOMERS + ORDERS + TICKETS + fields() + FIELDS).getBytes(StandardCharsets.UTF_8));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("src/main/resources/db/migration"))) {
            all.filter(p -> p.toString().endsWith(".sql")).sorted().forEach(files::add);
        }
        for (Path file : files) {
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
