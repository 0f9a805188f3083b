package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a server from starting is said in one sentence, and nothing secret in it. */
class StartFailuresTest {
    // Port 1 is nobody's.
    private static final String NOBODY = "postgresql://someone:hidden@127.0.0.1:1/desk?password=hidden";

    @TempDir
    private Path data;

    @Test
    void anUnreachableDatabaseEndsTheProgramWithOneLine() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "serve")
                .redirectErrorStream(true);
        builder.environment().put("DESKLOOM_DATA", data.toString());
        builder.environment().put("DESKLOOM_DB_URL", NOBODY);
        Process program = builder.start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(said).isEqualTo(1);
        assertThat(said)
                .startsWith("The database at 127.0.0.1:1/desk cannot be reached as someone: ")
                .doesNotContain("hidden");
        assertThat(said.lines()).hasSize(1);
        assertThat(data.resolve("server.pid")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://a:b@host/x",
                "postgresql:///x",
                "postgresql://host:5432/x",
                "host:5432/x",
                "postgresql://a:b@ho st/x",
                ""
            })
    void anAddressThatIsNoneIsRefusedWithTheFormOfOne(String address) {
        assertThatThrownBy(() -> prepare(Map.of("DESKLOOM_DB_URL", address)))
                .isInstanceOf(StartFailure.class)
                .hasMessage("DESKLOOM_DB_URL must look like postgresql://user:password@host:5432/database.");
    }

    @Test
    void productionTakesItsSecretFromTheEnvironmentOnly() throws Exception {
        Files.writeString(data.resolve("secret"), "0123456789abcdef0123456789abcdef");
        assertThatThrownBy(() -> prepare(Map.of("DESKLOOM_PRODUCTION", "true")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("In production DESKLOOM_SECRET must be set to at least 32 random characters.");
        assertThatThrownBy(() -> prepare(Map.of("DESKLOOM_PRODUCTION", "true", "DESKLOOM_SECRET", "x".repeat(31))))
                .isInstanceOf(StartFailure.class)
                .hasMessage("DESKLOOM_SECRET is too short: use at least 32 random characters.");
    }

    @Test
    void aDataFolderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> prepare(Map.of("DESKLOOM_DATA", file.toString())))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("The data folder " + file + " cannot be ");
    }

    private ServeSettings.Prepared prepare(Map<String, String> some) {
        Map<String, String> environment = new HashMap<>(Map.of("DESKLOOM_DATA", data.toString()));
        environment.putAll(some);
        return ServeSettings.fromEnvironment(environment).prepare();
    }

    @Test
    void aServerThatCannotStartSaysWhyInOneLine() {
        Exception bottom = new IllegalArgumentException("Migration checksum mismatch\n-> of another build ");
        assertThat(Main.reason(new RuntimeException("failed to start", new IllegalStateException(bottom))))
                .isEqualTo("Migration checksum mismatch -> of another build");
        assertThat(Main.reason(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }
}
