package io.deskloom.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a shop has before anybody asks for anything: orders, stock, shipments, invoices, warehouses. */
final class Shop {
    private record Item(Kind kind, Paper paper) {}

    private final List<Item> items = new ArrayList<>();

    void add(Kind kind, Paper paper) {
        items.add(new Item(kind, paper));
    }

    int size() {
        return items.size();
    }

    /** Puts all of it into books, which are stocked then. */
    void into(Books books) {
        ErpGoods.parts().forEach(part -> books.learn(Kind.PART, part));
        items.forEach(item -> books.learn(item.kind(), item.paper()));
        books.stocked();
    }

    /** Reads {@code {"order": [{"no": …, "status": …, …}], "stock": […]}}. */
    static Shop read(JsonNode body, List<String> problems) {
        Shop shop = new Shop();
        body.fields().forEachRemaining(each -> {
            Kind kind = kind(each.getKey());
            if (kind == null || !each.getValue().isArray()) {
                problems.add("/" + each.getKey() + ": is no kind of paper, or no list");
                return;
            }
            for (JsonNode one : each.getValue()) {
                String no = one.path("no").asText("");
                if (no.isBlank()) {
                    problems.add("/" + each.getKey() + ": holds one without a number");
                } else {
                    shop.add(kind, new Paper(no, "", one.path("status").asText("stocked"), values(one)));
                }
            }
        });
        return shop;
    }

    private static @Nullable Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        return null;
    }

    private static Map<String, @Nullable Object> values(JsonNode one) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        one.fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            if (!field.getKey().equals("no") && !field.getKey().equals("status") && value.isValueNode()) {
                values.put(
                        field.getKey(),
                        value.isNull()
                                ? null
                                : value.isBoolean()
                                        ? value.asBoolean()
                                        : value.isIntegralNumber() ? (Object) value.asInt() : value.asText());
            }
        });
        return values;
    }
}
