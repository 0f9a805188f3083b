import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Proves that each guard of src/test/guards.yaml has a test that notices its absence: takes the guard out of a copy of the
 * sources, runs the named test there and wants it to fail; then puts the guard back.
 *
 * <p>Run by {@code ./deskloom guards [word …]} (only guards whose name contains a word); takes about half a minute a guard.
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
        Path reports = COPY.resolve("target/surefire-reports");
        delete(reports);
        Files.writeString(file, original.replace(guard.remove(), guard.instead()));
        try {
            int exit = maven("-Dtest=" + guard.test(), "test");
            if (exit == 0) {
                return "the test passes without the guard";
            }
            return Files.isDirectory(reports) ? "" : "it does not compile without the guard; see " + COPY.resolve("guards.log");
        } finally {
            Files.writeString(file, original);
        }
    }

    private static int maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getenv("MVN"), "-B", "-q", "-Dfast", "-Dquarkus.quinoa=false",
                "-Dspotless.check.skip=true", "-Dsurefire.failIfNoSpecifiedTests=true"));
        command.addAll(List.of(arguments));
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
