package io.deskloom.app;

import io.deskloom.app.DemoStory.Move;
import io.deskloom.app.DemoStory.Purchase;
import io.deskloom.app.DemoStory.Who;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

/** Returns that could have happened, in Chinese and English. */
final class DemoReturns {
    /** How far a return has come. */
    private enum Reached {
        REVIEW,
        REJECTED,
        PARCEL,
        INSPECT,
        FAILED,
        LARGE,
        REFUND,
        DONE
    }

    private static final Set<String> LINKED =
            Set.of("customer", "order", "product", "customer_name", "contact", "tier", "lifetime_spend");
    private static final BigDecimal LARGE = new BigDecimal("500");

    /** @param fits what a product must be for this to happen to it; "" for any */
    private record Text(String fits, String subjectEn, String textEn, String subjectZh, String textZh) {}

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

    private static final List<Reached> LATELY = List.of(
            Reached.INSPECT,
            Reached.REVIEW,
            Reached.REFUND,
            Reached.REVIEW,
            Reached.LARGE,
            Reached.REVIEW,
            Reached.PARCEL,
            Reached.INSPECT,
            Reached.REFUND,
            Reached.DONE);

    private final Random random;
    private int recent;

    DemoReturns(Random random) {
        this.random = random;
    }

    /** @param old whether it happened long ago, so that it is mostly through */
    DemoStory story(Instant at, int index, boolean old) {
        boolean chinese = random.nextInt(100) < 60;
        String reason = pick(REASONS);
        Text text = pick(TEXTS.getOrDefault(reason, List.of()));
        int product = DemoGoods.any(random, text.fits());
        String name = DemoGoods.PRODUCTS.get(product).name(chinese);
        int items = random.nextInt(10) == 0 ? 2 + random.nextInt(4) : 1;
        BigDecimal paid =
                BigDecimal.valueOf((long) DemoGoods.PRODUCTS.get(product).price() * items);
        BigDecimal refund = random.nextInt(4) == 0
                ? paid.multiply(new BigDecimal("0.3")).setScale(2, RoundingMode.HALF_EVEN)
                : paid;
        int tier = random.nextInt(100);
        // Who has changed his mind has done so in time.
        int days = 1 + random.nextInt(reason.equals("size") || reason.equals("no_longer_wanted") ? 5 : 9);
        LocalDate delivered = LocalDate.ofInstant(at.minus(days, ChronoUnit.DAYS), ZoneOffset.UTC);
        String orderNo = DemoStory.orderNo(delivered.minusDays(3), 10_000 + index * 7);

        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("subject", DemoStories.capital((chinese ? text.subjectZh() : text.subjectEn()).formatted(name)));
        fields.put("complaint_text", (chinese ? text.textZh() : text.textEn()).formatted(name));
        fields.put("reason", reason);
        fields.put("order_no", orderNo);
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
        return new DemoStory(
                at,
                "return_refund",
                fields,
                moves(reached(old), chinese, refund.compareTo(LARGE) > 0),
                new Purchase(orderNo, delivered, product, items, tier < 12 ? "vip" : tier < 35 ? "gold" : "standard"),
                LINKED,
                chinese);
    }

    private List<Move> moves(Reached reached, boolean chinese, boolean large) {
        List<Move> moves = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            String tracking = "%08d".formatted(random.nextInt(100_000_000));
            moves.add(new Move.Say(
                    Who.AGENT,
                    false,
                    pick(chinese ? QUESTIONS_ZH : QUESTIONS_EN).formatted(tracking)));
        }
        if (random.nextInt(4) == 0) {
            moves.add(new Move.Say(Who.AGENT, true, pick(NOTES)));
        }
        switch (reached) {
            case REVIEW -> {
                if (random.nextInt(3) == 0) {
                    moves.add(new Move.Take(Who.AGENT));
                }
            }
            case REJECTED -> moves.add(new Move.Act(Who.AGENT, "reject", Map.of()));
            case PARCEL -> {
                moves.add(new Move.Act(Who.AGENT, "approve", Map.of()));
                moves.add(new Move.Later());
                moves.add(new Move.Served(papers()));
            }
            case INSPECT -> back(moves);
            case FAILED -> {
                back(moves);
                moves.add(new Move.Act(Who.WAREHOUSE, "fail", inspected("fail")));
                moves.add(new Move.Served(papers()));
            }
            case LARGE, REFUND, DONE -> {
                back(moves);
                if (large && reached == Reached.LARGE) {
                    moves.add(new Move.Later());
                }
                moves.add(new Move.Act(Who.WAREHOUSE, "pass", inspected(pick(List.of("pass", "pass", "minor")))));
                // Above 500 the flow asks the supervisor and finance on the way; the story only says how far it goes.
                if (large && reached != Reached.LARGE) {
                    moves.add(new Move.Sign(Who.SUPERVISOR, "large"));
                    moves.add(new Move.Sign(Who.FINANCE, "large"));
                }
                moves.add(new Move.Served(papers()));
                if (reached == Reached.DONE) {
                    moves.add(new Move.Act(Who.FINANCE, "pay", Map.of()));
                    moves.add(new Move.Served(papers()));
                }
            }
        }
        return moves;
    }

    /** It is fetched, and arrives. */
    private void back(List<Move> moves) {
        moves.add(new Move.Act(Who.AGENT, "approve", Map.of()));
        moves.add(new Move.Arrived());
        moves.add(new Move.Served(papers()));
    }

    /** What the ERP and the warehouse system call what they have made. */
    private Map<String, String> papers() {
        int no = 10_000 + random.nextInt(90_000);
        return Map.of(
                "pickup_no",
                "PU-" + no,
                "tracking_no",
                "RPU-" + no,
                "refund_no",
                "RF-" + no,
                "shipment_no",
                "SH-" + no);
    }

    private Map<String, @Nullable Object> inspected(String result) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("inspection_result", result);
        fields.put("parcel_weight", BigDecimal.valueOf(200 + random.nextInt(4_000), 3));
        fields.put("resellable", random.nextInt(3) == 0);
        return fields;
    }

    private Reached reached(boolean old) {
        if (old) {
            int luck = random.nextInt(100);
            return luck < 78 ? Reached.DONE : luck < 90 ? Reached.REJECTED : Reached.FAILED;
        }
        // In turn, not by chance: a demo of twenty tickets has work for everybody, too.
        return LATELY.get(recent++ % LATELY.size());
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
