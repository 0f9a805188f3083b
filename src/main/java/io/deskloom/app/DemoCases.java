package io.deskloom.app;

import io.deskloom.app.DemoStory.Move;
import io.deskloom.app.DemoStory.Purchase;
import io.deskloom.app.DemoStory.Who;
import java.math.BigDecimal;
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

/** What else customers write to a shop about: questions, exchanges, lost parcels, complaints, repairs and visits. */
final class DemoCases {

    /** A subject and what the customer says, in both languages; {@code key} is what it is sorted under. */
    private record Text(String key, String subjectEn, String textEn, String subjectZh, String textZh) {
        String subject(boolean chinese, String product) {
            return DemoStories.capital((chinese ? subjectZh : subjectEn).formatted(product));
        }

        String text(boolean chinese, String product) {
            return (chinese ? textZh : textEn).formatted(product);
        }
    }

    private record Question(Text text, String answerEn, String answerZh, boolean ofOrder) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question(
                    new Text(
                            "track_order",
                            "Where is my %s?",
                            "The page has said that it is on its way since Monday. When will it be here?",
                            "我的%s到哪里了？",
                            "物流从周一开始就没有更新了，请问什么时候能到？"),
                    "It left the sorting centre this morning and should be with you tomorrow.",
                    "包裹今早已从分拨中心发出，预计明天送达。",
                    true),
            new Question(
                    new Text(
                            "cancel_order",
                            "Please cancel my order for the %s",
                            "I chose the wrong address. Can you cancel it before it is packed?",
                            "请取消%s的订单",
                            "地址选错了，能在发货前帮我取消吗？"),
                    "It is cancelled; the money is back within three days.",
                    "订单已取消，款项三天内原路退回。",
                    true),
            new Question(
                    new Text(
                            "get_invoice",
                            "Invoice for the %s",
                            "I need the invoice with our company's name and tax number on it.",
                            "%s需要开发票",
                            "请开公司抬头的发票，税号稍后发您。"),
                    "The invoice has gone to your mail address.",
                    "发票已发送到您的邮箱，请查收。",
                    true),
            new Question(
                    new Text(
                            "change_shipping_address",
                            "Another address for the %s",
                            "We have moved. Please send it to the new address.",
                            "%s改收货地址",
                            "我搬家了，请帮我改成新地址。"),
                    "Changed: the parcel goes to the new address.",
                    "已修改，包裹会送到新地址。",
                    true),
            new Question(
                    new Text(
                            "payment_issue",
                            "Paid twice for the %s?",
                            "My bank shows the amount two times. Which of them is right?",
                            "%s好像付了两次款",
                            "银行显示扣了两笔，请帮我核实一下。"),
                    "Only one was booked; the other is a reservation which your bank releases.",
                    "系统只收到一笔，另一笔是银行预授权，会自动退回。",
                    true),
            new Question(
                    new Text(
                            "contact_customer_service",
                            "Is the %s good for a child?",
                            "My daughter is six. Is it the right thing for her, and is there a smaller one?",
                            "%s适合孩子用吗？",
                            "女儿六岁，适合她用吗？有没有小一号的？"),
                    "From five years on, yes. There is no smaller one.",
                    "五岁以上可以使用，暂时没有更小的款式。",
                    false),
            new Question(
                    new Text(
                            "contact_customer_service",
                            "Does the %s work abroad?",
                            "I would take it to Singapore. Is there an adapter in the box?",
                            "%s在国外能用吗？",
                            "想带去新加坡用，包装里有转换插头吗？"),
                    "Yes, 100 to 240 volts; the adapter is sold separately.",
                    "可以，支持 100-240V 电压，转换插头需另购。",
                    false),
            new Question(
                    new Text(
                            "recover_password",
                            "I cannot sign in any more",
                            "The code never arrives on my phone. I have tried it five times.",
                            "登录不了账号",
                            "验证码一直收不到，试了五次了。"),
                    "Your number was blocked after too many codes; it is free again.",
                    "验证码次数过多被限制，现已解除，请重新登录。",
                    false),
            new Question(
                    new Text(
                            "review",
                            "Praise for your courier",
                            "He carried the box up to the fifth floor. Please tell him thank you.",
                            "表扬快递员",
                            "快递小哥把箱子搬上五楼，请代我谢谢他。"),
                    "We have told him. Thank you for writing!",
                    "已转达，谢谢您的肯定！",
                    false));

    private static final List<Text> EXCHANGES = List.of(
            new Text(
                    "size",
                    "%s: one size larger, please",
                    "It is too tight at the shoulders. I would like one size larger.",
                    "%s换大一码",
                    "肩膀太紧了，想换大一码。"),
            new Text(
                    "colour",
                    "%s in another colour",
                    "It looks different from the picture. I would rather have the grey one.",
                    "%s换颜色",
                    "颜色和图片有差别，想换成灰色。"),
            new Text(
                    "defect",
                    "%s is faulty, please exchange",
                    "The switch does not catch. A new one would be fine, I do not need the money.",
                    "%s有故障，申请换货",
                    "开关按下去没反应，换个新的就行，不用退款。"),
            new Text(
                    "wrong_item",
                    "I got something else instead of the %s",
                    "Please send the right one; yours can be picked up at any time.",
                    "发错货了，我要的是%s",
                    "请补发正确的商品，收到的随时可以来取。"));

    private static final List<Text> EXCEPTIONS = List.of(
            new Text(
                    "delayed",
                    "%s: two days late",
                    "Promised for the weekend, now it is Tuesday.",
                    "%s已晚到两天",
                    "承诺周末送达，现在已经周二了。"),
            new Text(
                    "no_scan",
                    "%s: no news for four days",
                    "The last entry is from the sorting centre. Has it been lost?",
                    "%s四天没有物流更新",
                    "最后一条停在分拨中心，是不是丢件了？"),
            new Text(
                    "lost",
                    "%s: the carrier cannot find the parcel",
                    "The carrier's own people say that it fell off a lorry.",
                    "%s丢件",
                    "快递公司说包裹在运输途中遗失。"),
            new Text(
                    "damaged",
                    "%s: parcel torn open on the way",
                    "The courier showed me the parcel; I have not taken it.",
                    "%s运输途中破损",
                    "快递员给我看了，外箱已经裂开，没有签收。"),
            new Text(
                    "wrong_address",
                    "%s is going to the old address",
                    "I gave the old address by mistake, and it has already left.",
                    "%s寄到旧地址了",
                    "下单时选错地址，已经发货了，能改吗？"),
            new Text(
                    "not_received",
                    "%s: delivered, they say, but not to me",
                    "Nobody rang, and nothing is at the neighbours' or in the locker.",
                    "%s显示签收但没收到",
                    "没有人按门铃，快递柜和邻居家都没有。"));

    private static final List<Text> COMPLAINTS = List.of(
            new Text(
                    "goods/safety",
                    "%s: I have cut my hand",
                    "The edge is as sharp as a knife. I want somebody to do something about it.",
                    "%s割伤手",
                    "边缘像刀一样锋利，请你们重视并整改。"),
            new Text(
                    "goods/description",
                    "%s is nothing like its pictures",
                    "Half the size, another colour. This is misleading.",
                    "%s与宣传严重不符",
                    "大小只有一半，颜色也不对，属于误导消费者。"),
            new Text(
                    "service/waiting",
                    "Forty minutes on the line",
                    "I was put through four times and then cut off.",
                    "电话等了四十分钟",
                    "转接了四次，最后直接断线。"),
            new Text(
                    "service/promise",
                    "You promised to call back",
                    "That was on Friday. Nobody has called.",
                    "说好回电没有回",
                    "周五答应回电，到现在没有人联系我。"),
            new Text(
                    "delivery/courier",
                    "The courier threw the parcel over the fence",
                    "Our camera has it. What do you say to that?",
                    "快递员把包裹扔过围栏",
                    "监控拍得清清楚楚，请给个说法。"));

    private static final List<Text> FAULTS = List.of(
            new Text(
                    "dead",
                    "%s does not start any more",
                    "Yesterday it still worked. I have tried another socket.",
                    "%s无法启动",
                    "昨天还能用，换了插座也没反应。"),
            new Text(
                    "noise", "%s rattles", "There is a rattling inside, louder every day.", "%s有异响", "里面一直哐哐响，一天比一天大。"),
            new Text(
                    "battery",
                    "%s: battery empty after ten minutes",
                    "It used to last for an hour.",
                    "%s电池只能用十分钟",
                    "以前能用一个小时。"),
            new Text(
                    "leak",
                    "%s: water below it every morning",
                    "It stands in a puddle although nobody uses it at night.",
                    "%s底部漏水",
                    "晚上没用，早上底下一滩水。"));

    private static final Map<String, String> CATEGORIES = Map.of(
            "track_order", "delivery",
            "cancel_order", "order",
            "get_invoice", "invoice",
            "change_shipping_address", "shipping_address",
            "payment_issue", "payment",
            "recover_password", "account",
            "review", "feedback",
            "contact_customer_service", "contact");
    private static final List<String> NOTES_EN =
            List.of("Called, nobody there.", "Photos are good enough.", "Same batch as last week's.");
    private static final List<String> NOTES_ZH = List.of("电话无人接听，稍后再拨。", "照片清晰，可以处理。", "和上周是同一批次。");
    private static final Map<String, String> VISITED = Map.of("dead", "dead", "noise", "noise", "leak", "leak");

    private final Random random;
    private final Instant now;

    /** @param now nothing has happened after it */
    DemoCases(Random random, Instant now) {
        this.random = random;
        this.now = now;
    }

    DemoStory enquiry(Instant at, boolean old) {
        boolean chinese = chinese();
        Question question = pick(QUESTIONS);
        int product = DemoGoods.any(random, "");
        Map<String, @Nullable Object> fields = said(question.text(), "message", chinese, product);
        fields.put("intent", question.text().key());
        fields.put("category", CATEGORIES.get(question.text().key()));
        fields.put("language", chinese ? "zh" : "en");
        fields.put(
                "channel",
                pick(chinese ? List.of("wechat", "douyin", "taobao", "jd", "phone") : List.of("site", "app", "mail")));
        fields.put("received_at", at.truncatedTo(ChronoUnit.SECONDS).toString());
        List<Move> moves = talk(chinese);
        int far = far(old, 4);
        if (far > 0) {
            moves.add(new Move.Act(
                    Who.AGENT, "answered", Map.of("answer", chinese ? question.answerZh() : question.answerEn())));
        }
        if (far == 2 && random.nextInt(4) == 0) {
            moves.add(act(Who.AGENT, "ask_again"));
        } else if (far > 1) {
            moves.add(act(Who.AGENT, "solved"));
        }
        return new DemoStory(
                at,
                "enquiry",
                fields,
                moves,
                question.ofOrder() ? earlier(at, product) : null,
                question.ofOrder()
                        ? Set.of("customer", "order", "customer_name", "contact", "order_no")
                        : Set.of("customer", "customer_name", "contact"),
                chinese);
    }

    DemoStory exchange(Instant at, int index, boolean old) {
        boolean chinese = chinese();
        Text text = pick(EXCHANGES);
        int product = DemoGoods.any(random, text.key().equals("size") ? "wear" : "");
        Map<String, @Nullable Object> fields = said(text, "complaint_text", chinese, product);
        fields.put("reason", text.key());
        fields.put("items_count", 1);
        fields.put("wanted_variant", text.key().equals("size") ? "XL" : chinese ? "深灰" : "graphite");
        boolean more = random.nextInt(4) == 0;
        if (more) {
            fields.put("price_difference", Integer.toString(20 + random.nextInt(80)));
        }
        int far = far(old, 5);
        List<Move> moves = talk(chinese);
        if (far > 0) {
            moves.add(act(Who.AGENT, random.nextInt(9) == 0 && far == 4 ? "reject" : "approve"));
        }
        if (far > 1 && last(moves, "approve")) {
            if (more) {
                moves.add(act(Who.FINANCE, "paid"));
            }
            moves.add(new Move.Arrived());
        } else if (far == 1 && !more) {
            moves.add(new Move.Later());
        }
        if (far > 0 && !last(moves, "reject")) {
            moves.add(new Move.Served(Map.of(
                    "pickup_no", paper("PU"),
                    "reservation_no", paper("RS"),
                    "shipment_no", paper("SH"),
                    "tracking_no", tracking())));
        }
        if (far > 2 && !last(moves, "reject")) {
            moves.add(new Move.Act(Who.WAREHOUSE, "pass", Map.of("inspection_result", "pass")));
        }
        if (far > 3 && !last(moves, "reject")) {
            moves.add(act(Who.WAREHOUSE, "sent"));
            moves.add(new Move.Say(Who.REQUESTER, false, chinese ? "收到了，很合适，谢谢！" : "It is here and fits. Thank you!"));
            moves.add(act(Who.AGENT, "all_well"));
        }
        LocalDate delivered = day(at.minus(2 + random.nextInt(8), ChronoUnit.DAYS));
        return new DemoStory(
                at,
                "exchange",
                fields,
                moves,
                new Purchase(
                        DemoStory.orderNo(delivered.minusDays(3), 20_000 + index * 7), delivered, product, 1, null),
                Set.of("customer", "customer_name", "contact", "order", "order_no", "product", "wanted_product"),
                chinese);
    }

    DemoStory delivery(Instant at, int index, boolean old) {
        boolean chinese = chinese();
        Text text = pick(EXCEPTIONS);
        int product = DemoGoods.any(random, "");
        Map<String, @Nullable Object> fields = said(text, "description", chinese, product);
        fields.put("exception", text.key());
        fields.put(
                "promised_on",
                day(at.minus(1 + random.nextInt(3), ChronoUnit.DAYS)).toString());
        boolean lost = text.key().equals("lost") || text.key().equals("not_received");
        int far = far(old, 4);
        List<Move> moves = talk(chinese);
        Move ask = new Move.Act(
                Who.AGENT, "ask_carrier", Map.of("carrier_claim_no", "K-%06d".formatted(random.nextInt(1_000_000))));
        if (far == 1) {
            moves.add(new Move.Later());
            moves.add(ask);
        }
        if (far > 1) {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("carrier_answer", lost ? "lost" : "found");
            if (lost) {
                answer.put("compensation", Integer.toString(50 + random.nextInt(200)));
            }
            // Asked on the telephone, and written down together.
            moves.add(new Move.Fill(Who.AGENT, answer));
            moves.add(ask);
        }
        if (far > 2 && lost) {
            moves.add(act(Who.AGENT, "resend"));
            moves.add(new Move.Served(Map.of("shipment_no", paper("SH"), "tracking_no", tracking())));
            moves.add(act(Who.WAREHOUSE, "sent"));
        }
        // A parcel that is late will still arrive, some days from then.
        LocalDate delivered = day(at.plus(1 + random.nextInt(4), ChronoUnit.DAYS));
        return new DemoStory(
                at,
                "delivery_exception",
                fields,
                moves,
                new Purchase(DemoStory.orderNo(day(at).minusDays(3), 30_000 + index * 7), delivered, product, 1, null),
                Set.of("customer", "customer_name", "contact", "order", "order_no", "shipment", "tracking_no"),
                chinese);
    }

    DemoStory complaint(Instant at, boolean old) {
        boolean chinese = chinese();
        Text text = pick(COMPLAINTS);
        int product = DemoGoods.any(random, text.key().equals("goods/safety") ? "hard" : "");
        Map<String, @Nullable Object> fields = said(text, "complaint_text", chinese, product);
        int luck = random.nextInt(10);
        fields.put("severity", luck == 0 ? "public" : luck < 4 ? "serious" : "minor");
        if (luck == 0) {
            fields.put("public_link", "https://example.com/video/" + random.nextInt(100_000));
        }
        fields.put("about", text.key());
        fields.put("wanted", chinese ? pick(List.of("道歉并补偿", "退一赔一", "整改")) : pick(List.of("An apology", "A voucher")));
        int compensation = random.nextInt(5) == 0 ? 300 : 20 + random.nextInt(80);
        int far = far(old, 4);
        List<Move> moves = talk(chinese);
        if (far == 1 && compensation > 200) {
            moves.add(new Move.Later());
        }
        if (far > 0) {
            moves.add(new Move.Act(Who.AGENT, "propose", Map.of("compensation", Integer.toString(compensation))));
        }
        if (far > 1 && compensation > 200) {
            moves.add(new Move.Sign(Who.SUPERVISOR, "approve"));
        }
        if (far > 0 && (far > 1 || compensation <= 200)) {
            moves.add(new Move.Served(Map.of("refund_no", paper("RF"))));
        }
        if (far > 2) {
            Map<String, @Nullable Object> end = new LinkedHashMap<>();
            end.put("satisfaction", 2 + random.nextInt(4));
            end.put(
                    "root_cause",
                    chinese
                            ? "<p><b>原因：</b>流程中缺少复核。</p><p><b>整改：</b>增加出库前检查。</p>"
                            : "<p><b>Cause:</b> nobody checked it twice.</p><p><b>Remedy:</b> a check before it leaves.</p>");
            moves.add(new Move.Act(Who.AGENT, "satisfied", end));
            moves.add(new Move.Served(Map.of()));
        }
        return new DemoStory(
                at,
                "complaint",
                fields,
                moves,
                earlier(at, product),
                Set.of("customer", "customer_name", "contact", "order"),
                chinese);
    }

    DemoStory repair(Instant at, int index, boolean old) {
        boolean chinese = chinese();
        Text text = pick(FAULTS);
        int product = DemoGoods.any(random, text.key().equals("leak") ? "vessel" : "electric");
        Map<String, @Nullable Object> fields = said(text, "fault_text", chinese, product);
        LocalDate delivered = day(at.minus(20 + random.nextInt(60), ChronoUnit.DAYS));
        boolean warranty = random.nextInt(3) > 0;
        fields.put("fault", text.key());
        fields.put("serial_no", "69%011d".formatted(random.nextInt(1_000_000_000)));
        fields.put("bought_on", delivered.minusDays(3).toString());
        fields.put("under_warranty", warranty);
        int far = far(old, 5);
        List<Move> moves = talk(chinese);
        if (far > 0) {
            moves.add(act(Who.AGENT, "accept"));
        }
        if (far > 1) {
            Map<String, @Nullable Object> found = new LinkedHashMap<>();
            Instant arrived = at.plus(2, ChronoUnit.DAYS);
            found.put("arrived_on", day(arrived.isBefore(now) ? arrived : now).toString());
            found.put("diagnosis", chinese ? "- 保险丝熔断\n- 密封圈老化" : "- fuse blown\n- gasket worn");
            found.put("quote", Integer.toString(warranty ? 0 : 40 + random.nextInt(120)));
            moves.add(new Move.Act(Who.WAREHOUSE, "diagnosed", found));
        }
        if (far > 2 && !warranty) {
            moves.add(act(Who.AGENT, "agreed"));
        }
        if (far > 3) {
            Map<String, @Nullable Object> end = new LinkedHashMap<>();
            end.put("worked", "PT%dM".formatted(15 * (1 + random.nextInt(8))));
            end.put("return_tracking_no", tracking());
            end.put("parts", List.of(Map.of("part_no", "G-%d".formatted(random.nextInt(40)), "quantity", 1)));
            moves.add(new Move.Act(Who.WAREHOUSE, "repaired", end));
            moves.add(new Move.Served(
                    Map.of("settlement_no", paper("ST"), "total", Integer.toString(20 + random.nextInt(180)))));
        }
        return new DemoStory(
                at,
                "repair",
                fields,
                moves,
                new Purchase(
                        DemoStory.orderNo(delivered.minusDays(3), 40_000 + index * 7), delivered, product, 1, null),
                Set.of("customer", "customer_name", "contact", "order", "product"),
                chinese);
    }

    DemoStory visit(Instant at, boolean old) {
        boolean chinese = chinese();
        Text text = pick(FAULTS);
        int product = DemoGoods.any(random, "electric");
        Map<String, @Nullable Object> fields = said(text, "request", chinese, product);
        fields.put("fault", VISITED.getOrDefault(text.key(), "none"));
        fields.put("product", pick(List.of("kitchen/kettle", "kitchen/hood", "climate/aircon", "laundry/washer")));
        fields.put("phone", "13%d%08d".formatted(random.nextInt(10), random.nextInt(100_000_000)));
        fields.put("region", pick(List.of("CN/44/4403", "CN/31/310104", "CN/11/110105")));
        fields.put("floor", 1 + random.nextInt(28));
        fields.put("lift", random.nextBoolean());
        fields.put("home_from", "%02d:00".formatted(8 + random.nextInt(11)));
        fields.put(
                "bought_on",
                day(at.minus(200 + random.nextInt(300), ChronoUnit.DAYS)).toString());
        fields.put(
                "tags",
                List.of(pick(chinese ? List.of("高层", "老客户", "加急") : List.of("high floor", "regular", "urgent"))));
        // What cannot be repaired on the spot is changed for a new one; some want to look at another one, too.
        fields.put(
                "bring",
                product % 3 == 0
                        ? List.of(DemoShop.product(product), DemoShop.product(product + 1))
                        : List.of(DemoShop.product(product)));
        int far = far(old, 3);
        List<Move> moves = talk(chinese);
        if (far > 0) {
            moves.add(new Move.Act(
                    Who.AGENT,
                    "dispatch",
                    Map.of(
                            "planned_at",
                            at.plus(Duration.ofDays(2))
                                    .truncatedTo(ChronoUnit.HOURS)
                                    .toString())));
        }
        if (far > 1) {
            Map<String, @Nullable Object> end = new LinkedHashMap<>();
            end.put("serial_no", "69%011d".formatted(random.nextInt(1_000_000_000)));
            end.put("worked", "PT%dM".formatted(20 + 5 * random.nextInt(20)));
            end.put("satisfaction", 3 + random.nextInt(3));
            end.put("load", new BigDecimal("0.5").multiply(BigDecimal.valueOf(4 + random.nextInt(20))));
            moves.add(new Move.Act(Who.AGENT, "finish", end));
        }
        return new DemoStory(at, "service_visit", fields, moves, null, Set.of("customer"), chinese);
    }

    private static Map<String, @Nullable Object> said(Text text, String field, boolean chinese, int product) {
        String name = DemoGoods.PRODUCTS.get(product).name(chinese);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("subject", text.subject(chinese, name));
        fields.put(field, text.text(chinese, name));
        return fields;
    }

    /** What is said before anything is done. */
    private List<Move> talk(boolean chinese) {
        List<Move> moves = new ArrayList<>();
        if (random.nextInt(6) == 0) {
            moves.add(new Move.Say(Who.AGENT, true, pick(chinese ? NOTES_ZH : NOTES_EN)));
        }
        return moves;
    }

    /** How many of its steps lie behind it: nearly all of what is old. */
    private int far(boolean old, int steps) {
        return old && random.nextInt(12) > 0 ? steps - 1 : random.nextInt(steps);
    }

    /** What the ERP or the warehouse system calls something it has made. */
    private String paper(String kind) {
        return "%s-%05d".formatted(kind, random.nextInt(100_000));
    }

    private static Move act(Who who, String action) {
        return new Move.Act(who, action, Map.of());
    }

    private static boolean last(List<Move> moves, String action) {
        return !moves.isEmpty() && moves.getLast() instanceof Move.Act(var _, String key, var _) && key.equals(action);
    }

    private Purchase earlier(Instant at, int product) {
        return new Purchase(null, day(at), product, 1, null);
    }

    private String tracking() {
        return "SF%012d".formatted(random.nextLong(1_000_000_000_000L));
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private boolean chinese() {
        return random.nextInt(100) < 60;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
