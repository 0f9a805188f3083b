package io.deskloom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void anAnswerDoesNotGrowWithHowWrongARequestIs() {
        Problems problems = new Problems();
        for (int i = 0; i < 100_000; i++) {
            problems.add("/" + i, "wrong", "wrong");
        }
        problems.addAll(Collections.nCopies(1_000, Problem.of("", "more", "more")));
        assertThat(problems.list()).hasSize(Problems.MOST + 1);
        assertThat(problems.list().getFirst().pointer()).isEqualTo("/0");
        assertThat(problems.list().getLast().code()).isEqualTo("problems.more");
    }
}
