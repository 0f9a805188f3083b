package io.deskloom.standin;

import static io.deskloom.standin.Desk.back;
import static io.deskloom.standin.Desk.made;
import static io.deskloom.standin.Desk.move;
import static io.deskloom.standin.Desk.on;
import static io.deskloom.standin.Desk.show;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the ERP buys, and the parts that repairs take. */
final class ErpGoods {
    /** How long a supplier takes when nobody says. */
    private static final int USUAL_DAYS = 7;

    private ErpGoods() {}

    static List<Route> routes() {
        String order = "/erp/procurement-orders/{procurement}";
        return List.of(
                new Route("POST", "/erp/procurement-orders", ErpGoods::procure),
                new Route("GET", order, show(Kind.PROCUREMENT, "procurement", "procurement order")),
                new Route(
                        "POST",
                        order + "/receive",
                        on(Kind.PROCUREMENT, "procurement", "procurement order", ErpGoods::receive)),
                new Route("POST", order + "/cancel", back(Kind.PROCUREMENT, "procurement", ErpGoods::cancel)),
                new Route("POST", "/erp/parts/{part}/issue", on(Kind.PART, "part", "part", ErpGoods::issue)),
                new Route(
                        "POST", "/erp/part-issues/{issue}/return", back(Kind.PART_ISSUE, "issue", ErpGoods::giveBack)));
    }

    /** The day the goods come goes to the stock at once: that is what a customer asks. */
    private static Answer procure(Books books, Asked asked) {
        String product = asked.text("product");
        String warehouse = asked.text("warehouse");
        int quantity = asked.count("quantity");
        String expected = asked.day("expected_on", asked.today().plusDays(USUAL_DAYS));
        String ref = asked.text("ref", "");
        Paper stock = Stocks.find(books, product, warehouse).orElse(null);
        if (stock == null) {
            return Answer.notFound("product in that warehouse");
        }
        if (books.isFull(Kind.PROCUREMENT)) {
            return Desk.full();
        }
        books.put(Kind.STOCK, stock.with("restock_on", expected));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("product", stock.text("product"));
        values.put("warehouse", stock.text("warehouse"));
        values.put("quantity", quantity);
        values.put("restock_on", expected);
        return Answer.created(
                made(books, Kind.PROCUREMENT, books.number(Kind.PROCUREMENT), ref, "ordered", values, asked.now()));
    }

    private static Answer receive(Books books, Paper order, Asked asked) {
        int quantity = asked.count("quantity", Math.max(1, order.count("quantity")));
        if (!order.is("ordered")) {
            return move(books, Kind.PROCUREMENT, order, "received", "procurement-cancelled", UnaryOperator.identity());
        }
        stock(books, order).ifPresent(stock -> {
            Paper more = stock.with("available", stock.count("available") + quantity);
            books.put(Kind.STOCK, others(books, order) ? more : more.with("restock_on", null));
        });
        return Answer.ok(
                books.put(Kind.PROCUREMENT, order.with("received", quantity).in("received")));
    }

    private static Answer cancel(Books books, Paper order, Asked asked) {
        if (order.is("ordered") && !others(books, order)) {
            stock(books, order).ifPresent(stock -> books.put(Kind.STOCK, stock.with("restock_on", null)));
        }
        return move(
                books,
                Kind.PROCUREMENT,
                order,
                "cancelled",
                "procurement-received",
                UnaryOperator.identity(),
                "ordered");
    }

    private static java.util.Optional<Paper> stock(Books books, Paper order) {
        return Stocks.find(books, order.text("product"), order.text("warehouse"));
    }

    /** Whether more of the same is on its way to the same place. */
    private static boolean others(Books books, Paper order) {
        return books.all(Kind.PROCUREMENT).stream()
                .anyMatch(o -> !o.no().equals(order.no())
                        && o.is("ordered")
                        && o.text("product").equals(order.text("product"))
                        && o.text("warehouse").equals(order.text("warehouse")));
    }

    private static Answer issue(Books books, Paper part, Asked asked) {
        int quantity = asked.count("quantity", 1);
        String ref = asked.text("ref", "");
        int left = part.count("available") - quantity;
        if (left < 0) {
            return Answer.refused("out-of-parts", "There are " + part.count("available") + " of " + part.no() + ".");
        }
        if (books.isFull(Kind.PART_ISSUE)) {
            return Desk.full();
        }
        books.put(Kind.PART, part.with("available", left));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("part", part.no());
        values.put("quantity", quantity);
        values.put(
                "cost",
                part.amount("price")
                        .multiply(java.math.BigDecimal.valueOf(quantity))
                        .toPlainString());
        return Answer.created(
                made(books, Kind.PART_ISSUE, books.number(Kind.PART_ISSUE), ref, "issued", values, asked.now()));
    }

    private static Answer giveBack(Books books, Paper issue, Asked asked) {
        if (issue.is("issued")) {
            books.find(Kind.PART, issue.text("part"))
                    .ifPresent(part -> books.put(
                            Kind.PART, part.with("available", part.count("available") + issue.count("quantity"))));
        }
        return move(books, Kind.PART_ISSUE, issue, "returned", "returned", UnaryOperator.identity(), "issued");
    }

    /** What every workshop has. */
    static List<Paper> parts() {
        return List.of(
                part("heating-element", "68.00", 12),
                part("thermostat", "39.00", 20),
                part("motor", "129.00", 6),
                part("control-board", "158.00", 4),
                part("seal", "6.50", 200),
                part("power-cord", "18.00", 40));
    }

    private static Paper part(String no, String price, int available) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("price", price);
        values.put("available", available);
        return new Paper(no, "", "stocked", values);
    }

    /** The day a product is back somewhere, the earliest; "" when nobody knows. */
    static String backOn(Books books, String product) {
        return Stocks.of(books, product).stream()
                .filter(s -> !s.text("restock_on").isEmpty())
                .map(s -> s.text("restock_on"))
                .min(java.util.Comparator.comparing(LocalDate::parse))
                .orElse("");
    }
}
