package io.deskloom.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Deskloom, as anybody outside sees it: by its API, with a token. */
final class Deskloom implements AutoCloseable {
    /** Where the demo's records say they come from. */
    private static final String SOURCE = "shop";

    private static final int PAGE = 100;

    /** A list without an end would be read for ever. */
    private static final int MOST_PAGES = 1_000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private final String token;

    Deskloom(String url, String token) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
    }

    /** It does not take this, and will not. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** Tells one thing. @throws IOException when it should be told again later */
    void tell(News news) throws IOException, InterruptedException, Refused {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(news.fields());
        for (Map.Entry<String, String> lookup : news.lookups().entrySet()) {
            String[] named = lookup.getValue().split("/", 2);
            fields.put(
                    lookup.getKey(),
                    put(named[0], named[1], Map.of()).path("id").asText());
        }
        put(news.type(), news.no(), fields);
    }

    private JsonNode put(String type, String no, Map<String, @Nullable Object> fields)
            throws IOException, InterruptedException, Refused {
        String body = BooksFile.JSON.writeValueAsString(Map.of("source", SOURCE, "externalId", no, "fields", fields));
        return answer(HttpRequest.newBuilder(URI.create(url + "/api/v1/objects/" + type))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException, Refused {
        HttpResponse<String> answer = client.send(
                request.timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return BooksFile.JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        }
        // Without a right, too, there is nothing to be gained by telling it again.
        if (status >= 400 && status < 500 && status != 401 && status != 408 && status != 409 && status != 429) {
            throw new Refused("status " + status + " " + answer.body());
        }
        throw new IOException("status " + status);
    }

    /** Reads what the shop has from the records there are. */
    Shop shop() throws IOException, InterruptedException, Refused {
        Shop shop = new Shop();
        Map<String, String> warehouses = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        Map<String, String> skus = new HashMap<>();
        each("warehouse", row -> {
            warehouses.put(row.path("id").asText(), no(row));
            names.put(no(row), row.path("fields").path("name").asText(""));
            shop.add(Kind.WAREHOUSE, new Paper(no(row), "", "open", values(row, "city", "region")));
        });
        each("order", row -> {
            Map<String, @Nullable Object> values = values(row, "address");
            values.put("warehouse", warehouses.getOrDefault(id(row, "warehouse"), ""));
            values.put(
                    "shipment",
                    row.path("fields").path("shipment").path("title").asText(""));
            values.put("paid", amount(row, "paid"));
            shop.add(
                    Kind.ORDER,
                    new Paper(no(row), "", row.path("fields").path("status").asText(), values));
        });
        each("product", row -> skus.put(no(row), row.path("fields").path("sku").asText("")));
        each("stock_level", row -> {
            String[] named = no(row).split("@", 2);
            if (named.length == 2) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                values.put("product", named[0]);
                values.put("sku", skus.getOrDefault(named[0], ""));
                values.put("warehouse", named[1]);
                values.put("warehouse_name", names.getOrDefault(named[1], ""));
                values.put("available", row.path("fields").path("available").asInt());
                values.put("safety", row.path("fields").path("safety_stock").asInt());
                values.put("restock_on", text(row, "restock_on"));
                shop.add(Kind.STOCK, new Paper(no(row), "", "stocked", values));
            }
        });
        each(
                "shipment",
                row -> shop.add(
                        Kind.SHIPMENT,
                        new Paper(
                                no(row),
                                "",
                                row.path("fields").path("status").asText(),
                                values(row, "tracking_no", "carrier", "shipped_at", "delivered_at"))));
        each("invoice", row -> {
            Map<String, @Nullable Object> values = values(row, "issued_on");
            values.put("order", row.path("fields").path("order").path("title").asText(""));
            values.put("amount", amount(row, "amount"));
            shop.add(
                    Kind.INVOICE,
                    new Paper(no(row), "", row.path("fields").path("status").asText(), values));
        });
        return shop;
    }

    private void each(String type, Consumer<JsonNode> with) throws IOException, InterruptedException, Refused {
        String cursor = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode answer = answer(HttpRequest.newBuilder(URI.create(url + "/api/v1/objects/" + type + "?limit="
                            + PAGE
                            + (cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))))
                    .GET());
            for (JsonNode row : answer.path("items")) {
                if (!no(row).isEmpty()) {
                    with.accept(row);
                }
            }
            cursor = answer.path("next").asText("");
            if (cursor.isEmpty() || cursor.equals("null")) {
                return;
            }
        }
    }

    private static String no(JsonNode row) {
        return row.path("source").asText("").equals(SOURCE)
                ? row.path("externalId").asText("")
                : "";
    }

    private static String id(JsonNode row, String lookup) {
        return row.path("fields").path(lookup).path("id").asText("");
    }

    private static String amount(JsonNode row, String field) {
        return row.path("fields").path(field).path("amount").asText("0");
    }

    private static @Nullable String text(JsonNode row, String field) {
        JsonNode value = row.path("fields").path(field);
        return value.isTextual() ? value.asText() : null;
    }

    private static Map<String, @Nullable Object> values(JsonNode row, String... fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : fields) {
            values.put(field, text(row, field));
        }
        return values;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
