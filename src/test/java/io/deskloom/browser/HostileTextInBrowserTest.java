package io.deskloom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import io.deskloom.testing.HostileTexts;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Formatted text made to do harm, looked at in a real browser. The policy that forbids a page what it does not bring itself
 * is off here: what is tested is what stands before it. The server's and the browser's own cleaning are tried one without
 * the other, too.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class HostileTextInBrowserTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    URI server;

    /** Whatever ran, opened a dialog, or was asked of somebody else's server. */
    private final List<String> harm = new CopyOnWriteArrayList<>();

    @Test
    void nothingOfItRunsWhereItIsReadOrEdited() {
        Map<String, String> tickets = new LinkedHashMap<>();
        try (Desk jun = desk("jun", Map.of())) {
            HostileTexts.html().forEach(html -> tickets.put(create(jun, html), html));
        }
        // What the server keeps; then what was sent, as if it had kept all of it, to who may read it and to who may
        // edit it.
        try (Desk mei = desk("mei", Map.of())) {
            look(mei, tickets, "[role=group]");
        }
        try (Desk mei = desk("mei", tickets)) {
            look(mei, tickets, "[role=group]");
            // All this proves something only where such a text does run.
            mei.page()
                    .evaluate("document.body.append(document.createRange().createContextualFragment("
                            + "'<img src=\"https://evil.example/x\" onerror=alert(1)>'))");
            mei.page().waitForCondition(() -> harm.size() >= 2);
            assertThat(harm).anyMatch(each -> each.startsWith("ran")).anyMatch(each -> each.startsWith("asked"));
            harm.clear();
        }
        try (Desk jun = desk("jun", tickets)) {
            look(jun, tickets, "[role=textbox]");
        }
    }

    /** @param unclean texts as they were sent, by their tickets: what the server made of them is replaced by them */
    private Desk desk(String login, Map<String, String> unclean) {
        String base = server.toString().replaceAll("/$", "");
        BrowserContext window = Browsers.withoutPolicy();
        window.addInitScript("const texts = " + json(unclean) + ";" + UNCLEAN);
        window.onDialog(dialog -> {
            harm.add("ran, a dialog: " + dialog.message());
            dialog.dismiss();
        });
        // Somebody else's server is never really asked.
        window.route(url -> !url.startsWith(base), route -> {
            harm.add("asked: " + route.request().url());
            route.abort();
        });
        return Desk.of(login, window, base);
    }

    private static final String UNCLEAN = """
            const ask = window.fetch;
            window.fetch = async (what, how) => {
              const answer = await ask(what, how);
              const html = texts[new URL(what.url ?? what, location.href).pathname.split("/api/v1/tickets/")[1]];
              if (html === undefined || !answer.ok) return answer;
              const ticket = await answer.json();
              const report = {html, text: "hi"};
              ticket.fields.report = report;
              for (const field of ticket.form.fields) if (field.key === "report") field.value = report;
              return new Response(JSON.stringify(ticket), {status: 200, headers: answer.headers});
            };""";

    private static String json(Map<String, String> texts) {
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String create(Desk desk, String html) {
        return (String) desk.call(
                "POST",
                "/tickets",
                Map.of("type", "service_visit", "fields", Map.of("subject", subject(html), "report", html)),
                "id");
    }

    /** A title of its own for each text, without anything of it. */
    private static String subject(String html) {
        return "Hostile " + HostileTexts.html().indexOf(html) + " of many";
    }

    /** Each of the tickets, as somebody goes from one to the next. */
    private void look(Desk desk, Map<String, String> tickets, String field) {
        desk.goTo("/t/" + tickets.keySet().iterator().next()).unfold("Outcome");
        Map<String, String> titles = new LinkedHashMap<>();
        tickets.forEach((id, html) -> titles.put(id, subject(html)));
        Object seen = desk.page().evaluate(LOOK, List.of(titles, field));
        assertThat((Map<?, ?>) seen)
                .hasSize(tickets.size())
                .allSatisfy((id, odd) -> assertThat(odd).as(tickets.get(id)).isEqualTo(""));
        assertThat(harm).isEmpty();
    }

    /** What of each ticket's field no formatted text may bring along: "" when nothing; the editor's own parts are the editor's. */
    private static final String LOOK = """
            async ([titles, role]) => {
              const until = async found => {
                for (const end = performance.now() + 20_000; performance.now() < end;) {
                  const it = found();
                  if (it) return it;
                  await new Promise(requestAnimationFrame);
                }
                throw new Error("never seen: " + found);
              };
              const seen = {};
              for (const [id, title] of Object.entries(titles)) {
                history.pushState(null, "", "/t/" + id);
                dispatchEvent(new PopStateEvent("popstate"));
                await until(() => [...document.querySelectorAll("h1, h2")].some(h => h.textContent.includes(title)));
                const report = await until(() => [...document.querySelectorAll("[data-field=report] " + role)]
                  .find(e => e.isConnected));
                // Where a text fails to load, that is heard of a moment later.
                await new Promise(done => setTimeout(done, 50));
                seen[id] = [...report.querySelectorAll("*")].filter(e =>
                    !e.matches(".ProseMirror-separator, .ProseMirror-trailingBreak")
                    && (e.matches("script, img, svg, math, style, iframe, object, embed, form, input, button, video, audio,"
                        + "template, link, base, meta, details, noscript, plaintext")
                      || [...e.attributes].some(a => a.name.startsWith("on") || ["srcdoc", "style", "ping"].includes(a.name))
                      || e.matches("a[href]") && !/^(https?|mailto|tel):$/.test(e.protocol)))
                  .map(e => e.outerHTML).join("; ");
              }
              return seen;
            }""";
}
