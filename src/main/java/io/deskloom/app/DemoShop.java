package io.deskloom.app;

import io.deskloom.app.DemoStory.Purchase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The shop behind the demo's tickets: who bought what, from which warehouse it went, where it is and what is left. The
 * same for the same seed and stories. Records are named by their external ids; a field that looks one up holds a
 * {@link Ref}.
 */
final class DemoShop {
    /** Where all of it comes from. */
    static final String SOURCE = "shop";

    private static final int DAYS = 90;
    /** Parcels of the last days are still talked about; what happened to older ones nobody asks any more. */
    private static final Duration TRACKED = Duration.ofDays(25);

    private static final List<String> SURNAMES =
            List.of("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗");
    private static final List<String> GIVEN =
            List.of("晓燕", "子涵", "敏", "启航", "思远", "佳怡", "悦", "志强", "文静", "一鸣", "桂芳", "晓东", "丽", "浩然", "雨桐");
    private static final List<String> FIRST = List.of(
            "Emma", "Daniel", "Sofia", "James", "Lena", "Noah", "Maya", "Oliver", "Clara", "Ethan", "Nora", "Hugo");
    private static final List<String> LAST =
            List.of("Clarke", "Roth", "Marin", "Okafor", "Vogel", "Brandt", "Singh", "Hughes", "Moreau", "Larsen");
    private static final List<String> COLOURS =
            List.of("white 白色", "ink blue 墨蓝", "rose 粉色", "graphite 深灰", "mint 薄荷绿", "sand 沙色", "black 黑色", "red 红色");
    private static final List<String> GOODS = List.of(
            "rice cooker 电饭煲",
            "frying pan 煎锅",
            "knife set 刀具套装",
            "hand blender 手持搅拌机",
            "hair dryer 吹风机",
            "humidifier 加湿器",
            "desk fan 台扇",
            "rain coat 雨衣",
            "wool scarf 羊毛围巾",
            "rucksack 双肩包",
            "puzzle, 1000 pieces 拼图 1000 片",
            "model train 火车模型",
            "blanket 毛毯",
            "table lamp 台灯",
            "storage box 收纳箱",
            "yoga mat 瑜伽垫",
            "water bottle 水壶",
            "coffee mug 咖啡杯",
            "toaster 烤面包机",
            "wall clock 挂钟");
    private static final List<String> REGIONS = List.of("north", "east", "south", "west", "abroad");
    private static final List<List<String>> CITIES = List.of(
            List.of("北京", "天津", "石家庄"),
            List.of("上海", "杭州", "南京"),
            List.of("广州", "深圳", "厦门"),
            List.of("成都", "西安", "重庆"),
            List.of("Singapore", "Berlin", "Lyon"));
    private static final List<String> CATEGORIES = List.of("kitchen", "electric", "clothing", "toys", "home");
    private static final List<String> WAREHOUSES =
            List.of("Beijing 北京仓", "Hangzhou 杭州仓", "Guangzhou 广州仓", "Chengdu 成都仓", "Hong Kong 香港仓");

    /** A record to be looked up, by its external id. */
    record Ref(String type, String id) {}

    /** One of {@link DemoGoods#PRODUCTS}; behind the last comes the first again. */
    static Ref product(int index) {
        return new Ref("product", "P-%05d".formatted(index % DemoGoods.PRODUCTS.size()));
    }

    /**
     * @param fields as the API takes them, but for {@link Ref}s
     */
    record Item(String type, String id, Map<String, @Nullable Object> fields) {}

    /**
     * @param items type by type, what is looked up before what looks it up
     * @param links for each story, in order, what its fields say of the shop: texts, and {@link Ref}s to be looked up
     */
    record Stock(List<Item> items, List<Map<String, @Nullable Object>> links) {}

    private final Random random;
    private final Instant now;
    private final List<Item> customers = new ArrayList<>();
    private final List<Item> products = new ArrayList<>();
    private final List<Item> warehouses = new ArrayList<>();
    private final List<Item> shipments = new ArrayList<>();
    private final List<Item> tracking = new ArrayList<>();
    private final List<Item> orders = new ArrayList<>();
    private final List<Item> lines = new ArrayList<>();
    private final List<Item> invoices = new ArrayList<>();
    private final List<Item> levels = new ArrayList<>();

    private DemoShop(long seed, Instant now) {
        this.random = new Random(seed);
        this.now = now;
    }

