package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"plain\"}",
                "{\"a\": \"\\\\u0000 is text about an escape\"}",
                "{\"a\": \"\\ud83d\\ude00 \\u4e2d \\u00e9\"}",
                "{\"a\": \"退货 😀\"}",
                "\"ends with a backslash \\",
            })
    void textPasses(String json) {
        assertThat(JsonBytes.check(json.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"\\u0000\"}",
                "{\"a\\u0000\": 1}",
                "{\"a\": \"\\\\\\u0000\"}",
                "{\"a\": \"\\ud83d\"}",
                "{\"a\": \"\\ude00\\ud83d\"}",
                "{\"a\": \"\\ud83dx\"}",
                "{\"a\": \"\0\"}",
            })
    void whatIsNoCharacterIsRefused(String json) {
        assertThat(JsonBytes.check(json.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("json.character"));
    }

    // A lone continuation, an overlong slash, an encoded surrogate, a code point past the last one, a cut sequence.
    @ParameterizedTest
    @ValueSource(strings = {"2280 22", "22c0af22", "22eda08022", "22f490808022", "22e98022", "22ff22"})
    void whatIsNotUtf8IsRefused(String hex) {
        assertThat(JsonBytes.check(HexFormat.of().parseHex(hex.replace(" ", ""))))
                .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo("json.encoding"));
    }
}
