package io.deskloom.expr;

import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An expression as people say it: "Reason is Damaged and Refund amount is more than ¥ 500.00", "原因是到货破损，且退款金额大于
 * ¥ 500.00". Language "zh" is Chinese, everything else English. {@code frontend/src/expr/sentence.ts} says the same.
 */
public final class Sentence {
    private final Names names;
    private final String language;
    private final boolean zh;

    private Sentence(Names names, String language) {
        this.names = names;
        this.zh = language.startsWith("zh");
        this.language = zh ? "zh" : language;
    }

    public static String of(Expr e, Names names, String language) {
        Sentence s = new Sentence(names, language);
        return e.type() == ExprType.BOOL ? s.clause(e, false) : s.value(e, null);
    }

    // Conditions

    private String clause(Expr e, boolean not) {
        if (e instanceof Expr.Literal l) {
            boolean is = l.value() instanceof Value.Bool b && b.is();
            return is != not ? say("always", "始终成立") : say("never", "始终不成立");
        }
        if (!(e instanceof Expr.Apply a)) {
            return say(value(e, null) + (not ? " is not yes" : " is yes"), value(e, null) + (not ? "不为是" : "为是"));
        }
        return switch (a.op()) {
            case AND, OR -> junction(a, not);
            case NOT -> clause(a.args().getFirst(), !not);
            case EQ -> equal(a.args().get(0), a.args().get(1), not);
            case NE -> equal(a.args().get(0), a.args().get(1), !not);
            case LT, LE, GT, GE -> ordered(a, not);
            case IN -> member(a.args().get(0), a.args().get(1), not);
            case CONTAINS ->
                a.args().getFirst().type() == ExprType.LIST
                        ? member(a.args().get(1), a.args().get(0), not)
                        : verb(a, not, "contains", "does not contain", "包含", "不包含", "");
            case STARTS_WITH -> verb(a, not, "starts with", "does not start with", "以", "不以", "开头");
            case ENDS_WITH -> verb(a, not, "ends with", "does not end with", "以", "不以", "结尾");
            case MATCHES -> verb(a, not, "matches", "does not match", "符合格式", "不符合格式", "");
            case INTERSECTS ->
                say(
                        left(a) + (not ? " includes none of " : " includes any of ") + right(a),
                        left(a) + (not ? "不包含" : "包含") + right(a) + "中的任一项");
            default -> say(value(e, null) + (not ? " is not yes" : " is yes"), value(e, null) + (not ? "不为是" : "为是"));
        };
    }

    private String junction(Expr.Apply a, boolean not) {
        String between = a.op() == Op.AND ? say(" and ", "，且") : say(" or ", "，或");
        String all = a.args().stream()
                .map(x -> x instanceof Expr.Apply inner && (inner.op() == Op.AND || inner.op() == Op.OR)
                        ? bracket(clause(x, false))
                        : clause(x, false))
                .collect(Collectors.joining(between));
        return not ? say("it is not the case that ", "并非") + bracket(all) : all;
    }

    private String equal(Expr x, Expr y, boolean not) {
        if (x instanceof Expr.Literal && !(y instanceof Expr.Literal)) {
            return equal(y, x, not);
        }
        if (y instanceof Expr.Literal l && l.value().isNull()) {
            return value(x, y) + (not ? say(" is not empty", "不为空") : say(" is empty", "为空"));
        }
        if (y.type() == ExprType.BOOL) {
            return value(x, y) + (not ? say(" is not ", "不为") : say(" is ", "为")) + value(y, x);
        }
        return say(
                value(x, y) + (not ? " is not " : " is ") + value(y, x),
                value(x, y) + (not ? "不是" : "是") + spaced(value(y, x)));
    }

    private String ordered(Expr.Apply a, boolean not) {
        Expr x = a.args().get(0);
        Expr y = a.args().get(1);
        Op op = a.op();
        if (x instanceof Expr.Literal && !(y instanceof Expr.Literal)) {
            Expr swap = x;
            x = y;
            y = swap;
            op = switch (op) {
                case LT -> Op.GT;
                case LE -> Op.GE;
                case GT -> Op.LT;
                default -> Op.LE;
            };
        }
        String[] how = switch (x.type()) {
            case DATE, TIMESTAMP ->
                switch (op) {
                    case LT -> words("before", "早于");
                    case LE -> words("not after", "不晚于");
                    case GT -> words("after", "晚于");
                    default -> words("not before", "不早于");
                };
            case SPAN ->
                switch (op) {
                    case LT -> words("shorter than", "短于");
                    case LE -> words("at most", "不超过");
                    case GT -> words("longer than", "长于");
                    default -> words("at least", "不少于");
                };
            default ->
                switch (op) {
                    case LT -> words("less than", "小于");
                    case LE -> words("at most", "不超过");
                    case GT -> words("more than", "大于");
                    default -> words("at least", "不小于");
                };
        };
        String en = value(x, y) + " is " + how[0] + " " + value(y, x);
        String cn = value(x, y) + how[1] + spaced(value(y, x));
        if (!not) {
            return say(en, cn);
        }
        // "Not more than" would hide that nothing at all also fits.
        return say("it is not the case that " + en, "并非" + cn);
    }

