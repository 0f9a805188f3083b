package io.deskloom.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind against seeded random values: what is stored or written into a cell is read back as it was. */
class KindCellsTest {
    private static final int SEEDS = 300;
    private static final Wording EN = new Wording("en", ZoneId.of("Asia/Shanghai"));
    private static final Wording ZH = new Wording("zh", ZoneId.of("America/Toronto"));
    private static final List<String> WORDS =
            List.of("Kettle", "电水壶", "a,b", "x / y", "=1+1", "😀", "\"q\"", "tea; milk", "-3", "é", "<b>&", "O'Neil");

    private static final List<Settings.Option> OPTIONS = List.of(
            new Settings.Option("red", Label.of("Red", "红"), null),
            new Settings.Option("odd", Label.of("Red, dark", "红、深"), null),
            new Settings.Option("twin_a", Label.of("Twin", "双"), null),
            new Settings.Option("twin_b", Label.of("Twin", "双"), null),
            new Settings.Option(
                    "branch",
                    Label.of("A / B", "甲 / 乙"),
                    null,
                    List.of(new Settings.Option("leaf", Label.of("Leaf", "叶"), null))));

    private static final Settings COLUMN = new Settings(OPTIONS, null, null, null, null, null);
    private static final Settings SETTINGS = new Settings(
            OPTIONS,
            null,
            null,
            null,
            2,
            null,
            null,
            null,
            null,
            "V-",
            null,
            List.of(
                    new Settings.Column("name", Label.of("Name"), Kind.TEXT, COLUMN, false),
                    new Settings.Column("n", Label.of("N"), Kind.INTEGER, COLUMN, false),
                    new Settings.Column("price", Label.of("Price"), Kind.MONEY, COLUMN, false),
                    new Settings.Column("day", Label.of("Day"), Kind.DATE, COLUMN, false),
                    new Settings.Column("took", Label.of("Took"), Kind.DURATION, COLUMN, false),
                    new Settings.Column("ok", Label.of("Ok"), Kind.BOOLEAN, COLUMN, false)));

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindReadsBackItsJsonAndItsCells(Kind kind) {
        FieldType type = kind.type();
        for (int seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            Problems problems = new Problems();
            Settings settings = settings(kind);
            Value value = type.parse(json(kind, random), settings, "", problems);
            type.validate(value, settings, "", problems);
            assertThat(problems.list()).as("%s, seed %d", kind, seed).isEmpty();
            assertThat(value.isNull()).as("%s, seed %d", kind, seed).isFalse();

            assertThat(type.parse(type.toJson(value), settings, "", problems))
                    .as("%s, seed %d, JSON", kind, seed)
                    .isEqualTo(value);
            assertThat(type.format(value, settings, EN))
                    .as("%s, seed %d, words", kind, seed)
                    .isNotBlank();
            assertThat(type.format(value, settings, ZH))
                    .as("%s, seed %d, 文字", kind, seed)
                    .isNotBlank();
            for (Wording wording : List.of(EN, ZH)) {
                String cell = type.toCell(value, settings, wording);
                Value read = type.fromCell(cell, settings, wording, "", problems);
                if (type.isWriteOnly()) {
                    assertThat(cell).as("a secret leaves by no file").isEmpty();
                } else {
                    assertThat(problems.list())
                            .as("%s, seed %d, cell %s", kind, seed, cell)
                            .isEmpty();
                    assertThat(read)
                            .as("%s, seed %d, cell %s", kind, seed, cell)
                            .isEqualTo(value);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsAnEmptyCell(Kind kind) {
        Problems problems = new Problems();
        assertThat(kind.type().toCell(Value.NULL, SETTINGS, EN)).isEmpty();
        assertThat(kind.type().format(Value.NULL, SETTINGS, EN)).isEmpty();
        assertThat(kind.type().fromCell(" ", SETTINGS, EN, "", problems)).isEqualTo(Value.NULL);
        assertThat(problems.list()).isEmpty();
    }

    /** Whatever stands in a cell: a value or a problem, never an error and never both wrong and silent. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyTextIsAValueOrAProblem(Kind kind) {
        List<String> hostile = new ArrayList<>(WORDS);
        hostile.addAll(List.of(
                "\u0000",
                "\uD800",
                "9".repeat(5000),
                "1e999999999",
                "-1e-999999999",
                "{\"a\":",
                "[[[[",
                "[1]",
                "2026-02-30",
                "25:61",
                "NaN",
                "Infinity",
                "<script>alert(1)</script>",
                "javascript:alert(1)",
                "a@",
                "@b",
                "CN/99/99",
                "////",
                "P1Y",
                "PT-5M",
                "0x10",
                "½",
                "١٢",
                "\u202Eabc",
                "{}".repeat(3000)));
        for (String text : hostile) {
            Problems problems = new Problems();
            Value value = kind.type().fromCell(text, SETTINGS, EN, "/x", problems);
            kind.type().validate(value, SETTINGS, "/x", problems);
            if (problems.isEmpty() && !value.isNull()) {
                Object json = kind.type().toJson(value);
                assertThat(kind.type().parse(json, SETTINGS, "", problems)).isEqualTo(value);
            }
            assertThat(problems.list()).extracting(Problem::pointer).allMatch(p -> p.startsWith("/x"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INTEGER | １，２３４ | 1234",
                "DECIMAL | 1,234.50 | 1234.5",
                "PERCENT | 12.5 % | 12.5",
                "MONEY | ¥ 1,268.50 | {amount=1268.50, currency=CNY}",
                "MONEY | 12.50 USD | {amount=12.50, currency=USD}",
                "MONEY | 12.5元 | {amount=12.50, currency=CNY}",
                "MONEY | $ 12.50 | refused",
                "BOOLEAN | 是 | true",
                "SINGLE | 红 | red",
                "SINGLE | RED | red",
                "SINGLE | TWIN-A | twin_a",
                "SINGLE | Twin | refused",
                "MULTI | Red、odd | [red, odd]",
                "MULTI | Red, dark | [odd]",
                "TREE | A / B | refused",
                "TREE | branch > 叶 | branch/leaf",
                "DATE | 2026年1月2日 | 2026-01-02",
                "DATE | 2026/1/2 | 2026-01-02",
                "DATE_TIME | 2026/1/2 9:05 | 2026-01-02T01:05:00Z",
                "DATE_TIME | 2026-01-02 | 2026-01-01T16:00:00Z",
                "DATE_TIME | 2026-01-02 09:05:07.5 +0100 | 2026-01-02T08:05:07.500Z",
                "DATE_TIME | 2026-01-02 29:05 | refused",
                "TIME | 下午3:07 | 15:07",
                "TIME | 9.30 | 09:30",
                "DATE_RANGE | 2026-01-02 至 2026-01-05 | {start=2026-01-02, end=2026-01-05}",
                "DATE_RANGE | 2026-01-02/ | {start=2026-01-02}",
                "DURATION | 1天2小时 | PT26H",
                "DURATION | 2:30 | PT2H30M",
                "EMAIL | Jun@Example.COM | Jun@example.com",
                "URL | example.com/a b?q=中 | https://example.com/a%20b?q=%E4%B8%AD",
                "GEO_POINT | 31.2304161，121.4737009 | {lat=31.230416, lon=121.473701}",
                "REGION | China / Guangdong / Shenzhen | CN/44/4403",
                "REGION | 中国 / 广东省 / 深圳市 | CN/44/4403",
                "TAGS | vip， VIP；late | [vip, late]",
                "ADDRESS | 科苑路 15 号 | {street=科苑路 15 号}"
            })
    void peopleWriteItTheirWay(Kind kind, String cell, String expected) {
        Problems problems = new Problems();
        Settings settings = new Settings(OPTIONS, null, null, null, null, "CNY");
        if (cell.contains("USD")) {
            settings = SETTINGS;
        }
        Value value = kind.type().fromCell(cell, settings, EN, "/x", problems);
        kind.type().validate(value, settings, "/x", problems);
        String read = problems.isEmpty() ? String.valueOf(kind.type().toJson(value)) : "refused";
        assertThat(read).as(Problem.lines(problems.list())).isEqualTo(expected);
    }

    /** Settings with which every value of {@link #json} is one. */
    static Settings settings(Kind kind) {
        return kind == Kind.DURATION || kind == Kind.RATING || kind == Kind.SLIDER ? Settings.NONE : SETTINGS;
    }

    /** A value of the kind as somebody may send it. */
    static Object json(Kind kind, Random r) {
        return switch (kind) {
            case TEXT, LONG_TEXT, MARKDOWN, BARCODE, SECRET -> word(r) + word(r);
            case RICH_TEXT -> "<p>" + r.nextInt(1000) + " <b>bold</b></p><ul><li>é 电</li></ul>";
            case EMAIL -> "a" + r.nextInt(1_000_000) + "@x" + r.nextInt(100) + ".example.com";
            case PHONE -> "+86" + (10_000_000_000L + r.nextInt(1_000_000_000));
            case URL -> "https://example.com/p" + r.nextInt(1000) + "?q=" + r.nextInt(9);
            case INTEGER -> r.nextLong(2_000_000_000_000L) - 1_000_000_000_000L;
            case DECIMAL, PERCENT -> BigDecimal.valueOf(r.nextInt(2_000_000) - 1_000_000, 2);
            case MONEY ->
                Map.of(
                        "amount",
                        BigDecimal.valueOf(r.nextInt(1_000_000), 2).toPlainString(),
                        "currency",
                        r.nextBoolean() ? "CNY" : "USD");
            case RATING -> 1 + r.nextInt(5);
            case SLIDER -> r.nextInt(101);
            case DURATION -> Duration.ofSeconds(r.nextInt(100_000_000)).toString();
            case AUTONUMBER -> "V-" + (10_000 + r.nextInt(90_000));
            case BOOLEAN -> r.nextBoolean();
            case SINGLE -> OPTIONS.get(r.nextInt(5)).key();
            case MULTI -> List.of("red", OPTIONS.get(r.nextInt(5)).key());
            case TREE ->
                r.nextBoolean() ? "branch/leaf" : OPTIONS.get(r.nextInt(5)).key();
            case TAGS -> List.of("Kettle " + r.nextInt(5), "标签" + r.nextInt(100));
            case DATE -> day(r);
            case DATE_TIME -> Instant.ofEpochSecond(r.nextInt(2_000_000_000)).toString();
            case TIME -> "%02d:%02d".formatted(r.nextInt(24), r.nextInt(60));
            case DATE_RANGE -> {
                LocalDate start = LocalDate.parse(day(r));
                yield r.nextInt(4) == 0
                        ? Map.of("start", start.toString())
                        : Map.of(
                                "start",
                                start.toString(),
                                "end",
                                start.plusDays(r.nextInt(900)).toString());
            }
            case ACCOUNT, LOOKUP, SIGNATURE -> new UUID(r.nextLong(), r.nextLong()).toString();
            case ACCOUNTS, MULTI_LOOKUP, FILE, IMAGE ->
                List.of(new UUID(r.nextLong(), 1).toString(), new UUID(r.nextLong(), 2).toString());
            case TEAM -> "team_" + r.nextInt(100);
            case GEO_POINT ->
                Map.of(
                        "lat", BigDecimal.valueOf(r.nextInt(180_000_001) - 90_000_000, 6),
                        "lon", BigDecimal.valueOf(r.nextInt(360_000_001) - 180_000_000, 6));
            case ADDRESS -> Map.of("country", "CN", "city", "市 " + word(r), "street", word(r) + r.nextInt(100));
            case REGION -> List.of("CN/44/4403", "DE", "CN/31", "CN/11/110105").get(r.nextInt(4));
            case TABLE -> {
                List<Map<String, Object>> rows = new ArrayList<>();
                for (int i = 0; i <= r.nextInt(4); i++) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("name", word(r));
                    row.put("n", r.nextInt(1000));
                    row.put("price", Map.of("amount", r.nextInt(1000) + ".50", "currency", "CNY"));
                    row.put("day", day(r));
                    row.put("took", Duration.ofMinutes(r.nextInt(1000)).toString());
                    row.put("ok", r.nextBoolean());
                    rows.add(row);
                }
                yield rows;
            }
        };
    }

    private static String word(Random r) {
        return WORDS.get(r.nextInt(WORDS.size()));
    }

    private static String day(Random r) {
        return LocalDate.ofEpochDay(r.nextInt(40_000) - 10_000).toString();
    }
}
