package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.app.DemoSeed;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Moment;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.OtherWorld;
import io.deskloom.store.TenantTx;
import io.deskloom.testing.Browser;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A demo workspace of its own for every test, and somebody to look at it. */
abstract class LeakTest {
    /** So many records of each object type are looked at. */
    private static final int FEW = 4;

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Inject
    DemoSeed seed;

    @Inject
    Accounts accounts;

    @Inject
    Actors actors;

    @Inject
    Snapshots snapshots;

    @Inject
    OtherWorld otherWorld;

    @Inject
    TenantTx transactions;

    @Inject
    Clock clock;

    @Inject
    Neighbours neighbours;

    @TestHTTPResource("/")
    URI base;

    /** Somebody signed in to a workspace. */
    record Seat(Actor actor, Prober prober) {}

    Tenant workspace() {
        return seed.seed("leak-" + COUNT.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36), 20);
    }

    Seat seat(Tenant tenant, String login) {
        Actor actor =
                actors.of(tenant.id(), accounts.byLogin(tenant.id(), login).orElseThrow());
        Browser browser = Browser.signIn(tenant.slug(), login, DemoSeed.PASSWORD);
        return new Seat(actor, new Prober(base.toString().replaceAll("/$", ""), browser, known(tenant)));
    }

    int mutate(Seat seat) {
        MetadataSnapshot now = snapshots.current(seat.actor().tenant());
        int changed = otherWorld.make(
                seat.actor(), now, new Moment(clock.instant(), now.workspace().zone()));
        otherWorld.ofColleagues(seat.actor());
        assertThat(changed).as("hidden values of " + seat.actor().login()).isGreaterThan(10);
        return changed;
    }

    /** No answer holds a value that its reader may not see, and none is a failure of the server. */
    static void singsNowhere(Map<String, Prober.Answer> answers) {
        answers.forEach((request, answer) -> {
            // What somebody asked may be repeated to them; what they did not say may not.
            String told = OtherWorld.CANARIES.stream()
                    .filter(request::contains)
                    .reduce(answer.text(), (t, c) -> t.replace(c, ""));
            assertThat(told).as(request).doesNotContain(OtherWorld.CANARIES);
            assertThat(answer.status()).as(request).isLessThan(500);
        });
    }

    private Prober.Known known(Tenant tenant) {
        MetadataSnapshot now = snapshots.current(tenant.id());
        Map<String, String> events = new TreeMap<>();
        List<String> tickets = new ArrayList<>();
        List<String> files = new ArrayList<>();
        List<String> records = new ArrayList<>();
        List<String> people = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        Neighbours.Neighbour neighbour = neighbours.neighbour();
        tickets.addAll(neighbour.tickets());
        records.addAll(neighbour.records());
        files.addAll(neighbour.files());
        people.addAll(neighbour.accounts());
        accounts.list(tenant.id()).forEach(a -> people.add(a.id().value().toString()));
        transactions.inTenant(tenant.id(), c -> {
            try (PreparedStatement s = c.prepareStatement(
                            "SELECT id, record_id FROM event WHERE tenant_id = ? AND decision IS NOT NULL ORDER BY id");
                    PreparedStatement t = c.prepareStatement(
                            "SELECT r.id, t.def_id FROM record r JOIN type_ref t USING (tenant_id, type_id) WHERE tenant_id = ? ORDER BY r.id");
                    PreparedStatement a =
                            c.prepareStatement("SELECT id FROM attachment WHERE tenant_id = ? ORDER BY id")) {
                s.setInt(1, tenant.id().value());
                t.setInt(1, tenant.id().value());
                a.setInt(1, tenant.id().value());
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        events.put(row.getString(1), row.getString(2));
                    }
                }
                try (ResultSet row = t.executeQuery()) {
                    while (row.next()) {
                        TicketTypeDef type = now.typeById(row.getString(2)).orElseThrow();
                        if (!type.isObject()) {
                            tickets.add(row.getString(1));
                        } else if (seen.merge(type.key(), 1, Integer::sum) <= FEW) {
                            records.add(type.key() + "/" + row.getString(1));
                        }
                    }
                }
                try (ResultSet row = a.executeQuery()) {
                    while (row.next()) {
                        files.add(row.getString(1));
                    }
                }
                return tickets.size();
            }
        });
        return new Prober.Known(
                tickets,
                events,
                now.types().get("return_refund").fields().stream()
                        .map(FieldDef::key)
                        .toList(),
                now.objects().get("customer").fields().stream()
                        .map(FieldDef::key)
                        .toList(),
                related(now, now.types().get("return_refund"), 2),
                records,
                List.copyOf(now.views().keySet()),
                files,
                people,
                now.release().hash());
    }

    /** Every path over at most so many lookups, whoever may walk it. */
    private static List<String> related(MetadataSnapshot now, TicketTypeDef type, int hops) {
        List<String> out = new ArrayList<>();
        for (FieldDef lookup : type.fields()) {
            String target = lookup.settings().target();
            if (target != null && hops > 0) {
                TicketTypeDef there = now.objects().get(target);
                there.fields().forEach(f -> out.add(lookup.key() + "." + f.key()));
                related(now, there, hops - 1).forEach(path -> out.add(lookup.key() + "." + path));
            }
        }
        return out;
    }
}
