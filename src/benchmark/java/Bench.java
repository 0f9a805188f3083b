import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the packaged application against the hand-written one and against pgbench, in one run on one machine. Every
 * result is one JSON object a line: key, value, unit, goal, and what else is worth knowing.
 *
 * <p>Run by {@code ./deskloom bench [name] [--quick]}; names: start, crud, triggers, rules, list, wide, search, detail, form, import, derived, queues, claim, sop.
 */
public final class Bench {
    static final Path DATA = Path.of(System.getenv().getOrDefault("DESKLOOM_BENCH_DATA", ".deskloom/bench"));
    private static final Map<String, Run> ALL = new LinkedHashMap<>();

    interface Run {
        void run(Bench bench) throws Exception;
    }

    static {
        ALL.put("start", StartBench::run);
        ALL.put("crud", CrudBench::run);
        ALL.put("triggers", TriggerBench::run);
        ALL.put("rules", RulesBench::run);
        ALL.put("list", ListBench::run);
        ALL.put("wide", WideBench::run);
        ALL.put("search", SearchBench::run);
        ALL.put("detail", DetailBench::run);
        ALL.put("form", FormBench::run);
        ALL.put("import", ImportBench::run);
        ALL.put("derived", DerivedBench::run);
        ALL.put("queues", QueueBench::run);
        ALL.put("claim", ClaimBench::run);
        ALL.put("sop", SopBench::run);
    }

    final boolean quick;
    private final List<String> lines = new ArrayList<>();

    private Bench(boolean quick) {
        this.quick = quick;
    }

    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        boolean quick = names.remove("--quick");
        for (String name : names) {
            if (!ALL.containsKey(name)) {
                System.err.println("deskloom: no bench '" + name + "'; there are " + String.join(", ", ALL.keySet()) + ".");
                System.exit(2);
            }
        }
        Files.createDirectories(DATA);
        Bench bench = new Bench(quick);
        for (Map.Entry<String, Run> entry : ALL.entrySet()) {
            if (names.isEmpty() || names.contains(entry.getKey())) {
                say("== " + entry.getKey());
                entry.getValue().run(bench);
            }
        }
        Machine.stopPostgres();
    }

    /** One result: on standard output and at the end of results.jsonl. */
    void result(String key, double value, String unit, String goal, Map<String, Object> more) throws Exception {
        StringBuilder line = new StringBuilder("{\"key\": \"" + key + "\", \"value\": " + number(value) + ", \"unit\": \"" + unit
                + "\", \"goal\": \"" + goal + "\"");
        more.forEach((k, v) -> line.append(", \"").append(k).append("\": ").append(v instanceof Number n ? number(n.doubleValue()) : "\"" + v + "\""));
        line.append(", \"at\": \"").append(Instant.now()).append("\", \"quick\": ").append(quick).append("}");
        System.out.println(line);
        Files.writeString(DATA.resolve("results.jsonl"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static void say(String text) {
        System.err.println(text);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3f", value);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    static double percentile(List<Double> values, double p) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(p * sorted.size()) - 1));
    }
}
