package io.deskloom.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Service visits: the ticket type of the demo with a field of every kind. */
public final class Visits {
    private Visits() {}

    /**
     * A visit with a value in every field.
     *
     * @param account the technician's id
     * @param customer the id of a customer's record
     * @param bring the ids of the products to bring
     */
    public static Map<String, Object> everything(String account, String customer, List<String> bring) {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("subject", "Kettle leaks");
        f.put("request", "It drips.");
        f.put("fault", "leak");
        f.put("signs", List.of("water", "smell"));
        f.put("product", "kitchen/kettle");
        f.put("serial_no", " 6901234567892 ");
        f.put("manual", "example.com/kettle");
        f.put("bought_on", "2026-01-02");
        f.put("warranty", Map.of("start", "2026-01-02", "end", "2028-01-01"));
        f.put("customer", customer);
        f.put("mail", "Li@Example.COM");
        f.put("phone", "138 1234 5520");
        f.put("region", "CN/44/4403");
        f.put("address", Map.of("country", "CN", "city", "深圳市", "street", "科苑路 15 号"));
        f.put("place", Map.of("lat", 22.5431, "lon", 113.9585));
        f.put("lift", false);
        f.put("floor", 12);
        f.put("door_code", "hunter2#");
        f.put("planned_at", "2026-12-01T09:30:00+08:00");
        f.put("home_from", "09:00");
        f.put("dispatch", "after_sales");
        f.put("technician", account);
        f.put("helpers", List.of(account));
        f.put("bring", bring);
        f.put("effort", 2.5);
        f.put("notes", "- **gasket**");
        f.put("report", "<p onclick=x>Changed the <b>gasket</b><script>alert(1)</script></p>");
        f.put("worked", "PT1H30M");
        f.put("load", 8.25);
        f.put(
                "parts",
                List.of(Map.of(
                        "part_no", "G-1", "quantity", 2, "price", Map.of("amount", "12.50", "currency", "CNY"))));
        f.put("cost", "25");
        f.put("discount", 12.5);
        f.put("satisfaction", 4);
        f.put("tags", List.of("VIP", "vip", "late"));
        return f;
    }
}
