package io.deskloom.standin;

import static io.deskloom.standin.Desk.on;
import static io.deskloom.standin.Desk.show;

import java.util.List;

/** Orders as the ERP has them: what a customer wants changed is changed until the goods have left. */
final class ErpOrders {
    /** Out of the door. */
    private static final String[] OUTBOUND = {"shipped", "delivered"};

    private ErpOrders() {}

    static List<Route> routes() {
        String order = "/erp/orders/{order}";
        return List.of(
                new Route("GET", order, on(Kind.ORDER, "order", "order", (_, paper, _) -> shown(paper))),
                new Route("POST", order + "/cancel", on(Kind.ORDER, "order", "order", ErpOrders::cancel)),
                new Route("POST", order + "/reinstate", on(Kind.ORDER, "order", "order", ErpOrders::reinstate)),
                new Route("PUT", order + "/address", on(Kind.ORDER, "order", "order", ErpOrders::address)),
                new Route("POST", order + "/address/restore", on(Kind.ORDER, "order", "order", ErpOrders::restore)),
                new Route("POST", order + "/rush", on(Kind.ORDER, "order", "order", ErpOrders::rush)),
                new Route("POST", order + "/unrush", on(Kind.ORDER, "order", "order", ErpOrders::unrush)),
                new Route("GET", "/erp/parts/{part}", show(Kind.PART, "part", "part")));
    }

    static boolean isOutbound(Paper order) {
        return order.is(OUTBOUND);
    }

    /** An order, and whether it is out of the door: what people ask first. */
    static Answer shown(Paper order) {
        var body = order.shown();
        body.put("outbound", isOutbound(order));
        return Answer.ok(body);
    }

    private static Answer cancel(Books books, Paper order, Asked asked) {
        if (order.is("cancelled")) {
            return shown(order);
        }
        if (isOutbound(order)) {
            return Answer.refused("outbound", Desk.state(order));
        }
        return shown(books.put(
                Kind.ORDER,
                order.in("cancelled").with("status_before", order.status()).with("reason", asked.text("reason", ""))));
    }

    private static Answer reinstate(Books books, Paper order, Asked asked) {
        String before = order.text("status_before");
        return order.is("cancelled") && !before.isEmpty()
                ? shown(books.put(Kind.ORDER, order.in(before).with("status_before", null)))
                : shown(order);
    }

    private static Answer address(Books books, Paper order, Asked asked) {
        String address = asked.text("address");
        if (isOutbound(order)) {
            return Answer.refused("outbound", Desk.state(order));
        }
        if (order.is("cancelled")) {
            return Answer.refused("cancelled", Desk.state(order));
        }
        if (address.equals(order.text("address"))) {
            return shown(order);
        }
        return shown(books.put(
                Kind.ORDER, order.with("address_before", order.text("address")).with("address", address)));
    }

    private static Answer restore(Books books, Paper order, Asked asked) {
        String before = order.text("address_before");
        if (before.isEmpty()) {
            return shown(order);
        }
        return isOutbound(order)
                ? Answer.refused("outbound", Desk.state(order))
                : shown(books.put(Kind.ORDER, order.with("address", before).with("address_before", null)));
    }

    private static Answer rush(Books books, Paper order, Asked asked) {
        if (isOutbound(order) || order.is("cancelled")) {
            return Answer.refused(order.is("cancelled") ? "cancelled" : "outbound", Desk.state(order));
        }
        return shown(books.put(Kind.ORDER, order.with("rush", true)));
    }

    private static Answer unrush(Books books, Paper order, Asked asked) {
        return shown(books.put(Kind.ORDER, order.with("rush", false)));
    }
}
