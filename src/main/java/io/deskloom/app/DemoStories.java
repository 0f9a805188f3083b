package io.deskloom.app;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Returns that could have happened: the same three hundred for the same seed, in Chinese and English. */
final class DemoStories {
    private static final int DAYS = 30;

    /** How far a ticket has come. */
    enum Reached {
        REVIEW,
        REJECTED,
        INSPECT,
        FAILED,
        LARGE,
        REFUND,
        DONE
    }

    /**
     * @param fields as POST /tickets takes them
     * @param question a public message of the customer's, null for none
     * @param note an internal note, null for none
     * @param inspection the warehouse's fields
     * @param product which of {@link #PRODUCTS} it is about
     * @param chinese whether the customer writes Chinese
     */
    record Story(
            Instant at,
            Map<String, @Nullable Object> fields,
            Reached reached,
            boolean claimed,
            @Nullable String question,
            @Nullable String note,
            Map<String, @Nullable Object> inspection,
            int product,
            boolean chinese) {
        /** The same with other fields. */
        Story with(Map<String, @Nullable Object> others) {
            return new Story(at, others, reached, claimed, question, note, inspection, product, chinese);
        }
    }

    record Product(String en, String zh, int price, Set<String> is) {}

    /** @param fits what a product must be for this to happen to it; "" for any */
    private record Text(String fits, String subjectEn, String textEn, String subjectZh, String textZh) {}

    static final List<Product> PRODUCTS = List.of(
            new Product("thermos 500 ml", "保温杯 500ml", 128, Set.of("vessel", "hard")),
            new Product("electric kettle 1.7 L", "电热水壶 1.7L", 219, Set.of("vessel", "electric", "hard")),
            new Product("lunch box, 3 layers", "三层饭盒", 89, Set.of("vessel", "hard")),
            new Product("down jacket", "羽绒服", 699, Set.of("wear")),
            new Product("desk lamp", "护眼台灯", 159, Set.of("electric", "hard")),
            new Product("building blocks, 1200 pieces", "积木 1200 片", 399, Set.of("parts")),
            new Product("air fryer", "空气炸锅", 459, Set.of("electric", "parts", "hard")),
            new Product("pair of running shoes", "跑步鞋", 529, Set.of("wear")),
            new Product("robot vacuum", "扫地机器人", 1899, Set.of("electric", "parts", "hard")),
            new Product("bed linen set", "四件套床品", 329, Set.of("wear")),
            new Product("noise-cancelling headset", "降噪耳机", 1299, Set.of("electric", "parts", "hard")),
            new Product("water purifier", "净水器", 2380, Set.of("vessel", "electric", "parts", "hard")));

    private static final Map<String, List<Text>> TEXTS = Map.of(
            "damaged",
            List.of(
                    new Text(
                            "hard",
                            "The %s arrived cracked",
                            "The box was dented and the %s inside has a long crack. I have photos. Can I get my money back?",
                            "收到的%s破损了",
                            "外箱有明显压痕，里面的%s裂了一道口子，我拍了照片，可以直接退款吗？"),
                    new Text(
                            "vessel",
                            "%s leaks since the first day",
                            "I filled it once and the table was wet. It was a present, please be quick.",
                            "%s第一天就漏水",
                            "第一次用就漏得满桌子都是水，本来是送人的礼物，麻烦尽快处理。")),
            "quality",
            List.of(
                    new Text(
                            "electric",
                            "%s: stopped working after a week",
                            "It worked for six days. Now nothing happens when I switch it on.",
                            "%s用了一周就坏了",
                            "刚用六天，现在按开关没有任何反应。"),
                    new Text(
                            "",
                            "Poor finish on the %s",
                            "There are scratches and one edge is sharp. Not what the pictures show.",
                            "%s做工太差",
                            "有划痕，边缘还割手，和商品图片完全不一样。")),
            "wrong_item",
            List.of(
                    new Text(
                            "",
                            "Wrong item instead of the %s",
                            "I ordered ink blue and got rose. The label on the box says blue.",
                            "发错货：我买的是%s",
                            "我拍的是墨蓝色，收到的是粉色，箱子上的标签倒是写着蓝色。"),
                    new Text(
                            "parts",
                            "Parts missing: %s",
                            "The accessories bag is not in the parcel. Please send it or take it back.",
                            "%s缺少配件",
                            "包裹里没有配件袋，麻烦补发，或者我退货。")),
            "size",
            List.of(new Text(
                    "wear",
                    "%s does not fit",
                    "It is smaller than the size table says. I would like to send it back.",
                    "%s尺码不合适",
                    "比尺码表偏小，穿着很紧，想退货。")),
            "no_longer_wanted",
            List.of(
                    new Text(
                            "",
                            "Seven-day return: %s",
                            "Unopened. I found that we already have one. How do I send it back?",
                            "七天无理由退货：%s",
                            "没有拆封，家里已经有一个了，怎么寄回来？"),
                    new Text(
                            "",
                            "Ordered the %s twice by mistake",
                            "My son pressed the button again. Please take one of the two back.",
                            "误下单两次：%s",
                            "孩子多点了一次，麻烦退掉其中一单。")));

