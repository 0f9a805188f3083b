import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Proves that each guard of src/test/guards.yaml has a test that notices its absence: takes the guard out of a copy of the
 * sources, runs the named test there and wants it to fail; then puts the guard back. A test that fails with every guard in
 * place proves nothing, nor does a copy that does not compile or start without the guard, or a test that does not end.
 *
 * <p>Run by {@code ./deskloom guards [word …]} (only guards whose name, file or test contains a word); a guard takes some
 * seconds, or half a minute when its test needs a server. One that is not proved does not stop the others; the exit code is
 * 0 only when all of them are.
 */
public final class Guards {
    private static final Path COPY = Path.of("target", "guards");
    /** Written by the launcher: the libraries of the tests. */
    private static final Path CLASS_PATH = Path.of("target", "guards.classpath");

    private static final Path RESULTS = COPY.resolve("results.txt");

    /** Guards tried at once, each in a copy of its own. */
    private static final int AT_ONCE = Math.min(2, Runtime.getRuntime().availableProcessors());

    private static final Duration FOR_ALL_TESTS = Duration.ofMinutes(90);
    private static final Duration FOR_ONE = Duration.ofMinutes(5);
    private static final Duration TO_STOP = Duration.ofSeconds(20);
    private static final int DID_NOT_END = 124;

    private record Guard(String name, String file, String remove, String instead, String test) {
        boolean has(String word) {
            return name.contains(word) || file.contains(word) || test.contains(word);
        }

        String testClass() {
            return test.split("#")[0];
        }

        /** Whether it is one of the browser's, whose test is a file under frontend/. */
        boolean isFrontEnd() {
            return test.startsWith("frontend/");
        }
    }

    private final Path copy;
    private final Path log;
    private final Path frontEnd;
    private final String classPath;
    private final Map<String, Path> testFiles;

    private Guards(Path copy) throws IOException {
        this.copy = copy;
        log = copy.resolve("guards.log");
        frontEnd = copy.resolve("frontend");
        classPath = Files.readString(CLASS_PATH).strip();
        try (Stream<Path> all = Files.walk(copy.resolve("src/test/java"))) {
            testFiles = all.filter(p -> p.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(p -> p.getFileName().toString().replace(".java", ""), p -> p));
        }
    }

