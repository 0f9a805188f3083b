package io.deskloom.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.deskloom.testing.CompiledClasses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/** {@code ./deskloom test --unit} takes seconds because whatever needs a server says so with a tag on its class. */
class TestTagsTest {
    private static final JavaClasses CLASSES = CompiledClasses.tests();
    private static final Set<String> SLOW = Set.of("database", "browser", "packaged");
    private static final Set<String> SERVERS = Set.of(
            "io.quarkus.test.junit.QuarkusTest",
            "io.deskloom.app.EmbeddedPostgres",
            "io.deskloom.packaged.Packaged",
            "java.sql.DriverManager");

    @Test
    void aTestNeedsAServerExactlyWhenItsClassSaysSo() {
        Set<String> needing = names(TestTagsTest::needsAServer);
        assertThat(needing).contains("io.deskloom.app.BootTest", "io.deskloom.store.ExprSqlTest");
        assertThat(names(c -> tags(c).stream().anyMatch(SLOW::contains))).isEqualTo(needing);
    }

    private static Set<String> names(Predicate<JavaClass> which) {
        return CLASSES.stream()
                .filter(TestTagsTest::isTest)
                .filter(which)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isTest(JavaClass c) {
        return c.isTopLevelClass()
                && !c.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
                && c.getAllMethods().stream().anyMatch(m -> m.isMetaAnnotatedWith(Testable.class));
    }

    /** Follows the test into its helpers and nested classes. */
    private static boolean needsAServer(JavaClass test) {
        Set<JavaClass> seen = new HashSet<>();
        Deque<JavaClass> open = new ArrayDeque<>();
        open.add(test);
        while (!open.isEmpty()) {
            JavaClass c = open.remove();
            if (!seen.add(c)) {
                continue;
            }
            for (Dependency d : c.getDirectDependenciesFromSelf()) {
                JavaClass used = d.getTargetClass().getBaseComponentType();
                if (SERVERS.contains(used.getName())) {
                    return true;
                }
                if (CLASSES.contain(used.getName())) {
                    open.add(used);
                }
            }
        }
        return false;
    }

    private static Set<String> tags(JavaClass c) {
        Set<String> tags = new HashSet<>();
        c.tryGetAnnotationOfType(Tag.class).ifPresent(t -> tags.add(t.value()));
        c.tryGetAnnotationOfType(Tags.class).ifPresent(all -> {
            for (Tag t : all.value()) {
                tags.add(t.value());
            }
        });
        return tags;
    }
}
