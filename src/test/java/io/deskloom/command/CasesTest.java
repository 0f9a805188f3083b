package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The cases beside the metadata: what flow, rules and macros must do, written for people. Each is a simulation, so it goes the way
 * every change goes, only without a database.
 */
class CasesTest {
    private static final MetadataSnapshot DEMO = Snapshots.shipped(new SafeDrl());
    private static final Path TYPES = Path.of("metadata/demo/types");
    private static final Path PACK = Path.of("rule-packs/after-sales");
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    /** What follows a changed record is shown by {@code ChangedRecordsTest}. */
    private static final Set<String> BESIDE_CASES = Set.of("parcel_delivered", "restock_watch", "below_safety");

    private static final CaseWorkspace WORKSPACE = new CaseWorkspace(DEMO);

    @AfterAll
    static void close() {
        WORKSPACE.close();
    }

    @TestFactory
    Stream<DynamicTest> demo() throws IOException {
        return files(TYPES)
                .flatMap(file ->
                        cases(file, file.getParent().getParent().getFileName().toString(), DEMO));
    }

    @TestFactory
    Stream<DynamicTest> afterSalesPackAlone() throws IOException {
        List<RuleDef> own = DEMO.rules().stream()
                .filter(r -> "io.deskloom.after-sales".equals(r.origin().pack()))
                .toList();
        assertThat(own).hasSize(5);
        MetadataSnapshot alone = with(DEMO, own);
        return files(PACK).flatMap(file -> cases(file, "", alone));
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(demo().count()).isGreaterThanOrEqualTo(30);
        assertThat(afterSalesPackAlone().count()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void everyRuleOfTheDemoHasACaseInWhichItFires() throws IOException {
        Set<String> fired = new TreeSet<>();
        for (Path file : Stream.concat(files(TYPES), files(PACK)).toList()) {
            for (Object c : (List<?>) CaseRun.map(yaml(file)).get("cases")) {
                CaseRun.thens(CaseRun.map(c))
                        .flatMap(then -> ((List<?>) then.getOrDefault("fired", List.of())).stream())
                        .forEach(key -> fired.add(String.valueOf(key)));
            }
        }
        // Rows of a decision table stand for one another.
        assertThat(DEMO.rules().stream()
                        .map(RuleDef::key)
                        .filter(key -> !key.contains("."))
                        .filter(key -> !fired.contains(key))
                        .filter(key -> !BESIDE_CASES.contains(key)))
                .as("rules that no case shows")
                .isEmpty();
    }

    private static MetadataSnapshot with(MetadataSnapshot all, List<RuleDef> rules) {
        return new MetadataSnapshot(
                new ReleaseId("a".repeat(64)),
                all.workspace(),
                all.roles(),
                all.teams(),
                all.types(),
                all.objects(),
                all.panels(),
                all.views(),
                all.packs(),
                rules,
                all.mails(),
                all.relations(),
                all.scripts(),
                all.dependents(),
                all.counters(),
                all.macros(),
                all.integrations(),
                all.tables(),
                all.serviceLevels(),
                all.routings());
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all
                    .filter(p -> p.getParent().endsWith("cases") && p.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Stream<DynamicTest> cases(Path file, String folderType, MetadataSnapshot release) {
        Map<String, Object> read = CaseRun.map(yaml(file));
        TicketTypeDef type = release.types().get(String.valueOf(read.getOrDefault("type", folderType)));
        assertThat(type).as("the type of %s", file).isNotNull();
        Instant now = read.get("now") == null ? NOW : Instant.parse(String.valueOf(read.get("now")));
        return ((List<?>) read.get("cases"))
                .stream()
                        .map(c -> CaseRun.map(c))
                        .map(c -> DynamicTest.dynamicTest(
                                type.key() + ": " + c.get("name"),
                                () -> new CaseRun(type, release, WORKSPACE, c, now).run()));
    }

    private static Object yaml(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
