package io.deskloom.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.testing.ExprCorpus;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sentences in both languages, the same file as the front end's. */
class SentenceTest {
    @TestFactory
    @SuppressWarnings("unchecked")
    Stream<DynamicTest> says() throws IOException {
        Map<String, Object> all;
        try (InputStream in = getClass().getResourceAsStream("/conformance/sentences.json")) {
            all = new ObjectMapper().readValue(in, Map.class);
        }
        Map<String, List<String>> labels = (Map<String, List<String>>) all.get("labels");
        Map<String, Map<String, List<String>>> options = (Map<String, Map<String, List<String>>>) all.get("options");
        Names names = new Names() {
            @Override
            public String label(String path, String language) {
                return labels.get(path).get(language.equals("zh") ? 1 : 0);
            }

            @Override
            public @Nullable String option(String path, String value, String language) {
                List<String> found = options.getOrDefault(path, Map.of()).get(value);
                return found == null ? null : found.get(language.equals("zh") ? 1 : 0);
            }
        };
        return ((List<Map<String, Object>>) all.get("cases"))
                .stream()
                        .map(c -> dynamicTest((String) c.get("expr"), () -> {
                            Problems problems = new Problems();
                            Expr e = Expressions.parse(
                                    (String) c.get("expr"), ExprCorpus.load().env(), ExprType.BOOL, "", problems);
                            assertThat(e).as(Problem.lines(problems.list())).isNotNull();
                            assertThat(Sentence.of(e, names, "en")).isEqualTo(c.get("en"));
                            assertThat(Sentence.of(e, names, "zh-CN")).isEqualTo(c.get("zh"));
                            assertThat((Object) ExprJson.write(e)).isEqualTo(c.get("tree"));
                        }));
    }
}
