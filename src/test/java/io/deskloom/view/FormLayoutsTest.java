package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.deskloom.kernel.Label;
import io.deskloom.model.FormDef;
import io.deskloom.view.TypeSchema.FormLayout;
import io.deskloom.view.TypeSchema.FormNote;
import io.deskloom.view.TypeSchema.FormPart;
import io.deskloom.view.TypeSchema.FormSection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A form tells nobody of fields he may not see, and shows no text that speaks of them. */
class FormLayoutsTest {
    private static final FormDef.Section DEVICE = section("device", placed("product"), placed("serial_no"));
    private static final FormDef.Section MONEY = section(
            "money",
            text("Ask first"),
            placed("paid"),
            new FormDef.Divider(null),
            placed("refund"),
            new FormDef.Divider(Label.of("Margin")),
            text("Never tell the customer"),
            placed("margin"));

    @Test
    void whoSeesAllSeesAll() {
        FormLayout layout = of(
                new FormDef.Tabs(List.of(part("one", DEVICE), part("two", MONEY))),
                Set.of("product", "serial_no", "paid", "refund", "margin"));
        assertThat(layout.shape()).isEqualTo("tabs");
        assertThat(layout.parts())
                .extracting(FormPart::key, FormPart::sections)
                .containsExactly(tuple("one", List.of("device")), tuple("two", List.of("money")));
        FormSection money = layout.sections().get(1);
        assertThat(money.fields()).containsExactly("paid", "refund", "margin");
        assertThat(money.notes())
                .containsExactly(
                        new FormNote(0, "text", Map.of("en", "Ask first")),
                        new FormNote(1, "divider", null),
                        new FormNote(2, "divider", Map.of("en", "Margin")),
                        new FormNote(2, "text", Map.of("en", "Never tell the customer")));
    }

    @Test
    void whatBelongsToFieldsSomebodyMayNotSeeIsNotThere() {
        FormLayout layout = of(new FormDef.Pages(List.of(part("one", DEVICE), part("two", MONEY))), Set.of("refund"));
        assertThat(layout.shape()).isEqualTo("pages");
        assertThat(layout.parts()).extracting(FormPart::key).containsExactly("two");
        assertThat(layout.sections()).singleElement().satisfies(money -> {
            assertThat(money.fields()).containsExactly("refund");
            // Not even the bare line: there is nothing above it any more.
            assertThat(money.notes()).isEmpty();
        });
        assertThat(layout.toString()).doesNotContain("Margin", "customer", "Ask");
    }

    @Test
    void aPlainFormNamesTheFieldsSomebodyMaySeeAndHasNoParts() {
        FormLayout layout = of(new FormDef.Plain(List.of(DEVICE, MONEY)), Set.of("serial_no"));
        assertThat(layout)
                .isEqualTo(new FormLayout(
                        "main",
                        Map.of("en", "Main"),
                        List.of(new FormSection("device", Map.of("en", "device"), 2, List.of("serial_no"), List.of())),
                        "plain",
                        List.of()));
    }

    private static FormLayout of(FormDef.Layout layout, Set<String> shown) {
        return FormLayouts.of(new FormDef("fm", "main", Label.of("Main"), layout), shown);
    }

    private static FormDef.Part part(String key, FormDef.Section section) {
        return new FormDef.Part(key, Label.of(key), List.of(section));
    }

    private static FormDef.Section section(String key, FormDef.Entry... entries) {
        return new FormDef.Section(key, Label.of(key), 2, List.of(entries));
    }

    private static FormDef.Entry placed(String field) {
        return new FormDef.Placed(field);
    }

    private static FormDef.Entry text(String text) {
        return new FormDef.Text(Label.of(text));
    }
}