    private static final List<String> REASONS =
            List.of("damaged", "damaged", "quality", "quality", "wrong_item", "size", "no_longer_wanted");
    private static final List<String> NAMES_ZH = List.of(
            "林晓燕", "王子涵", "赵敏", "周启航", "陈思远", "杭州云栖酒店", "刘晓东", "何佳怡", "孙悦", "黄志强", "徐文静", "上海木可教育", "郭佳", "吴桂芳", "郑一鸣",
            "马丽");
    private static final List<String> NAMES_EN = List.of(
            "Emma Clarke",
            "Daniel Roth",
            "Sofia Marin",
            "James Okafor",
            "Lena Vogel",
            "Noah Brandt",
            "Maya Singh",
            "Oliver Hughes");
    private static final List<String> QUESTIONS_EN = List.of(
            "Any news? It has been two days.",
            "Thank you. When will the courier come?",
            "I have sent it back, the number is SF1390%s.");
    private static final List<String> QUESTIONS_ZH = List.of("已经两天了，有进展吗？", "谢谢，快递员什么时候上门？", "已经寄出了，运单号 SF1390%s。");
    private static final List<String> NOTES = List.of(
            "Third one from batch 2610, told quality.",
            "第三起同批次问题，已反馈质检。",
            "Customer prefers a call after 18:00.",
            "客户希望晚上六点后电话联系。");

    private final Random random;

    DemoStories(long seed) {
        random = new Random(seed);
    }

    /** {@code count} stories that end at {@code now}, oldest first. */
    List<Story> before(Instant now, int count) {
        List<Story> stories = new ArrayList<>();
        long step = Duration.ofDays(DAYS).toSeconds() / count;
        for (int i = 0; i < count; i++) {
            long back = Duration.ofDays(DAYS).toSeconds() - i * step - random.nextLong(step);
            stories.add(story(now.minusSeconds(back), i));
        }
        return stories;
    }

    private Story story(Instant at, int index) {
        boolean chinese = random.nextInt(100) < 60;
        String reason = pick(REASONS);
        Text text = pick(TEXTS.getOrDefault(reason, List.of()));
        Product product = pick(PRODUCTS.stream()
                .filter(p -> text.fits().isEmpty() || p.is().contains(text.fits()))
                .toList());
        String name = chinese ? product.zh() : product.en();
        int items = random.nextInt(10) == 0 ? 2 + random.nextInt(4) : 1;
        BigDecimal paid = BigDecimal.valueOf((long) product.price() * items);
        BigDecimal refund = random.nextInt(4) == 0
                ? paid.multiply(new BigDecimal("0.3")).setScale(2, RoundingMode.HALF_EVEN)
                : paid;
        int tier = random.nextInt(100);
        LocalDate delivered = LocalDate.ofInstant(at.minus(1 + random.nextInt(9), ChronoUnit.DAYS), ZoneOffset.UTC);

        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("subject", capital((chinese ? text.subjectZh() : text.subjectEn()).formatted(name)));
        fields.put("complaint_text", (chinese ? text.textZh() : text.textEn()).formatted(name));
        fields.put("reason", reason);
        fields.put(
                "order_no",
                "E2026%02d%02d-%05d".formatted(1 + random.nextInt(11), 1 + random.nextInt(28), 10_000 + index * 37));
        fields.put("customer_name", chinese ? pick(NAMES_ZH) : pick(NAMES_EN));
        fields.put("contact", "13" + random.nextInt(10) + "%08d".formatted(random.nextInt(100_000_000)));
        fields.put("tier", tier < 12 ? "vip" : tier < 35 ? "gold" : "standard");
        fields.put("lifetime_spend", Long.toString(200 + random.nextInt(tier < 12 ? 60_000 : 8_000)));
        fields.put("paid", paid.toPlainString());
        fields.put("refund_amount", refund.toPlainString());
        fields.put("items_count", items);
        fields.put("delivered_on", delivered.toString());
        if (reason.equals("damaged") || reason.equals("quality")) {
            fields.put("fault_codes", List.of(pick(List.of("scratch", "crack", "leak"))));
        }
        fields.put(
                "freight_payer",
                reason.equals("no_longer_wanted") ? "buyer" : pick(List.of("seller", "seller", "insurer")));

        String tracking = "%08d".formatted(random.nextInt(100_000_000));
        Map<String, @Nullable Object> inspection = new LinkedHashMap<>();
        inspection.put("inspection_result", pick(List.of("pass", "pass", "minor")));
        inspection.put("parcel_weight", BigDecimal.valueOf(200 + random.nextInt(4_000), 3));
        inspection.put("resellable", random.nextInt(3) == 0);
        boolean hasQuestion = random.nextInt(3) == 0;
        boolean hasNote = random.nextInt(4) == 0;
        return new Story(
                at,
                fields,
                reached(index),
                random.nextInt(3) == 0,
                hasQuestion ? pick(chinese ? QUESTIONS_ZH : QUESTIONS_EN).formatted(tracking) : null,
                hasNote ? pick(NOTES) : null,
                inspection,
                PRODUCTS.indexOf(product),
                chinese);
    }

    // Old returns are mostly through, those of the last days are in every step.
    private Reached reached(int index) {
        int luck = random.nextInt(100);
        if (index < 190) {
            return luck < 78 ? Reached.DONE : luck < 90 ? Reached.REJECTED : Reached.FAILED;
        }
        return luck < 45
                ? Reached.REVIEW
                : luck < 65 ? Reached.INSPECT : luck < 75 ? Reached.LARGE : luck < 92 ? Reached.REFUND : Reached.DONE;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
