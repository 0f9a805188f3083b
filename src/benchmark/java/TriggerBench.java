import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a thousand and ten thousand triggers that do not fire cost a create, in processor time of the server. */
final class TriggerBench {
    private TriggerBench() {}

    static void run(Bench bench) throws Exception {
        double seconds = bench.quick ? 3 : 4;
        int rounds = bench.quick ? 4 : 15;
        Map<Integer, Machine.Server> servers = new LinkedHashMap<>();
        Map<Integer, String> tokens = new LinkedHashMap<>();
        try {
            int port = 18093;
            for (int idle : List.of(0, 1_000, 10_000)) {
                String database = "bench_triggers_" + idle;
                // Publishing ten thousand takes half a minute; measured is not that, but every run begins with the same tickets.
                Machine.dropDatabase(database);
                Machine.createDatabase(database);
                Machine.Server server = // Ten thousand triggers and their sources do not fit into 256 MiB while they are published; all three get the same.
                        Machine.deskloom(database, port++, "1g");
                servers.put(idle, server);
                publish(server, idle);
                tokens.put(idle, Api.token(server, "admin"));
            }
            CrudBench.warm(
                    bench.quick ? 45 : 240,
                    servers.keySet().stream()
                            .<CrudBench.Round>map(idle -> length -> create(servers.get(idle), tokens.get(idle), length))
                            .toArray(CrudBench.Round[]::new));
            Map<Integer, List<Double>> cpu = new LinkedHashMap<>();
            for (int i = 0; i < rounds; i++) {
                for (int idle : servers.keySet()) {
                    cpu.computeIfAbsent(idle, k -> new ArrayList<>()).add(create(servers.get(idle), tokens.get(idle), seconds).cpuMs());
                }
                int round = i;
                Bench.say("  triggers: " + cpu.values().stream().map(all -> String.format("%.2f", all.get(round))).toList() + " ms");
            }
            result(bench, "triggers.1000.cpu_ratio", "<= 1.05", cpu.get(1_000), cpu.get(0));
            result(bench, "triggers.10000.cpu_ratio", "<= 1.2", cpu.get(10_000), cpu.get(0));
        } finally {
            for (Machine.Server server : servers.values()) {
                server.close();
            }
        }
    }

    /** The median of the rounds' own ratios: what the machine does beside them hits neighbours alike. */
    private static void result(Bench bench, String key, String goal, List<Double> cpu, List<Double> base) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < cpu.size(); i++) {
            ratios.add(cpu.get(i) / base.get(i));
        }
        bench.result(key, Bench.median(ratios), "ratio", goal, Map.of("base_cpu_ms", Bench.median(base)));
    }

    private static Load.Result create(Machine.Server server, String token, double seconds) throws Exception {
        return Load.run(server, 4, seconds,
                n -> Load.request("POST", "/api/v1/tickets", token, CrudBench.ourBody(n), "Idempotency-Key: t-" + n));
    }

    /** The workload and as many more triggers, all of them wrong about the ticket by one clause. */
    private static void publish(Machine.Server server, int idle) throws Exception {
        Workload.publish(server, idle(idle));
    }

    static List<Map<String, String>> idle(int idle) {
        List<Map<String, String>> files = new ArrayList<>();
        for (int i = 0; i < idle; i++) {
            files.add(Map.of("path", "triggers/idle_" + i + ".yaml", "text", """
                    id: tr_idle_%1$d
                    key: idle_%1$d
                    label: {en: "Idle %1$d", zh: "空闲 %1$d"}
                    type: %3$s
                    on: [created, updated]
                    when: 'order_no == "NONE-%1$d" && %2$s'
                    do: [{setPriority: high}]
                    """.formatted(i, List.of("tier == \"vip\"", "refund_amount > 10", "reason in [\"damaged\", \"size\"]").get(i % 3), Workload.TYPE)));
        }
        return files;
    }
}
