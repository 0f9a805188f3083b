package io.deskloom.app;

import io.deskloom.archive.ArchiveWriter;
import io.deskloom.archive.Manifest;
import io.deskloom.store.TakeArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = "Take everything, or one workspace, into a file, while the server runs or not.",
        mixinStandardHelpOptions = true)
final class BackupCommand extends DatabaseCommand {
    @Parameters(paramLabel = "<file>", description = "The archive to write, such as deskloom.zip; must not exist.")
    Path file = Path.of("");

    @Option(names = "--workspace", paramLabel = "<slug>", description = "Only this workspace.")
    @Nullable
    String workspace;

    @Override
    int run(OwnerDatabase database) throws IOException, SQLException {
        try (Connection c = database.connect();
                ArchiveWriter out = ArchiveWriter.create(file.toAbsolutePath())) {
            Manifest made = new TakeArchive(c, out, new OtherContents())
                    .run(workspace, Clock.systemUTC().instant());
            out().printf(
                            "%s: %,d rows of %s, %,d kB, read back and found whole.%n",
                            file, made.rows(), names(made), Files.size(file) / 1024);
        }
        return 0;
    }

    static String names(Manifest manifest) {
        int n = manifest.workspaces().size();
        return n == 1 ? "workspace " + manifest.workspaces().getFirst().slug() : n + " workspaces";
    }
}
