package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.app.DemoSeed;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two worlds that differ only in what somebody may not see, with the clock standing still: whatever that person asks, both
 * answer the same, down to the last header, and neither says any of the values that were put out of that person's sight.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TwinWorldTest extends LeakTest {
    @Inject
    Releases releases;

    @BeforeEach
    void stopTheClock() {
        QuarkusMock.installMockForType(new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS)), Clock.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jun", "lin", "fang"})
    void bothWorldsAnswerTheSame(String login) {
        List<Routes.Try> tries =
                Routes.tries().stream().filter(t -> !t.changes() && !t.stream()).toList();
        Tenant tenant = workspace();
        Seat seat = seat(tenant, login);
        Map<String, Prober.Answer> one = seat.prober().run(tries);
        neighbours.neighbour().isNotThere(one);
        singsNowhere(one);
        assertThat(one).hasSizeGreaterThan(300);
        assertThat(one.values().stream().filter(a -> a.status() == 200).count()).isGreaterThan(20);
        assertThat(one.values()).noneMatch(a -> a.status() >= 500);
        mutate(seat);
        Map<String, Prober.Answer> two = seat.prober().run(tries);
        same(one, two);
        singsNowhere(two);
    }

    /**
     * Of somebody with two roles, of which one may read what fields are computed from and the other is denied it. They are
     * computed as they are read, as while a backfill runs: nothing that is stored stands between the hidden values and the
     * answer.
     */
    @Test
    void whatIsComputedFromHiddenValuesIsNotThere() {
        List<Routes.Try> tries = Routes.tries().stream()
                .filter(t -> !t.changes() && !t.stream() && t.method().equals("GET"))
                .filter(t -> t.path().matches("/api/v1/(tickets|exports|objects/(customer|\\{record})|search).*"))
                .filter(t -> t.query().toString().indexOf('{', 1) < 0)
                .toList();
        Tenant tenant = workspace();
        otherWorld.computedAsRead(tenant.id(), "o_customer", "f_ordered");
        otherWorld.computedAsRead(tenant.id(), "t_return", "f_parcel_status");
        releases.apply(tenant.id(), denied(), "", Publisher.SYSTEM, false).orThrow();
        Set<String> roles = Set.of("supervisor", "warehouse");
        accounts.create(
                        tenant.id(),
                        new NewAccount("both", "Both", DemoSeed.PASSWORD, roles, Set.of(), "en"),
                        clock.instant())
                .orThrow();
        Seat seat = seat(tenant, "both");
        Browser admin = Browser.signIn(tenant.slug(), "admin", DemoSeed.PASSWORD);
        Map<String, Prober.Answer> one = seat.prober().run(tries);
        List<String> before = figures(admin);
        assertThat(before).noneMatch(f -> f.matches("[a-z_]+\\[(null(, )?)*]"));
        mutate(seat);
        Map<String, Prober.Answer> two = seat.prober().run(tries);
        same(one, two);
        singsNowhere(two);
        assertThat(two.values().toString()).contains("refunded_total").doesNotContain(COMPUTED);
        // For whoever may read what they are computed from, all of them have changed.
        assertThat(figures(admin)).hasSize(COMPUTED.size()).doesNotContainAnyElementsOf(before);
    }

    private static final List<String> COMPUTED = List.of("ordered_total", "paid_per_item", "parcel_status");

    /** The demo where the warehouse is denied what an order and a return cost, and which parcel an order went with. */
    private static List<SourceFile> denied() {
        return Snapshots.shippedFiles().stream()
                .map(f -> switch (f.path()) {
                    case "objects/order/access.yaml" ->
                        with(f, "shipment: edit, address: read", "shipment: deny, paid: deny, address: read");
                    case "types/return_refund/access.yaml" ->
                        with(
                                f,
                                "parcel_status: read\n      customer: read\n      product: read\n      customer_name: read\n      contact: {level: masked",
                                "paid: deny\n      customer: read\n      product: read\n      customer_name: read\n      contact: {level: masked");
                    default -> f;
                })
                .toList();
    }

    private static SourceFile with(SourceFile file, String text, String instead) {
        assertThat(file.text()).containsOnlyOnce(text);
        return new SourceFile(file.path(), file.text().replace(text, instead));
    }

    private static List<String> figures(Browser admin) {
        List<String> all = new ArrayList<>();
        for (String field : COMPUTED) {
            String list = field.equals("ordered_total") ? "objects/customer" : "tickets?type=return_refund";
            List<Object> figures = admin.with().get("/api/v1/" + list).path("items.fields." + field);
            all.add(field + figures);
        }
        return all;
    }

    private static void same(Map<String, Prober.Answer> one, Map<String, Prober.Answer> two) {
        assertThat(two.keySet()).isEqualTo(one.keySet());
        one.forEach(
                (request, answer) -> assertThat(two.get(request)).as(request).isEqualTo(answer));
    }
}
