package io.deskloom.standin;

import static io.deskloom.standin.Desk.back;
import static io.deskloom.standin.Desk.made;
import static io.deskloom.standin.Desk.show;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in the warehouses, and what of it is promised to somebody. */
final class WmsStock {
    private WmsStock() {}

    static List<Route> routes() {
        return List.of(
                new Route("GET", "/wms/stock/{product}", WmsStock::everywhere),
                new Route("PUT", "/wms/stock/{product}/{warehouse}/restock", WmsStock::restock),
                new Route("POST", "/wms/stock/{product}/{warehouse}/restock/restore", WmsStock::restockBefore),
                new Route("POST", "/wms/stock/{product}/{warehouse}/add", WmsStock::add),
                new Route("POST", "/wms/reservations", WmsStock::reserve),
                new Route(
                        "GET", "/wms/reservations/{reservation}", show(Kind.RESERVATION, "reservation", "reservation")),
                new Route(
                        "POST",
                        "/wms/reservations/{reservation}/release",
                        back(Kind.RESERVATION, "reservation", WmsStock::release)));
    }

    private static Answer everywhere(Books books, Asked asked) {
        List<Paper> all = Stocks.of(books, asked.at("product"));
        if (all.isEmpty()) {
            return Answer.notFound("product");
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("product", asked.at("product"));
        body.put("available", all.stream().mapToInt(s -> s.count("available")).sum());
        body.put("below_safety", all.stream().anyMatch(s -> s.count("available") < s.count("safety")));
        body.put(
                "best",
                best(books, asked.at("product"), 1, asked.text("address", ""))
                        .map(s -> s.text("warehouse"))
                        .orElse(null));
        body.put("restock_on", nullIfEmpty(ErpGoods.backOn(books, asked.at("product"))));
        body.put("warehouses", all.stream().map(Paper::shown).toList());
        return Answer.ok(body);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Optional<Paper> at(Books books, Asked asked) {
        return Stocks.find(books, asked.at("product"), asked.at("warehouse"));
    }

    private static Answer restock(Books books, Asked asked) {
        String day = asked.day("restock_on", asked.today());
        return at(books, asked)
                .map(stock -> Answer.ok(books.put(
                        Kind.STOCK,
                        stock.with("restock_before", stock.text("restock_on")).with("restock_on", day))))
                .orElseGet(() -> Answer.notFound("product in that warehouse"));
    }

    private static Answer restockBefore(Books books, Asked asked) {
        return at(books, asked)
                .map(stock -> stock.values().get("restock_before") == null
                        ? Answer.ok(stock)
                        : Answer.ok(books.put(
                                Kind.STOCK,
                                stock.with("restock_on", nullIfEmpty(stock.text("restock_before")))
                                        .with("restock_before", null))))
                .orElseGet(() -> Answer.notFound("product in that warehouse"));
    }

    /** What came back, or was found. */
    private static Answer add(Books books, Asked asked) {
        int quantity = asked.count("quantity");
        return at(books, asked)
                .map(stock ->
                        Answer.ok(books.put(Kind.STOCK, stock.with("available", stock.count("available") + quantity))))
                .orElseGet(() -> Answer.notFound("product in that warehouse"));
    }

    /** Out of the warehouse that is named, or else of the best one. */
    private static Answer reserve(Books books, Asked asked) {
        String product = asked.text("product");
        int quantity = asked.count("quantity", 1);
        String warehouse = asked.text("warehouse", "");
        String ref = asked.text("ref", "");
        String address = asked.text("address", "");
        if (Stocks.of(books, product).isEmpty()) {
            return Answer.notFound("product");
        }
        Optional<Paper> stock = warehouse.isEmpty()
                ? best(books, product, quantity, address)
                : Stocks.find(books, product, warehouse).filter(s -> s.count("available") >= quantity);
        if (stock.isEmpty()) {
            String day = ErpGoods.backOn(books, product);
            return Answer.refused(
                    "out-of-stock", product + " is out of stock" + (day.isEmpty() ? "." : " until " + day + "."));
        }
        if (books.isFull(Kind.RESERVATION)) {
            return Desk.full();
        }
        Paper taken = stock.get();
        books.put(
                Kind.STOCK,
                taken.with("available", taken.count("available") - quantity)
                        .with("reserved", taken.count("reserved") + quantity));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("product", taken.text("product"));
        values.put("warehouse", taken.text("warehouse"));
        values.put("quantity", quantity);
        return Answer.created(
                made(books, Kind.RESERVATION, books.number(Kind.RESERVATION), ref, "held", values, asked.now()));
    }

    /** The nearest that has enough, and else the one that has most. */
    private static Optional<Paper> best(Books books, String product, int quantity, String address) {
        return Stocks.of(books, product).stream()
                .filter(s -> s.count("available") >= quantity)
                .max(Comparator.<Paper>comparingInt(s -> isNear(books, s.text("warehouse"), address) ? 1 : 0)
                        .thenComparingInt(s -> s.count("available")));
    }

    private static boolean isNear(Books books, String warehouse, String address) {
        String city =
                books.find(Kind.WAREHOUSE, warehouse).map(w -> w.text("city")).orElse("");
        return !city.isEmpty() && address.contains(city);
    }

    private static Answer release(Books books, Paper held, Asked asked) {
        if (held.is("held")) {
            Stocks.find(books, held.text("product"), held.text("warehouse"))
                    .ifPresent(stock -> books.put(
                            Kind.STOCK,
                            stock.with("available", stock.count("available") + held.count("quantity"))
                                    .with("reserved", Math.max(0, stock.count("reserved") - held.count("quantity")))));
        }
        return Desk.move(books, Kind.RESERVATION, held, "released", "reservation-used", paper -> paper, "held");
    }
}
