package io.deskloom.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.testing.HostileTexts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values somebody sends to do harm: HTML that runs, links that run, tables that fill the memory. */
class HostileValuesTest {
    private static final String P = "/fields/x";

    static Stream<String> html() {
        return HostileTexts.html().stream();
    }

    @ParameterizedTest
    @MethodSource("html")
    void formattedTextKeepsNothingThatRuns(String html) {
        Problems problems = new Problems();
        Value value = Kind.RICH_TEXT.type().parse(html, Settings.NONE, P, problems);
        Object json = Kind.RICH_TEXT.type().toJson(value);
        String kept = json instanceof Map<?, ?> map ? String.valueOf(map.get("html")) : "";
        String tags = kept.toLowerCase(Locale.ROOT).replaceAll(">[^<]*<", "><");
        assertThat(tags)
                .doesNotContain("<script", "<img", "<svg", "<math", "<style", "<iframe", "<object", "<embed", "<form")
                .doesNotContain("<input", "<base", "<meta", "<template", "style=", "class=", "id=", "javascript:")
                .doesNotContain("data:", "vbscript:");
        assertThat(tags).doesNotContainPattern("<[^>]*\\son[a-z]+\\s*=");
        // What browsers repair has been repaired: another pass changes nothing.
        assertThat(SafeHtml.of(kept).html()).isEqualTo(kept);
    }

    @Test
    void formattingStaysAndTheTextIsOurs() {
        Problems problems = new Problems();
        Value value = Kind.RICH_TEXT
                .type()
                .parse(
                        Map.of(
                                "html",
                                "<h2>Done</h2><p>a <b>b</b> &amp; <a href=\"https://x.example/?a=1&amp;b=2\">c</a></p>",
                                "text",
                                "something else"),
                        Settings.NONE,
                        P,
                        problems);
        assertThat(problems.list()).isEmpty();
        Map<?, ?> json = (Map<?, ?>) Kind.RICH_TEXT.type().toJson(value);
        assertThat(json.get("text")).isEqualTo("Done\na b & c");
        assertThat((String) json.get("html"))
                .contains("<h2>Done</h2>", "<b>b</b>")
                .containsPattern("<a [^>]*rel=\"[^\"]*noopener[^\"]*\"");
    }

    @Test
    void nothingButTagsIsNothing() {
        Problems problems = new Problems();
        assertThat(Kind.RICH_TEXT.type().parse("<p><br></p><script>x</script>", Settings.NONE, P, problems))
                .isEqualTo(Value.NULL);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void deepAndLongHtmlIsBounded() {
        Problems problems = new Problems();
        Kind.RICH_TEXT.type().parse("<ul><li>".repeat(20_000) + "x", Settings.NONE, P, problems);
        assertThat(problems.list()).isEmpty();
        Kind.RICH_TEXT.type().parse("x".repeat(400_001), Settings.NONE, P, problems);
        assertThat(problems.list()).extracting(Problem::code).containsExactly("field.too-long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "ftp://example.com",
                "file:///etc/passwd",
                "https://user:pass@example.com",
                "http://",
                "https://exa mple.com",
                "//evil.example",
                "https://",
                "https://example.com\r\nSet-Cookie: a=b",
                "https://[::1",
                "vbscript:x",
                "mailto:a@b.example",
                "https://-a.example",
                "ht!tp://x"
            })
    void onlyWebAddressesBecomeLinks(String text) {
        Problems problems = new Problems();
        assertThat(Kind.URL.type().parse(text, Settings.NONE, P, problems)).isEqualTo(Value.NULL);
        assertThat(problems.list()).extracting(Problem::code).containsExactly("field.url");
    }

    @Test
    void aTableOfAHundredThousandRowsIsRefusedBeforeItIsRead() {
        Settings settings = table(null);
        Problems problems = new Problems();
        List<Object> rows = new ArrayList<>(Collections.nCopies(100_000, Map.of("a", 1)));
        // Reading the first row would already be too much: it is no row at all.
        rows.set(0, "not a row");
        assertThat(Kind.TABLE.type().parse(rows, settings, P, problems)).isEqualTo(Value.NULL);
        assertThat(problems.list()).hasSize(1);
        Problem problem = problems.list().getFirst();
        assertThat(problem.code()).isEqualTo("field.too-many-rows");
        assertThat(problem.pointer()).isEqualTo(P);
        assertThat(problem.params()).containsEntry("max", "100").containsEntry("rows", "100000");
    }

    @Test
    void aTableSaysWhichCellIsWrong() {
        Settings settings = table(2);
        Problems problems = new Problems();
        Value value = Kind.TABLE
                .type()
                .parse(
                        List.of(Map.of("a", 1), Map.of("a", "x", "b", 1), Map.of(), Map.of("a", 2)),
                        settings,
                        P,
                        problems);
        Kind.TABLE.type().validate(value, settings, P, problems);
        assertThat(problems.list())
                .extracting(p -> p.pointer() + " " + p.code())
                .containsExactly(P + "/1/a field.wrong-type", P + "/1 field.unknown-column");
        problems = new Problems();
        Kind.TABLE
                .type()
                .validate(
                        Kind.TABLE
                                .type()
                                .parse(List.of(Map.of("a", 1), Map.of("a", 2), Map.of("a", 3)), settings, P, problems),
                        settings,
                        P,
                        problems);
        assertThat(problems.list()).extracting(Problem::code).containsExactly("field.too-many-rows");
    }

    @Test
    void listsAreBoundedBeforeTheyAreRead() {
        Problems problems = new Problems();
        Kind.TAGS.type().parse(Collections.nCopies(1_000_000, 7), Settings.NONE, P, problems);
        assertThat(problems.list()).extracting(Problem::code).containsExactly("field.too-many");
    }

    @Test
    void aSealedTextCannotBeWrittenAsASecret() {
        Problems problems = new Problems();
        Value value = Kind.SECRET.type().parse("sealed:1:abc", Settings.NONE, P, problems);
        Kind.SECRET.type().validate(value, Settings.NONE, P, problems);
        assertThat(problems.list()).extracting(Problem::code).containsExactly("field.secret");
    }

    private static Settings table(Integer rows) {
        return new Settings(
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                rows,
                null,
                null,
                List.of(new Settings.Column("a", Label.of("A"), Kind.INTEGER, Settings.NONE, true)));
    }
}
