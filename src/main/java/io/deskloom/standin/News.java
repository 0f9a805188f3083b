package io.deskloom.standin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change that Deskloom is to hear of.
 *
 * @param id grows
 * @param type of the object record there
 * @param no what the record is called here: its external id there
 * @param fields what is new, as its API takes it
 * @param lookups fields that look up a record, by its type and number as {@code type/number}
 */
record News(long id, String type, String no, Map<String, @Nullable Object> fields, Map<String, String> lookups) {
    News {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        lookups = Collections.unmodifiableMap(new LinkedHashMap<>(lookups));
    }

    /** What is to be told of a paper now that was {@code before}, null for one that is new; null when it is nothing to Deskloom. */
    static @Nullable News of(long id, Kind kind, @Nullable Paper before, Paper now) {
        Map<String, @Nullable Object> was = before == null ? Map.of() : told(kind, before);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        told(kind, now).forEach((name, value) -> {
            if (before == null || !java.util.Objects.equals(was.get(name), value)) {
                fields.put(name, value);
            }
        });
        Map<String, String> lookups = new LinkedHashMap<>();
        lookups(kind, now).forEach((name, value) -> {
            if (before == null || !value.equals(lookups(kind, before).get(name))) {
                lookups.put(name, value);
            }
        });
        return fields.isEmpty() && lookups.isEmpty() ? null : new News(id, type(kind), now.no(), fields, lookups);
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case ORDER -> "order";
            case STOCK -> "stock_level";
            case SHIPMENT -> "shipment";
            case INVOICE -> "invoice";
            case WAREHOUSE, REFUND, PROCUREMENT, RESERVATION, PICKUP, PART, PART_ISSUE, SETTLEMENT -> "";
        };
    }

    private static Map<String, @Nullable Object> told(Kind kind, Paper paper) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        switch (kind) {
            case ORDER -> {
                out.put("status", paper.status());
                out.put("address", paper.text("address"));
            }
            case STOCK -> {
                out.put("available", paper.count("available"));
                out.put("restock_on", paper.values().get("restock_on"));
            }
            case SHIPMENT -> {
                // There is no word for a shipment that was taken back: the last one stays.
                if (!paper.is("cancelled")) {
                    out.put("tracking_no", paper.no());
                    out.put("carrier", paper.text("carrier"));
                    out.put("status", paper.status());
                    out.put("shipped_at", paper.values().get("shipped_at"));
                    out.put("delivered_at", paper.values().get("delivered_at"));
                }
            }
            case INVOICE -> {
                out.put("invoice_no", paper.no());
                out.put("amount", paper.text("amount"));
                out.put("status", paper.status());
                out.put("issued_on", paper.values().get("issued_on"));
            }
            case WAREHOUSE, REFUND, PROCUREMENT, RESERVATION, PICKUP, PART, PART_ISSUE, SETTLEMENT -> {}
        }
        return out;
    }

    private static Map<String, String> lookups(Kind kind, Paper paper) {
        return switch (kind) {
            case ORDER ->
                paper.text("shipment").isEmpty() ? Map.of() : Map.of("shipment", "shipment/" + paper.text("shipment"));
            case INVOICE -> Map.of("order", "order/" + paper.text("order"));
            case STOCK, SHIPMENT, WAREHOUSE, REFUND, PROCUREMENT, RESERVATION, PICKUP, PART, PART_ISSUE, SETTLEMENT ->
                Map.of();
        };
    }
}
