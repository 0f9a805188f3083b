package io.deskloom.expr;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How figures and lists are written in a sentence; the same in Java and TypeScript, so no locale data is asked. */
final class Phrases {
    /** As fields write them; a currency that is not here is written by its code. */
    private static final Map<String, String> SYMBOLS = Map.ofEntries(
            Map.entry("CNY", "¥"),
            Map.entry("JPY", "¥"),
            Map.entry("USD", "$"),
            Map.entry("EUR", "€"),
            Map.entry("GBP", "£"),
            Map.entry("KRW", "₩"),
            Map.entry("INR", "₹"),
            Map.entry("VND", "₫"),
            Map.entry("HKD", "$"),
            Map.entry("TWD", "NT$"),
            Map.entry("SGD", "$"),
            Map.entry("AUD", "$"),
            Map.entry("CAD", "$"),
            Map.entry("NZD", "$"),
            Map.entry("PHP", "₱"),
            Map.entry("RUB", "₽"),
            Map.entry("BRL", "R$"),
            Map.entry("SEK", "kr"));

    private static final List<String> WITHOUT_CENTS = List.of("JPY", "KRW", "VND");

    private Phrases() {}

    /** 1234567.5 as "1,234,567.5". */
    static String number(BigDecimal n) {
        String plain = n.abs().toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        StringBuilder out = new StringBuilder(n.signum() < 0 ? "-" : "");
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % 3 == 0) {
                out.append(',');
            }
            out.append(whole.charAt(i));
        }
        return point < 0
                ? out.toString()
                : out.append(plain, point, plain.length()).toString();
    }

    /** "¥ 500.00", "CHF 1,200.00", "−¥ 3.00": as a field shows it. */
    static String money(BigDecimal amount, String currency) {
        int least = WITHOUT_CENTS.contains(currency) ? 0 : 2;
        BigDecimal shown = amount.scale() < least ? amount.setScale(least) : amount;
        return (shown.signum() < 0 ? "−" : "") + SYMBOLS.getOrDefault(currency, currency) + " " + number(shown.abs());
    }

    /** "1 day 2 hours" or "1天2小时". */
    static String span(Duration d, boolean zh) {
        Duration all = d.isNegative() ? d.negated() : d;
        StringBuilder out = new StringBuilder(d.isNegative() ? "-" : "");
        BigDecimal seconds = BigDecimal.valueOf(all.toSecondsPart())
                .add(BigDecimal.valueOf(all.toNanosPart(), 9))
                .stripTrailingZeros();
        unit(out, BigDecimal.valueOf(all.toDaysPart()), zh ? "天" : "day", zh);
        unit(out, BigDecimal.valueOf(all.toHoursPart()), zh ? "小时" : "hour", zh);
        unit(out, BigDecimal.valueOf(all.toMinutesPart()), zh ? "分钟" : "minute", zh);
        unit(out, seconds, zh ? "秒" : "second", zh);
        if (d.isZero()) {
            return zh ? "0秒" : "0 seconds";
        }
        return out.toString();
    }

    private static void unit(StringBuilder out, BigDecimal n, String name, boolean zh) {
        if (n.signum() == 0) {
            return;
        }
        if (zh) {
            out.append(n.toPlainString()).append(name);
            return;
        }
        if (out.length() > 1) {
            out.append(' ');
        }
        out.append(n.toPlainString()).append(' ').append(name).append(n.compareTo(BigDecimal.ONE) == 0 ? "" : "s");
    }

    /** What a part of a compound value is called, in English and Chinese. */
    static String[] part(String name) {
        return switch (name) {
            case "start" -> new String[] {"first day", "首日"};
            case "end" -> new String[] {"last day", "末日"};
            case "text" -> new String[] {"text", "文字"};
            case "count" -> new String[] {"number of rows", "行数"};
            case "lat" -> new String[] {"latitude", "纬度"};
            case "lon" -> new String[] {"longitude", "经度"};
            case "country" -> new String[] {"country", "国家"};
            case "province" -> new String[] {"province", "省份"};
            case "city" -> new String[] {"city", "城市"};
            case "district" -> new String[] {"district", "区县"};
            case "street" -> new String[] {"street", "街道"};
            case "postcode" -> new String[] {"postcode", "邮编"};
            default -> new String[] {name, name};
        };
    }

    /** "a, b or c", "a、b或c". */
    static String either(List<String> parts, boolean zh) {
        if (parts.isEmpty()) {
            return zh ? "（空）" : "nothing";
        }
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return String.join(zh ? "、" : ", ", parts.subList(0, parts.size() - 1)) + (zh ? "或" : " or ") + parts.getLast();
    }
}
