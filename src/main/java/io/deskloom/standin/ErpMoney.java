package io.deskloom.standin;

import static io.deskloom.standin.Desk.back;
import static io.deskloom.standin.Desk.made;
import static io.deskloom.standin.Desk.move;
import static io.deskloom.standin.Desk.on;
import static io.deskloom.standin.Desk.show;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the ERP pays, bills and settles. */
final class ErpMoney {
    private ErpMoney() {}

    static List<Route> routes() {
        return List.of(
                new Route("POST", "/erp/refunds", ErpMoney::refund),
                new Route("GET", "/erp/refunds/{refund}", show(Kind.REFUND, "refund", "refund")),
                new Route(
                        "POST",
                        "/erp/refunds/{refund}/cancel",
                        back(
                                Kind.REFUND,
                                "refund",
                                (books, paper, _) ->
                                        move(books, Kind.REFUND, paper, "cancelled", "refund-paid", as(), "created"))),
                new Route(
                        "POST",
                        "/erp/refunds/{refund}/pay",
                        on(
                                Kind.REFUND,
                                "refund",
                                "refund",
                                (books, paper, _) ->
                                        move(books, Kind.REFUND, paper, "paid", "refund-cancelled", as(), "created"))),
                new Route("POST", "/erp/invoices", ErpMoney::issue),
                new Route("POST", "/erp/invoices/match", ErpMoney::match),
                new Route("GET", "/erp/invoices/{invoice}", show(Kind.INVOICE, "invoice", "invoice")),
                new Route(
                        "POST",
                        "/erp/invoices/{invoice}/send",
                        on(
                                Kind.INVOICE,
                                "invoice",
                                "invoice",
                                (books, paper, _) ->
                                        move(books, Kind.INVOICE, paper, "sent", "invoice-void", as(), "issued"))),
                new Route(
                        "POST",
                        "/erp/invoices/{invoice}/cancel",
                        back(
                                Kind.INVOICE,
                                "invoice",
                                (books, paper, _) -> move(
                                        books, Kind.INVOICE, paper, "void", "invoice-void", as(), "issued", "sent"))),
                new Route("POST", "/erp/settlements", ErpMoney::settle),
                new Route("GET", "/erp/settlements/{settlement}", show(Kind.SETTLEMENT, "settlement", "settlement")),
                new Route(
                        "POST",
                        "/erp/settlements/{settlement}/cancel",
                        back(
                                Kind.SETTLEMENT,
                                "settlement",
                                (books, paper, _) ->
                                        move(books, Kind.SETTLEMENT, paper, "cancelled", "settled", as(), "open"))));
    }

    private static UnaryOperator<Paper> as() {
        return UnaryOperator.identity();
    }

    /** Never more than was paid for the order, all of its refunds together. */
    private static Answer refund(Books books, Asked asked) {
        BigDecimal amount = asked.amount("amount", false);
        String ref = asked.text("ref", "");
        String reason = asked.text("reason", "");
        return Desk.ofOrder(books, asked, order -> {
            BigDecimal before = books.all(Kind.REFUND).stream()
                    .filter(r -> r.text("order").equals(order.no()) && !r.is("cancelled"))
                    .map(r -> r.amount("amount"))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (before.add(amount).compareTo(order.amount("paid")) > 0) {
                return Answer.refused("refund-too-large", "More than was paid for " + order.no() + ".");
            }
            if (books.isFull(Kind.REFUND)) {
                return Desk.full();
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("order", order.no());
            values.put("amount", amount.toPlainString());
            values.put("reason", reason);
            return Answer.created(
                    made(books, Kind.REFUND, books.number(Kind.REFUND), ref, "created", values, asked.now()));
        });
    }

    /** One for each order: what was voided may be issued anew. */
    private static Answer issue(Books books, Asked asked) {
        String title = asked.text("title", "");
        String taxNo = asked.text("tax_no", "");
        String ref = asked.text("ref", "");
        BigDecimal wanted = asked.amount("amount", true);
        return Desk.ofOrder(books, asked, order -> {
            if (valid(books, order.no()) != null) {
                return Answer.refused("invoice-there", order.no() + " has an invoice already.");
            }
            if (books.isFull(Kind.INVOICE)) {
                return Desk.full();
            }
            BigDecimal amount = wanted.signum() == 0 ? order.amount("paid") : wanted;
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("order", order.no());
            values.put("amount", amount.toPlainString());
            values.put("title", title);
            values.put("tax_no", taxNo);
            values.put("issued_on", asked.today().toString());
            return Answer.created(
                    made(books, Kind.INVOICE, books.number(Kind.INVOICE), ref, "issued", values, asked.now()));
        });
    }

    /** Whether there is one for an order, of the amount that is named or of any. An answer, and no refusal: people go on with it. */
    private static Answer match(Books books, Asked asked) {
        BigDecimal wanted = asked.amount("amount", true);
        String no = asked.text("order");
        Paper found = valid(books, no);
        boolean fits =
                found != null && (wanted.signum() == 0 || found.amount("amount").compareTo(wanted) == 0);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("matched", fits);
        body.put(
                "why",
                books.find(Kind.ORDER, no).isEmpty()
                        ? "no-such-order"
                        : found == null ? "no-invoice" : fits ? "" : "another-amount");
        body.put("invoice", found == null ? null : found.no());
        body.put("status", found == null ? null : found.status());
        body.put("amount", found == null ? null : found.text("amount"));
        return Answer.ok(body);
    }

    private static @Nullable Paper valid(Books books, String order) {
        return books.all(Kind.INVOICE).stream()
                .filter(i -> i.text("order").equals(order) && !i.is("void"))
                .findFirst()
                .orElse(null);
    }

    /** What a repair costs, and who pays it. */
    private static Answer settle(Books books, Asked asked) {
        BigDecimal labour = asked.amount("labour", true);
        BigDecimal parts = asked.amount("parts", true);
        String ref = asked.text("ref");
        String payer = asked.text("payer", "seller");
        if (books.isFull(Kind.SETTLEMENT)) {
            return Desk.full();
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("labour", labour.toPlainString());
        values.put("parts", parts.toPlainString());
        values.put("total", labour.add(parts).toPlainString());
        values.put("payer", payer);
        return Answer.created(
                made(books, Kind.SETTLEMENT, books.number(Kind.SETTLEMENT), ref, "open", values, asked.now()));
    }
}
