package io.deskloom.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.launcher.FakeMachine.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./deskloom} says when something is missing or wrong, and what it passes on when nothing is. */
class LauncherTest {
    @TempDir
    private Path root;

    private FakeMachine machine;

    @BeforeEach
    void machine() throws IOException {
        machine = new FakeMachine(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "-h", "--help"})
    void helpNamesEveryCommand(String asked) throws Exception {
        Ran ran = machine.run(asked);
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains(
                        "start",
                        "stop",
                        "dev",
                        "test",
                        "bench",
                        "coverage",
                        "mutation",
                        "guards",
                        "validate",
                        "apply",
                        "export",
                        "standin",
                        "--production")
                .isEqualTo(machine.run().out());
    }

    @Test
    void anUnknownCommandIsRefusedWithTheCommandsThereAre() throws Exception {
        Ran ran = machine.run("strat");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("deskloom: unknown command 'strat'.\nUsage:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start --prot", "start 8081", "dev --production=yes", "test --units", "test Name"})
    void anUnknownOptionIsRefused(String line) throws Exception {
        String[] words = line.split(" ");
        assertThat(machine.complete().run(words).sentence())
                .isEqualTo("unknown option '" + words[1] + "'; see ./deskloom help.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "999999", "http", "-1", "80 81", "8080x"})
    void aPortIsANumberOfAPort(String port) throws Exception {
        assertThat(machine.complete().run("start", "--port", port).sentence())
                .isEqualTo("'" + port + "' is not a port.");
        assertThat(machine.run("start", "--port=" + port).sentence()).isEqualTo("'" + port + "' is not a port.");
        assertThat(machine.with("DESKLOOM_PORT", port).run("start").sentence())
                .isEqualTo("'" + port + "' is not a port.");
    }

    @Test
    void aPortThatIsNotThereIsAskedFor() throws Exception {
        assertThat(machine.complete().run("start", "--port").sentence()).isEqualTo("--port needs a number.");
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        machine.complete();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            for (String verb : List.of("start", "dev")) {
                assertThat(machine.run(verb, "--port", port).sentence())
                        .isEqualTo("port " + port + " is taken by another program; choose one with --port.");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "dev",
                "test",
                "test --unit",
                "bench",
                "guards",
                "coverage",
                "mutation",
                "metadata validate demo"
            })
    void withoutAJdkItSaysWhichOne(String line) throws Exception {
        machine.jdk("17.0.9");
        machine.with("JAVA_HOME", machine.jdk("21.0.2").toString());
        assertThat(machine.run(onAFreePort(line)).sentence())
                .startsWith("needs a JDK 25 or newer and found none in JAVA_HOME,");
    }

    @Test
    void aJdkWithoutACompilerIsNone() throws Exception {
        Files.delete(machine.jdk("25.0.1").resolve("bin/javac"));
        assertThat(machine.run("start", "--port", free()).sentence()).startsWith("needs a JDK 25 or newer");
    }

    @Test
    void aJdkIsFoundThoughAnotherIsTheDefault() throws Exception {
        machine.complete().with("JAVA_HOME", machine.jdk("17.0.9").toString());
        Ran ran = machine.run("start", "--port", free());
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("java=25.0.1 ");
    }

    @Test
    void withoutMavenItSaysHowToGetIt() throws Exception {
        machine.jdk("25.0.1");
        machine.node("20.19.0").npm();
        for (String line : List.of("start", "dev", "test")) {
            assertThat(machine.run(onAFreePort(line)).sentence())
                    .isEqualTo("needs Apache Maven; install it (on Debian: apt-get install maven).");
        }
    }

    @Test
    void anOldMavenFetchesTheOneThatIsNeededAndSaysSoWhenItCannot() throws Exception {
        machine.jdk("25.0.1");
        machine.maven("3.8.7").node("20.19.0").npm();
        Ran ran = machine.run("start", "--port", free());
        assertThat(Files.readString(machine.mavenCalls())).contains("org.apache.maven:apache-maven:3.9.");
        // The fake one fetches nothing.
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err().lines().toList()).hasSize(2).last().asString().contains("could not fetch Maven 3.9.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none    | needs Node 20 or newer; install it (on Debian: apt-get install nodejs npm).
            18.20.4 | needs Node 20 or newer; this is 18.20.4.
            20.19.0 | needs npm beside Node; install it (on Debian: apt-get install npm).
            """)
    void withoutNodeItSaysWhichOne(String version, String sentence) throws Exception {
        machine.jdk("25.0.1");
        machine.maven("3.9.12");
        if (!version.equals("none")) {
            machine.node(version);
        }
        for (String line : List.of("start", "dev", "test")) {
            assertThat(machine.run(onAFreePort(line)).sentence()).isEqualTo(sentence);
        }
    }

    @Test
    void productionWantsItsSecretBeforeAnythingIsBuilt() throws Exception {
        assertThat(machine.run("start", "--production", "--port", free()).sentence())
                .isEqualTo("in production DESKLOOM_SECRET must be set to at least 32 random characters.");
    }

    @Test
    void itBuildsOnceAndSaysThatItDoes() throws Exception {
        machine.jdk("25.0.1");
        machine.maven("3.9.12").node("20.19.0").npm();
        Ran first = machine.run("start", "--port", free());
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.err()).contains("Building Deskloom (some minutes the first time) ...", "Rehearsing a start");
        Ran second = machine.run("start", "--port", free());
        assertThat(second.err()).isEmpty();
        assertThat(Files.readAllLines(machine.mavenCalls())).hasSize(1);
    }

    @Test
    void aBuildThatFailsShowsItsEndAndWhereTheRestIs() throws Exception {
        machine.jdk("25.0.1");
        machine.maven("3.9.12").node("20.19.0").npm();
        Files.writeString(root.resolve("path/mvn"), """
                #!/usr/bin/env bash
                if [ "$1" = -v ]; then echo "Apache Maven 3.9.12 (fake)"; exit; fi
                echo "[ERROR] the reason"
                exit 1
                """);
        Ran ran = machine.run("start", "--port", free());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("[ERROR] the reason", "the whole output is in .deskloom/build.log.");
    }

    @Test
    void twoServersHaveTheirOwnPortsAndFolders() throws Exception {
        machine.complete();
        String port = free();
        Path caller = Files.createDirectories(root.resolve("caller"));
        assertThat(machine.with("DESKLOOM_DATA", "mine")
                        .runIn(caller, "start", "--port=" + port)
                        .out())
                .contains("port=" + port + " data=" + caller.resolve("mine") + " production= ");
        String other = free();
        assertThat(machine.with("DESKLOOM_DATA", root + "/x/../other")
                        .with("DESKLOOM_PORT", other)
                        .with("DESKLOOM_SECRET", "x".repeat(32))
                        .run("start", "--production")
                        .out())
                .contains("port=" + other + " data=" + root.resolve("other") + " production=true ");
    }

    @Test
    void theDemoHasAnErpBesideItUnlessSomebodySaysNoAndProductionHasNone() throws Exception {
        machine.complete();
        assertThat(machine.run("start", "--port", free()).out()).contains(" production= standin=on ");
        machine.with("DESKLOOM_STANDIN", "off");
        assertThat(machine.run("start", "--port", free()).out()).contains(" production= standin=off ");
        FakeMachine production = new FakeMachine(root).with("DESKLOOM_SECRET", "x".repeat(32));
        assertThat(production.run("start", "--production", "--port", free()).out())
                .contains(" production=true standin= ");
    }

    @Test
    void theErpRunsByItselfOnTheDataFolder() throws Exception {
        assertThat(machine.complete()
                        .with("DESKLOOM_DATA", "mine")
                        .run("standin", "--port", "9")
                        .out())
                .contains(" data=" + machine.project().resolve("mine") + " ")
                .endsWith("quarkus-run.jar standin --port 9\n");
    }

    @Test
    void stopEndsTheServerOfItsFolderAndNoOther() throws Exception {
        Path mine = Files.createDirectories(root.resolve("mine"));
        Path other = Files.createDirectories(root.resolve("other"));
        Process served = serving(mine);
        Process bystander = serving(other);
        try {
            Ran ran = machine.with("DESKLOOM_DATA", mine.toString()).run("stop");
            assertThat(ran.exit()).isZero();
            assertThat(ran.err()).isEqualTo("Stopped.\n");
            assertThat(served.waitFor()).isEqualTo(128 + 15);
            assertThat(bystander.isAlive()).isTrue();
            assertThat(mine.resolve("server.pid")).doesNotExist();
            assertThat(other.resolve("server.pid")).exists();
        } finally {
            served.destroyForcibly();
            bystander.destroyForcibly();
        }
    }

    @Test
    void stopLeavesAProcessAloneThatOnlyHasTheNumberOfADeadServer() throws Exception {
        Path mine = Files.createDirectories(root.resolve("mine"));
        Process bystander = serving(Files.createDirectories(root.resolve("other")));
        try {
            Files.writeString(mine.resolve("server.pid"), Long.toString(bystander.pid()));
            Ran ran = machine.with("DESKLOOM_DATA", mine.toString()).run("stop");
            assertThat(ran.exit()).isZero();
            assertThat(ran.err()).isEqualTo("Nothing runs on " + mine + ".\n");
            assertThat(bystander.isAlive()).isTrue();
            assertThat(machine.run("stop").err()).isEqualTo("Nothing runs on " + mine + ".\n");
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void theWholeTestIsOfSixPartsAndSaysHowMuchWasTested() throws Exception {
        Ran ran = machine.complete().chromium().run("test");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("front-end: passed", "compile: passed", "server: passed", "leaks: passed")
                .contains("unit: passed", "application: passed")
                .contains("server: io.SomeTest, 7 tests, 1.5 s")
                .contains("\n35 tests of the server and the front end's passed in ");
        assertThat(Files.readAllLines(machine.mavenCalls()))
                .hasSize(5)
                .anyMatch(call -> call.endsWith(" test-compile"))
                .anyMatch(call -> call.contains("/target/not-server-tests.txt ") && call.endsWith(" test"))
                .anyMatch(call -> call.contains("/target/not-unit-tests.txt ") && call.endsWith(" test"))
                .anyMatch(call -> call.contains(" -Dtest=ListensTest ") && call.endsWith(" test"))
                .anyMatch(call -> call.contains(" -Dtest=LooksTest ") && call.endsWith(" verify"));
        assertThat(machine.project().resolve("target/not-server-tests.txt"))
                .hasContent("io/AddsTest.java\nio/LooksTest.java\nio/deskloom/leak/ListensTest.java");
        assertThat(machine.project().resolve("target/not-unit-tests.txt"))
                .hasContent("io/LooksTest.java\nio/deskloom/leak/ListensTest.java");
    }

    @ParameterizedTest
    @CsvSource({"test-compile,compile", "not-server,server", "not-unit,unit", "ListensTest,leaks", "verify,application"
    })
    void aPartThatFailsFailsTheWholeTest(String failing, String part) throws Exception {
        Ran ran = machine.complete().chromium().with("FAILING", failing).run("test");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains(part + ": FAILED; the whole output is in .deskloom/test/" + part + ".log.")
                .contains("deskloom: the tests failed");
    }

    @Test
    void aFrontEndThatFailsFailsTheWholeTest() throws Exception {
        machine.complete().chromium();
        Files.writeString(root.resolve("path/npm"), "#!/usr/bin/env bash\nexit 1\n");
        Ran ran = machine.run("test");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("front-end: FAILED", "server: passed").doesNotContain("application:");
    }

    @ParameterizedTest
    @CsvSource({"coverage, test", "mutation, test-compile org.pitest:pitest-maven:mutationCoverage"})
    void aMeasureIsABuildOfItsOwnAndWhatItFoundIsHeldAgainstItsBound(String measure, String goals) throws Exception {
        Path old = Files.createDirectories(machine.complete().project().resolve("target"))
                .resolve(measure + ".json");
        Files.writeString(old, "{}");
        Ran ran = machine.run(measure);
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(Files.readAllLines(machine.mavenCalls()))
                .singleElement()
                .asString()
                .endsWith(" -P" + measure + " " + goals);
        assertThat(ran.out()).startsWith("java=25.0.1 ").endsWith("/Measures.java " + measure + "\n");
        assertThat(old)
                .as("else a build that measured nothing would leave the last figures")
                .doesNotExist();
        assertThat(machine.run(measure, "--quick").sentence()).isEqualTo(measure + " takes no options.");
    }

    @Test
    void aMeasureWhoseTestsFailIsNone() throws Exception {
        Ran ran = machine.complete().with("FAILING", "-Pcoverage").run("coverage");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("the whole output is in .deskloom/coverage.log.");
    }

    @Test
    void stopTakesNoOptions() throws Exception {
        assertThat(machine.run("stop", "--all").sentence())
                .isEqualTo("stop takes no options; DESKLOOM_DATA says which server.");
    }

    /** A process as the launcher leaves it: it knows its data folder, which knows it. */
    private static Process serving(Path data) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().put("DESKLOOM_DATA", data.toString());
        Process process = builder.start();
        Files.writeString(data.resolve("server.pid"), Long.toString(process.pid()));
        return process;
    }

    private static String[] onAFreePort(String line) throws IOException {
        boolean serves = line.equals("start") || line.equals("dev");
        return (serves ? line + " --port " + free() : line).split(" ");
    }

    private static String free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
