package io.deskloom.cli;

import static io.deskloom.testing.Desk.column;
import static io.deskloom.testing.Desk.count;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./deskloom import} as it is typed, against a server: what it prints, writes and answers with. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ImportCommandTest {
    private static final Path ROWS = Path.of("src/test/resources/import/enquiries.csv");

    @Inject
    Desk desk;

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path folder;

    private Tenant demo;

    @BeforeEach
    void people() throws IOException {
        demo = desk.demo();
        desk.account(demo, "mei", "supervisor");
        write("password.txt", Workspaces.PASSWORD + "\n");
    }

    @Test
    void aHundredRowsOfOurOwnAreTriedImportedAndKnown() {
        Ran tried = run("--type", "enquiry", "--dry-run", ROWS.toString());
        assertThat(tried.err).isEmpty();
        assertThat(tried.out)
                .contains("100 rows, csv in UTF-8.")
                .contains("Nothing was written. 100 would be created, 0 there already, 0 would be refused.");
        assertThat(tried.code).isZero();
        assertThat(count(demo.id(), "record")).isZero();

        // Looked at once by the server: the same command goes on from there.
        Ran ran = watched("--type", "enquiry", ROWS.toString());
        assertThat(ran.out).contains("100 created, 0 there already, 0 refused.");
        assertThat(ran.code).isZero();
        assertThat(count(demo.id(), "record")).isEqualTo(100);
        assertThat(count(demo.id(), "import_job")).as("one job for both").isEqualTo(1);

        Ran again = watched("--type", "enquiry", ROWS.toString());
        assertThat(again.out).contains("0 created, 100 there already, 0 refused.");
        assertThat(again.code).isZero();
        assertThat(again.err).as("progress").containsPattern("\rsent [0-9]+ of [0-9]+ kB");
        assertThat(count(demo.id(), "record")).isEqualTo(100);
    }

    @Test
    void aMappingSaysWhatGoesWhereAndRefusedRowsBecomeAFile() throws IOException {
        Path rows = write("chats.csv", "nr,said,about\n1,Where is it?,track\n2,Hello,weather\n3,Cancel it,stop\n");
        Path map = write("mapping.yaml", """
                type: enquiry
                source: chat
                externalId: nr
                columns:
                  said: [subject, message]
                  about: {to: intent, values: {track: track_order, stop: cancel_order}}
                """);
        Path refused = folder.resolve("refused.csv");
        Ran ran = run("--map", map.toString(), "--rejected", refused.toString(), rows.toString());
        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.out).contains("2 created, 0 there already, 1 refused.");
        assertThat(ran.err).contains("Refused rows are in " + refused);
        assertThat(Files.readString(refused))
                .startsWith("\uFEFFnr,said,about,_line,_problem")
                .contains("2,Hello,weather,3,")
                .doesNotContain("Where is it?");
        assertThat(column(
                        demo.id(),
                        "SELECT concat_ws(' ', source, external_id, title) FROM record WHERE tenant_id = ? ORDER BY 1"))
                .containsExactly("chat 1 Where is it?", "chat 3 Cancel it");

        // Put right as the command says, beside the file when nobody says where.
        Files.writeString(refused, Files.readString(refused).replace("weather", "track"));
        assertThat(run("--map", map.toString(), refused.toString()).code).isZero();
        assertThat(count(demo.id(), "record")).isEqualTo(3);
        Ran tried = run(
                "--map",
                map.toString(),
                "--dry-run",
                write("more.csv", "nr,said,about\n9,Hi,x\n").toString());
        assertThat(tried.code).isEqualTo(1);
        assertThat(tried.out).contains("1 × intent: ").contains("(line 2)");
        assertThat(run("--map", map.toString(), folder.resolve("more.csv").toString()).code)
                .isEqualTo(1);
        assertThat(folder.resolve("more-rejected.csv")).exists();
    }

    @Test
    void jsonLinesBecomeTickets() throws IOException {
        Path rows = write("rows.jsonl", """
                {"id": 7, "text": "Where is it?\\nI wait.", "intent": "track_order"}
                {"id": "8", "text": "在哪里", "intent": "Complaint"}
                """);
        Path map = write(
                "mapping.yaml", "source: feed\nexternalId: id\ncolumns: {text: [subject, message], intent: intent}\n");
        Ran ran = run("--type", "enquiry", "--map", map.toString(), rows.toString());
        assertThat(ran.err).isEmpty();
        assertThat(ran.out).contains("2 rows, jsonl in UTF-8.").contains("2 created");
        assertThat(ran.code).isZero();
        assertThat(column(
                        demo.id(),
                        "SELECT concat_ws(' ', external_id, title) FROM record WHERE tenant_id = ? ORDER BY 1"))
                .containsExactly("7 Where is it? I wait.", "8 在哪里");
    }

    @Test
    void cutOffWhileSendingTheSameCommandGoesOn() throws IOException {
        StringBuilder csv = new StringBuilder("id,text\n");
        for (int i = 0; i < 120; i++) {
            csv.append(i).append(',').append("x".repeat(9_500)).append('\n');
        }
        Path rows = write("long.csv", csv.toString());
        Path map = write("mapping.yaml", "source: s\nexternalId: id\ncolumns: {text: [subject, message]}\n");
        try (Line line = new Line(server)) {
            List<String> sent = line.sent;
            String[] typed = {"--type", "enquiry", "--map", map.toString(), rows.toString()};
            line.cutAfter = "/parts/0";
            Ran cut = runAt(line.address(), false, typed);
            assertThat(cut.code).isEqualTo(1);
            assertThat(cut.err).isNotBlank();
            assertThat(sent).anyMatch(request -> request.endsWith("/parts/0"));
            assertThat(column(demo.id(), "SELECT state || ' ' || stored FROM import_job WHERE tenant_id = ?"))
                    .containsExactly("uploading 1048576");
            sent.clear();
            line.cutAfter = null;
            Ran ran = runAt(line.address(), false, typed);
            assertThat(ran.err).isEmpty();
            assertThat(ran.out).contains("120 created");
            assertThat(ran.code).isZero();
            assertThat(sent)
                    .noneMatch(request -> request.endsWith("/parts/0"))
                    .anyMatch(request -> request.endsWith("/parts/1"));
        }
        assertThat(count(demo.id(), "import_job")).isEqualTo(1);
        assertThat(count(demo.id(), "record")).isEqualTo(120);
    }

    @Test
    void whatCannotBeIsOneClearSentence() throws IOException {
        Ran none = run("--type", "enquiry", folder.resolve("none.csv").toString());
        assertThat(none.code).isEqualTo(1);
        assertThat(none.err).startsWith("there is no file ");
        Ran typeless = run(ROWS.toString());
        assertThat(typeless.code).isEqualTo(1);
        assertThat(typeless.err).startsWith("say what the rows become");
        Ran unknown = run("--type", "nothing", ROWS.toString());
        assertThat(unknown.code).isEqualTo(1);
        assertThat(unknown.err).contains("/type: There is no such ticket type.");
        Ran unmapped = run("--map", write("bad.yaml", "- a\n").toString(), ROWS.toString());
        assertThat(unmapped.code).isEqualTo(1);
        assertThat(unmapped.err).contains("bad.yaml is not a mapping.");
        Ran broken = run(
                "--type", "enquiry", write("q.csv", "a,b\n1,\"never closed\n").toString());
        assertThat(broken.code).isEqualTo(1);
        assertThat(broken.err).contains("quot");
        Ran misspelled = run("--typ", "enquiry", ROWS.toString());
        assertThat(misspelled.code).isEqualTo(2);
        assertThat(misspelled.err).contains("--typ");
        assertThat(run("--type", "enquiry").code).isEqualTo(2);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private record Ran(int code, String out, String err) {}

    private Ran run(String... args) {
        return runAt(server, false, args);
    }

    /** In a terminal. */
    private Ran watched(String... args) {
        return runAt(server, true, args);
    }

    private Ran runAt(URI at, boolean watched, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ImportCommand importing = new ImportCommand();
        importing.watched = watched;
        List<String> all = new ArrayList<>(List.of(args));
        Stream.of(
                        "--url",
                        at.toString(),
                        "--login",
                        demo.slug() + "/mei",
                        "--password-file",
                        folder.resolve("password.txt").toString())
                .forEach(all::add);
        int code = new CommandLine(importing)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    /** What is between the command and the server, and may break. */
    private static final class Line implements AutoCloseable {
        private final HttpServer listening;
        private final HttpClient client = HttpClient.newHttpClient();
        private final URI server;
        private volatile boolean broken;
        final List<String> sent = new CopyOnWriteArrayList<>();

        /** After a request whose path ends so no answer comes any more; null for never. */
        volatile String cutAfter;

        Line(URI server) throws IOException {
            this.server = server;
            listening = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            listening.createContext("/", this::pass);
            listening.start();
        }

        URI address() {
            broken = false;
            return URI.create("http://127.0.0.1:" + listening.getAddress().getPort());
        }

        private void pass(HttpExchange exchange) throws IOException {
            try (exchange) {
                if (broken) {
                    return;
                }
                String path = exchange.getRequestURI().getPath();
                HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()));
                for (String name : List.of("Accept", "Content-Type", "Cookie", "X-CSRF-Token")) {
                    String value = exchange.getRequestHeaders().getFirst(name);
                    if (value != null) {
                        request.header(name, value);
                    }
                }
                HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                sent.add(path);
                if (cutAfter != null && path.endsWith(cutAfter)) {
                    broken = true;
                    return;
                }
                answer.headers()
                        .allValues("set-cookie")
                        .forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
                byte[] body = answer.body();
                exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
                if (body.length > 0) {
                    exchange.getResponseBody().write(body);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            listening.stop(0);
            client.close();
        }
    }
}
