package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deskloom.app.DemoShop.Item;
import io.deskloom.app.DemoShop.Ref;
import io.deskloom.app.DemoStory.Move;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as it is told before it is made: how much there is, and that nothing of it has yet to happen. */
class DemoShopTest {
    private static final Instant NOW = Instant.parse("2026-11-30T01:20:00Z");

    /** Only these speak of days to come. */
    private static final Set<String> PLANS = Set.of("planned_at", "restock_on");

    private static final Pattern ORDER_NO = Pattern.compile("[EN]([0-9]{8})-[0-9]{5}");

    private record World(List<DemoStory> stories, DemoShop.Stock shop) {
        static World at(Instant now, int tickets) {
            List<DemoStory> stories = DemoStories.before(now, tickets, DemoSeed.SEED);
            return new World(stories, DemoShop.behind(stories, now, DemoSeed.SEED));
        }

        List<Item> all(String type) {
            return shop.items().stream().filter(i -> i.type().equals(type)).toList();
        }
    }

    @Test
    void threeThousandTicketsHaveTheShopTheyWerePromised() {
        World demo = World.at(NOW, 3_000);
        assertThat(demo.stories()).hasSize(3_000);
        assertThat(demo.all("customer")).hasSize(200);
        assertThat(demo.all("order")).hasSize(2_000);
        assertThat(demo.all("product")).hasSize(500);
        assertThat(demo.all("warehouse")).hasSize(5);
        assertThat(demo.all("stock_level"))
                .as("every product in every warehouse")
                .hasSize(2_500);
        Map<String, Integer> types = new HashMap<>();
        demo.stories().forEach(story -> types.merge(story.type(), 1, Integer::sum));
        for (String own : List.of(
                "address_change",
                "order_request",
                "invoice_request",
                "reverse_logistics",
                "procurement",
                "replenishment")) {
            assertThat(types.remove(own)).as(own).isEqualTo(3);
        }
        assertThat(types)
                .containsOnlyKeys(
                        "enquiry",
                        "return_refund",
                        "exchange",
                        "delivery_exception",
                        "complaint",
                        "repair",
                        "service_visit")
                .allSatisfy((type, count) -> assertThat(count).as(type).isGreaterThanOrEqualTo(150));
        // Ninety days, in the order they happened, the whole time.
        List<Instant> times = demo.stories().stream().map(DemoStory::at).toList();
        assertThat(times).isSorted();
        assertThat(times.getFirst()).isBetween(NOW.minus(90, ChronoUnit.DAYS), NOW.minus(89, ChronoUnit.DAYS));
        assertThat(times.getLast()).isBetween(NOW.minus(1, ChronoUnit.DAYS), NOW);

        // One name each, and nothing is looked up that is not there.
        Set<Ref> there = new HashSet<>();
        for (Item item : demo.shop().items()) {
            assertThat(item.fields().values().stream()
                            .filter(Ref.class::isInstance)
                            .map(Ref.class::cast))
                    .as("%s %s", item.type(), item.id())
                    .allMatch(there::contains);
            assertThat(there.add(new Ref(item.type(), item.id()))).as(item.id()).isTrue();
        }
        assertThat(demo.shop().links()).hasSize(3_000);
        demo.shop()
                .links()
                .forEach(link -> assertThat(link.values().stream().filter(Ref.class::isInstance))
                        .allMatch(there::contains));
        assertThat(World.at(NOW, 3_000)).as("the same again").isEqualTo(demo);
    }

    /** Also when a year begins, and at the first and last moment of a day. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-30T01:20:00Z, 3000",
        "2027-01-02T00:00:00Z, 600",
        "2027-01-01T23:59:59Z, 600",
        "2028-03-01T12:00:00Z, 600",
        "2026-11-30T01:20:00Z, 20"
    })
    void nothingHasYetToHappen(Instant now, int tickets) {
        World demo = World.at(now, tickets);
        List<String> early = new ArrayList<>();
        for (Item item : demo.shop().items()) {
            collectLater(item.fields(), now, item.type() + " " + item.id(), early);
        }
        for (DemoStory story : demo.stories()) {
            collectLater(story.fields(), now, story.type() + " " + story.at(), early);
            for (Move move : story.moves()) {
                if (move instanceof Move.Act(var _, String action, var fields)) {
                    collectLater(fields, now, story.type() + "/" + action + " " + story.at(), early);
                }
            }
        }
        assertThat(early).isEmpty();

        // A number says on which day the order was placed, give or take what is left to chance.
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (Item order : demo.all("order")) {
            LocalDate said = day(order.id());
            LocalDate placed = LocalDate.ofInstant(
                    Instant.parse(String.valueOf(order.fields().get("ordered_at"))), ZoneOffset.UTC);
            assertThat(said).as(order.id()).isBeforeOrEqualTo(today);
            assertThat(ChronoUnit.DAYS.between(placed, said))
                    .as("%s of %s", order.id(), placed)
                    .isCloseTo(0, within(3L));
        }
        Stream.concat(
                        demo.stories().stream().map(s -> s.fields().get("order_no")),
                        demo.shop().links().stream().map(l -> l.get("order_no")))
                .filter(String.class::isInstance)
                .forEach(no -> assertThat(day(no.toString())).as(no.toString()).isBeforeOrEqualTo(today));
    }

    @Test
    void whatIsDoneWithATicketIsDoneOneThingAfterAnotherAndBeforeNow() {
        for (DemoStory story : DemoStories.before(NOW, 3_000, DemoSeed.SEED)) {
            DemoLife.Timeline time = new DemoLife.Timeline(story.at(), NOW);
            Instant before = time.next();
            assertThat(Duration.between(before, story.at()).abs()).isLessThan(Duration.ofHours(3));
            for (Move _ : story.moves()) {
                Instant at = time.next();
                assertThat(at).as("%s of %s", story.type(), story.at()).isAfter(before);
                before = at;
            }
            assertThat(before).isBeforeOrEqualTo(NOW);
        }
    }

    private static LocalDate day(String orderNo) {
        Matcher number = ORDER_NO.matcher(orderNo);
        assertThat(number.matches()).as(orderNo).isTrue();
        return LocalDate.parse(number.group(1), DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static void collectLater(Map<String, ?> fields, Instant now, String where, List<String> later) {
        fields.forEach((key, value) -> {
            if (value instanceof String text && !PLANS.contains(key)) {
                boolean isLater = text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                        ? LocalDate.parse(text).isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC))
                        : text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*Z")
                                && Instant.parse(text).isAfter(now);
                if (isLater) {
                    later.add(where + ": " + key + " " + text);
                }
            }
        });
    }
}
