import io.deskloom.search.Lexemes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Words looked for by a scoped agent among a million tickets of about thirty words each, in English and Chinese: rare ones, frequent
 * ones, beginnings, several together, with a filter and another order, mistyped. The loaded database is kept and used again.
 * {@code --quick} takes a tenth of the tickets, under keys of its own.
 */
final class SearchBench {
    private static final int PORT = 18097;
    private static final long SEED = 20261129;
    private static final int BATCH = 5_000;

    /** Words with a share of all tickets, one in so many; of a kind several take turns. */
    private static final Map<Integer, List<String>> ENGLISH = Map.of(
            5, List.of("zinnober"),
            100, List.of("quarzit", "quarzan", "quarzul", "quarzor"),
            1_000, numbered("malachit", 20),
            50_000, List.of("obsidian", "heliodor", "turmalin", "labradorit"));

    private static final Map<Integer, List<String>> CHINESE = Map.of(
            5, List.of("琥珀"),
            100, List.of("翡翠", "玛瑙", "珊瑚", "玳瑁"),
            1_000, List.of("琉璃", "璎珞", "琵琶", "瑰玮", "琳琅"),
            50_000, List.of("饕餮", "魍魉", "麒麟", "貔貅"));

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + (char) ('a' + i) + "x").toList();
    }

    private SearchBench() {}

    static void run(Bench bench) throws Exception {
        int samples = bench.quick ? 100 : 150;
        int tickets = bench.quick ? 100_000 : 1_000_000;
        String size = bench.quick ? "100k" : "1m";
        String database = "bench_search_" + size;
        String made = fingerprint();
        if (!made.equals(Machine.comment(database))) {
            Machine.dropDatabase(database);
        }
        boolean fresh = Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, PORT)) {
            if (fresh) {
                load(database, tickets, made);
            }
            String token = Api.token(server, "jun");
            double worst = 0;
            try (Load.Connection c = new Load.Connection(PORT)) {
                Map<String, List<String>> kinds = kinds();
                for (int i = 0; i < samples; i++) {
                    for (List<String> paths : kinds.values()) {
                        c.send(Load.request("GET", paths.get(i % paths.size()), token, ""));
                    }
                }
                for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
                    List<Double> ms = new ArrayList<>();
                    double cpu = server.cpuSeconds() + Machine.databaseCpuSeconds();
                    int rows = 0;
                    for (int i = 0; i < samples; i++) {
                        String request = Load.request("GET", kind.getValue().get(i % kind.getValue().size()), token, "");
                        long begin = System.nanoTime();
                        Load.Answer answer = c.send(request);
                        ms.add((System.nanoTime() - begin) / 1e6);
                        if (answer.status() != 200) {
                            throw new IllegalStateException(answer.status() + " " + answer.body());
                        }
                        if (i == 0) {
                            rows = answer.body().split("\"number\"", -1).length - 1;
                        }
                    }
                    cpu = (server.cpuSeconds() + Machine.databaseCpuSeconds() - cpu) * 1000 / samples;
                    double p95 = Bench.percentile(ms, 0.95);
                    worst = Math.max(worst, p95);
                    bench.result("search.p95_ms." + size + "." + kind.getKey(), p95, "ms", "<= 100",
                            Map.of("p50", Bench.median(ms), "cpu_ms", cpu, "rows", rows));
                }
            }
            bench.result("search.p95_ms." + size, worst, "ms", "<= 100", Map.of());
        }
    }

    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (Map.Entry<String, Map<Integer, List<String>>> language : Map.of("en", ENGLISH, "zh", CHINESE).entrySet()) {
            String name = language.getKey() + ".";
            Map<Integer, List<String>> words = language.getValue();
            out.put(name + "rare", list(words.get(50_000), ""));
            out.put(name + "some", list(words.get(1_000), ""));
            out.put(name + "one_in_100", list(words.get(100), ""));
            out.put(name + "one_in_5", list(words.get(5), ""));
            out.put(name + "two_words", list(words.get(100).stream().map(w -> words.get(5).getFirst() + " " + w).toList(), ""));
            out.put(name + "filter_and_order", list(words.get(100), "&sort=-refund_amount&status=open"));
        }
        out.put("en.beginning", list(List.of("quarz", "malach", "zinn", "obsid"), ""));
        out.put("en.mistyped", list(List.of("obsidan", "turmallin", "helidoor"), ""));
        out.put("en.mistyped_frequent", list(List.of("zinobber", "quarzitt", "quazan"), ""));
        out.put("en.everywhere", everywhere("quarzit", "zinnober", "obsidian", "malachitax"));
        out.put("en.everywhere_mistyped", everywhere("obsidan", "turmallin", "quazan"));
        out.put("en.everywhere_nothing", everywhere("xylofonix trombonax", "qwertzuiop"));
        out.put("zh.everywhere", everywhere("翡翠", "琥珀", "饕餮"));
        out.put("zh.one_character", list(List.of("翡", "琥", "饕"), ""));
        out.put("zh.nothing", list(List.of("饕璃", "麒琅"), ""));
        return out;
    }

    private static List<String> everywhere(String... words) {
        return Stream.of(words).map(w -> "/api/v1/search?q=" + URLEncoder.encode(w, StandardCharsets.UTF_8)).toList();
    }

    private static List<String> list(List<String> words, String more) {
        return words.stream()
                .map(w -> "/api/v1/tickets?type=return_refund&limit=50" + more + "&q=" + URLEncoder.encode(w, StandardCharsets.UTF_8))
                .toList();
    }

    /** Texts by chance, as many as there are tickets, and what they are looked up by as the application makes it. */
    private static void load(String database, int tickets, String made) throws Exception {
        Bench.say("loading " + tickets + " tickets into " + database);
        Random random = new Random(SEED);
        try (Connection c = Machine.owner(database); Statement s = c.createStatement()) {
            s.execute("SET synchronous_commit = off");
            s.execute("CREATE UNLOGGED TABLE staged (g int, title text, complaint text, tokens text)");
            var copy = c.unwrap(PGConnection.class).getCopyAPI();
            StringBuilder rows = new StringBuilder();
            for (int g = 1; g <= tickets; g++) {
                String title = text(random, 4, false);
                String complaint = text(random, 26, true);
                Set<String> lexemes = new LinkedHashSet<>(
                        Lexemes.ofText(Lexemes.NUMBER, Integer.toString(1_000_000 + tickets - g)));
                lexemes.addAll(Lexemes.ofText("f_subject", title));
                lexemes.addAll(Lexemes.ofText("f_complaint", complaint));
                rows.append(g).append('\t').append(title).append('\t').append(complaint).append('\t')
                        .append(lexemes.stream().map(l -> "'" + l + "'").collect(Collectors.joining(" "))).append('\n');
                if (g % BATCH == 0) {
                    copy.copyIn("COPY staged FROM STDIN", new StringReader(rows.toString()));
                    rows.setLength(0);
                }
            }
            ResultSet slots = s.executeQuery("SELECT max(slot) FILTER (WHERE field_id = 'f_refund') FROM slot_assignment"
                    + " JOIN type_ref USING (tenant_id, type_id) WHERE def_id = 't_return'");
            slots.next();
            String refund = slots.getString(1);
            s.execute("DROP INDEX record_search_tokens");
            s.execute("""
                    WITH made AS (INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team, flow_release,
                        created_at, updated_at, title, %s, fields)
                    SELECT m.tenant_id, uuidv7(make_interval(secs => -g)), m.type_id, 1000000 + %d - g, 1,
                        CASE WHEN v.open THEN 'review' ELSE 'done' END, CASE WHEN v.open THEN 2 ELSE 4 END, 1 + g %% 4,
                        (ARRAY['after_sales', 'after_sales', 'after_sales', 'warehouse', 'finance'])[1 + (hashint8extended(g, 3) & 1048575) %% 5],
                        m.flow_release, now() - make_interval(secs => g), now() - make_interval(secs => g), s.title, v.a,
                        m.fields || jsonb_build_object('f_subject', s.title, 'f_complaint', s.complaint, 'f_refund',
                            jsonb_build_object('amount', (v.a / 100.0)::numeric(15, 2)::text, 'currency', 'CNY'))
                    FROM (SELECT r.* FROM record r JOIN type_ref t USING (tenant_id, type_id) WHERE def_id = 't_return' ORDER BY number LIMIT 1) m,
                        staged s, LATERAL (SELECT hashint8extended(g, 1) & 1048575 AS a, hashint8extended(g, 2) & 1 = 0 AS open) v
                    ORDER BY g DESC RETURNING tenant_id, id, type_id, number)
                    INSERT INTO record_search (tenant_id, record_id, type_id, tokens)
                    SELECT tenant_id, id, type_id, tokens::tsvector FROM made JOIN staged ON g = 1000000 + %d - number
                    """.formatted(refund, tickets, tickets));
            s.execute("SET maintenance_work_mem = '1GB'");
            s.execute("CREATE INDEX record_search_tokens ON record_search USING gin (tenant_id, tokens)");
            s.execute("DROP TABLE staged");
            s.execute("VACUUM ANALYZE record");
            s.execute("VACUUM ANALYZE record_search");
            s.execute("CHECKPOINT");
            s.execute("COMMENT ON DATABASE " + database + " IS '" + made + "'");
        }
    }

    /** Words of which some are far more frequent than others, of both languages, with the planted ones among them. */
    private static String text(Random random, int words, boolean planted) {
        List<String> out = new ArrayList<>();
        boolean chinese = random.nextBoolean();
        for (int i = 0; i < words; i++) {
            int rank = (int) (20_000 * Math.pow(random.nextDouble(), 3));
            out.add(chinese ? chinese(rank) : english(rank));
        }
        if (planted) {
            for (Map<Integer, List<String>> language : List.of(ENGLISH, CHINESE)) {
                language.forEach((share, those) -> {
                    for (String word : those) {
                        if (random.nextInt(share) == 0) {
                            out.add(random.nextInt(out.size()), word);
                        }
                    }
                });
            }
        }
        return String.join(chinese ? "" : " ", out);
    }

    private static String english(int rank) {
        StringBuilder out = new StringBuilder();
        for (int n = rank + 30; n > 0; n /= 30) {
            out.append("bdfgklmnpr".charAt(n % 10)).append("aou".charAt(n / 10 % 3));
        }
        return out.append('t').toString();
    }

    private static String chinese(int rank) {
        return new String(new int[] {0x5200 + rank % 150, 0x5200 + 150 + rank / 150}, 0, 2);
    }

    /** Of everything that decides what is in the database. */
    private static String fingerprint() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(Files.readAllBytes(Path.of("src/main/java/io/deskloom/search/Tokens.java")));
        digest.update(Files.readAllBytes(Path.of("src/main/java/io/deskloom/search/Lexemes.java")));
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
