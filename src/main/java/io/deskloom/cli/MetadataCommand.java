package io.deskloom.cli;

import io.deskloom.kernel.Problem;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.ReadOutcome;
import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.SourceFolder;
import io.deskloom.model.Finding;
import io.deskloom.model.RuleText;
import io.deskloom.rules.RuleAnalysis;
import io.deskloom.script.ScriptRuntime;
import io.deskloom.script.Scripts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Works on a folder of metadata: checks it without a server, puts it into a running one, takes it out again. */
@Command(
        name = "metadata",
        description = "Check a folder of metadata, apply it to a running Deskloom, or export one.",
        mixinStandardHelpOptions = true,
        subcommands = {
            MetadataCommand.Validate.class,
            MetadataCommand.Apply.class,
            MetadataCommand.Export.class,
            BpmnCommand.class
        })
public final class MetadataCommand {
    MetadataCommand() {}

    /** What the three have in common: one clear sentence and exit code 1 when something cannot be done. */
    abstract static class Step implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        abstract int run() throws IOException, Refused;

        @Override
        public Integer call() {
            try {
                return run();
            } catch (Refused e) {
                e.problems.forEach(line -> err().println(line));
                err().println(e.getMessage());
            } catch (IOException e) {
                err().println(e.getMessage());
            }
            return 1;
        }

        PrintWriter out() {
            return java.util.Objects.requireNonNull(spec).commandLine().getOut();
        }

        PrintWriter err() {
            return java.util.Objects.requireNonNull(spec).commandLine().getErr();
        }
    }

    /** The server or the folder says no; the problems stand above the sentence. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        final transient List<String> problems;

        Refused(String message, List<String> problems) {
            super(message);
            this.problems = List.copyOf(problems);
        }
    }

    @Command(
            name = "validate",
            description = "Report everything that is wrong with a folder, with file, line and column. Needs no server.",
            mixinStandardHelpOptions = true)
    static final class Validate extends Step {
        @Parameters(paramLabel = "<folder>", description = "Folder with a workspace.yaml, such as metadata/demo.")
        Path folder = Path.of(".");

        @Override
        int run() throws IOException {
            List<SourceFile> files = SourceFolder.read(folder);
            ReadOutcome outcome;
            try (Scripts scripts = new Scripts(ScriptRuntime.DEFAULT, Clock.systemUTC())) {
                outcome = MetadataReader.read(files, rules()).checked(scripts);
            }
            if (!outcome.isOk()) {
                outcome.problems().forEach(p -> out().println(line(folder, p)));
                out().println(
                                outcome.problems().size() == 1
                                        ? "1 problem."
                                        : outcome.problems().size() + " problems.");
                return 1;
            }
            var snapshot = outcome.orThrow();
            List<Finding> findings = RuleAnalysis.of(snapshot);
            findings.forEach(f -> out().println(line(f)));
            long nonsense = findings.stream()
                    .filter(f -> f.severity() == Finding.Severity.ERROR)
                    .count();
            if (nonsense > 0) {
                out().println(nonsense == 1 ? "1 problem." : nonsense + " problems.");
                return 1;
            }
            out().println("No problems in " + files.size() + " files: "
                    + snapshot.types().size() + " ticket types, "
                    + snapshot.objects().size() + " object types, "
                    + snapshot.views().size() + " views, "
                    + snapshot.rules().size() + " rules. Release "
                    + snapshot.release().shortForm() + ".");
            return 0;
        }
    }

    @Command(
            name = "apply",
            description = "Make a folder the metadata of a workspace: all of it, or with one problem nothing.",
            mixinStandardHelpOptions = true)
    static final class Apply extends Step {
        @Parameters(paramLabel = "<folder>", description = "Folder with a workspace.yaml.")
        Path folder = Path.of(".");

        @Option(names = "--dry-run", description = "Only show what would change.")
        boolean dryRun;

        @Option(names = "--note", paramLabel = "<text>", description = "Why; shown in the history of releases.")
        String note = "";

        @Mixin
        ServerOptions server = new ServerOptions();

        @Override
        int run() throws IOException, Refused {
            List<SourceFile> files = SourceFolder.read(folder);
            try (Server at = server.connect()) {
                Server.Applied applied = at.apply(files, note, dryRun);
                applied.lines().forEach(out()::println);
                if (applied.lines().isEmpty()) {
                    out().println("Nothing changes: release " + applied.shortRelease() + " is in force already.");
                } else {
                    out().println((dryRun ? "Would become release " : "Now release ") + applied.shortRelease() + ".");
                }
                applied.findings().forEach(out()::println);
            }
            return 0;
        }
    }

    @Command(
            name = "export",
            description = "Write the metadata in force into a folder, exactly as it was applied.",
            mixinStandardHelpOptions = true)
    static final class Export extends Step {
        @Parameters(paramLabel = "<folder>", description = "Where to write; files of the same name are replaced.")
        Path folder = Path.of(".");

        @Mixin
        ServerOptions server = new ServerOptions();

        @Override
        int run() throws IOException, Refused {
            try (Server at = server.connect()) {
                List<SourceFile> files = at.export();
                SourceFolder.write(folder, files);
                out().println(files.size() + " files written to " + folder + ".");
            }
            return 0;
        }
    }

    private static RuleText rules() {
        return new io.deskloom.rules.SafeDrl();
    }

    /** With the place, where it is about one line of a file. */
    private static String line(Finding f) {
        Finding.Place at = f.place();
        String place = at == null ? "" : at.file() + ":" + at.line() + ": ";
        return place + f.severity().wire() + ": " + f.message();
    }

    /** {@code file:line:col: path: message}, as compilers print it and editors read it. */
    private static String line(Path folder, Problem p) {
        String text = Problem.lines(List.of(p)).strip();
        Problem.Source s = p.source();
        // Packs may come from a folder beside: their paths are shown as they are.
        return s == null || s.file().startsWith("rule-packs/") ? text : folder + "/" + text;
    }
}
