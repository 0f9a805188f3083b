package io.deskloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void wordsAreLowerCasedAndKeptWhole() {
        assertThat(Tokens.of("Kettle LEAKS, order A-17!")).containsExactly("kettle", "leaks", "order", "a", "17");
    }

    @Test
    void chineseGivesEveryPairOfNeighbours() {
        assertThat(Tokens.of("水壶漏水")).containsExactly("水壶", "壶漏", "漏水");
        assertThat(Tokens.of("退 A4纸 坏")).containsExactly("退", "a4", "纸", "坏");
    }

    @Test
    void fullWidthAndSupplementaryCharactersAreReadLikeOthers() {
        assertThat(Tokens.of("ＡＢＣ１")).containsExactly("abc1");
        assertThat(Tokens.of("𠀀𠀁")).containsExactly("𠀀𠀁");
        assertThat(Tokens.of("😀 \uD800")).isEmpty();
    }

    @Test
    void aBookIsCutOff() {
        assertThat(Tokens.of("壹贰叁肆伍陆柒捌玖".repeat(1) + " w".repeat(5))).hasSize(9);
        StringBuilder book = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            book.append("word").append(i).append(' ');
        }
        assertThat(Tokens.of(book.toString())).hasSize(Tokens.MOST);
    }
}