    private String member(Expr x, Expr list, boolean not) {
        if (x instanceof Expr.Literal && !(list instanceof Expr.Literal)) {
            return value(list, x) + (not ? say(" does not include ", "不包含") : say(" includes ", "包含")) + value(x, list);
        }
        if (list instanceof Expr.Literal l
                && l.value() instanceof Value.Items items
                && items.items().size() == 1) {
            return equal(x, new Expr.Literal(items.items().getFirst(), ExprType.TEXT), not);
        }
        String is = not ? say(" is not one of ", "不是") : say(" is one of ", "是");
        return value(x, list) + is + value(list, x) + say("", "之一");
    }

    private String verb(Expr.Apply a, boolean not, String en, String enNot, String cn, String cnNot, String cnAfter) {
        return left(a) + say(" " + (not ? enNot : en) + " ", not ? cnNot : cn) + right(a) + say("", cnAfter);
    }

    private String left(Expr.Apply a) {
        return value(a.args().get(0), a.args().get(1));
    }

    private String right(Expr.Apply a) {
        return value(a.args().get(1), a.args().get(0));
    }

    // Values

    /** @param beside what it is compared with: an attribute there lends its options' labels to a literal here */
    private String value(Expr e, @Nullable Expr beside) {
        return switch (e) {
            case Expr.Literal l -> literal(l.value(), beside instanceof Expr.Attribute a ? a.path() : null);
            // A label stands as it was given: what article and number its words want, nobody knows but who wrote it.
            case Expr.Attribute a -> names.label(a.path(), language);
            case Expr.Apply a -> applied(a, beside);
        };
    }

    private String literal(Value v, @Nullable String path) {
        return switch (v) {
            case Value.Null _ -> say("empty", "空");
            case Value.Text t -> text(t.text(), path);
            case Value.Num n -> Phrases.number(n.number());
            case Value.Money m -> Phrases.money(m.amount(), m.currency());
            case Value.Bool b -> b.is() ? say("yes", "是") : say("no", "否");
            case Value.Date d -> d.day().toString();
            case Value.Timestamp t -> t.at().toString();
            case Value.Span s -> Phrases.span(s.length(), zh);
            case Value.Parts _ -> say("a value", "某值");
            case Value.Items i ->
                Phrases.either(i.items().stream().map(x -> literal(x, path)).toList(), zh);
        };
    }

    private String text(String text, @Nullable String path) {
        String label = path == null ? null : names.option(path, text, language);
        return label == null ? "“" + text + "”" : label;
    }

