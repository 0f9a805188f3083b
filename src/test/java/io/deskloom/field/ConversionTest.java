package io.deskloom.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problems;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
    private static final Wording EN = new Wording("en", ZoneId.of("Asia/Shanghai"));
    private static final Settings SETTINGS = new Settings(
            List.of(
                    new Settings.Option("red", Label.of("Red", "红"), null),
                    new Settings.Option("blue", Label.of("Blue", "蓝"), null)),
            null,
            null,
            null,
            2,
            "CNY");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TEXT     | 12.5         | DECIMAL   | exact",
                "TEXT     | 12.50        | DECIMAL   | lossy",
                "TEXT     | about twelve | DECIMAL   | failing field.wrong-type",
                "TEXT     | 12.345       | DECIMAL   | failing field.too-precise",
                "DECIMAL  | 12           | INTEGER   | exact",
                "DECIMAL  | 12.5         | INTEGER   | failing field.too-precise",
                "DECIMAL  | 12.5         | MONEY     | exact",
                "MONEY    | 12.5         | TEXT      | exact",
                "TEXT     | Red          | SINGLE    | exact",
                "TEXT     | red          | SINGLE    | lossy",
                "TEXT     | green        | SINGLE    | failing field.unknown-option",
                "SINGLE   | red          | TEXT      | exact",
                "SINGLE   | red          | MULTI     | exact",
                "TEXT     | 2026-01-02   | DATE      | exact",
                "TEXT     | 2026/1/2     | DATE      | lossy",
                "TEXT     | tomorrow     | DATE      | failing field.date",
                "DATE     | 2026-01-02   | DATE_TIME | lossy",
                "TEXT     | a@b.example  | EMAIL     | exact",
                "TEXT     | A@B.example  | EMAIL     | lossy",
                "TEXT     | yes          | BOOLEAN   | lossy",
                "TEXT     | true         | BOOLEAN   | exact",
                "BOOLEAN  | true         | TEXT      | exact",
                "TEXT     | hello        | LONG_TEXT | exact",
                "TEXT     | hello        | SECRET    | exact",
                "TEXT     | V-1          | AUTONUMBER | failing field.no-conversion",
                "TEXT     | a, b         | TAGS      | exact",
                "TEXT     | 2h           | DURATION  | exact",
                "INTEGER  | 4            | RATING    | exact",
                "INTEGER  | 9            | RATING    | failing field.too-large"
            })
    void saysWhatBecomesOfAValue(Kind from, String cell, Kind to, String expected) {
        Problems problems = new Problems();
        Value old = from.type().fromCell(cell, SETTINGS, EN, "", problems);
        assertThat(problems.list()).isEmpty();
        Settings rating = to == Kind.RATING ? Settings.NONE : SETTINGS;
        String outcome = switch (new Conversion(from, SETTINGS, to, rating, EN).of(old)) {
            case Conversion.Exact _ -> "exact";
            case Conversion.Lossy _ -> "lossy";
            case Conversion.Failing(var problem) -> "failing " + problem.code();
        };
        assertThat(outcome).isEqualTo(expected);
    }
}