    /** A shop in which {@code stories} happen; with the demo's 3,000 it has 200 customers, 500 products and 2,000 orders. */
    static Stock behind(List<DemoStory> stories, Instant now, long seed) {
        DemoShop shop = new DemoShop(seed, now);
        int size = stories.size();
        shop.people(Math.clamp(size * 2L / 3, 8, 200));
        shop.goods(Math.clamp(size * 5L / 3, DemoGoods.PRODUCTS.size(), 500));
        // Those who buy something of their own come first: the others speak of an order that is there.
        Map<DemoStory, Map<String, @Nullable Object>> told = new IdentityHashMap<>();
        for (DemoStory story : stories) {
            if (story.purchase() != null && story.purchase().orderNo() != null) {
                told.put(story, shop.bought(story, story.purchase()));
            }
        }
        int wanted = size < 100 ? 2 * size : Math.min(2_000, size * 20 / 3);
        for (int i = 0; shop.orders.size() < wanted; i++) {
            shop.boughtByChance(i);
        }
        List<Map<String, @Nullable Object>> links = stories.stream()
                .map(story -> told.computeIfAbsent(story, shop::spokenOf))
                .toList();
        List<Item> all = new ArrayList<>();
        for (List<Item> items : List.of(
                shop.customers,
                shop.products,
                shop.warehouses,
                shop.shipments,
                shop.tracking,
                shop.orders,
                shop.lines,
                shop.invoices,
                shop.levels)) {
            all.addAll(items);
        }
        return new Stock(all, links);
    }

    private void people(int count) {
        for (int i = 0; i < count; i++) {
            boolean chinese = i % 5 < 3;
            int tier = i % 10;
            int region = chinese ? random.nextInt(4) : 4;
            String id = "C-%05d".formatted(i);
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put(
                    "name",
                    chinese
                            ? SURNAMES.get(i % SURNAMES.size()) + GIVEN.get(random.nextInt(GIVEN.size()))
                            : FIRST.get(i % FIRST.size()) + " " + LAST.get(random.nextInt(LAST.size())));
            fields.put("phone", "13%d%08d".formatted(i % 10, 10_000_000 + random.nextInt(89_999_999)));
            fields.put("open_id", "o6_bmjrPTlm6_2sgVt7hMZOPf%04d".formatted(i));
            fields.put("email", "c%05d@example.com".formatted(i));
            fields.put("tier", tier == 0 ? "vip" : tier < 3 ? "gold" : "standard");
            fields.put("region", REGIONS.get(region));
            fields.put("city", pick(CITIES.get(region)));
            fields.put("customer_since", day(now.minus(100 + random.nextInt(1_400), ChronoUnit.DAYS)));
            fields.put(
                    "prefers",
                    random.nextInt(4) == 0
                            ? pick(
                                    chinese
                                            ? List.of("晚上六点后联系", "只用微信", "放快递柜")
                                            : List.of("a call after 18:00", "e-mail only"))
                            : null);
            fields.put("lifetime_spend", Integer.toString(200 + random.nextInt(tier == 0 ? 60_000 : 8_000)));
            customers.add(new Item("customer", id, fields));
        }
    }

