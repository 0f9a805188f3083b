package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.testing.Desk;
import io.deskloom.testing.Workspaces;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Another workspace of the same shape beside the one that is looked at: whatever people can call something in it is a canary,
 * and what it has is asked for by its ids. Made once.
 */
@ApplicationScoped
class Neighbours {
    /** An id of nothing at all: what is somebody else's must be answered like it. */
    static final String NOTHING = "01930000-0000-7000-8000-0000000000ff";

    /** The second word stands in no request, so that an answer is not taken for an echo. */
    private static final String NAME = "Zwilling 42.125";

    private static final Origin API = Origin.of("api");

    private final Desk desk;
    private final Accounts accounts;
    private final Actors actors;
    private final Commands commands;
    private final Clock clock;
    private @Nullable Neighbour one;

    Neighbours(Desk desk, Accounts accounts, Actors actors, Commands commands, Clock clock) {
        this.desk = desk;
        this.accounts = accounts;
        this.actors = actors;
        this.commands = commands;
        this.clock = clock;
    }

    /** @param record type and id, as addresses have them */
    record Neighbour(TenantId tenant, String ticket, String record, String file, String account) {
        /** What is asked for: theirs, and nobody's. */
        List<String> tickets() {
            return List.of(ticket, NOTHING);
        }

        List<String> records() {
            return List.of(record, record.replaceAll("/.*", "/" + NOTHING));
        }

        List<String> files() {
            return List.of(file, NOTHING);
        }

        List<String> accounts() {
            return List.of(account, NOTHING);
        }

        private List<String> ids() {
            return List.of(ticket, record.replaceAll(".*/", ""), file, account);
        }

        /** Theirs is answered like what is nowhere, and no other answer knows of it. */
        void isNotThere(Map<String, Prober.Answer> answers) {
            int asked = 0;
            for (Map.Entry<String, Prober.Answer> one : answers.entrySet()) {
                String request = one.getKey();
                for (String id : ids()) {
                    if (request.contains(id)) {
                        Prober.Answer nowhere = answers.get(request.replace(id, NOTHING));
                        assertThat(nowhere).as(request).isNotNull();
                        assertThat(one.getValue().text().replace(id, NOTHING))
                                .as(request)
                                .isEqualTo(nowhere.text());
                        asked++;
                    } else {
                        assertThat(one.getValue().text()).as(request).doesNotContain(id);
                    }
                }
            }
            assertThat(asked).as("requests for what is a neighbour's").isGreaterThan(5);
        }

        /** How much there is and how often it was changed. */
        Map<String, String> contents() {
            Map<String, String> out = new LinkedHashMap<>();
            out.put("version", one("SELECT sum(version) FROM record WHERE tenant_id = ?"));
            for (String table : List.of("record", "event", "attachment", "account", "import_job", "api_token")) {
                out.put(table, one("SELECT count(*) FROM " + table + " WHERE tenant_id = ?"));
            }
            return out;
        }

        private String one(String sql) {
            return Desk.column(tenant, sql).getFirst();
        }
    }

    synchronized Neighbour neighbour() {
        if (one == null) {
            one = make();
        }
        return one;
    }

    private Neighbour make() {
        Tenant tenant = desk.demo();
        Account account = accounts.create(
                        tenant.id(),
                        new NewAccount("zwilling", NAME, Workspaces.PASSWORD, Set.of("admin"), Set.of(), "en"),
                        clock.instant())
                .orThrow()
                .account();
        Actor actor = actors.of(tenant.id(), account);
        UUID file = desk.upload(actor, NAME + ".txt", NAME + " was here").id();
        // Of the same source and id as one of the customers of whoever looks.
        TicketId customer =
                desk.put(actor, "customer", "C-00000", Map.of("name", NAME, "phone", "19900001111", "city", NAME));
        Ticket ticket = desk.create(
                actor,
                "return_refund",
                Map.of(
                        "subject",
                        "The kettle of " + NAME,
                        "complaint_text",
                        "水壶 leaks, says " + NAME,
                        "reason",
                        "damaged",
                        "order_no",
                        NAME,
                        "contact",
                        "19900001111",
                        "customer",
                        customer.toString(),
                        "documents",
                        List.of(file.toString())));
        commands.handle(actor, new Command.Comment(API, ticket.id(), true, NAME + " said so", List.of()))
                .orThrow();
        return new Neighbour(
                tenant.id(),
                ticket.id().toString(),
                "customer/" + customer,
                file.toString(),
                account.id().value().toString());
    }
}
