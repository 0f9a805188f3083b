package io.deskloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void wordsAreFoldedAndKeptWholeWithTheirStems() {
        assertThat(Tokens.of("Kettle LEAKS, order A-17!"))
                .containsExactly("kettle", "leaks", "leak", "order", "a", "17");
        assertThat(Tokens.of("Café ÉCLAIR naïve Ёлка")).contains("cafe", "eclair", "naive", "елка");
    }

    @Test
    void chineseGivesEveryPairOfNeighboursAndTheLastCharacter() {
        assertThat(Tokens.of("水壶漏水")).containsExactly("水壶", "壶漏", "漏水", "水");
        assertThat(Tokens.of("退 A4纸 坏")).containsExactly("退", "a4", "纸", "坏");
    }

    @Test
    void fullWidthAndSupplementaryCharactersAreReadLikeOthers() {
        assertThat(Tokens.of("ＡＢＣ１")).containsExactly("abc1");
        assertThat(Tokens.of("𠀀𠀁")).containsExactly("𠀀𠀁", "𠀁");
        assertThat(Tokens.of("😀 \uD800")).isEmpty();
        assertThat(Tokens.of("한국")).containsExactly("한국", "국");
    }

    @Test
    void aBookIsCutOff() {
        StringBuilder book = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            book.append("word").append(i).append(' ');
        }
        assertThat(Tokens.of(book.toString())).hasSize(Tokens.MOST);
        assertThat(Tokens.of("字".repeat(9_000) + "ж".repeat(9_000))).allMatch(t -> t.length() <= 40);
    }

    @Test
    void englishFormsHaveOneStemAndOtherWordsKeepTheirs() {
        assertThat(Stems.of("leaking")).isEqualTo(Stems.of("leaks")).isEqualTo(Stems.of("leaked"));
        assertThat(Stems.of("batteries")).isEqualTo(Stems.of("battery"));
        assertThat(Stems.of("stopped")).isEqualTo(Stems.of("stops"));
        assertThat(Stems.of("charging")).isEqualTo("charg");
        assertThat(Stems.of("filing")).isEqualTo("file");
        assertThat(Stems.of("king")).isEqualTo("king");
        assertThat(Stems.of("glass")).isEqualTo("glass");
        assertThat(Stems.of("agreed")).isEqualTo("agree");
        assertThat(Stems.of("e20261s")).isEqualTo("e20261s");
    }
}
