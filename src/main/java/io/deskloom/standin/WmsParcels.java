package io.deskloom.standin;

import static io.deskloom.standin.Desk.back;
import static io.deskloom.standin.Desk.made;
import static io.deskloom.standin.Desk.on;
import static io.deskloom.standin.Desk.show;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the warehouse picks, sends out, has fetched and takes in. */
final class WmsParcels {
    private static final List<String> WAY =
            List.of("packed", "collected", "in_transit", "out_for_delivery", "delivered");

    private WmsParcels() {}

    static List<Route> routes() {
        String order = "/wms/orders/{order}";
        return List.of(
                new Route("POST", order + "/stop-picking", on(Kind.ORDER, "order", "order", WmsParcels::stop)),
                new Route("POST", order + "/resume-picking", on(Kind.ORDER, "order", "order", WmsParcels::resume)),
                new Route("PUT", order + "/picking-list", on(Kind.ORDER, "order", "order", WmsParcels::list)),
                new Route(
                        "POST",
                        order + "/picking-list/restore",
                        on(Kind.ORDER, "order", "order", WmsParcels::listBefore)),
                new Route("POST", order + "/ship", on(Kind.ORDER, "order", "order", WmsParcels::shipOrder)),
                new Route("POST", "/wms/shipments", WmsParcels::send),
                new Route("GET", "/wms/shipments/{shipment}", show(Kind.SHIPMENT, "shipment", "shipment")),
                new Route(
                        "POST",
                        "/wms/shipments/{shipment}/status",
                        on(Kind.SHIPMENT, "shipment", "shipment", WmsParcels::happened)),
                new Route(
                        "PUT",
                        "/wms/shipments/{shipment}/address",
                        on(Kind.SHIPMENT, "shipment", "shipment", WmsParcels::redirect)),
                new Route(
                        "POST",
                        "/wms/shipments/{shipment}/address/restore",
                        on(Kind.SHIPMENT, "shipment", "shipment", WmsParcels::addressBefore)),
                new Route(
                        "POST",
                        "/wms/shipments/{shipment}/cancel",
                        back(Kind.SHIPMENT, "shipment", WmsParcels::takeBack)),
                new Route("POST", "/wms/pickups", WmsParcels::fetch),
                new Route("GET", "/wms/pickups/{pickup}", show(Kind.PICKUP, "pickup", "pick-up")),
                new Route(
                        "POST",
                        "/wms/pickups/{pickup}/cancel",
                        back(
                                Kind.PICKUP,
                                "pickup",
                                (books, paper, _) -> Desk.move(
                                        books, Kind.PICKUP, paper, "cancelled", "pickup-collected", as(), "booked"))),
                new Route(
                        "POST",
                        "/wms/pickups/{pickup}/collected",
                        on(
                                Kind.PICKUP,
                                "pickup",
                                "pick-up",
                                (books, paper, _) -> Desk.move(
                                        books, Kind.PICKUP, paper, "collected", "pickup-over", as(), "booked"))),
                new Route(
                        "POST",
                        "/wms/pickups/{pickup}/received",
                        on(Kind.PICKUP, "pickup", "pick-up", WmsParcels::received)));
    }

    private static UnaryOperator<Paper> as() {
        return UnaryOperator.identity();
    }

    private static Answer stop(Books books, Paper order, Asked asked) {
        return ErpOrders.isOutbound(order)
                ? Answer.refused("outbound", Desk.state(order))
                : ErpOrders.shown(books.put(Kind.ORDER, order.with("picking_stopped", true)));
    }

    private static Answer resume(Books books, Paper order, Asked asked) {
        return ErpOrders.shown(books.put(Kind.ORDER, order.with("picking_stopped", false)));
    }

    /** What whoever packs it goes by. The one before is kept until the next. */
    private static Answer list(Books books, Paper order, Asked asked) {
        String note = asked.text("note", "");
        String address = asked.text("address", order.text("address"));
        if (ErpOrders.isOutbound(order)) {
            return Answer.refused("outbound", Desk.state(order));
        }
        Paper next = order.with("picking_before", order.text("picking_note"))
                .with("picking_note", note)
                .with("picking_address", address)
                .with("picking_version", order.count("picking_version") + 1);
        return ErpOrders.shown(books.put(Kind.ORDER, next));
    }

    private static Answer listBefore(Books books, Paper order, Asked asked) {
        return order.count("picking_version") == 0
                ? ErpOrders.shown(order)
                : ErpOrders.shown(books.put(
                        Kind.ORDER,
                        order.with("picking_note", order.text("picking_before"))
                                .with("picking_address", order.text("address"))
                                .with("picking_version", order.count("picking_version") + 1)));
    }

    /** An order leaves: from now on it is outbound. */
    private static Answer shipOrder(Books books, Paper order, Asked asked) {
        if (ErpOrders.isOutbound(order)) {
            return ErpOrders.shown(order);
        }
        if (order.is("cancelled") || order.flag("picking_stopped")) {
            return Answer.refused(order.is("cancelled") ? "cancelled" : "picking-stopped", Desk.state(order));
        }
        if (books.isFull(Kind.SHIPMENT)) {
            return Desk.full();
        }
        Paper shipment = parcel(books, asked, order.no(), order.text("warehouse"), order.text("address"), "");
        books.put(
                Kind.SHIPMENT,
                shipment.in("collected").with("shipped_at", asked.now().toString()));
        return ErpOrders.shown(books.put(Kind.ORDER, order.in("shipped").with("shipment", shipment.no())));
    }

