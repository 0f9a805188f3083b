package io.deskloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.search.Marks.Range;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedTest {
    @Test
    void onlyTheLastWordMayBeABeginning() {
        assertThat(Wanted.of("kettle leak").terms())
                .containsExactly(new Wanted.Word("kettle", "kettle", false), new Wanted.Word("leak", "leak", true));
        // Whoever types a blank has finished the word.
        assertThat(Wanted.of("leaks ").terms()).containsExactly(new Wanted.Word("leaks", "leak", false));
        assertThat(Wanted.of("a").terms()).containsExactly(new Wanted.Word("a", "a", false));
    }

    @Test
    void chineseIsLookedForByPairs() {
        assertThat(Wanted.of("漏水了").terms()).containsExactly(new Wanted.Run("漏水了", List.of("漏水", "水了")));
        assertThat(Wanted.of("壶").terms()).containsExactly(new Wanted.Single("壶"));
        assertThat(Wanted.of("?! …").terms()).isEmpty();
    }

    @Test
    void aPrefixBeforeANumberIsNoWord() {
        assertThat(Wanted.of("RET-10422").withoutPrefix("RET").terms())
                .containsExactly(new Wanted.Word("10422", "10422", true));
        assertThat(Wanted.of("ret policy").withoutPrefix("RET").terms()).hasSize(2);
    }

    @Test
    void wordsOfSomeLengthMayBeMistyped() {
        Wanted meant = Wanted.of("ketle").similar();
        assertThat(meant.terms())
                .singleElement()
                .satisfies(term -> assertThat(((Wanted.Similar) term).words())
                        .contains("ketle", "kettle", "kelte", "ketl", "kette")
                        .doesNotContain("kettles"));
        assertThat(meant.unsure()).contains("kettle").hasSizeGreaterThan(200);
        Wanted known = meant.narrowed(Set.of("kettle", "spout"));
        assertThat(known.unsure()).isEmpty();
        assertThat(((Wanted.Similar) known.terms().getFirst()).asked()).containsExactly("kettle");
        assertThat(((Wanted.Similar) known.terms().getFirst()).words()).contains("ketl");
        assertThat(known.isHopeless()).isFalse();
        assertThat(meant.narrowed(Set.of("spout")).isHopeless()).isTrue();
        assertThat(Wanted.of("abc 水壶 10422").hasSimilar()).isFalse();
        assertThat(Wanted.of("aaaa bbbb cccc dddd").similar().terms().stream().filter(Wanted.Similar.class::isInstance))
                .hasSize(3);
    }

    @Test
    void marksStandWhereTheWordsStandInTheTextItself() {
        assertThat(Marks.in("The Kettle is leaking, kettles leak", Wanted.of("kettle leak"))
                        .ranges())
                .containsExactly(new Range(4, 6), new Range(14, 7), new Range(23, 7), new Range(31, 4));
        assertThat(Marks.in("ＫＥＴＴＬＥ café", Wanted.of("kettle cafe")).ranges())
                .containsExactly(new Range(0, 6), new Range(7, 4));
        assertThat(Marks.in("😀水壶漏水", Wanted.of("漏水")).ranges()).containsExactly(new Range(4, 2));
        assertThat(Marks.in("水壶壶水", Wanted.of("壶")).ranges()).containsExactly(new Range(1, 2));
        assertThat(Marks.in("cafe\u0301 x", Wanted.of("café ")).ranges()).containsExactly(new Range(0, 5));
        assertThat(Marks.in("cat", Wanted.of("dog")).found()).isEmpty();
    }
}
