package io.deskloom.imports;

import static io.deskloom.testing.Desk.column;
import static io.deskloom.testing.Desk.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.AccountChange;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.TenantStore;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Uuid7;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.Visits;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people import them, over the API: from the first byte to the tickets, and to the rows that were refused. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ImportsTest {
    private static final String IMPORTS = "/api/v1/imports";
    private static final Path ROWS = Path.of("src/test/resources/import/enquiries.csv");

    /** The machine may have something else to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Inject
    Desk desk;

    @Inject
    Accounts accounts;

    @Inject
    Actors actors;

    @Inject
    Commands commands;

    @Inject
    Releases releases;

    @Inject
    ImportStore store;

    @Inject
    TenantStore tenants;

    @Inject
    Clock clock;

    private Tenant demo;
    private Browser mei;

    @BeforeEach
    void people() {
        demo = desk.demo();
        desk.account(demo, "mei", "supervisor");
        mei = Browser.signIn(demo, "mei");
    }

    private static Response begin(Browser who, String name, long size, Map<String, Object> mapping) {
        return begin(who, "enquiry", name, size, mapping);
    }

    private static Response begin(Browser who, String type, String name, long size, Map<String, Object> mapping) {
        Map<String, Object> body = new HashMap<>(Map.of("type", type, "fileName", name, "size", size));
        if (mapping != null) {
            body.put("mapping", mapping);
        }
        return who.with().body(body).post(IMPORTS);
    }

    /** Sends a file whole; answers the job once the server has looked at it. */
    private static JsonPath sent(Browser who, String name, byte[] file, Map<String, Object> mapping) {
        return sent(who, "enquiry", name, file, mapping);
    }

    private static JsonPath sent(Browser who, String type, String name, byte[] file, Map<String, Object> mapping) {
        Response begun = begin(who, type, name, file.length, mapping);
        begun.then().statusCode(201);
        String id = begun.path("id");
        int size = begun.path("part");
        for (int part = 0; part * size < file.length; part++) {
            who.with()
                    .contentType("application/octet-stream")
                    .body(Arrays.copyOfRange(file, part * size, Math.min(file.length, (part + 1) * size)))
                    .put(IMPORTS + "/" + id + "/parts/" + part)
                    .then()
                    .statusCode(200);
        }
        return until(who, id, "ready", "failed");
    }

    private static JsonPath sent(Browser who, String csv, Map<String, Object> mapping) {
        return sent(who, "rows.csv", csv.getBytes(StandardCharsets.UTF_8), mapping);
    }

    private static JsonPath until(Browser who, String id, String... states) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            JsonPath job = who.with().get(IMPORTS + "/" + id).jsonPath();
            if (List.of(states).contains(job.getString("state"))) {
                return job;
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("the import does not get on: "
                + who.with().get(IMPORTS + "/" + id).asString());
    }

    private static JsonPath start(Browser who, JsonPath job, boolean dryRun) {
        String id = job.getString("id");
        Response started = who.with().body(Map.of("dryRun", dryRun)).post(IMPORTS + "/" + id + "/start");
        started.then().statusCode(200);
        return until(who, id, dryRun ? new String[] {"ready", "failed"} : new String[] {"done", "failed"});
    }

    private static Map<String, Object> mapping(String source, Map<String, Object> columns) {
        return new HashMap<>(Map.of("source", source, "columns", columns));
    }

    private long records() {
        return count(demo.id(), "record");
    }

    @Test
    void aHundredRowsBecomeTicketsOnce() throws Exception {
        JsonPath job = sent(mei, "enquiries.csv", Files.readAllBytes(ROWS), null);
        assertThat(job.getLong("total")).isEqualTo(100);
        assertThat(job.getString("detail.layout.encoding")).isEqualTo("UTF-8");
        // Guessed by key, by label, by what stands in the cells.
        Map<String, List<String>> guess = new LinkedHashMap<>();
        job.<Map<String, Object>>getList("detail.mapping.columns")
                .forEach(c -> guess.put((String) c.get("column"), texts(c.get("to"))));
        assertThat(job.getString("detail.mapping.externalId")).isEqualTo("id");
        assertThat(guess)
                .containsEntry("intent", List.of("intent"))
                .containsEntry("language", List.of("language"))
                .containsEntry("phone", List.of("contact"))
                .containsEntry("received", List.of("received_at"))
                .containsEntry("utterance", List.of("subject", "message"));

        JsonPath tried = start(mei, job, true);
        assertThat(tried.getLong("detail.check.counts.created")).isEqualTo(100);
        assertThat(tried.getString("detail.check.samples[0].values.intent")).isEqualTo("Where is my order");
        // Not in the words of whoever tried: another may look at it.
        assertThat(java.time.Instant.parse(tried.getString("detail.check.samples[0].values.received_at")))
                .isNotNull();
        assertThat(records()).isZero();

        JsonPath done = start(mei, job, false);
        assertThat(done.getString("state")).isEqualTo("done");
        assertThat(done.getLong("counts.created")).isEqualTo(100);
        assertThat(records()).isEqualTo(100);
        assertThat(column(demo.id(), "SELECT DISTINCT channel FROM event WHERE tenant_id = ?"))
                .containsExactly("import");
        // The rules had their say, and every ticket its history, its search words and its news.
        assertThat(column(demo.id(), "SELECT count(*) FROM record WHERE tenant_id = ? AND priority = 3")
                        .getFirst())
                .isNotEqualTo("0");
        assertThat(count(demo.id(), "event")).isEqualTo(100);
        assertThat(count(demo.id(), "record_search")).isEqualTo(100);
        // What the file held is gone, what became of it is not.
        assertThat(count(demo.id(), "import_part")).isZero();

        JsonPath again = start(mei, sent(mei, "enquiries.csv", Files.readAllBytes(ROWS), null), false);
        assertThat(again.getLong("counts.created")).isZero();
        assertThat(again.getLong("counts.known")).isEqualTo(100);
        assertThat(records()).isEqualTo(100);
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Object list) {
        return (List<String>) list;
    }

    @Test
    void rowsWithoutAnIdAreKnownByTheirContent() {
        String csv = "text,other\nWhere is it?,1\nWhere is it?,2\nHello,3\n";
        Map<String, Object> map = mapping("chat", Map.of("text", List.of("subject", "message")));
        assertThat(start(mei, sent(mei, csv, map), false).getLong("counts.created"))
                .isEqualTo(3);
        // The same two equal rows are the same two; a third one is new.
        JsonPath more = start(mei, sent(mei, csv + "Where is it?,4\n", map), false);
        assertThat(more.getLong("counts.known")).isEqualTo(3);
        assertThat(more.getLong("counts.created")).isEqualTo(1);
        assertThat(records()).isEqualTo(4);
    }

    @Test
    void refusedRowsComeBackAndAreImportedOncePutRight() {
        String csv =
                "id,text,intent\n1,Where?,track_order\n2,=evil(),no such intent\n2b,Hm,\n2,Twice,track_order\n,None,track_order\n";
        Map<String, Object> map = mapping("desk", Map.of("text", "subject", "intent", "intent"));
        map.put("externalId", "id");
        JsonPath done = start(mei, sent(mei, csv, map), false);
        assertThat(done.getLong("counts.created")).isEqualTo(2);
        assertThat(done.getLong("counts.rejected")).isEqualTo(3);
        String id = done.getString("id");
        JsonPath rejects = mei.with().get(IMPORTS + "/" + id + "/rejects").jsonPath();
        assertThat(rejects.getList("line", Integer.class)).containsExactly(3, 5, 6);
        assertThat(rejects.getList("problems.code.flatten()"))
                .containsExactly("field.unknown-option", "import.id-twice", "import.id-missing");

        Response file = mei.with().get(IMPORTS + "/" + id + "/rejected");
        assertThat(file.header("Content-Disposition")).contains("rows-rejected.csv");
        String refused = file.asString();
        assertThat(refused)
                .startsWith("\uFEFFid,text,intent,_line,_problem")
                .contains("2,'=evil(),no such intent,3,Intent:");

        String put = refused.replace("no such intent", "Complaint")
                .replaceAll("(?m)^,None", "5,None")
                .replaceAll("(?m)^2,Twice", "4,Twice");
        JsonPath again = start(mei, sent(mei, put, map), false);
        assertThat(again.getLong("counts.created")).isEqualTo(3);
        assertThat(column(demo.id(), "SELECT title FROM record WHERE tenant_id = ? AND external_id = '2'"))
                .containsExactly("=evil()");
    }

    @Test
    void chineseOfAnOldSpreadsheetIsUnderstood() {
        byte[] gbk = "主题,意图,优先级\n水壶漏水,投诉,紧急\n".getBytes(Charset.forName("GBK"));
        JsonPath job = sent(mei, "客户.csv", gbk, null);
        assertThat(job.getString("detail.layout.encoding")).isEqualTo("GB18030");
        assertThat(start(mei, job, false).getLong("counts.created")).isEqualTo(1);
        assertThat(column(demo.id(), "SELECT title || priority FROM record WHERE tenant_id = ?"))
                .containsExactly("水壶漏水4");
    }

    @Test
    void aStepOfAWorkerThatHasLostItsJobWritesNothing() {
        JsonPath job = sent(mei, "text\nOne\n", mapping("lost", Map.of("text", "subject")));
        Actor actor = actors.of(demo.id(), accounts.byLogin(demo.id(), "mei").orElseThrow());
        UUID somebody = Uuid7.at(clock.instant());
        Command.Create create = new Command.Create(
                Origin.of("import"), "enquiry", Map.of("subject", "Ghost"), null, new External("lost", "x"));
        assertThat(commands.createAll(
                        actor,
                        List.of(create),
                        clock.instant(),
                        _ -> new Step(
                                UUID.fromString(job.getString("id")),
                                somebody,
                                0,
                                1,
                                new Step.Counts(1, 0, 0, 0),
                                List.of(),
                                clock.instant())))
                .isEmpty();
        assertThat(records()).isZero();
    }

    @Test
    void aJobThatWasCutOffGoesOnWhereItWas() throws Exception {
        JsonPath job = sent(mei, "enquiries.csv", Files.readAllBytes(ROWS), null);
        // As a dead worker leaves it: sixty rows written, the lease run out.
        start(mei, job, false);
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement();
                PreparedStatement part = c.prepareStatement(
                        "INSERT INTO import_part SELECT tenant_id, id, 0, ? FROM import_job WHERE tenant_id = ?")) {
            part.setBytes(1, Files.readAllBytes(ROWS));
            part.setInt(2, demo.id().value());
            part.executeUpdate();
            String it = " WHERE tenant_id = " + demo.id().value();
            s.execute("DELETE FROM record" + it + " AND external_id > 'M-0060'");
            s.execute("UPDATE import_job SET state = 'running', done = 60, created = 60, ended_at = NULL,"
                    + " worker = gen_random_uuid(), due_at = now() - interval '1 second'" + it);
        }
        JsonPath done = until(mei, job.getString("id"), "done", "failed");
        assertThat(done.getLong("counts.created")).isEqualTo(100);
        assertThat(records()).isEqualTo(100);
    }

    /** Workspaces are asked about together: one is named while a job of it waits, or its worker is not heard of any more. */
    @Test
    void aWorkspaceIsNamedWhileAnImportOfItWaits() throws Exception {
        JsonPath job = sent(mei, "text\nOne\n", mapping("named", Map.of("text", "subject")));
        Instant now = clock.instant();
        assertThat(store.due(now.plus(Duration.ofDays(1))))
                .as("nobody has started it")
                .doesNotContain(demo.id());
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement("UPDATE import_job SET state = 'running',"
                        + " worker = gen_random_uuid(), due_at = ? WHERE tenant_id = ? AND id = ?::uuid")) {
            s.setObject(1, now.plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC));
            s.setInt(2, demo.id().value());
            s.setString(3, job.getString("id"));
            s.executeUpdate();
        }
        assertThat(store.due(now)).as("its worker is at it").doesNotContain(demo.id());
        assertThat(store.due(now.plus(Duration.ofHours(1)))).contains(demo.id());
        tenants.setSuspended(demo.id(), true);
        assertThat(store.due(now.plus(Duration.ofHours(1)))).as("suspended").doesNotContain(demo.id());
        tenants.setSuspended(demo.id(), false);
    }

    @Test
    void whatTheImporterMayNotWriteIsNotThere() {
        JsonPath job = sent(mei, "a,b\nx,y\n", mapping("s", Map.of("a", "subject", "b", "no_such_field")));
        assertThat(job.getList("detail.problems.code")).containsExactly("field.unknown");
        mei.with()
                .body(Map.of("dryRun", false))
                .post(IMPORTS + "/" + job.getString("id") + "/start")
                .then()
                .statusCode(422);
        // A type nothing of which may be created is like one there is not.
        desk.account(demo, "otto", "finance");
        Map<String, Object> body = Map.of("type", "nothing", "fileName", "a.csv", "size", 5);
        mei.with().body(body).post(IMPORTS).then().statusCode(422);
    }

    /** Files, and what the server computes or counts itself: not guessed by their names either. */
    @ParameterizedTest
    @CsvSource({
        "return_refund, subject, photos documents handover_signature parcel_status",
        "return_refund, subject, paid_per_item",
        "service_visit, subject, visit_no photos documents signature",
        "customer, name, ordered_total open_returns returns_count refunded_total"
    })
    void whatNoCellCanFillIsNotOfferedAndRefusedAtItsColumn(String type, String title, String fields) {
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        List<String> closed = List.of(fields.split(" "));
        String csv = title + "," + String.join(",", closed) + "\nOne" + ",zz".repeat(closed.size()) + "\n";
        JsonPath job = sent(ada, type, "rows.csv", csv.getBytes(StandardCharsets.UTF_8), null);
        assertThat(job.getList("detail.targets", String.class)).contains(title).doesNotContainAnyElementsOf(closed);
        assertThat(job.getList("detail.mapping.columns.column")).containsExactly(title);
        assertThat(job.getList("detail.problems")).isEmpty();

        Map<String, Object> columns = new HashMap<>(Map.of(title, title));
        closed.forEach(key -> columns.put(key, key));
        Map<String, Object> map = mapping("s", columns);
        String constant = closed.getFirst();
        columns.remove(constant);
        map.put("constants", Map.of(constant, "1"));
        String id = job.getString("id");
        JsonPath mapped =
                ada.with().body(map).put(IMPORTS + "/" + id + "/mapping").jsonPath();
        List<String> pointers = new ArrayList<>(List.of("/constants/" + constant));
        closed.stream().skip(1).forEach(key -> pointers.add("/columns/" + key));
        assertThat(mapped.getList("detail.problems.code")).containsOnly("import.no-cell");
        assertThat(mapped.getList("detail.problems.pointer", String.class))
                .containsExactlyInAnyOrderElementsOf(pointers);
        for (boolean dryRun : new boolean[] {true, false}) {
            ada.with()
                    .body(Map.of("dryRun", dryRun))
                    .post(IMPORTS + "/" + id + "/start")
                    .then()
                    .statusCode(422)
                    .body("problems.code", hasItem("import.no-cell"));
        }
        assertThat(records()).isZero();
    }

    /** Whoever may not see a field does not learn that it holds files. */
    @Test
    void ofAFieldOutOfSightNothingIsSaid() {
        List<SourceFile> without = Snapshots.demoFiles().stream()
                .map(f -> f.path().endsWith("return_refund/access.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text().replaceFirst("(?s)(\\n  supervisor:.*?)\\n      documents: [a-z]+", "$1"))
                        : f)
                .toList();
        releases.apply(demo.id(), without, "", Publisher.SYSTEM, false).orThrow();
        JsonPath job = sent(
                mei,
                "return_refund",
                "rows.csv",
                "a,b,c\nx,1,2\n".getBytes(StandardCharsets.UTF_8),
                mapping("s", Map.of("a", "subject", "b", "documents", "c", "photos")));
        Map<String, String> said = new HashMap<>();
        job.<Map<String, String>>getList("detail.problems").forEach(p -> said.put(p.get("pointer"), p.get("code")));
        assertThat(said).isEqualTo(Map.of("/columns/b", "field.unknown", "/columns/c", "import.no-cell"));
    }

    @Test
    void importingIsForThoseWhoMayAndAJobIsItsOwners() {
        desk.account(demo, "jun", "agent", "after_sales");
        Browser jun = Browser.signIn(demo, "jun");
        begin(jun, "a.csv", 5, null).then().statusCode(403);
        jun.with().get(IMPORTS).then().statusCode(403);

        JsonPath job = sent(mei, "text\nSecret plans\n", mapping("s", Map.of("text", "subject")));
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        Response seen = ada.with().get(IMPORTS + "/" + job.getString("id"));
        assertThat(seen.<Object>path("detail")).isNull();
        assertThat(seen.asString() + ada.with().get(IMPORTS).asString()).doesNotContain("Secret plans");
        for (String what : List.of("/rejects", "/rejected")) {
            ada.with().get(IMPORTS + "/" + job.getString("id") + what).then().statusCode(404);
        }
        ada.with()
                .body(Map.of("dryRun", false))
                .post(IMPORTS + "/" + job.getString("id") + "/start")
                .then()
                .statusCode(404);

        Tenant other = desk.demo();
        desk.account(other, "mei", "supervisor");
        Browser stranger = Browser.signIn(other, "mei");
        stranger.with().get(IMPORTS + "/" + job.getString("id")).then().statusCode(404);
        assertThat(stranger.with().get(IMPORTS).jsonPath().getList("items")).isEmpty();
        // Whoever may import may stop somebody else's.
        ada.with().post(IMPORTS + "/" + job.getString("id") + "/cancel").then().statusCode(200);
    }

    @Test
    void aDisabledAccountsImportEnds() {
        JsonPath job = sent(mei, "text\nOne\n", mapping("s", Map.of("text", "subject")));
        desk.account(demo, "ada", "admin");
        var owner = accounts.byLogin(demo.id(), "mei").orElseThrow().id();
        var ada = accounts.byLogin(demo.id(), "ada").orElseThrow().id();
        Actor actor = actors.of(demo.id(), accounts.find(demo.id(), owner).orElseThrow());
        accounts.change(demo.id(), owner, new AccountChange(null, null, null, null, null, true), ada, clock.instant())
                .orThrow();
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute("UPDATE import_job SET state = 'running' WHERE tenant_id = "
                    + demo.id().value());
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
        JsonPath ended = until(Browser.signIn(demo, "ada"), job.getString("id"), "done", "failed");
        assertThat(ended.getString("failure.code")).isEqualTo("import.account");
        assertThat(records()).isZero();
        assertThat(actor.can("tickets.import")).isTrue();
    }

    @Test
    void filesAreBounded() throws Exception {
        begin(mei, "a.csv", 1024L * 1024 * 1024, null).then().statusCode(422);
        begin(mei, "a.csv", 0, null).then().statusCode(422);
        assertThat(sent(mei, "bomb.xlsx", bomb(), null).getString("failure.code"))
                .isEqualTo("file.bomb");
        assertThat(sent(mei, "a,b\n1,\"never closed\n", null).getString("failure.code"))
                .isEqualTo("file.quotes");
        for (int i = 0; i < Imports.MOST_OPEN; i++) {
            begin(mei, "a.csv", 10, null).then().statusCode(201);
        }
        begin(mei, "a.csv", 10, null).then().statusCode(409);
    }

    @Test
    void partsComeInOrderAndMayComeTwice() {
        byte[] file = ("text\n" + "x".repeat(Imports.PART - 5) + "\nend\n").getBytes(StandardCharsets.UTF_8);
        String id = begin(mei, "a.csv", file.length, null).path("id");
        byte[] first = Arrays.copyOf(file, Imports.PART);
        part(id, 1, Arrays.copyOfRange(file, Imports.PART, file.length)).then().statusCode(409);
        part(id, 0, Arrays.copyOf(file, 10)).then().statusCode(422);
        part(id, 0, first).then().statusCode(200);
        part(id, 0, first).then().statusCode(200);
        part(id, 1, Arrays.copyOfRange(file, Imports.PART, file.length)).then().statusCode(200);
        assertThat(until(mei, id, "ready", "failed").getString("failure.code")).isEqualTo("file.cell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "xlsx"})
    void whatIsExportedIsImportedAsTheSameValues(String format) {
        String adasId = desk.account(demo, "ada", "admin").id().toString();
        Browser ada = Browser.signIn(demo, "ada");
        Map<String, Object> fields = Visits.everything(
                adasId,
                record(ada, "customer", "C-1", Map.of("name", "Emma Clarke")),
                List.of(
                        record(ada, "product", "P-1", Map.of("name", "Kettle, steel", "sku", "K-1")),
                        record(ada, "product", "P-2", Map.of("name", "Filter", "sku", "F-1"))));
        fields.put("subject", "=1+1");
        String first = ada.with()
                .body(Map.of("type", "service_visit", "fields", fields))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        byte[] file = ada.with()
                .queryParam("type", "service_visit")
                .queryParam("format", format)
                .queryParam("columns", String.join(",", fields.keySet()))
                .get("/api/v1/exports/tickets")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        // Every column finds its field by the label it is exported under.
        JsonPath job = sent(ada, "service_visit", "visits." + format, file, null);
        assertThat(job.getList("detail.mapping.columns")).hasSize(fields.size());
        JsonPath done = start(ada, job, false);
        assertThat(done.getLong("counts.created"))
                .as(ada.with()
                        .get(IMPORTS + "/" + done.getString("id") + "/rejects")
                        .asString())
                .isEqualTo(1);
        String second = column(
                        demo.id(),
                        "SELECT id FROM record WHERE tenant_id = ? AND external_id IS NOT NULL AND source <> 'shop'")
                .getFirst();
        assertThat(values(ada, second)).isEqualTo(values(ada, first));
    }

    private static String record(Browser who, String type, String externalId, Map<String, Object> fields) {
        return who.with()
                .body(Map.of("source", "shop", "externalId", externalId, "fields", fields))
                .put("/api/v1/objects/" + type)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** What a visit's fields hold, but for its own number and for the secret, which leaves by no file. */
    private static Map<String, Object> values(Browser who, String id) {
        Map<String, Object> values =
                new HashMap<>(who.with().get("/api/v1/tickets/" + id).jsonPath().getMap("fields"));
        values.keySet().removeAll(List.of("visit_no", "door_code"));
        return values;
    }

    @Test
    void recordsAreMadeAndChangedAndFoundByWhatTheyAreCalled() {
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        Map<String, Object> customers = mapping("shop", Map.of("name", "name", "tier", "tier"));
        customers.put("externalId", "id");
        JsonPath made = imported(ada, "customer", "id,name,tier\nC-1,Zhang Wei,vip\nC-2,Anna Berg,VIP\n", customers);
        assertThat(made.getLong("counts.created")).isEqualTo(2);
        JsonPath changed =
                imported(ada, "customer", "id,name,tier\nC-1,Zhang Wei,gold\nC-2,Anna Berg,vip\n", customers);
        assertThat(changed.getLong("counts.updated")).isEqualTo(1);
        assertThat(changed.getLong("counts.known")).isEqualTo(1);

        // By the id in the same source, by a name of its own; who is not there is said to be nobody.
        Map<String, Object> orders = mapping("shop", Map.of("no", "order_no", "who", "customer", "paid", "paid"));
        orders.put("externalId", "no");
        JsonPath ordered =
                imported(ada, "order", "no,who,paid\nE-1,C-1,¥100\nE-2,Anna Berg,50\nE-3,Nobody,1\n", orders);
        assertThat(ordered.getLong("counts.created")).isEqualTo(2);
        assertThat(ada.with()
                        .get(IMPORTS + "/" + ordered.getString("id") + "/rejects")
                        .jsonPath()
                        .getList("problems.pointer.flatten()"))
                .containsExactly("/fields/customer");

        // A file from elsewhere knows the order by its number.
        Map<String, Object> returns = mapping("chat", Map.of("text", "subject", "order", "order"));
        returns.put("constants", Map.of("reason", "Arrived damaged"));
        assertThat(imported(ada, "return_refund", "text,order\nIt leaks,E-1\n", returns)
                        .getLong("counts.created"))
                .isEqualTo(1);
        String ticket = ada.with()
                .queryParam("type", "return_refund")
                .get("/api/v1/tickets")
                .path("items[0].id");
        JsonPath seen = ada.with().get("/api/v1/tickets/" + ticket).jsonPath();
        assertThat(seen.getString("fields.order.title")).isEqualTo("E-1");
        assertThat(seen.getString("fields.reason")).isEqualTo("damaged");
    }

    @Test
    void whatCannotBeForAnyRowIsSaidBeforeTheFirst() {
        Map<String, Object> map = mapping("s", Map.of("text", "subject"));
        map.put("constants", Map.of("intent", "no such intent", "ticket.priority", "now"));
        JsonPath job = sent(mei, "text\nOne\n", map);
        assertThat(job.getList("detail.problems.pointer"))
                .containsExactlyInAnyOrder("/constants/intent", "/constants/ticket.priority");
    }

    @Test
    void whatBecomesASecretIsKeptNowhereElse() {
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        Map<String, Object> map = mapping("s", Map.of("text", "subject", "code", "door_code", "floor", "floor"));
        JsonPath done = imported(ada, "service_visit", "text,code,floor\nOne,hunter2,3\nTwo,hunter3,high\n", map);
        assertThat(done.getLong("counts.created")).isEqualTo(1);
        assertThat(done.getLong("counts.rejected")).isEqualTo(1);
        assertThat(column(
                                demo.id(),
                                "SELECT j::text FROM import_job j WHERE tenant_id = ? UNION ALL"
                                        + " SELECT r::text FROM import_reject r WHERE tenant_id = "
                                        + demo.id().value())
                        .toString())
                .contains("Two")
                .doesNotContain("hunter");
    }

    @Test
    void anAccountIsFoundByItsWholeLoginOrNameHoweverManyNamesHoldIt() {
        for (int i = 0; i < 11; i++) {
            person("a-li-" + i, "Ali Liu " + i);
        }
        String li = person("li", "Zhao Li");
        person("chen", "LI");
        String wei = person("wei.zhang", "Zhang Wei");
        person("twin.a", "Same Name");
        person("twin.b", "same name");
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        Map<String, Object> map = mapping("s", Map.of("text", "subject", "who", "technician"));
        // A login before a name, both whatever their capital letters; no part of a name, no name of two.
        JsonPath done = imported(
                ada,
                "service_visit",
                "text,who\nOne,li\nTwo,Li\nThree,zhang WEI\nFour,zhang\nFive,Same Name\nSix,Nobody\n",
                map);
        assertThat(ada.with()
                        .get(IMPORTS + "/" + done.getString("id") + "/rejects")
                        .jsonPath()
                        .getList("line", Integer.class))
                .containsExactly(5, 6, 7);
        assertThat(
                        column(
                                demo.id(),
                                "SELECT title || ' ' || (fields ->> 'f_v_tech') FROM record WHERE tenant_id = ? ORDER BY number"))
                .containsExactly("One " + li, "Two " + li, "Three " + wei);
    }

    private String person(String login, String name) {
        return accounts.create(
                        demo.id(),
                        new NewAccount(login, name, Workspaces.PASSWORD, Set.of("agent"), Set.of(), "en"),
                        clock.instant())
                .orThrow()
                .account()
                .id()
                .toString();
    }

    @Test
    void aRecordOutOfSightIsNoneToWhoeverImports() {
        List<SourceFile> files = Snapshots.demoFiles().stream()
                .map(f -> f.path().equals("objects/customer/access.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text()
                                        .replace(
                                                "- {role: supervisor}",
                                                "- {role: supervisor, where: tier == \"gold\"}"))
                        : f)
                .toList();
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        String seen = customer(ada, "shop", "C-1", "gold");
        customer(ada, "shop", "C-2", "vip");
        String gone = customer(ada, "shop", "C-3", "gold");
        ada.with().delete("/api/v1/objects/customer/" + gone).then().statusCode(204);
        customer(ada, "shop", "C-4", "vip");
        String other = customer(ada, "crm", "C-4", "gold");
        String kept = customer(ada, "crm", "C-3", "gold");

        Map<String, Object> map = mapping("shop", Map.of("text", "subject", "who", "customer"));
        map.put("constants", Map.of("reason", "size"));
        // Hidden and never there: one and the same, tried or run.
        String csv = "text,who\nHidden,C-2\nNone,C-9\nSeen,C-1\nDeleted,C-3\nElsewhere,C-4\n";
        JsonPath job = sent(mei, "return_refund", "rows.csv", csv.getBytes(StandardCharsets.UTF_8), map);
        JsonPath tried = start(mei, job, true);
        assertThat(tried.getList("detail.check.reasons.rows", Long.class)).containsExactly(2L);
        assertThat(tried.getList("detail.check.reasons[0].lines", Long.class)).containsExactly(2L, 3L);
        JsonPath done = start(mei, job, false);
        JsonPath rejects = mei.with()
                .get(IMPORTS + "/" + done.getString("id") + "/rejects")
                .jsonPath();
        assertThat(rejects.getList("line", Integer.class)).containsExactly(2, 3);
        assertThat(rejects.<Object>get("problems[0]")).isEqualTo(rejects.get("problems[1]"));
        // Neither a hidden nor a deleted record stands before another that is in sight.
        assertThat(column(
                        demo.id(),
                        "SELECT title || ' ' || (fields ->> 'f_customer_ref') FROM record"
                                + " WHERE tenant_id = ? AND jsonb_exists(fields, 'f_customer_ref') ORDER BY number"))
                .containsExactly("Seen " + seen, "Deleted " + kept, "Elsewhere " + other);
    }

    private static String customer(Browser who, String source, String id, String tier) {
        return who.with()
                .body(Map.of("source", source, "externalId", id, "fields", Map.of("name", source + id, "tier", tier)))
                .put("/api/v1/objects/customer")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    @Test
    void aFileSentAgainGoesOnWithItsJob() {
        StringBuilder csv = new StringBuilder("id,text\n");
        for (int i = 0; i < 120; i++) {
            csv.append(i).append(',').append("x".repeat(9_500)).append('\n');
        }
        byte[] file = csv.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(file.length).isBetween(Imports.PART + 1, 2 * Imports.PART);
        Map<String, Object> map = mapping("s", Map.of("text", List.of("subject", "message")));
        map.put("externalId", "id");
        Map<String, Object> body = Map.of(
                "type", "enquiry", "fileName", "a.csv", "size", file.length, "fingerprint", "abc", "mapping", map);
        String id = mei.with().body(body).post(IMPORTS).path("id");
        part(id, 0, Arrays.copyOf(file, Imports.PART)).then().statusCode(200);
        // The sender dies and begins anew: the server says how much of the file it has.
        Response again = mei.with().body(body).post(IMPORTS);
        assertThat(again.<String>path("id")).isEqualTo(id);
        assertThat(again.<Integer>path("stored")).isEqualTo(Imports.PART);
        part(id, 1, Arrays.copyOfRange(file, Imports.PART, file.length)).then().statusCode(200);
        assertThat(until(mei, id, "ready", "failed").getLong("total")).isEqualTo(120);
        // Nobody else goes on with it, whatever he calls his file; nor does another file of the same person's.
        desk.account(demo, "ada", "admin");
        Browser ada = Browser.signIn(demo, "ada");
        assertThat(ada.with().body(body).post(IMPORTS).<String>path("id")).isNotEqualTo(id);
        Map<String, Object> another = new HashMap<>(body);
        another.put("fingerprint", "abd");
        assertThat(mei.with().body(another).post(IMPORTS).<String>path("id")).isNotEqualTo(id);

        JsonPath looked = mei.with().body(body).post(IMPORTS).jsonPath();
        assertThat(looked.getString("id")).isEqualTo(id);
        assertThat(looked.getString("state")).isEqualTo("ready");
        assertThat(start(mei, looked, false).getLong("counts.created")).isEqualTo(120);
        assertThat(records()).isEqualTo(120);
        // Over is over: the same file is a new job then, which finds every row there.
        assertThat(mei.with().body(body).post(IMPORTS).<String>path("id")).isNotEqualTo(id);
    }

    private static JsonPath imported(Browser who, String type, String csv, Map<String, Object> mapping) {
        return start(who, sent(who, type, "rows.csv", csv.getBytes(StandardCharsets.UTF_8), mapping), false);
    }

    private Response part(String id, int part, byte[] bytes) {
        return mei.with()
                .contentType("application/octet-stream")
                .body(bytes)
                .put(IMPORTS + "/" + id + "/parts/" + part);
    }

    private static byte[] bomb() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("xl/workbook.xml"));
            zip.write("<a></a>".repeat(3_000_000).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return out.toByteArray();
    }
}