    private static Paper parcel(Books books, Asked asked, String order, String warehouse, String address, String ref) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("order", order);
        values.put("warehouse", warehouse);
        values.put("address", address);
        values.put("carrier", "sf");
        String no = books.number(Kind.SHIPMENT);
        values.put("tracking_no", no);
        return made(books, Kind.SHIPMENT, no, ref, "packed", values, asked.now());
    }

    /** Something beside the order's own parcel: what is exchanged, or sent once more. */
    private static Answer send(Books books, Asked asked) {
        String ref = asked.text("ref", "");
        String warehouse = asked.text("warehouse", "");
        String address = asked.text("address", "");
        String reservation = asked.text("reservation", "");
        return Desk.ofOrder(books, asked, order -> {
            Paper held = books.find(Kind.RESERVATION, reservation).orElse(null);
            if (!reservation.isEmpty() && (held == null || !held.is("held"))) {
                return Answer.refused("not-reserved", reservation + " holds nothing.");
            }
            if (books.isFull(Kind.SHIPMENT)) {
                return Desk.full();
            }
            if (held != null) {
                books.put(Kind.RESERVATION, held.in("used"));
            }
            String from =
                    held != null ? held.text("warehouse") : warehouse.isEmpty() ? order.text("warehouse") : warehouse;
            Paper parcel =
                    parcel(books, asked, order.no(), from, address.isEmpty() ? order.text("address") : address, ref);
            return Answer.created(
                    held == null ? parcel : books.put(Kind.SHIPMENT, parcel.with("reservation", held.no())));
        });
    }

    /** A parcel that has not left; what was reserved for it is so again. */
    private static Answer takeBack(Books books, Paper shipment, Asked asked) {
        Answer answer = Desk.move(books, Kind.SHIPMENT, shipment, "cancelled", "shipment-left", as(), "packed");
        if (answer.isDone()) {
            books.find(Kind.RESERVATION, shipment.text("reservation"))
                    .filter(held -> held.is("used"))
                    .ifPresent(held -> books.put(Kind.RESERVATION, held.in("held")));
        }
        return answer;
    }

    /** What the carrier tells: a parcel goes forward, or is late, and its order with it. */
    private static Answer happened(Books books, Paper shipment, Asked asked) {
        String status = asked.text("status");
        boolean known = WAY.contains(status) || status.equals("delayed");
        if (!known) {
            asked.problems().add("/status: is one of delayed, " + String.join(", ", WAY));
            return Answer.ok(shipment);
        }
        if (shipment.is("cancelled", "delivered") && !shipment.is(status)) {
            return Answer.refused("shipment-over", Desk.state(shipment));
        }
        Paper next = shipment.in(status);
        if (!status.equals("packed") && next.text("shipped_at").isEmpty()) {
            next = next.with("shipped_at", asked.now().toString());
        }
        if (status.equals("delivered")) {
            next = next.with("delivered_at", asked.now().toString());
            books.find(Kind.ORDER, shipment.text("order"))
                    .filter(order -> order.text("shipment").equals(shipment.no()))
                    .ifPresent(order -> books.put(Kind.ORDER, order.in("delivered")));
        }
        return Answer.ok(books.put(Kind.SHIPMENT, next));
    }

    /** Of a parcel on its way, until it is out for delivery. */
    private static Answer redirect(Books books, Paper shipment, Asked asked) {
        String address = asked.text("address");
        return shipment.is("packed", "collected", "in_transit", "delayed")
                ? Answer.ok(books.put(
                        Kind.SHIPMENT,
                        shipment.with("address_before", shipment.text("address"))
                                .with("address", address)))
                : Answer.refused("shipment-over", Desk.state(shipment));
    }

    private static Answer addressBefore(Books books, Paper shipment, Asked asked) {
        String before = shipment.text("address_before");
        return before.isEmpty()
                ? Answer.ok(shipment)
                : Answer.ok(books.put(
                        Kind.SHIPMENT, shipment.with("address", before).with("address_before", null)));
    }

    /** A parcel that is fetched from a customer: the first half of reverse logistics. */
    private static Answer fetch(Books books, Asked asked) {
        String ref = asked.text("ref", "");
        String address = asked.text("address", "");
        String at = asked.text("at", "");
        String kind = asked.text("kind", "return");
        return Desk.ofOrder(books, asked, order -> {
            if (books.isFull(Kind.PICKUP)) {
                return Desk.full();
            }
            String no = books.number(Kind.PICKUP);
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("order", order.no());
            values.put("address", address.isEmpty() ? order.text("address") : address);
            values.put("pickup_at", at);
            values.put("kind", kind);
            values.put("tracking_no", "R" + no);
            return Answer.created(made(books, Kind.PICKUP, no, ref, "booked", values, asked.now()));
        });
    }

    /** The second half: it is here, and may go back on its shelf. */
    private static Answer received(Books books, Paper pickup, Asked asked) {
        String product = asked.text("product", "");
        int quantity = asked.count("quantity", 1);
        boolean again = pickup.is("received");
        Answer answer =
                Desk.move(books, Kind.PICKUP, pickup, "received", "pickup-cancelled", as(), "booked", "collected");
        if (answer.isDone() && !again && !product.isEmpty()) {
            String warehouse = books.find(Kind.ORDER, pickup.text("order"))
                    .map(order -> order.text("warehouse"))
                    .orElse("");
            Stocks.find(books, product, warehouse)
                    .ifPresent(stock ->
                            books.put(Kind.STOCK, stock.with("available", stock.count("available") + quantity)));
        }
        return answer;
    }
}
