package io.deskloom.measures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.measures.Measures.Figure;
import io.deskloom.measures.Measures.Kind;
import io.deskloom.measures.Measures.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final String HEAD =
            "GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,BRANCH_COVERED,LINE_MISSED,LINE_COVERED";

    private static String classLine(String inPackage, String type, int missed, int covered) {
        return "deskloom,%s,%s,1,2,%d,%d,0,9".formatted(inPackage, type, missed, covered);
    }

    private static String mutant(String type, String status) {
        return "X.java,%s,org.pitest.mutationtest.engine.gregor.mutators.MathMutator,doIt,7,%s,a test, of somebody"
                .formatted(type, status);
    }

    private static Measure branches(String... lines) {
        List<String> all = new ArrayList<>(List.of(HEAD));
        all.addAll(List.of(lines));
        return Measures.read(Kind.COVERAGE, all);
    }

    @Test
    void branchesAreCountedByBoundedPackageAndBesideThemByClass() {
        Measure measure = branches(
                classLine("io.deskloom.flow", "Flow", 1, 9),
                classLine("io.deskloom.flow", "Stages.Stage", 0, 10),
                classLine("io.deskloom.command", "FlowRun", 3, 4),
                classLine("io.deskloom.command", "FlowRun.Way", 1, 0));
        assertThat(measure.of())
                .containsEntry("io.deskloom.flow", new Figure(19, 20))
                .containsEntry("io.deskloom.command.FlowRun", new Figure(4, 8))
                .hasSize(2);
        assertThat(measure.under())
                .as("what nothing was measured of is under any bound, and a class is under its own")
                .contains("io.deskloom.sla", "io.deskloom.routing", "io.deskloom.command.FlowRun")
                .doesNotContain("io.deskloom.flow");
    }

    /** Everything with a bound, at 90 %. */
    private static List<String> met() {
        List<String> lines = new ArrayList<>();
        Measures.PACKAGES.forEach(name -> lines.add(classLine(name, "Any", 5, 95)));
        Measures.CLASSES.forEach(name -> {
            int dot = name.lastIndexOf('.');
            lines.add(classLine(name.substring(0, dot), name.substring(dot + 1), 10, 90));
        });
        return lines;
    }

    @Test
    void aClassBelowItsBoundFailsTheMeasureAndOneWithoutABoundDoesNot() {
        List<String> lines = met();
        lines.add(classLine("io.deskloom.metadata", "FlowOther", 99, 1));
        assertThat(branches(lines.toArray(String[]::new)).under()).isEmpty();
        lines.add(classLine("io.deskloom.command", "FlowRun.Way", 1, 0));
        Measure measure = branches(lines.toArray(String[]::new));
        assertThat(measure.under()).containsExactly("io.deskloom.command.FlowRun");
        assertThat(rows(measure)).contains("io.deskloom.command.FlowRun 90 101 89.1 90");
    }

    @Test
    void aBoundIsMetExactlyOrNot() {
        assertThat(new Figure(95, 100).holds(95)).isTrue();
        assertThat(new Figure(949, 1000).holds(95)).isFalse();
        assertThat(Figure.NONE.holds(1)).isFalse();
        assertThat(new Figure(9_499, 10_000).percent()).as("rounded down").isEqualTo("94.9");
        assertThat(new Figure(3, 3).percent()).isEqualTo("100.0");
    }

    @Test
    void aMutantThatNoTestRunsInCountsAsLeftAndOneThatIsNoProgramDoesNot() {
        Measure measure = Measures.read(
                Kind.MUTATION,
                List.of(
                        mutant("io.deskloom.sla.SlaClocks", "KILLED"),
                        mutant("io.deskloom.sla.SlaClocks$Change", "TIMED_OUT"),
                        mutant("io.deskloom.sla.SlaClocks", "MEMORY_ERROR"),
                        mutant("io.deskloom.sla.SlaClocks", "NON_VIABLE"),
                        mutant("io.deskloom.sla.SlaClocks", "RUN_ERROR"),
                        mutant("io.deskloom.sla.WorkingTime", "SURVIVED"),
                        mutant("io.deskloom.sla.WorkingTime", "NO_COVERAGE"),
                        mutant("io.deskloom.metadata.FlowReader$Ways", "KILLED")));
        assertThat(measure.of())
                .containsEntry("io.deskloom.sla", new Figure(3, 6))
                .containsEntry("io.deskloom.metadata.FlowReader", new Figure(1, 1));
        assertThat(measure.left())
                .containsExactly(
                        "io.deskloom.sla.SlaClocks.doIt line 7: MathMutator (run_error)",
                        "io.deskloom.sla.WorkingTime.doIt line 7: MathMutator (no_coverage)",
                        "io.deskloom.sla.WorkingTime.doIt line 7: MathMutator (survived)");
        assertThat(measure.under()).contains("io.deskloom.sla");
    }

    @Test
    void theTableAndTheJsonSayTheSame() throws Exception {
        Measure measure = branches(
                classLine("io.deskloom.flow", "Flow", 0, 10),
                classLine("io.deskloom.sla", "Policies", 1, 2),
                classLine("io.deskloom.routing", "Chooser", 0, 7),
                classLine("io.deskloom.command", "FlowTimer", 3, 1),
                classLine("io.deskloom.command", "FlowRun", 3, 4));
        assertThat(rows(measure))
                .startsWith(
                        "covered branches % bound",
                        "io.deskloom.flow 10 10 100.0 95",
                        "io.deskloom.sla 2 3 66.6 95",
                        "io.deskloom.routing 7 7 100.0 95")
                .contains("io.deskloom.command.FlowRun 4 7 57.1 90", "io.deskloom.command.FlowNews 0 0 - 90")
                .endsWith("io.deskloom.command.FlowTimer 1 4 25.0");
        JsonNode json = new ObjectMapper().readTree(Measures.json(measure, Instant.parse("2026-11-30T10:00:00.5Z")));
        assertThat(json.get("taken").asText()).isEqualTo("2026-11-30T10:00:00Z");
        assertThat(json.get("holds").asBoolean()).isFalse();
        assertThat(json.get("figures")).hasSize(rows(measure).size() - 1);
        assertThat(json.get("figures").get(1).toString())
                .isEqualTo("{\"name\":\"io.deskloom.sla\",\"covered\":2,\"branches\":3,\"bound\":95}");
        JsonNode last = json.get("figures").get(json.get("figures").size() - 1);
        assertThat(last.toString())
                .isEqualTo("{\"name\":\"io.deskloom.command.FlowTimer\",\"covered\":1,\"branches\":4}");
        assertThat(json.get("left")).isEmpty();
    }

    /** The table's lines, however wide. */
    private static List<String> rows(Measure measure) {
        return Measures.table(measure)
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }

    @Test
    void whatIsLeftIsListedInBoth() throws Exception {
        Measure measure = Measures.read(Kind.MUTATION, List.of(mutant("io.deskloom.flow.Flow", "SURVIVED")));
        assertThat(Measures.table(measure))
                .endsWith("Not noticed:\n  io.deskloom.flow.Flow.doIt line 7: MathMutator (survived)\n");
        assertThat(new ObjectMapper()
                        .readTree(Measures.json(measure, Instant.EPOCH))
                        .get("left")
                        .get(0)
                        .asText())
                .isEqualTo("io.deskloom.flow.Flow.doIt line 7: MathMutator (survived)");
    }
}