    private void goods(int count) {
        for (int i = 0; i < WAREHOUSES.size(); i++) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("name", WAREHOUSES.get(i));
            fields.put("region", REGIONS.get(i));
            fields.put("city", CITIES.get(i).getFirst());
            fields.put("phone", "0108800%04d".formatted(i));
            warehouses.add(new Item("warehouse", "W-" + (i + 1), fields));
        }
        for (int i = 0; i < count; i++) {
            int known = DemoGoods.PRODUCTS.size();
            boolean first = i < known;
            int other = i - known;
            String name = first
                    ? DemoGoods.PRODUCTS.get(i).en() + " "
                            + DemoGoods.PRODUCTS.get(i).zh()
                    : GOODS.get(other % GOODS.size()) + ", "
                            + COLOURS.get(other / GOODS.size() % COLOURS.size())
                            + (other / (GOODS.size() * COLOURS.size()) == 0
                                    ? ""
                                    : " " + (1 + other / (GOODS.size() * COLOURS.size())));
            int price = first ? DemoGoods.PRODUCTS.get(i).price() : 29 + random.nextInt(700);
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("sku", "NL-%05d".formatted(10_000 + i));
            fields.put("category", pick(CATEGORIES));
            fields.put("price", Integer.toString(price));
            fields.put("purchase_price", Integer.toString(price * 3 / 5));
            fields.put("returnable_days", random.nextInt(5) == 0 ? 30 : 7);
            products.add(new Item("product", "P-%05d".formatted(i), fields));
            for (Item warehouse : warehouses) {
                int available = random.nextInt(5) == 0 ? random.nextInt(6) : 10 + random.nextInt(180);
                int safety = 10 + random.nextInt(20);
                Map<String, @Nullable Object> level = new LinkedHashMap<>();
                level.put("name", name + " · " + warehouse.fields().get("name"));
                level.put("product", new Ref("product", "P-%05d".formatted(i)));
                level.put("warehouse", new Ref("warehouse", warehouse.id()));
                level.put("available", available);
                level.put("safety_stock", safety);
                level.put(
                        "restock_on",
                        available < safety ? day(now.plus(1 + random.nextInt(9), ChronoUnit.DAYS)) : null);
                levels.add(new Item("stock_level", "P-%05d@%s".formatted(i, warehouse.id()), level));
            }
        }
    }

    /** The order a story is about, and who placed it: somebody of the story's language and tier. */
    private Map<String, @Nullable Object> bought(DemoStory story, Purchase purchase) {
        List<Item> fitting = customers.stream()
                .filter(c -> speaks(c, story)
                        && (purchase.tier() == null
                                || purchase.tier().equals(c.fields().get("tier"))))
                .toList();
        Item customer = pick(fitting.isEmpty() ? customers : fitting);
        Instant delivered = purchase.delivered()
                .atTime(10 + random.nextInt(8), random.nextInt(60))
                .toInstant(ZoneOffset.UTC);
        Instant at = delivered.minus(2 + random.nextInt(3), ChronoUnit.DAYS);
        // What somebody writes about left some days before, also when it is late.
        Instant latest = story.at().minus(3, ChronoUnit.DAYS);
        order(
                Objects.requireNonNull(purchase.orderNo()),
                customer,
                at.isBefore(latest) ? at : latest,
                delivered,
                purchase.product(),
                purchase.quantity());
        return links(story, customer, orders.getLast(), purchase.product());
    }

    /** A story about any order of somebody who speaks its language, or about none. */
    private Map<String, @Nullable Object> spokenOf(DemoStory story) {
        Purchase purchase = story.purchase();
        if (purchase == null) {
            Item customer =
                    pick(customers.stream().filter(c -> speaks(c, story)).toList());
            return links(story, customer, null, -1);
        }
        List<Item> there = orders.stream()
                .filter(o -> speaks(buyer(o), story)
                        && Instant.parse(String.valueOf(o.fields().get("ordered_at")))
                                .isBefore(story.at()))
                .toList();
        Item order = pick(there.isEmpty() ? orders : there);
        return links(story, buyer(order), order, purchase.product());
    }

    private static boolean speaks(Item customer, DemoStory story) {
        return "abroad".equals(customer.fields().get("region")) != story.chinese();
    }

    private Item buyer(Item order) {
        return order.fields().get("customer") instanceof Ref ref
                ? customers.get(Integer.parseInt(ref.id().substring(2)))
                : customers.getFirst();
    }

    /** What the story's ticket wants to know of the shop; {@code order} null for none. */
    private Map<String, @Nullable Object> links(DemoStory story, Item customer, @Nullable Item order, int product) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("customer", new Ref("customer", customer.id()));
        all.put("customer_name", customer.fields().get("name"));
        all.put("contact", customer.fields().get("phone"));
        all.put("tier", customer.fields().get("tier"));
        all.put("lifetime_spend", customer.fields().get("lifetime_spend"));
        if (order != null) {
            Ref goods = new Ref("product", products.get(product).id());
            all.put("order", new Ref("order", order.id()));
            all.put("order_no", order.id());
            all.put("product", goods);
            all.put("wanted_product", goods);
            if (order.fields().get("shipment") instanceof Ref shipment) {
                all.put("shipment", shipment);
                all.put("tracking_no", shipment.id());
            }
        }
        all.keySet().retainAll(story.linked());
        return all;
    }

    private void boughtByChance(int index) {
        Instant at =
                now.minusSeconds(3_600 + random.nextLong(Duration.ofDays(DAYS).toSeconds()));
        Instant delivered = at.plus(2 + random.nextInt(3), ChronoUnit.DAYS);
        order(
                "N%s-%05d"
                        .formatted(
                                DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofInstant(at, ZoneOffset.UTC)),
                                20_000 + index * 13),
                pick(customers),
                at,
                delivered,
                random.nextInt(products.size()),
                1 + random.nextInt(10) / 8);
    }

    private void order(String no, Item customer, Instant at, Instant delivered, int product, int quantity) {
        boolean arrived = delivered.isBefore(now);
        Duration age = Duration.between(at, now);
        String status = arrived ? "delivered" : age.toHours() < 6 ? "paid" : age.toHours() < 14 ? "picking" : "shipped";
        int region = REGIONS.indexOf(String.valueOf(customer.fields().get("region")));
        Item warehouse = warehouses.get(random.nextInt(4) == 0 ? random.nextInt(5) : region);
        boolean sent = status.equals("shipped") || arrived;
        BigDecimal paid = line(no, 0, product, quantity);
        if (random.nextInt(3) == 0) {
            paid = paid.add(line(no, 1, random.nextInt(products.size()), 1));
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("order_no", no);
        fields.put("customer", new Ref("customer", customer.id()));
        fields.put("ordered_at", at.truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("status", status);
        fields.put("channel", pick(List.of("mini_program", "douyin", "taobao", "jd", "site")));
        fields.put("paid", paid.toPlainString());
        fields.put("payment", pick(List.of("wechat", "wechat", "alipay", "card")));
        fields.put("warehouse", new Ref("warehouse", warehouse.id()));
        fields.put("shipment", sent ? shipped(no, warehouse, at, delivered, arrived, customer) : null);
        fields.put("address", customer.fields().get("city") + ", " + (1 + random.nextInt(200)));
        orders.add(new Item("order", no, fields));
        if (arrived && random.nextInt(5) < 3) {
            Map<String, @Nullable Object> invoice = new LinkedHashMap<>();
            invoice.put("invoice_no", "INV-" + no.substring(1));
            invoice.put("order", new Ref("order", no));
            invoice.put("amount", paid.toPlainString());
            invoice.put("status", random.nextInt(3) == 0 ? "issued" : "sent");
            invoice.put("issued_on", day(delivered));
            invoices.add(new Item("invoice", "INV-" + no.substring(1), invoice));
        }
    }

    private BigDecimal line(String order, int index, int product, int quantity) {
        Item item = products.get(product);
        BigDecimal amount =
                new BigDecimal(String.valueOf(item.fields().get("price"))).multiply(BigDecimal.valueOf(quantity));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", item.fields().get("name"));
        fields.put("order", new Ref("order", order));
        fields.put("product", new Ref("product", item.id()));
        fields.put("quantity", quantity);
        fields.put("amount", amount.toPlainString());
        lines.add(new Item("order_line", order + "/" + (index + 1), fields));
        return amount;
    }

    private Ref shipped(String order, Item warehouse, Instant at, Instant delivered, boolean arrived, Item customer) {
        Instant left = at.plus(14, ChronoUnit.HOURS);
        boolean late = !arrived && random.nextInt(5) == 0;
        String no = "SF%012d".formatted(100_000_000L + shipments.size() * 7_919L);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("tracking_no", no);
        fields.put("carrier", pick(List.of("sf", "jd", "cainiao", "zto")));
        fields.put("status", arrived ? "delivered" : late ? "delayed" : "in_transit");
        fields.put("warehouse", new Ref("warehouse", warehouse.id()));
        fields.put("shipped_at", left.truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put(
                "delivered_at",
                arrived ? delivered.truncatedTo(ChronoUnit.SECONDS).toString() : null);
        shipments.add(new Item("shipment", no, fields));
        if (Duration.between(delivered, now).compareTo(TRACKED) < 0) {
            String city = String.valueOf(customer.fields().get("city"));
            String from = String.valueOf(warehouse.fields().get("city"));
            happened(no, 1, left, "Packed and handed over 已打包出库", from);
            happened(no, 2, left.plus(5, ChronoUnit.HOURS), "Left the sorting centre 离开分拨中心", from);
            happened(
                    no,
                    3,
                    left.plus(20, ChronoUnit.HOURS),
                    late ? "Delayed: road closed 延误：道路封闭" : "Arrived in the city 到达目的城市",
                    city);
            happened(no, 4, delivered.minus(4, ChronoUnit.HOURS), "Out for delivery 派送中", city);
            happened(no, 5, delivered, "Delivered 已签收", city);
        }
        return new Ref("shipment", no);
    }

    private void happened(String shipment, int index, Instant at, String what, String place) {
        if (at.isBefore(now)) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("what", what);
            fields.put("shipment", new Ref("shipment", shipment));
            fields.put("at", at.truncatedTo(ChronoUnit.SECONDS).toString());
            fields.put("place", place);
            tracking.add(new Item("tracking_event", shipment + "/" + index, fields));
        }
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
