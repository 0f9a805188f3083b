package io.deskloom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 999_999_999, 1_000_000_000, Integer.MAX_VALUE})
    void everyNumberIsReadAsItIsWritten(int number) {
        assertThat(TenantId.parse(Integer.toString(number))).contains(new TenantId(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "01",
                "-1",
                "+1",
                "1 ",
                "2147483648",
                "9999999999",
                "99999999999999999999",
                "1e3",
                "\u0661"
            })
    void otherTextIsNoNumber(String text) {
        assertThat(TenantId.parse(text)).isEmpty();
    }
}