    private String applied(Expr.Apply a, @Nullable Expr beside) {
        return switch (a.op()) {
            case AND, OR, NOT, EQ, NE, LT, LE, GT, GE, IN, CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES, INTERSECTS ->
                bracket(clause(a, false));
            case ADD -> infix(a, "+");
            case SUB -> infix(a, "−");
            case MUL -> infix(a, "×");
            case DIV -> infix(a, "÷");
            case MOD -> infix(a, "mod");
            case NEG -> "−" + operand(a.args().getFirst());
            case COND -> {
                String when = clause(a.args().get(0), false);
                String then = value(a.args().get(1), beside);
                String other = value(a.args().get(2), beside);
                yield say(
                        "(" + then + " if " + when + ", otherwise " + other + ")",
                        "（若" + when + "则为" + then + "，否则为" + other + "）");
            }
            case LIST ->
                Phrases.either(a.args().stream().map(x -> value(x, beside)).toList(), zh);
            case SIZE ->
                a.args().getFirst().type() == ExprType.LIST
                        ? of(a, "the number of entries in ", "的项数")
                        : of(a, "the length of ", "的长度");
            case LOWER -> of(a, "the lower case of ", "的小写");
            case UPPER -> of(a, "the upper case of ", "的大写");
            case TRIM -> of(a, "the trimmed text of ", "去除首尾空白后的内容");
            case COALESCE -> {
                String all = a.args().stream()
                        .map(x -> value(x, beside))
                        .collect(Collectors.joining(say(", or if empty ", "，若为空则为")));
                yield bracket(all);
            }
            case ROUND -> {
                BigDecimal places = a.args().size() > 1
                                && a.args().get(1) instanceof Expr.Literal l
                                && l.value() instanceof Value.Num n
                        ? n.number()
                        : BigDecimal.ZERO;
                yield say(
                        value(a.args().getFirst(), null) + " rounded to " + places + " places",
                        value(a.args().getFirst(), null) + "舍入到" + places + "位小数");
            }
            case ABS -> of(a, "the absolute value of ", "的绝对值");
            case MIN ->
                among(
                        a,
                        a.type() == ExprType.DATE || a.type() == ExprType.TIMESTAMP
                                ? words("the earliest of ", "中最早者")
                                : words("the smallest of ", "中最小者"));
            case MAX ->
                among(
                        a,
                        a.type() == ExprType.DATE || a.type() == ExprType.TIMESTAMP
                                ? words("the latest of ", "中最晚者")
                                : words("the largest of ", "中最大者"));
            case DATE -> of(a, "the day of ", "的日期");
            case TIMESTAMP -> of(a, "the start of ", "的起始时刻");
            case DURATION -> value(a.args().getFirst(), null);
            case MONEY ->
                value(a.args().get(0), null)
                        + say(" in the currency ", "，币种为")
                        + value(a.args().get(1), null);
            case AMOUNT -> of(a, "the amount of ", "的数额");
            case CURRENCY -> of(a, "the currency of ", "的币种");
            case NOW -> say("now", "现在");
            case TODAY -> say("today", "今天");
            case YEAR -> of(a, "the year of ", "的年份");
            case MONTH -> of(a, "the month of ", "的月份");
            case DAY -> of(a, "the day of the month of ", "的日");
            case WEEKDAY -> of(a, "the weekday (Monday is 1) of ", "的星期（周一为1）");
            case HOUR -> of(a, "the hour of ", "的小时");
            case ADD_DAYS ->
                say(
                        value(a.args().get(0), null) + " plus "
                                + operand(a.args().get(1)) + " days",
                        value(a.args().get(0), null) + "加" + operand(a.args().get(1)) + "天");
            case PART -> {
                String[] part = Phrases.part(
                        a.args().get(1) instanceof Expr.Literal l && l.value() instanceof Value.Text(String name)
                                ? name
                                : "");
                yield of(a, "the " + part[0] + " of ", "的" + part[1]);
            }
            case DAYS_BETWEEN ->
                say(
                        "the days from " + value(a.args().get(0), null) + " to "
                                + value(a.args().get(1), null),
                        "从" + value(a.args().get(0), null) + "到"
                                + value(a.args().get(1), null) + "的天数");
        };
    }

    private String of(Expr.Apply a, String en, String cn) {
        String x = value(a.args().getFirst(), null);
        return say(en + x, x + cn);
    }

    private String among(Expr.Apply a, String[] how) {
        List<String> all = a.args().stream().map(x -> value(x, null)).toList();
        return say(how[0] + String.join(", ", all), String.join("、", all) + how[1]);
    }

    private String infix(Expr.Apply a, String sign) {
        return operand(a.args().get(0)) + " " + sign + " " + operand(a.args().get(1));
    }

    private String operand(Expr e) {
        boolean compound = e instanceof Expr.Apply a
                && switch (a.op()) {
                    case ADD, SUB, MUL, DIV, MOD, ROUND, ADD_DAYS, MIN, MAX, MONEY -> true;
                    default -> false;
                };
        return compound ? bracket(value(e, null)) : value(e, null);
    }

    private String bracket(String s) {
        return say("(" + s + ")", "（" + s + "）");
    }

    private static String[] words(String en, String cn) {
        return new String[] {en, cn};
    }

    private String say(String en, String cn) {
        return zh ? cn : en;
    }

    /** A blank between Chinese and what begins with a figure or Latin letter, as Chinese typography likes it. */
    private static String spaced(String after) {
        if (after.isEmpty()) {
            return after;
        }
        char c = after.charAt(0);
        boolean sign = (c >= 0x20a0 && c <= 0x20cf) || c == '−';
        return c < 0x2000 || sign ? " " + after : after;
    }
}
