package io.deskloom.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problems;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads of each kind, to the letter, in both languages. */
class KindTextsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Wording EN = new Wording("en", SHANGHAI);
    private static final Wording ZH = new Wording("zh", SHANGHAI);
    private static final String ID = "0198f3a2-7c1e-7a52-9d4b-2f6b8a1c3d4e";

    /** @param en what is read in English; @param zh and in Chinese */
    private record Read(Object json, String en, String zh) {
        static Read alike(Object json, String text) {
            return new Read(json, text, text);
        }
    }

    private static List<Read> read(Kind kind) {
        return switch (kind) {
            case TEXT, LONG_TEXT, BARCODE -> List.of(Read.alike("Kettle, 电水壶", "Kettle, 电水壶"));
            case MARKDOWN -> List.of(Read.alike("- **gasket**", "- **gasket**"));
            case RICH_TEXT ->
                List.of(Read.alike("<p>Changed the <b>gasket</b></p><ul><li>电</li></ul>", "Changed the gasket\n电"));
            case SECRET -> List.of(Read.alike("hunter2#", "••••"));
            case EMAIL -> List.of(Read.alike("Li@Example.COM", "Li@example.com"));
            case PHONE ->
                List.of(Read.alike("138 1234 5520", "13812345520"), Read.alike("+86 138-1234-5520", "+8613812345520"));
            case URL -> List.of(Read.alike("example.com/kettle", "https://example.com/kettle"));
            case INTEGER -> List.of(Read.alike(1_234_567, "1,234,567"), Read.alike(-3, "-3"), Read.alike(0, "0"));
            case DECIMAL -> List.of(Read.alike(1234.5, "1,234.50"), Read.alike(-0.25, "-0.25"));
            case MONEY ->
                List.of(
                        Read.alike(Map.of("amount", "1234.5", "currency", "CNY"), "CNY 1,234.50"),
                        Read.alike(Map.of("amount", "-7", "currency", "USD"), "USD -7.00"));
            case PERCENT -> List.of(Read.alike(12.5, "12.5%"));
            case RATING -> List.of(Read.alike(4, "4 / 5"));
            case SLIDER -> List.of(Read.alike(50, "50"));
            case DURATION ->
                List.of(
                        new Read("PT26H5M", "1d 2h 5m", "1天2小时5分钟"),
                        new Read("PT45S", "45s", "45秒"),
                        new Read("PT0S", "0m", "0分钟"));
            case AUTONUMBER -> List.of(Read.alike("V-00012", "V-00012"));
            case BOOLEAN -> List.of(new Read(true, "Yes", "是"), new Read(false, "No", "否"));
            case SINGLE -> List.of(new Read("red", "Red", "红"));
            case MULTI -> List.of(new Read(List.of("red", "odd"), "Red, Red, dark", "红、红、深"));
            case TREE -> List.of(new Read("branch/leaf", "A / B / Leaf", "甲 / 乙 / 叶"));
            case TAGS -> List.of(new Read(List.of("VIP", "late"), "VIP, late", "VIP、late"));
            case DATE -> List.of(new Read("2026-11-02", "Nov 2, 2026", "2026年11月2日"));
            case DATE_TIME ->
                List.of(
                        new Read("2026-11-02T01:05:00Z", "Nov 2, 2026, 9:05\u202FAM", "2026年11月2日 09:05"),
                        new Read("2026-11-02T17:30:00+01:00", "Nov 3, 2026, 12:30\u202FAM", "2026年11月3日 00:30"));
            case TIME -> List.of(Read.alike("15:07", "15:07"));
            case DATE_RANGE ->
                List.of(
                        new Read(
                                Map.of("start", "2026-01-02", "end", "2028-01-01"),
                                "Jan 2, 2026 – Jan 1, 2028",
                                "2026年1月2日 – 2028年1月1日"),
                        new Read(Map.of("start", "2026-01-02"), "Jan 2, 2026 – ", "2026年1月2日 – "));
            // Whoever shows them knows what they are called.
            case ACCOUNT, LOOKUP, SIGNATURE -> List.of(Read.alike(ID, ID));
            case ACCOUNTS, MULTI_LOOKUP, FILE, IMAGE -> List.of(Read.alike(List.of(ID), ID));
            case TEAM -> List.of(Read.alike("after_sales", "after_sales"));
            case GEO_POINT -> List.of(Read.alike(Map.of("lat", 22.5431, "lon", 113.9585), "22.5431, 113.9585"));
            case ADDRESS ->
                List.of(new Read(
                        Map.of("country", "CN", "city", "深圳市", "street", "科苑路 15 号", "postcode", "518000"),
                        "科苑路 15 号, 深圳市, 518000, China",
                        "中国 深圳市 科苑路 15 号 518000"));
            case REGION ->
                List.of(
                        new Read("CN/44/4403", "China / Guangdong / Shenzhen", "中国 / 广东省 / 深圳市"),
                        new Read("DE", "Germany", "德国"));
            case TABLE ->
                List.of(
                        new Read(List.of(Map.of("name", "G-1")), "1 row", "1 行"),
                        new Read(List.of(Map.of("name", "G-1"), Map.of("name", "G-2")), "2 rows", "2 行"));
        };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindIsWordedForItsReader(Kind kind) {
        Settings settings = KindCellsTest.settings(kind);
        for (Read read : read(kind)) {
            Problems problems = new Problems();
            Value value = kind.type().parse(read.json(), settings, "", problems);
            assertThat(problems.list()).as("%s %s", kind, read.json()).isEmpty();
            assertThat(kind.type().format(value, settings, EN))
                    .as("%s in English", kind)
                    .isEqualTo(read.en());
            assertThat(kind.type().format(value, settings, ZH))
                    .as("%s in Chinese", kind)
                    .isEqualTo(read.zh());
        }
    }
}
