package io.deskloom.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The launcher in a folder of its own, on a machine that has only what a test puts there. */
final class FakeMachine {
    private static final List<String> TOOLS = List.of(
            ("bash env dirname readlink realpath sed head tail sort awk grep cat find mkdir rm touch chmod sleep seq"
                            + " shuf tr id timeout paste nice")
                    .split(" "));

    private final Path root;
    private final Path path;
    private final Map<String, String> environment = new HashMap<>();

    /** What a run of the launcher left. */
    record Ran(int exit, String out, String err) {
        /** The one line said on refusing, without the program's name. */
        String sentence() {
            assertThat(exit).as("exit code of: " + err).isEqualTo(1);
            assertThat(out).isEmpty();
            assertThat(err.lines()).hasSize(1);
            assertThat(err).startsWith("deskloom: ");
            return err.strip().substring("deskloom: ".length());
        }
    }

    FakeMachine(Path root) throws IOException {
        this.root = root;
        this.path = Files.createDirectories(root.resolve("path"));
        // The one thing about a machine that no variable says: where its JDKs are installed.
        String script = Files.readString(Path.of("deskloom"));
        String elsewhere = script.replace(" /usr/lib/jvm/*", " " + jvm() + "/*")
                .replace(" /opt/java/*", "")
                .replace(" /opt/*jdk*", "");
        assertThat(elsewhere).doesNotContain(" /opt/").contains(" " + jvm() + "/*");
        program(project().resolve("deskloom"), elsewhere);
        environment.put("PATH", path + ":" + toolbox());
        environment.put("HOME", root.resolve("home").toString());
    }

    // Outside of the temporary folder, whose links would be told of one by one when it is deleted.
    private static Path toolbox() throws IOException {
        Path toolbox = Files.createDirectories(Path.of("target", "toolbox").toAbsolutePath());
        for (String tool : TOOLS) {
            if (!Files.exists(toolbox.resolve(tool))) {
                Files.createSymbolicLink(toolbox.resolve(tool), found(tool));
            }
        }
        return toolbox;
    }

    private static Path found(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no " + tool));
    }

    Path project() {
        return root.resolve("project");
    }

    Path jvm() {
        return root.resolve("jvm");
    }

    FakeMachine with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Installs a JDK whose java, asked for a server, says what it was asked for. */
    Path jdk(String version) throws IOException {
        Path home = jvm().resolve("jdk-" + version);
        program(home.resolve("bin/java"), """
                #!/usr/bin/env bash
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2026-01-01' >&2; exit; fi
                case "$*" in *rehearsal*) exit ;; esac
                echo "java=%s port=$DESKLOOM_PORT data=$DESKLOOM_DATA production=${DESKLOOM_PRODUCTION:-} standin=${DESKLOOM_STANDIN:-} $*"
                """.formatted(version, version));
        program(home.resolve("bin/javac"), "#!/usr/bin/env bash\n");
        return home;
    }

    /** Installs a Maven that notes what it was asked for and makes the server's jar. */
    FakeMachine maven(String version) throws IOException {
        program(path.resolve("mvn"), """
                #!/usr/bin/env bash
                if [ "$1" = -v ]; then echo "Apache Maven %s (fake)"; exit; fi
                echo "$*" >>'%s'
                echo "[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1.5 s -- in io.SomeTest"
                case "$*" in *"${FAILING:-nothing}"*) exit 1 ;; esac
                mkdir -p target/quarkus-app
                touch target/quarkus-app/quarkus-run.jar
                """.formatted(version, mavenCalls()));
        return this;
    }

    Path mavenCalls() {
        return root.resolve("maven-calls.txt");
    }

    FakeMachine node(String version) throws IOException {
        program(path.resolve("node"), "#!/usr/bin/env bash\necho v%s\n".formatted(version));
        return this;
    }

    FakeMachine npm() throws IOException {
        program(path.resolve("npm"), "#!/usr/bin/env bash\n");
        return this;
    }

    /** A browser, a test that wants it, one that looks for leaks, and one that needs nothing. */
    FakeMachine chromium() throws IOException {
        program(path.resolve("chromium"), "#!/usr/bin/env bash\n");
        Path test = project().resolve("src/test/java/io/LooksTest.java");
        Files.createDirectories(test.getParent());
        Files.writeString(test, "@Tag(\"browser\")\nclass LooksTest {}\n");
        Path leak = project().resolve("src/test/java/io/deskloom/leak/ListensTest.java");
        Files.createDirectories(leak.getParent());
        Files.writeString(leak, "@Tag(\"database\")\nclass ListensTest {}\n");
        Files.writeString(test.resolveSibling("AddsTest.java"), "class AddsTest {}\n");
        return this;
    }

    /** A machine on which everything is there and built. */
    FakeMachine complete() throws IOException {
        jdk("25.0.1");
        maven("3.9.12").node("20.19.0").npm();
        Path built = Files.createDirectories(project().resolve("target/quarkus-app"));
        Files.createFile(built.resolve("quarkus-run.jar"));
        return this;
    }

    Ran run(String... arguments) throws Exception {
        return runIn(project(), arguments);
    }

    Ran runIn(Path folder, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(project().resolve("deskloom").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(root, "out", "");
        Path err = Files.createTempFile(root, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process p = builder.start();
        if (!p.waitFor(30, TimeUnit.SECONDS)) {
            p.destroyForcibly();
            throw new AssertionError("did not end: " + command);
        }
        return new Ran(p.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
