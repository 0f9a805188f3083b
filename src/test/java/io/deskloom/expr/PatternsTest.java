package io.deskloom.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
    /** A text that counts how often a letter of it is looked at, and has enough of it at a hundred times its length. */
    private record Counted(String text, long[] looks) implements CharSequence {
        Counted(String text) {
            this(text, new long[1]);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > 100L * text.length()) {
                throw new IllegalStateException("looked at " + looks[0] + " letters of " + text.length());
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            throw new IllegalStateException("then nobody counts");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|a)*b",
                "(a|aa)+$",
                "(.*)*x",
                "(a*)*b",
                "([a-z]+)*[0-9]",
                "(a?){40}a{40}",
                "(x+x+)+y"
            })
    void noTextKeepsAPatternBusy(String pattern) {
        assertThat(Patterns.problem(pattern)).isNull();
        for (int length : List.of(40, 100_000)) {
            Counted text = new Counted("a".repeat(length) + "!");
            assertThat(Patterns.match(pattern, text)).as("%s letters", length).isFalse();
            assertThat(text.looks()[0]).isLessThanOrEqualTo(100L * text.length());
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " ~ ",
            value = {
                "A-[0-9]{4}    ~ A-1234     ~ true",
                "A-[0-9]{4}    ~ A-12345    ~ false",
                "A-[0-9]{4}    ~ xA-1234    ~ false",
                "(?i)a-\\d+    ~ A-7        ~ true",
                ".*破损.*      ~ 外箱破损了 ~ true",
                "\\pL+         ~ 中文       ~ true",
                "a|b           ~ b          ~ true",
                "^a$           ~ a          ~ true",
                ".             ~ 😀         ~ true"
            })
    void theWholeTextIsDescribed(String pattern, String text, boolean matches) {
        assertThat(Patterns.problem(pattern)).isNull();
        assertThat(Patterns.match(pattern, text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(a)\\1", "(?=a)a", "(?<!a)b", "a(?!b)", "[", "(", "a**", "x{2,1}", "(?P<n", "\\", "a++", "(?>a)"
            })
    void whatGoesBackAndWhatCannotBeReadIsRefused(String pattern) {
        assertThat(Patterns.problem(pattern)).isNotNull().satisfies(p -> {
            assertThat(p.code()).isEqualTo("expr.pattern");
            assertThat(p.message()).endsWith(".");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{99}){99}){99}",
                "(((((((a{9}){9}){9}){9}){9}){9}){9}){9}",
                "((a{0,99}){1,}){99}",
                "([a-z]{500}){3}",
                "(?:[])}{9}]{40}){40}",
                "(\\Q)\\E{40}){40}",
                "(\\){40}){40}",
                "([[:alpha:]\\]]{40}){40}",
                "a{99999999999999999999}",
                "(a{40,}){40}",
                ""
            })
    void whatWouldBeLargeOnceWrittenOutIsRefusedBeforeItIsRead(String pattern) {
        assertThat(Patterns.problem(pattern))
                .isNotNull()
                .extracting(Trees.Refused::code)
                .isEqualTo("expr.pattern_long");
    }

    @Test
    void lengthIsBounded() {
        assertThat(Patterns.problem("a".repeat(Patterns.MAX_LENGTH))).isNull();
        assertThat(Patterns.problem("a".repeat(Patterns.MAX_LENGTH + 1)))
                .isNotNull()
                .extracting(Trees.Refused::code)
                .isEqualTo("expr.pattern_long");
    }

    /** The estimate must not be smaller than what is made, or a large one passes: a program has some steps of its own around. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9]{3}-[0-9]{4}-[0-9]{4}",
                "(ab|cd){3,7}x*",
                "(a{3}){4}",
                "((a|b){2,5}c?){6}",
                "a{0,300}",
                "(?i)(straße){20}",
                "\\pL{30}[^]a]{20}",
                "(?s:.){90}"
            })
    void theEstimateIsNoSmallerThanWhatIsMade(String pattern) {
        int made = com.google.re2j.Pattern.compile(pattern).programSize();
        assertThat(3 * Patterns.steps(pattern) + 10).isGreaterThanOrEqualTo(made);
        assertThat(Patterns.steps(pattern)).isLessThanOrEqualTo(Patterns.MAX_STEPS);
    }
}
