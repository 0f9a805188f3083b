package io.deskloom.rest;

import static io.restassured.http.ContentType.JSON;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Routing as people meet it over the API: why it is theirs, what waits, who is there, and who has how much. */
@Tag("database")
@Tag("U3")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RoutingApiTest {
    private static final String PEOPLE = "/api/v1/admin/people/";

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    private Tenant demo;
    private Actor jun;
    private Actor supervisor;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        supervisor = desk.actor(demo, "mei", "supervisor");
        desk.actor(demo, "lin", "warehouse", "warehouse");
    }

    /** Returns are routed by what an agent may not know. */
    private void routed(String choose) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> !f.path().startsWith("triggers/") && !f.path().startsWith("routings/"))
                .toList());
        files.add(new SourceFile("routings/test.yaml", """
                id: rt_test
                key: test
                label: {en: Test routing, zh: 测试分派}
                types: [return_refund]
                table:
                  inputs: [{field: reason}, {field: lifetime_spend}]
                  rows:
                    - {id: big, when: [any, "> 1000"], team: after_sales}
                    - {id: size, when: [size, any], team: after_sales}
                choose: %s
                """.formatted(choose)));
        files.add(new SourceFile("triggers/test.yaml", """
                id: tr_test
                key: test
                label: {en: Test, zh: 测试}
                type: return_refund
                on: [created]
                do: [{route: test}]
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new java.util.HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().get(path).then().statusCode(200);
    }

    private static ValidatableResponse post(Browser as, String path, Object body) {
        return as.with().contentType(JSON).body(body).post(path).then();
    }

    private static ValidatableResponse put(Browser as, String path, Object body) {
        return as.with().contentType(JSON).body(body).put(path).then();
    }

    private static String why(Ticket ticket) {
        return "/api/v1/tickets/" + ticket.id() + "/routing";
    }

    @Test
    void whyItIsWithSomebodyIsSaidInSentences() {
        routed("{strategy: least_load, fallback: after_sales}");
        Ticket ticket = create(Map.of());
        get(Browser.signIn(demo, "jun"), why(ticket))
                .body("assignee.name", equalTo("jun"))
                .body("routed.holds", equalTo(true))
                .body("routed.label.zh", equalTo("测试分派"))
                .body("routed.row.en", containsString("Wrong size"))
                .body("routed.ending", equalTo("given"))
                .body("routed.by.kind", equalTo("rule"))
                .body("routed.people[0].chosen", equalTo(true))
                .body("routed.people[0].because.en", equalTo("had the least to do: 0 tickets"))
                .body("routed.people[0].because.zh", equalTo("负荷最低：现有 0 单"));
        Browser mei = Browser.signIn(demo, "mei");
        post(
                        mei,
                        "/api/v1/tickets/" + ticket.id() + "/assignment",
                        Map.of("assignee", supervisor.account().toString()))
                .statusCode(200);
        get(mei, why(ticket))
                .body("assignee.name", equalTo("mei"))
                .body("routed.holds", equalTo(false))
                .body("handed.by.name", equalTo("mei"));
        get(mei, "/api/v1/tickets/" + ticket.id() + "/events")
                .body("items.findAll { it.kind == 'routed' }.to", contains("after_sales"))
                .body("items.findAll { it.kind == 'routed' }.toText", contains("jun"));
    }

    /** An agent does not see how much a customer has spent: which row decided, and on what, stays untold. */
    @Test
    void aRowThatLooksAtSomethingHiddenIsNotQuoted() {
        routed(
                "{strategy: weighted_skill, skills: '[lifetime_spend > 10 ? \"rich\" : \"poor\"]', fallback: after_sales}");
        Actor admin = desk.actor(demo, "ada", "admin");
        Ticket ticket = desk.create(
                admin,
                "return_refund",
                Map.of(
                        "subject",
                        "Too big",
                        "reason",
                        "size",
                        "lifetime_spend",
                        Map.of("amount", "5200.00", "currency", "CNY")));
        get(Browser.signIn(demo, "ada"), why(ticket))
                .body("routed.row.en", containsString("1,000"))
                .body("routed.redacted", equalTo(false))
                .body("routed.skills", contains("rich"))
                .body("routed.people[0].because.en", equalTo("does not know “rich”"));
        get(Browser.signIn(demo, "jun"), why(ticket))
                .body("routed.row", nullValue())
                .body("routed.redacted", equalTo(true))
                .body("routed.skills", nullValue())
                .body("routed.people[0].person.name", equalTo("jun"))
                .body("routed.people[0].because.en", equalTo("does not know what it takes"));
    }

    @Test
    void thePoolIsOfOnesTeamsUrgentOnesFirstAndIsTakenFromOneByOne() {
        routed("{strategy: pool, fallback: after_sales}");
        Ticket first = create(Map.of());
        Ticket second = create(Map.of());
        desk.assign(jun, create(Map.of()), "warehouse");
        Browser browser = Browser.signIn(demo, "jun");
        browser.with()
                .contentType(JSON)
                .header("If-Match", "*")
                .body(Map.of("priority", "urgent", "version", second.version()))
                .patch("/api/v1/tickets/" + second.id())
                .then()
                .statusCode(200);
        get(browser, "/api/v1/pool")
                .body("items.id", contains(second.id().toString(), first.id().toString()))
                .body("count.value", equalTo(2))
                .body("items.fields", everyItem(equalTo(Map.of())));
        get(browser, "/api/v1/pool?type=return_refund&limit=1")
                .body("items", hasSize(1))
                .body("next", not(nullValue()));
        post(browser, "/api/v1/pool/next", Map.of())
                .statusCode(200)
                .body("id", equalTo(second.id().toString()));
        post(browser, "/api/v1/pool/next", Map.of()).statusCode(200).body("assignee.name", equalTo("jun"));
        post(browser, "/api/v1/pool/next", Map.of()).statusCode(204);
        get(browser, why(first)).body("routed.ending", equalTo("taken"));
        get(Browser.signIn(demo, "mei"), "/api/v1/pool").body("items", empty());
    }

    @Test
    void presenceIsOnesOwn() {
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, "/api/v1/me/presence").body("state", equalTo("offline"));
        put(browser, "/api/v1/me/presence", Map.of("state", "busy"))
                .statusCode(200)
                .body("state", equalTo("busy"));
        put(browser, "/api/v1/me/presence", Map.of("state", "asleep"))
                .statusCode(422)
                .body("problems.pointer", contains("/state"));
        post(browser, "/api/v1/me/presence/alive", Map.of()).statusCode(204);
        get(Browser.signIn(demo, "mei"), "/api/v1/admin/people?team=after_sales")
                .body("find { it.name == 'jun' }.presence", equalTo("busy"));
    }

    @Test
    void skillsAndSchedulesAreWrittenByWhoAdministersPeople() {
        Browser agent = Browser.signIn(demo, "jun");
        agent.with().get("/api/v1/admin/people").then().statusCode(403);
        agent.with().get("/api/v1/board").then().statusCode(403);
        Browser mei = Browser.signIn(demo, "mei");
        String id = jun.account().toString();
        Map<String, Object> profile = Map.of(
                "skills",
                Map.of("kettle", 80),
                "capacity",
                20,
                "capacityByType",
                Map.of("repair", 3),
                "region",
                "north",
                "zone",
                "Asia/Shanghai",
                "week",
                Map.of("monday", List.of(Map.of("from", "18:00", "to", "24:00"))),
                "version",
                0);
        put(mei, PEOPLE + id, profile).statusCode(200).body("version", equalTo(1));
        get(mei, PEOPLE + id)
                .body("week.monday[0].to", equalTo("24:00"))
                .body("capacityByType.repair", equalTo(3))
                .body("skills.kettle", equalTo(80));
        put(mei, PEOPLE + id, profile).statusCode(409).body("code", equalTo("profile-changed"));
        put(
                        mei,
                        PEOPLE + id,
                        Map.of(
                                "skills",
                                Map.of("kettle", 101),
                                "capacity",
                                -1,
                                "capacityByType",
                                Map.of("no_such_type", 1),
                                "lat",
                                91,
                                "zone",
                                "Nowhere",
                                "week",
                                Map.of("someday", List.of(), "monday", List.of(Map.of("from", "9", "to", "9"))),
                                "version",
                                1))
                .statusCode(422)
                .body(
                        "problems.pointer",
                        containsInAnyOrder(
                                "/skills/kettle",
                                "/capacity",
                                "/capacityByType/no_such_type",
                                "/lat",
                                "/zone",
                                "/week/someday",
                                "/week/monday/0"));
        mei.with().get(PEOPLE + "00000000-0000-7000-8000-000000000000").then().statusCode(404);
    }

    @Test
    void whoIsAwayHandsOnAndTheBoardShowsIt() {
        routed("{strategy: least_load, fallback: after_sales}");
        Ticket ticket = create(Map.of());
        Browser mei = Browser.signIn(demo, "mei");
        String id = jun.account().toString();
        String absences = PEOPLE + id + "/absences";
        post(mei, absences, Map.of("from", "2031-01-02T00:00:00Z", "to", "2031-01-01T00:00:00Z", "substitute", id))
                .statusCode(422)
                .body("problems.code", hasItems("absence.range", "absence.substitute"));
        String made = post(
                        mei,
                        absences,
                        Map.of("from", "2020-01-01T00:00:00Z", "to", "2022-01-01T00:00:00Z", "note", "Leave"))
                .statusCode(422)
                .body("problems.code", contains("absence.over"))
                .extract()
                .path("code");
        made = post(
                        mei,
                        absences,
                        Map.of("from", "2030-12-31T00:00:00Z", "to", "2031-01-01T00:00:00Z", "note", "Leave"))
                .statusCode(201)
                .extract()
                .path("id");
        get(mei, absences).body("note", contains("Leave"));
        get(mei, "/api/v1/board?team=after_sales")
                .body("team", equalTo("after_sales"))
                .body("people.find { it.name == 'jun' }.load", equalTo(1))
                .body(
                        "people.find { it.name == 'jun' }.tickets.id",
                        contains(ticket.id().toString()))
                .body("teams.find { it.key == 'after_sales' }.open.value", equalTo(1));
        post(mei, PEOPLE + id + "/hand-on", Map.of()).statusCode(200).body("left", equalTo(false));
        mei.with().delete(absences + "/" + made).then().statusCode(204);
        mei.with().delete(absences + "/" + made).then().statusCode(404);
        get(mei, "/api/v1/board").body("teams.key", hasItem("warehouse"));
        mei.with().get("/api/v1/board?team=no_such_team").then().statusCode(404);
    }
}
