import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Proves that each guard of src/test/guards.yaml has a test that notices its absence: takes the guard out of a copy of the
 * sources, runs the named test there and wants it to fail; then puts the guard back. All the tests must pass first: one
 * that fails anyway proves nothing. Nor does a copy that does not compile or start without the guard.
 *
 * <p>Run by {@code ./deskloom guards [word …]} (only guards whose name contains a word); a guard takes some seconds, or most
 * of a minute when its test needs a server.
 */
public final class Guards {
    private static final Path COPY = Path.of("target", "guards");
    private static final long LIMIT_MINUTES = 6;

    private record Guard(String name, String file, String remove, String instead, String test) {}

    public static void main(String[] args) throws Exception {
        List<Guard> guards = read().stream()
                .filter(g -> args.length == 0 || List.of(args).stream().anyMatch(g.name()::contains))
                .toList();
        copySources();
        if (maven("-Dtest=" + tests(guards), "test") != 0) {
            System.out.println("the tests must pass with every guard in place; see " + COPY.resolve("guards.log"));
            System.exit(1);
        }
        maven("dependency:build-classpath", "-Dmdep.outputFile=classpath.txt");
        List<String> unproved = new ArrayList<>();
        for (Guard guard : guards) {
            long begin = System.nanoTime();
            String verdict = prove(guard);
            System.out.printf("%-8s %3d s  %s  (%s)%n", verdict.isEmpty() ? "proved" : "UNPROVED",
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin), guard.name(), guard.test());
            if (!verdict.isEmpty()) {
                System.out.println("         " + verdict);
                unproved.add(guard.name());
            }
        }
        System.out.printf("%d passed, %d failed%n", guards.size() - unproved.size(), unproved.size());
        System.exit(unproved.isEmpty() ? 0 : 1);
    }

    /** @return "" when the test failed without the guard, else what is wrong */
    private static String prove(Guard guard) throws Exception {
        Path file = COPY.resolve(guard.file());
        String original = Files.readString(file);
        if (!original.contains(guard.remove())) {
            return "the text to remove is not in " + guard.file() + " (any more)";
        }
        Files.writeString(file, original.replace(guard.remove(), guard.instead()));
        try {
            return withoutGuard(guard, file);
        } finally {
            Files.writeString(file, original);
            put(file, testFile(guard));
        }
    }

    private static String withoutGuard(Guard guard, Path file) throws Exception {
        if (!put(file, testFile(guard))) {
            return "it does not compile without the guard; see " + COPY.resolve("guards.log");
        }
        String[] test = guard.test().split("#");
        String path = COPY.resolve("src/test/java").relativize(testFile(guard)).toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1500m",
                "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp", "target/test-classes:target/classes:" + classPath(), "src/test/guards/RunOne.java",
                path.replace(".java", "").replace('/', '.')));
        if (test.length > 1) {
            command.add(test[1]);
        }
        return switch (logged(command)) {
            case 0 -> "the test passes without the guard";
            case 1 -> Files.readString(COPY.resolve("guards.log")).contains("Failed to start quarkus")
                    ? "it does not start without the guard; see " + COPY.resolve("guards.log")
                    : "";
            case 2 -> "there is no such test";
            default -> "the test did not end; see " + COPY.resolve("guards.log");
        };
    }

    /** Compiles, or copies, a file and the test into the copy's classes. */
    private static boolean put(Path file, Path test) throws IOException {
        Path resources = COPY.resolve("src/main/resources");
        List<Path> sources = new ArrayList<>();
        if (file.startsWith(resources)) {
            Files.copy(file, COPY.resolve("target/classes").resolve(resources.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
        } else {
            sources.add(file);
        }
        String classes = COPY.resolve("target/classes").toString();
        String tests = COPY.resolve("target/test-classes").toString();
        return (sources.isEmpty() || compile(classes, classes, file)) && compile(tests, tests + ":" + classes, test);
    }

    private static boolean compile(String into, String with, Path file) throws IOException {
        try (OutputStream log = Files.newOutputStream(COPY.resolve("guards.log"))) {
            return ToolProvider.getSystemJavaCompiler().run(null, log, log, "-parameters", "-nowarn", "-proc:none",
                    "-d", into, "-cp", with + ":" + classPath(), file.toString()) == 0;
        }
    }

    private static Path testFile(Guard guard) throws IOException {
        String name = guard.test().split("#")[0] + ".java";
        try (Stream<Path> all = Files.walk(COPY.resolve("src/test/java"))) {
            return all.filter(p -> p.getFileName().toString().equals(name)).findFirst().orElseThrow();
        }
    }

    private static String classPath() throws IOException {
        return Files.readString(COPY.resolve("classpath.txt")).strip();
    }

    /** "ATest#one+two,BTest": all tests named by the guards, as surefire wants them. */
    private static String tests(List<Guard> guards) {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Guard guard : guards) {
            String[] name = guard.test().split("#");
            Set<String> some = methods.computeIfAbsent(name[0], _ -> new TreeSet<>());
            if (name.length > 1) {
                some.add(name[1]);
            }
        }
        return methods.entrySet().stream()
                .map(e -> e.getKey() + (e.getValue().isEmpty() ? "" : "#" + String.join("+", e.getValue())))
                .collect(Collectors.joining(","));
    }

    private static int maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getenv("MVN"), "-B", "-q", "-Dfast", "-Dquarkus.quinoa=false",
                "-Dspotless.check.skip=true", "-Dmaven.compiler.useIncrementalCompilation=false", "-Dsurefire.failIfNoSpecifiedTests=true"));
        command.addAll(List.of(arguments));
        return logged(command);
    }

    private static int logged(List<String> command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command)
                .directory(COPY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(COPY.resolve("guards.log").toFile())
                .start();
        if (!p.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            p.destroyForcibly();
        }
        return p.waitFor();
    }

    private static void copySources() throws Exception {
        Files.createDirectories(COPY);
        // Classes of a run that was stopped may lack a guard.
        delete(COPY.resolve("target"));
        run("cp", "-r", "--preserve=timestamps", "pom.xml", "src", "metadata", "rule-packs", "docs", COPY.toString());
        if (Files.isDirectory(Path.of("target/classes")) && !Files.isDirectory(COPY.resolve("target"))) {
            Files.createDirectories(COPY.resolve("target"));
            run("cp", "-r", "--preserve=timestamps", "target/classes", "target/test-classes", COPY.resolve("target").toString());
        }
    }

    private static void delete(Path folder) throws Exception {
        run("rm", "-rf", folder.toString());
    }

    private static void run(String... command) throws Exception {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    private static List<Guard> read() throws IOException {
        List<Guard> guards = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Path.of("src/test/guards.yaml"))) {
            List<Map<String, String>> list = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            for (Map<String, String> g : list) {
                guards.add(new Guard(g.get("guard"), g.get("file"), g.get("remove"), g.getOrDefault("instead", ""), g.get("test")));
            }
        }
        return guards;
    }
}
