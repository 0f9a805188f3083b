package io.deskloom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Takes returns of the demo through their SOP without a screen, each step as whoever it is for. */
final class Walk {
    private Walk() {}

    /** The customer sends it, and the warehouse has it: from the review to the inspection. */
    static void toInspection(Desk agent, Desk warehouse, String ticket) {
        act(agent, ticket, "approve", Map.of("freight_payer", "seller", "return_way", "self"));
        act(agent, ticket, "arranged", Map.of("return_tracking_no", "SF1390001"));
        arrived(warehouse, ticket);
    }

    static void arrived(Desk warehouse, String ticket) {
        warehouse.page().evaluate("""
                async ([ticket, day]) => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const {version} = await (await fetch("/api/v1/tickets/" + ticket)).json();
                  const answer = await fetch("/api/v1/tickets/" + ticket, {method: "PATCH",
                    headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                    body: JSON.stringify({version, fields: {arrived_on: day}})});
                  if (!answer.ok) throw new Error(await answer.text());
                }""", List.of(ticket, LocalDate.now().toString()));
    }

    // Not Desk.call: whoever hands a ticket on may see it no longer, and is answered nothing.
    static void act(Desk desk, String ticket, String action, Map<String, Object> fields) {
        Object status = desk.page().evaluate("""
                async ([ticket, action, fields]) => {
                  const session = await (await fetch("/api/v1/session")).json();
                  const headers = {"Content-Type": "application/json", "X-CSRF-Token": session.csrfToken};
                  const body = JSON.stringify({fields});
                  const answer = await fetch(`/api/v1/tickets/${ticket}/actions/${action}`, {method: "POST", headers, body});
                  if (!answer.ok) throw new Error(await answer.text());
                  return answer.status;
                }""", List.of(ticket, action, fields));
        assertThat((Integer) status).as(action).isBetween(200, 204);
    }

    /** Until services outside have taken it there. */
    static void until(Desk desk, String ticket, String step) {
        Object there = desk.page().evaluate("""
                async ([ticket, step]) => {
                  let at = "";
                  for (let tries = 0; tries < 100; tries++) {
                    const answer = await fetch("/api/v1/tickets/" + ticket);
                    at = answer.ok ? (await answer.json()).step : String(answer.status);
                    if ((at.key ?? at.id ?? at) === step) return step;
                    await new Promise(again => setTimeout(again, 200));
                  }
                  return JSON.stringify(at);
                }""", List.of(ticket, step));
        assertThat(there).isEqualTo(step);
    }
}