    public static void main(String[] args) throws Exception {
        long begin = System.nanoTime();
        List<Guard> guards = read().stream()
                .filter(g -> args.length == 0 || List.of(args).stream().anyMatch(g::has))
                .toList();
        if (guards.isEmpty()) {
            System.out.println("no guard's name, file or test contains " + String.join(" or ", args));
            System.exit(1);
        }
        copySources();
        System.out.printf("%d guards; first their tests with every guard in place ...%n", guards.size());
        Guards first = new Guards(COPY);
        Set<String> failing = first.testsThatFailAnyway(guards);
        System.out.printf("%5d s  %s%n", seconds(begin), failing.isEmpty() ? "all pass" : "failing anyway: " + failing);
        Queue<Guard> waiting = new ConcurrentLinkedQueue<>(guards);
        AtomicInteger tried = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (PrintStream results = new PrintStream(Files.newOutputStream(RESULTS), true, StandardCharsets.UTF_8);
                ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 1; i <= Math.min(AT_ONCE, guards.size()); i++) {
                Guards worker = i == 1 ? first : first.another(i);
                workers.execute(() -> {
                    for (Guard guard = waiting.poll(); guard != null; guard = waiting.poll()) {
                        long from = System.nanoTime();
                        String verdict = failing.contains(guard.testClass())
                                ? "its test fails with every guard in place, too"
                                : worker.verdict(guard);
                        if (!verdict.isEmpty()) {
                            failed.incrementAndGet();
                        }
                        String line = "%-8s %3d s  %s  (%s)%s".formatted(verdict.isEmpty() ? "proved" : "UNPROVED",
                                seconds(from), guard.name(), guard.test(), verdict.isEmpty() ? "" : ": " + verdict);
                        System.out.printf("%5d s  %d/%d  %s%n", seconds(begin), tried.incrementAndGet(), guards.size(), line);
                        results.println(line);
                    }
                });
            }
        }
        System.out.printf("%d proved, %d failed; %d s%n", guards.size() - failed.get(), failed.get(), seconds(begin));
        System.exit(failed.get() == 0 ? 0 : 1);
    }

    /** The same, compiled sources in another folder, so that two guards can be out at once without meeting. */
    private Guards another(int number) throws Exception {
        Path other = Path.of(COPY + "-" + number);
        run("rm", "-rf", other.toString());
        run("cp", "-a", copy.toString(), other.toString());
        run("rm", "-rf", other.resolve("target/test-postgres").toString());
        return new Guards(other);
    }

    private static long seconds(long since) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    }

    /** @return classes, or files of the front end, of which a test fails although nothing was taken out */
    private Set<String> testsThatFailAnyway(List<Guard> all) throws Exception {
        List<Guard> guards = all.stream().filter(g -> !g.isFrontEnd()).toList();
        Set<String> failing = new TreeSet<>();
        for (String file : all.stream().filter(Guard::isFrontEnd).map(Guard::test).distinct().toList()) {
            if (logged(FOR_ONE, frontEnd, vitest(file)) != 0) {
                failing.add(file);
            }
        }
        if (guards.isEmpty()) {
            return failing;
        }
        int status = maven(FOR_ALL_TESTS, "-Dtest=" + tests(guards), "-Dmaven.test.failure.ignore=true", "test");
        if (status != 0) {
            System.out.println("the copy cannot be compiled or its tests do not end; see " + log);
            System.exit(1);
        }
        Set<String> passed = new TreeSet<>();
        try (Stream<Path> reports = Files.list(copy.resolve("target/surefire-reports"))) {
            for (Path report : reports.filter(p -> p.toString().endsWith("Test.txt")).toList()) {
                String name = report.getFileName().toString().replace(".txt", "");
                if (Files.readString(report).contains("Failures: 0, Errors: 0, Skipped: 0")) {
                    passed.add(name.substring(name.lastIndexOf('.') + 1));
                }
            }
        }
        guards.stream().map(Guard::testClass).filter(name -> !passed.contains(name)).forEach(failing::add);
        return failing;
    }

    private String verdict(Guard guard) {
        try {
            return prove(guard);
        } catch (IOException | InterruptedException | RuntimeException e) {
            return "could not be tried: " + e;
        }
    }

    /** @return "" when the test failed without the guard, else what is wrong */
    private String prove(Guard guard) throws IOException, InterruptedException {
        Path file = copy.resolve(guard.file());
        Path test = guard.isFrontEnd() ? frontEnd : testFiles.get(guard.testClass());
        if (test == null) {
            return "there is no such test class";
        }
        String original = Files.readString(file);
        int at = original.indexOf(guard.remove());
        if (at < 0) {
            return "the text to remove is not in " + guard.file() + " (any more)";
        }
        if (original.indexOf(guard.remove(), at + 1) >= 0) {
            return "the text to remove is more than once in " + guard.file();
        }
        Files.writeString(file, original.replace(guard.remove(), guard.instead()));
        try {
            return guard.isFrontEnd()
                    ? verdict(logged(FOR_ONE, frontEnd, vitest(guard.test())))
                    : withoutGuard(guard, file, test);
        } finally {
            Files.writeString(file, original);
            if (!guard.isFrontEnd()) {
                put(file, test);
            }
        }
    }

    private List<String> vitest(String file) {
        Path vitest = frontEnd.resolve("node_modules/.bin/vitest").toAbsolutePath();
        return List.of(vitest.toString(), "run", file.substring("frontend/".length()));
    }

    private String withoutGuard(Guard guard, Path file, Path testFile) throws IOException, InterruptedException {
        if (!put(file, testFile)) {
            return "it does not compile without the guard; see " + log;
        }
        String[] test = guard.test().split("#");
        String path = copy.resolve("src/test/java").relativize(testFile).toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1500m",
                "-XX:+EnableDynamicAgentLoading", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp", "target/runner:target/test-classes:target/classes:" + classPath, "RunOne",
                path.replace(".java", "").replace('/', '.')));
        if (test.length > 1) {
            command.add(test[1]);
        }
        return verdict(logged(FOR_ONE, copy, command));
    }

    private String verdict(int status) throws IOException {
        return switch (status) {
            case 0 -> "the test passes without the guard";
            case 1 -> Files.readString(log).contains("Failed to start quarkus")
                    ? "it does not start without the guard; see " + log
                    : "";
            case 2 -> "there is no such test";
            case DID_NOT_END -> "the test did not end within " + FOR_ONE.toMinutes() + " minutes";
            default -> "the test's process broke off; see " + log;
        };
    }

    /** Compiles, or copies, a file and the test into the copy's classes. */
    private boolean put(Path file, Path test) throws IOException {
        Path resources = copy.resolve("src/main/resources");
        String classes = copy.resolve("target/classes").toString();
        String tests = copy.resolve("target/test-classes").toString();
        if (file.startsWith(resources)) {
            Files.copy(file, Path.of(classes).resolve(resources.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
        } else if (!compile(classes, classes, file)) {
            return false;
        }
        // Compiled anew as well: constants of the file may have been taken into the test.
        return compile(tests, tests + ":" + classes, test)
                && (Files.exists(copy.resolve("target/runner"))
                        || compile(copy.resolve("target/runner").toString(), classes, Path.of("src/test/guards/RunOne.java")));
    }

    private boolean compile(String into, String with, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(log)) {
            return ToolProvider.getSystemJavaCompiler().run(null, out, out, "-parameters", "-nowarn", "-proc:none",
                    "-d", into, "-cp", with + ":" + classPath, file.toString()) == 0;
        }
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

    private int maven(Duration limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getenv("MVN"), "-B", "-q", "-Dfast", "-Dquarkus.quinoa=false",
                "-Dspotless.check.skip=true", "-Dmaven.compiler.useIncrementalCompilation=false", "-Dsurefire.failIfNoSpecifiedTests=true"));
        command.addAll(List.of(arguments));
        return logged(limit, copy, command);
    }

    private int logged(Duration limit, Path in, List<String> command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (p.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return p.exitValue();
        }
        // Politely first: a test run then also stops its database.
        p.destroy();
        if (!p.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            p.destroyForcibly().waitFor();
        }
        return DID_NOT_END;
    }

    private static void copySources() throws Exception {
        // Classes of a run that was stopped may lack a guard.
        run("rm", "-rf", COPY.toString());
        Files.createDirectories(COPY);
        Path frontEnd = COPY.resolve("frontend");
        Files.createDirectories(frontEnd);
        run("sh", "-c", "cp -r --preserve=timestamps frontend/src frontend/*.json frontend/*.ts " + frontEnd);
        Path packages = Path.of("frontend/node_modules").toAbsolutePath();
        if (Files.exists(packages)) {
            Files.createSymbolicLink(frontEnd.resolve("node_modules"), packages);
        }
        run("cp", "-r", "--preserve=timestamps", "pom.xml", "src", "metadata", "rule-packs", "docs", COPY.toString());
        if (Files.isDirectory(Path.of("target/classes")) && Files.isDirectory(Path.of("target/test-classes"))) {
            Files.createDirectories(COPY.resolve("target"));
            run("cp", "-r", "--preserve=timestamps", "target/classes", "target/test-classes", COPY.resolve("target").toString());
        }
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
