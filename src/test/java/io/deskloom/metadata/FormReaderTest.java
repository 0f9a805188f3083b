package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.model.FormDef;
import io.deskloom.testing.Snapshots;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with tabs, pages, dividers and texts: what is read, and what the author of a wrong one is told. */
class FormReaderTest {
    private static final String FORM = "types/mending/form-main.yaml";
    private static final String HEAD = "id: fm_main\nkey: main\nlabel: {en: Repair}\n";

    @Test
    void aPlainFormIsWhatItWas() {
        FormDef form = form("""
                sections:
                  - {key: what, label: {en: What}, columns: 1, fields: [device, symptom]}
                  - {key: money, label: {en: Money}, fields: [cost]}
                """);
        assertThat(form.layout()).isInstanceOf(FormDef.Plain.class);
        assertThat(form.layout().parts()).isEmpty();
        assertThat(form.sections()).extracting(FormDef.Section::columns).containsExactly(1, 2);
        assertThat(form.fields()).containsExactly("device", "symptom", "cost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tabs", "pages"})
    void tabsAndPagesGroupSectionsAndAllFieldsStandInOrder(String word) {
        FormDef form = form(word + """
                :
                  - key: what
                    label: {en: What}
                    sections:
                      - {key: unit, label: {en: The device}, fields: [device, serial_no]}
                      - {key: fault, label: {en: The fault}, fields: [symptom]}
                  - {key: money, label: {en: Money}, sections: [{key: costs, label: {en: Costs}, fields: [cost]}]}
                """);
        assertThat(form.layout()).isInstanceOf(word.equals("tabs") ? FormDef.Tabs.class : FormDef.Pages.class);
        assertThat(form.layout().parts()).extracting(FormDef.Part::key).containsExactly("what", "money");
        assertThat(form.sections()).extracting(FormDef.Section::key).containsExactly("unit", "fault", "costs");
        assertThat(form.fields()).containsExactly("device", "serial_no", "symptom", "cost");
    }

