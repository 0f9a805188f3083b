package io.deskloom.app;

import io.deskloom.archive.ArchiveFile;
import io.deskloom.archive.BadArchive;
import io.deskloom.archive.Manifest;
import io.deskloom.identity.Tenant;
import io.deskloom.store.PutBackArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Put back what a backup took: everything into an empty database, or one workspace beside others.",
        mixinStandardHelpOptions = true)
final class RestoreCommand extends DatabaseCommand {
    @Parameters(paramLabel = "<file>", description = "An archive made by backup.")
    Path file = Path.of("");

    @Option(names = "--workspace", paramLabel = "<slug>", description = "Only this workspace of the archive.")
    @Nullable
    String workspace;

    @Option(names = "--as", paramLabel = "<slug>", description = "The workspace's slug from now on.")
    @Nullable
    String as;

    @Override
    boolean makes() {
        return true;
    }

    @Override
    public Integer call() {
        // Before a database is started or made for it.
        try (ArchiveFile archive = ArchiveFile.open(file)) {
            wanted(archive.manifest());
        } catch (IOException e) {
            err().println(e.getMessage());
            return 1;
        }
        return super.call();
    }

    @Override
    int run(OwnerDatabase database) throws IOException, SQLException {
        try (ArchiveFile archive = ArchiveFile.open(file)) {
            Manifest manifest = archive.manifest();
            Optional<Manifest.Workspace> one = wanted(manifest);
            boolean fresh = fit(database, manifest);
            try (Connection c = database.connect()) {
                PutBackArchive putBack = new PutBackArchive(c, archive);
                if (one.isPresent()) {
                    String slug = as == null ? one.get().slug() : as;
                    PutBackArchive.PutBack done = putBack.workspace(one.get(), slug);
                    out().printf("%,d rows of workspace %s are back.%n", done.rows(), slug);
                    out().println(
                                    "Its people sign in anew, with the passwords they had; API tokens must be made again.");
                } else {
                    out().printf(
                                    "%,d rows of %s are back.%n",
                                    putBack.everything().rows(), BackupCommand.names(manifest));
                    out().println("Everybody signs in anew, with the passwords and API tokens they had.");
                }
            }
            if (fresh) {
                database.migrate(null);
            }
        }
        return 0;
    }

    /** The one workspace to put back; empty for everything. */
    private Optional<Manifest.Workspace> wanted(Manifest manifest) throws BadArchive {
        if (as != null && !Tenant.isSlug(as)) {
            throw new BadArchive("A slug has 1 to 40 letters a-z, digits and inner hyphens, a letter first.");
        }
        String slug = workspace;
        if (slug != null) {
            return Optional.of(manifest.workspace(slug)
                    .orElseThrow(() -> new BadArchive(file + " has no workspace '" + slug + "'; it has "
                            + String.join(
                                    ", ",
                                    manifest.workspaces().stream()
                                            .map(Manifest.Workspace::slug)
                                            .toList())
                            + ".")));
        }
        if (!manifest.whole()) {
            return Optional.of(manifest.workspaces().getFirst());
        }
        if (as != null) {
            throw new BadArchive("--as needs --workspace <slug>: which of them.");
        }
        return Optional.empty();
    }

    // Rows fit the schema they were taken from. An empty database is given that one, is "fresh", and is brought up to
    // date afterwards.
    private boolean fit(OwnerDatabase database, Manifest manifest) throws BadArchive, SQLException {
        Optional<String> here;
        try (Connection c = database.connect()) {
            here = PutBackArchive.schemaVersion(c);
        }
        if (here.isEmpty()) {
            database.migrate(manifest.schema());
            try (Connection c = database.connect()) {
                here = PutBackArchive.schemaVersion(c);
            }
            if (!here.equals(Optional.of(manifest.schema()))) {
                throw new BadArchive(file + " was made by a newer Deskloom (schema " + manifest.schema()
                        + "): update this one first.");
            }
            return true;
        }
        if (!here.equals(Optional.of(manifest.schema()))) {
            throw new BadArchive(file + " has schema " + manifest.schema() + " and this database has " + here.get()
                    + ": restore it into a new, empty database, which is brought up to date afterwards.");
        }
        return false;
    }
}
