package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.Level;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import org.junit.jupiter.api.Test;

class DemoMetadataTest {
    @Test
    void theDemoHasNoProblems() {
        ReadOutcome outcome = MetadataReader.read(Snapshots.shippedFiles(), new SafeDrl());
        assertThat(Problem.lines(outcome.problems())).isEmpty();
    }

    @Test
    void theShopTestsRelyOnHasNone() {
        ReadOutcome outcome = MetadataReader.read(Snapshots.demoFiles(), new SafeDrl());
        assertThat(Problem.lines(outcome.problems())).isEmpty();
    }

    @Test
    void theDemoSpeaksBothLanguages() {
        assertThat(Snapshots.shipped(Snapshots.NO_RULES).types().values())
                .allSatisfy(t -> t.fields()
                        .forEach(f -> assertThat(f.label().byLanguage()).containsKeys("en", "zh")))
                .allSatisfy(t -> t.flow()
                        .nodes()
                        .forEach(n -> assertThat(n.label().byLanguage()).containsKeys("en", "zh")));
    }

    @Test
    void theDemoSaysWhatTheOtherTestsRelyOn() {
        MetadataSnapshot demo = Snapshots.demo();
        var type = demo.types().get("return_refund");
        assertThat(type.fields()).hasSize(28);
        assertThat(type.forms()).extracting(f -> f.key()).containsExactly("agent", "inspect", "refund");
        assertThat(demo.views()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(demo.views().keySet().iterator().next()).isEqualTo("my_open");
        var finance = type.access().roles().get("finance").fields();
        assertThat(finance.get("complaint_text").deny()).isTrue();
        assertThat(finance.get("refund_amount").level()).isEqualTo(Level.EDIT);
        assertThat(type.access()
                        .roles()
                        .get("warehouse")
                        .fields()
                        .get("contact")
                        .match())
                .isTrue();
        assertThat(demo.rules()).extracting(r -> r.key()).contains("vip_first", "damaged_urgent");
        assertThat(demo.types().values())
                .allSatisfy(t -> t.fields()
                        .forEach(f -> assertThat(f.label().byLanguage()).containsKeys("en", "zh")));
    }

    @Test
    void manyAreCalledByTheirPluralAndByTheLabelWhereThereIsNone() {
        assertThat(Snapshots.demo().objects().get("order").plural().byLanguage())
                .containsEntry("en", "Orders")
                .containsEntry("zh", "订单");
        assertThat(Snapshots.demo().types().get("enquiry").plural().in("en")).isEqualTo("Enquiries");
        assertThat(Snapshots.acme().types().get("mending").plural().in("en")).isEqualTo("Repair");
    }

    @Test
    void theSecondWorkspaceHasNoProblems() {
        assertThat(Problem.lines(MetadataReader.read(Snapshots.acmeFiles(), Snapshots.NO_RULES)
                        .problems()))
                .isEmpty();
    }
}
