import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes with pgbench exactly the rows that the application's last create wrote, with ids made anew: one transaction, one
 * pipeline, as the application's role under the same row-level security.
 */
final class PgBench {
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private PgBench() {}

    /** The pgbench of this machine, or null. */
    static Path program() throws Exception {
        List<Path> places = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            places.add(Path.of(folder, "pgbench"));
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (var versions = Files.list(debian)) {
                versions.forEach(v -> places.add(v.resolve("bin/pgbench")));
            }
        }
        return places.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    /** Transactions a second. */
    static double creates(Path program, String database, int clients, double seconds) throws Exception {
        return run(program, database, clients, seconds, script(database));
    }

    /**
     * Tickets a second through all that the last one that was solved has seen: its create and, each as a transaction of its own, every later
     * change with its history and its effect.
     */
    static double lives(Path program, String database, int clients, double seconds) throws Exception {
        StringBuilder out = new StringBuilder();
        out.append("\\set n random(1000000000000, 900000000000000)\nSELECT uuidv7() AS rid \\gset\n");
        try (Connection c = Machine.owner(database); Statement s = c.createStatement()) {
            ResultSet last = s.executeQuery("SELECT tenant_id, id, step, st, version FROM record WHERE st = 4 AND type_id ="
                    + " (SELECT type_id FROM record WHERE number > 0 AND st = 4 ORDER BY id DESC LIMIT 1) ORDER BY id DESC LIMIT 1");
            last.next();
            int tenant = last.getInt(1);
            String id = last.getString(2);
            List<String> events = new ArrayList<>();
            try (ResultSet r = s.executeQuery("SELECT id FROM event WHERE record_id = '" + id + "' ORDER BY id")) {
                while (r.next()) {
                    events.add(r.getString(1));
                }
            }
            for (int i = 0; i < events.size(); i++) {
                out.append("\\startpipeline\nBEGIN;\nSELECT set_config('app.tenant', '").append(tenant).append("', true);\n");
                if (i == 0) {
                    insert(s, out, "record", "id = '" + id + "'", id);
                    insert(s, out, "record_search", "record_id = '" + id + "'", id);
                } else {
                    out.append("UPDATE record SET version = ").append(i + 1).append(", step = 'step").append(i)
                            .append("', updated_at = now(), path = path WHERE tenant_id = ").append(tenant).append(" AND id = :rid::uuid;\n");
                }
                insert(s, out, "event", "id = '" + events.get(i) + "'", id);
                out.append("INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at) VALUES (").append(tenant)
                        .append(", uuidv7(), 'pgbench', '{\"ticket\": \"01a2015d-980f-737b-b7fc-8f6057e53dfe\", \"type\": \"t_return\", \"version\": 1}', 0, 0, now(), now() + interval '1 year');\n");
                out.append("COMMIT;\n\\endpipeline\n");
            }
        }
        return run(program, database, clients, seconds, out.toString());
    }

    private static double run(Path program, String database, int clients, double seconds, String text) throws Exception {
        Path script = Bench.DATA.resolve("create.pgbench.sql");
        Files.writeString(script, text);
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-n", "-M", "prepared", "-c", Integer.toString(clients),
                        "-j", "2", "-T", Integer.toString((int) Math.ceil(seconds)), "-f", script.toString(), "-h", "127.0.0.1",
                        "-p", Integer.toString(Machine.postgres().port()), "-U", "deskloom_app", database)
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", appPassword());
        Process p = builder.start();
        p.getOutputStream().close();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        p.waitFor();
        Matcher tps = TPS.matcher(out);
        if (!tps.find()) {
            throw new IllegalStateException("pgbench: " + out);
        }
        return Double.parseDouble(tps.group(1));
    }

    private static String script(String database) throws Exception {
        StringBuilder out = new StringBuilder();
        out.append("\\set n random(1000000000000, 900000000000000)\n");
        out.append("SELECT uuidv7() AS rid \\gset\n\\startpipeline\nBEGIN;\n");
        try (Connection c = Machine.owner(database); Statement s = c.createStatement()) {
            ResultSet last = s.executeQuery("SELECT tenant_id, id FROM record WHERE version = 1 ORDER BY id DESC LIMIT 1");
            last.next();
            int tenant = last.getInt(1);
            String id = last.getString(2);
            out.append("SELECT set_config('app.tenant', '").append(tenant).append("', true);\n");
            insert(s, out, "record", "id = '" + id + "'", id);
            insert(s, out, "record_search", "record_id = '" + id + "'", id);
            insert(s, out, "event", "record_id = '" + id + "'", id);
            // The effect of the create is carried out and deleted by now: the same row is made from the table's columns.
            out.append("INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at) VALUES (").append(tenant)
                    .append(", uuidv7(), 'pgbench', '{\"ticket\": \"01a2015d-980f-737b-b7fc-8f6057e53dfe\", \"type\": \"t_return\", \"version\": 1}', 0, 0, now(), now() + interval '1 year');\n");
            insert(s, out, "idempotency", "tenant_id = " + tenant + " AND created_at = (SELECT max(created_at) FROM idempotency)", id);
        }
        return out.append("COMMIT;\n\\endpipeline\n").toString();
    }

    private static void insert(Statement s, StringBuilder out, String table, String where, String id) throws Exception {
        List<String> columns = new ArrayList<>();
        try (ResultSet r = s.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
            ResultSetMetaData m = r.getMetaData();
            for (int i = 1; i <= m.getColumnCount(); i++) {
                columns.add(m.getColumnName(i));
            }
        }
        String quoted = columns.stream().map(c -> "quote_nullable(" + c + "::text)").reduce((a, b) -> a + ", " + b).orElseThrow();
        boolean some = false;
        try (ResultSet r = s.executeQuery("SELECT " + quoted + " FROM " + table + " WHERE " + where + " LIMIT 50")) {
            while (r.next()) {
                some = true;
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    String column = columns.get(i - 1).toLowerCase(Locale.ROOT);
                    String value = r.getString(i);
                    boolean ownId = column.equals("id");
                    values.add(value.contains(id) && (ownId || column.endsWith("_id")) ? ":rid::uuid"
                            : ownId ? "uuidv7()"
                            : table.equals("record") && column.equals("number") ? ":n"
                            : table.equals("idempotency") && column.equals("key") ? ":rid::text"
                            // A colon would be a variable of pgbench's.
                            : value.replace(":", "' || chr(58) || '").equals(value) ? value
                            : "(" + value.replace(":", "' || chr(58) || '") + ")::" + type(s, table, column));
                }
                out.append("INSERT INTO ").append(table).append(" (").append(String.join(", ", columns)).append(") VALUES (")
                        .append(String.join(", ", values)).append(");\n");
            }
        }
        if (!some) {
            throw new IllegalStateException("the last create wrote no " + table);
        }
    }

    private static String type(Statement s, String table, String column) throws Exception {
        try (Statement own = s.getConnection().createStatement();
                ResultSet r = own.executeQuery("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '" + table + "'::regclass AND attname = '" + column + "'")) {
            r.next();
            return r.getString(1);
        }
    }

    // As app.ServeSettings derives it from the benchmark's secret.
    private static String appPassword() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Machine.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal("database role".getBytes(StandardCharsets.UTF_8)));
    }
}
