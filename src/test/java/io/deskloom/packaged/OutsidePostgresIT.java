package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.app.EmbeddedPostgres;
import io.deskloom.packaged.Packaged.Visitor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job over HTTP on a PostgreSQL that is not ours, whose user owns a database and may make roles, and no more. Which
 * version: {@code ./deskloom test --postgres 15}.
 */
@Tag("packaged")
class OutsidePostgresIT {
    @TempDir
    Path data;

    @Test
    void theMainJobRunsOnAnOutsideDatabase() throws Exception {
        try (EmbeddedPostgres outside =
                EmbeddedPostgres.start(data.resolve("outside"), Path.of("target", "test-postgres"), false)) {
            try (Connection c = DriverManager.getConnection(
                            outside.url("postgres"), EmbeddedPostgres.OWNER, outside.ownerPassword());
                    Statement s = c.createStatement()) {
                s.execute("CREATE ROLE desk LOGIN CREATEROLE PASSWORD 'p@ss:word/1'");
                s.execute("CREATE DATABASE desk OWNER desk");
            }
            String url = "postgresql://desk:p%40ss%3Aword%2F1@127.0.0.1:" + outside.port() + "/desk";
            Path folder = data.resolve("server");
            try (Packaged server = Packaged.start(folder, Map.of("DESKLOOM_DB_URL", url))) {
                mainJob(server);
                assertThat(server.body("/api/openapi.json"))
                        .isEqualTo(Files.readString(Path.of("docs", "api", "openapi.json")));
            }
            // A second start finds roles, schema and workspace as they are.
            try (Packaged server = Packaged.start(folder, Map.of("DESKLOOM_DB_URL", url))) {
                assertThat(found(server.signIn("admin"), "order_no == \"NL-77\""))
                        .hasSize(1);
            }
            assertThat(folder.resolve("postgres")).doesNotExist();
        }
    }

    private static void mainJob(Packaged server) {
        Visitor jun = server.signIn("jun");
        JsonNode made = jun.post(
                        "/tickets",
                        Map.of(
                                "type",
                                "return_refund",
                                "fields",
                                Map.of(
                                        "subject", "A kettle that leaks",
                                        "order_no", "NL-77",
                                        "reason", "damaged",
                                        "tier", "vip",
                                        "paid", Map.of("amount", "800.00", "currency", "CNY"),
                                        "refund_amount", Map.of("amount", "120.00", "currency", "CNY"))))
                .ok();
        String ticket = "/tickets/" + made.path("id").asText();
        // The customer sends it himself: no service outside is needed until money is.
        act(jun, ticket, "approve", Map.of("freight_payer", "seller", "return_way", "self"));
        JsonNode sent = act(jun, ticket, "arranged", Map.of("return_tracking_no", "SF1390001"));
        assertThat(sent.path("step").path("id").asText()).isEqualTo("parcel");

        Visitor admin = server.signIn("admin");
        assertThat(found(admin, "reason == \"damaged\" && refund_amount >= 120"))
                .contains(made.path("number").asText());
        assertThat(found(admin, "order_no == \"NL-77\"")).hasSize(1);
        assertThat(admin.get(ticket + "/events?limit=100").ok().path("items")).hasSizeGreaterThan(4);

        publishAndRollBack(admin);
    }

    private static void publishAndRollBack(Visitor admin) {
        JsonNode before = admin.get("/metadata").ok();
        List<Map<String, String>> files = new ArrayList<>();
        before.path("files")
                .forEach(f -> files.add(Map.of(
                        "path", f.path("path").asText(),
                        "text", f.path("text").asText().replace("Return and refund", "Return or refund"))));
        admin.post("/metadata", Map.of("files", files, "note", "another label")).ok();
        assertThat(admin.get("/types").ok().toString()).contains("Return or refund");
        admin.post("/releases/" + before.path("release").asText() + "/publish", Map.of("note", "back"))
                .ok();
        assertThat(admin.get("/types").ok().toString()).contains("Return and refund");
        assertThat(admin.get("/releases").ok()).hasSize(3);
    }

    private static JsonNode act(Visitor who, String ticket, String action, Map<String, ?> fields) {
        return who.post(ticket + "/actions/" + action, Map.of("fields", fields)).ok();
    }

    private static List<String> found(Visitor who, String filter) {
        List<String> numbers = new ArrayList<>();
        who.get("/tickets?type=return_refund&limit=100&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8))
                .ok()
                .path("items")
                .forEach(row -> numbers.add(row.path("number").asText()));
        return numbers;
    }
}
