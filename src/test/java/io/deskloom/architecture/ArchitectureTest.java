package io.deskloom.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import io.deskloom.testing.CompiledClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The package table of docs/architecture.md, and the homes of the engines, as tests. */
class ArchitectureTest {
    private static final String ROOT = "io.deskloom";
    private static final JavaClasses CLASSES = CompiledClasses.main();
    private static final Map<String, Set<String>> TABLE = table();

    @Test
    void everyPackageIsInTheTable() {
        JavaPackage root = CLASSES.getPackage(ROOT);
        Set<String> there = new TreeSet<>();
        root.getSubpackages().forEach(p -> there.add(p.getRelativeName()));
        assertThat(TABLE.keySet()).containsAll(there);
    }

    @TestFactory
    Stream<DynamicTest> importsOnlyWhatTheTableAllows() {
        return TABLE.entrySet().stream()
                .filter(row -> !row.getValue().contains("*"))
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    String[] forbidden = TABLE.keySet().stream()
                            .filter(other -> !other.equals(row.getKey()))
                            .filter(other -> !row.getValue().contains(other))
                            .map(other -> ROOT + "." + other + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + row.getKey() + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyEngineHasOneHome() {
        return Stream.of(
                home("Drools", List.of("rules"), "org.drools..", "org.kie.."),
                home(
                        "SQL",
                        List.of("store", "app"),
                        "java.sql..",
                        "javax.sql..",
                        "jakarta.persistence..",
                        "org.hibernate..",
                        "io.agroal.."),
                home("GraalVM", List.of("script"), "org.graalvm..", "com.oracle.truffle.."),
                home("REST", List.of("rest"), "jakarta.ws.rs.."),
                home("HTTP", List.of("rest", "connector", "app"), "io.vertx.."),
                home("CEL", List.of("expr"), "dev.cel.."),
                home("RE2", List.of("expr", "metadata"), "com.google.re2j.."),
                home("Spreadsheets", List.of("sheet"), "org.dhatim..", "de.siegmar.."),
                home("Qute", List.of("template"), "io.quarkus.qute.."),
                home("Mail", List.of("mail"), "jakarta.mail..", "org.eclipse.angus.."),
                home("XML", List.of("bpmn"), "javax.xml.stream.."),
                home("YAML", List.of("metadata"), "org.yaml.."),
                home("JSON Schema", List.of("metadata"), "com.networknt.."));
    }

    @Test
    void timeIsPassedIn() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".app..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    private static DynamicTest home(String engine, List<String> packages, String... libraries) {
        String[] homes = packages.stream().map(p -> ROOT + "." + p + "..").toArray(String[]::new);
        return DynamicTest.dynamicTest(
                engine,
                () -> noClasses()
                        .that()
                        .resideOutsideOfPackages(homes)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(libraries)
                        .check(CLASSES));
    }

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        try {
            List<String> lines = Files.readAllLines(Path.of("docs", "architecture.md"));
            int begin = lines.indexOf("| package | is responsible for | may import |");
            for (String line : lines.subList(begin + 2, lines.size())) {
                if (!line.startsWith("|")) {
                    break;
                }
                String[] cells = line.split("\\|");
                Set<String> allowed =
                        new TreeSet<>(Arrays.asList(cells[3].strip().split("\\s+")));
                for (String name : cells[1].split(",")) {
                    rows.put(name.strip(), allowed);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        assertThat(new ArrayList<>(rows.keySet())).contains("kernel", "app");
        return rows;
    }
}