    @Test
    void betweenFieldsStandDividersAndTexts() {
        FormDef form = form("""
                sections:
                  - key: all
                    label: {en: All}
                    fields: [{text: {en: Ask first}}, device, {divider: true}, symptom, {divider: {en: Money}}, cost]
                """);
        assertThat(form.sections().getFirst().entries())
                .containsExactly(
                        new FormDef.Text(Label.of("Ask first")),
                        new FormDef.Placed("device"),
                        new FormDef.Divider(null),
                        new FormDef.Placed("symptom"),
                        new FormDef.Divider(Label.of("Money")),
                        new FormDef.Placed("cost"));
        assertThat(form.fields()).containsExactly("device", "symptom", "cost");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what the form says after its label                                                   | code            | pointer                              | suggestion
            NOTHING                                                                                 | schema.missing  | ''                                   |
            tabs: [T], pages: [T]                                                                   | schema.not_here | /pages                               |
            sections: [S], tabs: [T]                                                                | schema.not_here | /sections                            |
            sections: [S], pages: [T]                                                               | schema.not_here | /sections                            |
            tabs: []                                                                                | schema.size     | /tabs                                |
            tabs: [S]                                                                               | schema.unknown  | /tabs/0/fields                       |
            tab: [T]                                                                                | schema.unknown  | /tab                                 | tabs
            pages: [{key: p, label: {en: P}, sections: []}]                                         | schema.size     | /pages/0/sections                    |
            pages: [{key: p, label: {en: P, fr: P}, sections: [S]}]                                 | label.language  | /pages/0/label/fr                    |
            tabs: [T, {key: t, label: {en: T}, sections: [{key: s2, label: {en: S}, fields: [cost]}]}]      | duplicate       | /tabs/1/key                          |
            tabs: [T, {key: u, label: {en: U}, sections: [{key: s, label: {en: S}, fields: [cost]}]}]       | duplicate       | /tabs/1/sections/0/key               |
            tabs: [T, {key: u, label: {en: U}, sections: [{key: v, label: {en: V}, fields: [device]}]}]     | duplicate       | /tabs/1/sections/0/fields/0          |
            pages: [{key: p, label: {en: P}, sections: [{key: s, label: {en: S}, fields: [divice]}]}]       | reference.field | /pages/0/sections/0/fields/0         | device
            sections: [{key: s, label: {en: S}, fields: [device, {devider: true}]}]                 | schema.unknown  | /sections/0/fields/1/devider         | divider
            sections: [{key: s, label: {en: S}, fields: [device, {divider: false}]}]                | schema.choice   | /sections/0/fields/1/divider         |
            sections: [{key: s, label: {en: S}, fields: [device, {divider: 3}]}]                    | schema.type     | /sections/0/fields/1/divider         |
            sections: [{key: s, label: {en: S}, fields: [device, {divider: {fr: Geld}}]}]           | label.language  | /sections/0/fields/1/divider         |
            sections: [{key: s, label: {en: S}, fields: [device, {text: Ask first}]}]               | schema.type     | /sections/0/fields/1/text            |
            sections: [{key: s, label: {en: S}, fields: [device, {text: {en: LONG}}]}]              | schema.size     | /sections/0/fields/1/text/en         |
            sections: [{key: s, label: {en: S}, fields: [device, {text: {en: x}, divider: true}]}]  | schema.size     | /sections/0/fields/1                 |
            sections: [{key: s, label: {en: S}, fields: [device, {}]}]                              | schema.size     | /sections/0/fields/1                 |
            sections: [{key: s, label: {en: S}, fields: [device, 7]}]                               | schema.type     | /sections/0/fields/1                 |
            sections: [{key: s, label: {en: S}, fields: [device, Serial]}]                          | schema.pattern  | /sections/0/fields/1                 |
            sections: [{key: s, label: {en: S}, fields: [{text: {en: x}}]}]                         | form.no_field   | /sections/0/fields                   |
            """)
    void oneMistakeIsOneProblemAtItsPlace(String says, String code, String pointer, String suggestion) {
        String section = "{key: s, label: {en: S}, fields: [device]}";
        List<Problem> problems = problems(written(says)
                .replace("[T", "[{key: t, label: {en: T}, sections: [S]}")
                .replace("[S]", "[" + section + "]")
                .replace("LONG", "x".repeat(1001)));
        assertThat(problems).as(Problem.lines(problems)).anySatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.pointer()).isEqualTo(pointer);
            assertThat(p.suggestion()).isEqualTo(suggestion);
        });
        assertThat(problems).hasSizeLessThanOrEqualTo(2).allSatisfy(p -> {
            assertThat(ProblemWords.missing(p)).isEmpty();
        });
    }

    @Test
    void aFormIsNoLargerThanAPageCanBe() {
        String sections = IntStream.range(0, 30)
                .mapToObj(i ->
                        "{key: s%d, label: {en: S}, fields: [{text: {en: x}}, {divider: true}, f%d]}".formatted(i, i))
                .collect(Collectors.joining(", "));
        List<Problem> problems =
                problems("tabs: [{key: a, label: {en: A}, sections: [%s]}, {key: b, label: {en: B}, sections: [%s]}]"
                        .formatted(sections, sections.replace("key: s", "key: t")));
        assertThat(problems)
                .filteredOn(p -> p.code().equals("form.too_many"))
                .satisfiesExactly(
                        p -> assertThat(p.params()).containsEntry("count", "60").containsEntry("context", "sections"),
                        p -> assertThat(p.params())
                                .containsEntry("count", "120")
                                .containsEntry("context", "notes"));
        assertThat(problems).allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    /** One line a setting; those of one list stay together. */
    private static String written(String says) {
        return says.replaceAll(", (?=(tabs|pages): )", "\n").replace("NOTHING", "");
    }

    private static List<SourceFile> with(String layout) {
        return Snapshots.acmeFiles().stream()
                .map(f -> f.path().equals(FORM) ? new SourceFile(FORM, HEAD + layout) : f)
                .toList();
    }

    private static List<Problem> problems(String layout) {
        return MetadataReader.read(with(layout), Snapshots.NO_RULES).problems();
    }

    private static FormDef form(String layout) {
        return MetadataReader.read(with(layout), Snapshots.NO_RULES)
                .orThrow()
                .types()
                .get("mending")
                .forms()
                .getFirst();
    }
}
