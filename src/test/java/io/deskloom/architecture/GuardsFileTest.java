package io.deskloom.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.CompiledClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What guards.yaml names is there, so that {@code ./deskloom guards} finds each guard and its test however the code moves. */
class GuardsFileTest {
    @Test
    void everyGuardStandsWhereTheFileSaysAndItsTestExists() throws IOException {
        Set<String> tests = tests();
        List<String> problems = new ArrayList<>();
        for (Map<String, String> guard : guards()) {
            Path file = Path.of(guard.getOrDefault("file", ""));
            String text = Files.isRegularFile(file) ? Files.readString(file) : "";
            int times = text.split(Pattern.quote(guard.getOrDefault("remove", "")), -1).length - 1;
            if (times != 1) {
                problems.add(guard.get("guard") + ": its text is " + times + " times in " + file);
            }
            String test = guard.getOrDefault("test", "");
            if (test.startsWith("frontend/") ? !Files.isRegularFile(Path.of(test)) : !tests.contains(test)) {
                problems.add(guard.get("guard") + ": there is no " + test);
            }
        }
        assertThat(problems).isEmpty();
    }

    /** "ATest" and "ATest#aMethod" of all. */
    private static Set<String> tests() {
        Set<String> out = new TreeSet<>();
        CompiledClasses.tests().forEach(c -> {
            out.add(c.getSimpleName());
            c.getAllMethods().forEach(m -> out.add(c.getSimpleName() + "#" + m.getName()));
        });
        return out;
    }

    private static List<Map<String, String>> guards() throws IOException {
        List<Map<String, String>> guards = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Path.of("src/test/guards.yaml"))) {
            List<?> all = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            for (Object guard : all) {
                Map<String, String> texts = new HashMap<>();
                ((Map<?, ?>) guard).forEach((k, v) -> texts.put(String.valueOf(k), String.valueOf(v)));
                guards.add(texts);
            }
        }
        return guards;
    }
}
