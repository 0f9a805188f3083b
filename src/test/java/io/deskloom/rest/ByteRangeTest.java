package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({"bytes=0-9, 0, 9", "bytes=90-, 90, 99", "bytes=-10, 90, 99", "bytes=50-500, 50, 99", "bytes=-500, 0, 99"
    })
    void oneRange(String header, long from, long to) {
        assertThat(ByteRange.of(header, 100)).contains(new ByteRange(from, to));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=-",
                "bytes=0-1,3-4",
                "lines=0-1",
                "bytes=a-b",
                "bytes=9-5",
                "bytes=0-99999999999999999999"
            })
    void anythingElseIsTheWhole(String header) {
        assertThat(ByteRange.of(header, 100)).isEmpty();
    }

    @Test
    void outsideCannotBeSatisfied() {
        assertThat(ByteRange.of("bytes=100-", 100).orElseThrow().isSatisfiable())
                .isFalse();
        assertThat(ByteRange.of("bytes=-0", 100).orElseThrow().isSatisfiable()).isFalse();
    }
}
