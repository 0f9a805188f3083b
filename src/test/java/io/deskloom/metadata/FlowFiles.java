package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.Finding;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.rules.RuleAnalysis;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;

/** The little repair workshop with another SOP, what is said of it, and whether it is said where it stands. */
final class FlowFiles {
    static final String FLOW = "types/mending/flow.yaml";
    static final String TYPE = "types/mending/type.yaml";
    static final String ACCESS = "types/mending/access.yaml";
    static final String HEAD = """
            id: fl_repair
            key: repair_sop
            label: {en: Repair}
            start: start
            """;

    private FlowFiles() {}

    static List<SourceFile> flow(String rest) {
        return Snapshots.acmeFiles().stream()
                .map(f -> f.path().equals(FLOW) ? new SourceFile(FLOW, HEAD + rest) : f)
                .toList();
    }

    static List<SourceFile> with(List<SourceFile> files, String path, String text) {
        List<SourceFile> all = new ArrayList<>(files);
        all.removeIf(f -> f.path().equals(path));
        all.add(new SourceFile(path, text));
        return all;
    }

    static ReadOutcome read(List<SourceFile> files) {
        return MetadataReader.read(files, Snapshots.NO_RULES);
    }

    static List<Problem> problems(List<SourceFile> files) {
        List<Problem> problems = read(files).problems();
        assertThat(problems)
                .allSatisfy(p -> assertThat(ProblemWords.missing(p))
                        .as(p.code() + " " + p.params())
                        .isEmpty());
        return problems;
    }

    static MetadataSnapshot snapshot(List<SourceFile> files) {
        return read(files).orThrow();
    }

    static List<Finding> findings(List<SourceFile> files) {
        return RuleAnalysis.of(snapshot(files));
    }

    /** That it is the one problem, and stands where {@code what} does in {@code text}. */
    static void only(List<SourceFile> files, String code, String text, String what) {
        List<Problem> problems = problems(files);
        assertThat(problems.stream().map(Problem::code))
                .as(Problem.lines(problems))
                .containsExactly(code);
        at(problems, code, text, what, (int) HEAD.lines().count());
    }

    static void at(List<Problem> problems, String code, String text, String what, int linesBefore) {
        int[] place = place(text, what);
        assertThat(problems).as(Problem.lines(problems)).anySatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.source().line()).isEqualTo(linesBefore + place[0]);
            assertThat(p.source().column()).isEqualTo(place[1]);
        });
    }

    static Finding doubt(List<SourceFile> files, String code, String text, String what) {
        List<Finding> findings = findings(files);
        int[] place = place(text, what);
        List<Finding> found =
                findings.stream().filter(f -> f.code().equals(code)).toList();
        assertThat(found).as(findings.toString()).singleElement().satisfies(f -> {
            assertThat(f.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(f.place().file()).isEqualTo(FLOW);
            assertThat(f.place().line()).isEqualTo(HEAD.lines().count() + place[0]);
        });
        return found.getFirst();
    }

    static int[] place(String text, String what) {
        int at = text.indexOf(what);
        assertThat(at).as(what).isNotNegative();
        String before = text.substring(0, at);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new int[] {line, at - before.lastIndexOf('\n')};
    }
}
