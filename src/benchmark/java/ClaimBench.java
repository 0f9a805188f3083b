import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The claim pool: many people press "take next" at once, each on a connection of their own, until each has their share. */
final class ClaimBench {
    private static final String DEMO = "(SELECT id FROM tenant WHERE slug = 'demo')";
    private static final int PORT = 18103;
    private static final String TOKEN = "dlk_%d_%s";

    private ClaimBench() {}

    static void run(Bench bench) throws Exception {
        int callers = bench.quick ? 50 : 200;
        int tickets = bench.quick ? 250 : 1_000;
        String database = "bench_claim";
        Machine.dropDatabase(database);
        Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, PORT);
                Connection c = Machine.owner(database)) {
            Workload.publish(server, List.of());
            new CrudBench.Side(server, Api.token(server, "admin"), "/api/v1/tickets", CrudBench::ourBody).ids(tickets);
            List<String> tokens = people(c, callers);
            List<String> taken = new ArrayList<>();
            long begin = System.nanoTime();
            try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor();
                    HttpClient client = HttpClient.newBuilder().executor(all).build()) {
                List<Future<List<String>>> done = new ArrayList<>();
                for (String token : tokens) {
                    Callable<List<String>> one = () -> take(client, server, token, tickets / callers);
                    done.add(all.submit(one));
                }
                for (Future<List<String>> one : done) {
                    taken.addAll(one.get());
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            int winners = new HashSet<>(taken).size();
            bench.result("claim.double_winners", taken.size() - winners, "tickets", "= 0", Map.of(
                    "callers", callers, "taken", taken.size(), "winners", winners, "held", held(c), "claims_per_s", taken.size() / seconds));
        }
    }

    /** What somebody took, one after the other. */
    private static List<String> take(HttpClient client, Machine.Server server, String token, int share) throws Exception {
        List<String> taken = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("/api/v1/pool/next")))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        for (int i = 0; i < share; i++) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                taken.add(Api.JSON.readTree(answer.body()).get("id").asText());
            } else if (answer.statusCode() != 204) {
                throw new IllegalStateException("pool/next: " + answer.statusCode() + " " + answer.body());
            }
        }
        return taken;
    }

    /** Agents of every team, who sign in by token: two hundred logins would measure the hashing of passwords. */
    private static List<String> people(Connection c, int count) throws Exception {
        int tenant;
        try (PreparedStatement s = c.prepareStatement("SELECT " + DEMO);
                ResultSet row = s.executeQuery()) {
            row.next();
            tenant = row.getInt(1);
        }
        OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID account = UUID.randomUUID();
            byte[] random = new byte[32];
            new java.security.SecureRandom().nextBytes(random);
            String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            try (PreparedStatement s = c.prepareStatement("INSERT INTO account (tenant_id, id, login, name, password_hash,"
                    + " must_change_password, language, theme, roles, teams, created_at) VALUES (?, ?, ?, ?, 'none', false, 'en', 'auto',"
                    + " '{agent}', (SELECT array_agg(DISTINCT team) FROM record WHERE tenant_id = ? AND team IS NOT NULL), ?)")) {
                s.setInt(1, tenant);
                s.setObject(2, account);
                s.setString(3, "caller" + i);
                s.setString(4, "Caller " + i);
                s.setInt(5, tenant);
                s.setObject(6, now);
                s.executeUpdate();
            }
            try (PreparedStatement s = c.prepareStatement("INSERT INTO api_token (tenant_id, id, account_id, secret_hash, name, scopes,"
                    + " created_at, expires_at) VALUES (?, ?, ?, ?, 'bench', '{tickets:read,tickets:write}', ?, ?)")) {
                s.setInt(1, tenant);
                s.setObject(2, UUID.randomUUID());
                s.setObject(3, account);
                s.setBytes(4, MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
                s.setObject(5, now);
                s.setObject(6, now.plusDays(1));
                s.executeUpdate();
            }
            tokens.add(TOKEN.formatted(tenant, secret));
        }
        return tokens;
    }

    /** What the database counts that they hold: as many as they were told. */
    private static long held(Connection c) throws Exception {
        try (PreparedStatement s = c.prepareStatement("SELECT coalesce(sum((l.held ->> 'all')::int), 0) FROM agent_load l"
                        + " JOIN account a ON a.tenant_id = l.tenant_id AND a.id = l.account_id WHERE a.login LIKE 'caller%'");
                ResultSet row = s.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
