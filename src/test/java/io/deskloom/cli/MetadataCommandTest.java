package io.deskloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.metadata.SourceFolder;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MetadataCommandTest {
    @Inject
    Workspaces workspaces;

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path folder;

    @Test
    void validateSaysWhatIsThere() {
        Ran ran = run("validate", "metadata/demo");
        assertThat(ran.code).isZero();
        assertThat(ran.out).contains("No problems").contains("13 ticket types, 9 object types");
    }

    @Test
    void validatePrintsEveryProblemAsCompilersDo() throws IOException {
        acme();
        replace("views/open.yaml", "step,", "stepp,");
        replace("roles/owner.yaml", "label:", "lable:");
        Ran ran = run("validate", folder.toString());
        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.out)
                .contains(folder + "/views/open.yaml:6:26: /columns/2: unknown column 'stepp'")
                .contains("did you mean 'step'?")
                .contains(folder + "/roles/owner.yaml:3:1: /lable: unknown field 'lable'")
                .contains("3 problems.");
    }

    @Test
    void aFolderThatIsNoneIsOneClearSentence() {
        assertThat(run("validate", folder.toString()).err)
                .isEqualTo(folder + " is not a workspace folder: it has no workspace.yaml\n");
        assertThat(run("validate", folder.toString()).code).isEqualTo(1);
    }

    @Test
    void applyAndExportThroughTheServer() throws IOException {
        Tenant workspace = workspaces.fresh();
        workspaces.account(workspace, "ada", "admin");
        acme();
        Ran dry = run(
                "apply",
                folder.toString(),
                "--dry-run",
                "--url",
                server.toString(),
                "--login",
                workspace.slug() + "/ada",
                "--password-file",
                password());
        assertThat(dry.err).isEmpty();
        assertThat(dry.out).contains("added    types/mending/flow.yaml").contains("Would become release");
        Ran applied = run(
                "apply",
                folder.toString(),
                "--url",
                server.toString(),
                "--login",
                workspace.slug() + "/ada",
                "--password-file",
                password());
        assertThat(applied.out).contains("Now release");

        workspaces.account(workspace, "owner", "owner");
        Path out = folder.resolve("out");
        Ran exported = run(
                "export",
                out.toString(),
                "--url",
                server.toString(),
                "--login",
                workspace.slug() + "/owner",
                "--password-file",
                password());
        assertThat(exported.err).isEmpty();
        assertThat(exported.code).isZero();
        assertThat(SourceFolder.read(out)).isEqualTo(Snapshots.acmeFiles());

        replace("teams/bench.yaml", "label:", "labl:");
        Ran refused = run(
                "apply",
                folder.toString(),
                "--url",
                server.toString(),
                "--login",
                workspace.slug() + "/owner",
                "--password-file",
                password());
        assertThat(refused.code).isEqualTo(1);
        assertThat(refused.err).contains("nothing was changed");
    }

    @Test
    void whoNobodyIsAndWhereNothingAnswers() throws IOException {
        acme();
        assertThat(run("apply", folder.toString(), "--url", server.toString()).err)
                .contains("say who you are");
        assertThat(run("apply", folder.toString(), "--url", "http://127.0.0.1:1", "--token", "dlk_x").err)
                .contains("no Deskloom answers at http://127.0.0.1:1");
        assertThat(run("apply", folder.toString(), "--url", server.toString(), "--token", "dlk_x").err)
                .contains("Sign in first");
        assertThat(run("export", folder.toString(), "--url", "ftp://x", "--token", "t").err)
                .contains("is not an http or https address");
    }

    @Test
    void aFlowIsWrittenAsADrawingAndReadAgain() throws IOException {
        acme();
        Path drawing = folder.resolve("mending.bpmn");
        Ran written = run("bpmn", "export", folder.toString(), "mending", "--to", drawing.toString());
        assertThat(written.code).isZero();
        assertThat(written.err).contains("bench: Who works here is kept beside the task. (bpmn.people)");
        assertThat(run("bpmn", "export", folder.toString(), "mending").out).contains("<bpmn:userTask id=\"bench\"");
        Files.writeString(drawing, Files.readString(drawing).replace("On the bench", "At the bench"));
        Ran read = run("bpmn", "import", folder.toString(), "mending", drawing.toString());
        assertThat(read.err).isEmpty();
        assertThat(read.out).isEqualTo("types/mending/flow.yaml\n");
        assertThat(Files.readString(folder.resolve("types/mending/flow.yaml"))).contains("At the bench");
        assertThat(run("validate", folder.toString()).out).contains("No problems");

        Files.writeString(drawing, "<!DOCTYPE a []><a/>");
        Ran refused = run("bpmn", "import", folder.toString(), "mending", drawing.toString());
        assertThat(refused.code).isEqualTo(1);
        assertThat(refused.err).contains("document type").contains("cannot be read");
        assertThat(run("bpmn", "export", folder.toString(), "nothing").err).contains("types/nothing/flow.yaml");
    }

    private String password() throws IOException {
        return Files.writeString(folder.resolve("password.txt"), Workspaces.PASSWORD + "\n")
                .toString();
    }

    private void acme() throws IOException {
        SourceFolder.write(folder, Snapshots.acmeFiles());
    }

    private void replace(String file, String what, String by) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, Files.readString(path).replace(what, by));
    }

    private record Ran(int code, String out, String err) {}

    private static Ran run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new MetadataCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(args);
        return new Ran(code, out.toString(), err.toString());
    }
}
