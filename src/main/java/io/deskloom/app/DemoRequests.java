package io.deskloom.app;

import io.deskloom.app.DemoStory.Move;
import io.deskloom.app.DemoStory.Purchase;
import io.deskloom.app.DemoStory.Who;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a shop does behind what its customers see: goods bought and fetched back, orders changed, invoices. These tickets rest where
 * people have something to do, for the systems that SOPs call are not there yet while the demo is made.
 */
final class DemoRequests {
    /** How many there are. */
    static final int COUNT = 18;

    private static final Set<String> CUSTOMER = Set.of("customer", "customer_name", "contact");
    private static final Set<String> ORDER = Set.of("customer", "customer_name", "contact", "order", "order_no");
    private static final List<Move> RESTS = List.of();

    private final Instant at;
    private final boolean chinese;

    private DemoRequests(Instant at, boolean chinese) {
        this.at = at;
        this.chinese = chinese;
    }

    /** @param index below {@link #COUNT} */
    static DemoStory story(int index, Instant at, boolean chinese) {
        DemoRequests one = new DemoRequests(at, chinese);
        return index < COUNT / 2 ? one.first(index) : one.second(index);
    }

    private DemoStory first(int index) {
        return switch (index) {
            case 0 ->
                asked(
                        "address_change",
                        say("Please send it to my office", "麻烦改寄到公司"),
                        say(
                                "Nobody is at home this week. Can it go to my office? I will send you the address.",
                                "这周家里没人，能改寄到公司吗？地址稍后发您。"),
                        Map.of(),
                        ORDER,
                        RESTS);
            case 1 ->
                asked(
                        "order_request",
                        say("Cancel one of the two", "下重了，取消一单"),
                        say("I have ordered it twice by mistake. Please cancel one of them.", "不小心下了两单，请取消其中一单。"),
                        Map.of("request", "cancel"),
                        CUSTOMER,
                        RESTS);
            case 2 ->
                asked(
                        "invoice_request",
                        say("Invoice for our company", "公司抬头发票"),
                        say("Please put our company's name on it.", "请开公司抬头。"),
                        Map.of("invoice_title", say("Northgate Trading Ltd", "北门贸易有限公司")),
                        CUSTOMER,
                        RESTS);
            case 3 -> replenished(say("Robot vacuums for the sale", "扫地机器人大促备货"), 8, "W-1", 80);
            case 4 ->
                goods(
                        "procurement",
                        say("Lunch boxes for the new school year", "开学季饭盒补货"),
                        2,
                        Map.of("cause", "other"));
            case 5 ->
                goods(
                        "reverse_logistics",
                        say("Wrong lamp, comes back", "台灯发错，客户寄回"),
                        4,
                        Map.of("reason", "wrong_item", "tracking_no", "SF1900000000017", "quantity", 1));
            case 6 ->
                asked(
                        "order_request",
                        say("I need it before Friday", "周五前需要收到"),
                        say("It is a birthday present. Can you send it first?", "生日礼物，能优先发货吗？"),
                        Map.of("request", "rush"),
                        CUSTOMER,
                        RESTS);
            case 7 -> replenished(say("Air fryers are running low", "空气炸锅库存告急"), 6, "W-3", 0);
            default ->
                goods(
                        "procurement",
                        say("Running shoes, size 46", "跑步鞋 46 码补货"),
                        7,
                        Map.of("cause", "customer_order", "quantity", 12),
                        act(Who.WAREHOUSE, "drop"));
        };
    }

    private DemoStory second(int index) {
        return switch (index) {
            case 9 ->
                asked(
                        "address_change",
                        say("The house number is wrong", "门牌号写错了"),
                        say("It should be 18, not 81. Or is it right on the label?", "应该是 18 号，不是 81 号，面单上写对了吗？"),
                        Map.of(),
                        ORDER,
                        List.of(act(Who.AGENT, "drop")));
            case 10 ->
                asked(
                        "invoice_request",
                        say("I cannot find my invoice", "找不到发票了"),
                        say("Found it, it was in the spam folder.", "找到了，在垃圾邮件里。"),
                        Map.of(),
                        CUSTOMER,
                        List.of(act(Who.AGENT, "drop")));
            case 11 -> replenished(say("Water purifiers for the south", "净水器南方仓备货"), 11, "W-2", 20);
            case 12 ->
                goods(
                        "reverse_logistics",
                        say("Customer keeps the scratched kettle", "水壶有划痕，客户留用"),
                        1,
                        Map.of("reason", "damaged", "quantity", 1),
                        act(Who.AGENT, "keeps"));
            case 13 ->
                goods(
                        "reverse_logistics",
                        say("Jacket to be fetched", "羽绒服待取件"),
                        3,
                        Map.of("reason", "not_wanted", "quantity", 1));
            case 14 ->
                asked(
                        "order_request",
                        say("I do not want it any more", "不想要了"),
                        say("No, I do: my wife likes it.", "算了，还是要吧，家人喜欢。"),
                        Map.of("request", "cancel"),
                        CUSTOMER,
                        List.of(act(Who.AGENT, "drop")));
            case 15 ->
                asked(
                        "invoice_request",
                        say("The tax number is missing", "发票缺少税号"),
                        say("We cannot book it without the number.", "没有税号无法入账。"),
                        Map.of("invoice_title", say("Blue River Ltd", "蓝河科技有限公司")),
                        CUSTOMER,
                        RESTS);
            case 16 ->
                asked(
                        "address_change",
                        say("Moving at the end of the month", "月底搬家"),
                        say("If it comes later than the 28th, please to the new flat.", "如果 28 号以后到，请寄新家。"),
                        Map.of(),
                        ORDER,
                        List.of(new Move.Say(Who.AGENT, false, say("What is the new address?", "请问新地址是？"))));
            default ->
                goods(
                        "procurement",
                        say("Headsets for the fair", "展会耳机备货"),
                        10,
                        Map.of("cause", "other", "quantity", 40));
        };
    }

    private DemoStory asked(
            String type, String subject, String message, Map<String, ?> more, Set<String> linked, List<Move> moves) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(more);
        fields.put("subject", subject);
        fields.put("message", message);
        Purchase any = new Purchase(null, LocalDate.ofInstant(at, ZoneOffset.UTC), 0, 1, null);
        return new DemoStory(at, type, fields, moves, linked.contains("order") ? any : null, linked, chinese);
    }

    private DemoStory goods(String type, String subject, int product, Map<String, ?> more, Move... moves) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(more);
        fields.put("subject", subject);
        fields.put("product", DemoShop.product(product));
        return new DemoStory(at, type, fields, List.of(moves), null, Set.of(), chinese);
    }

    /** @param quantity 0 when somebody is still to say how many */
    private DemoStory replenished(String subject, int product, String warehouse, int quantity) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("warehouse", new DemoShop.Ref("warehouse", warehouse));
        if (quantity > 0) {
            more.put("quantity", quantity);
        }
        return goods("replenishment", subject, product, more);
    }

    private static Move act(Who who, String action) {
        return new Move.Act(who, action, Map.of());
    }

    private String say(String english, String chineseText) {
        return chinese ? chineseText : english;
    }
}
