package io.deskloom.app;

import io.deskloom.store.DeleteTenant;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the operator does to a workspace as a whole, beside backup and restore. */
@Command(
        name = "workspace",
        description = "Delete a workspace for good, or what an archived field of it holds.",
        mixinStandardHelpOptions = true,
        subcommands = {WorkspaceCommand.Delete.class, PurgeCommand.class})
final class WorkspaceCommand {
    @Command(
            name = "delete",
            description = "Delete a workspace: every row and file of it. Take a backup of it first.",
            mixinStandardHelpOptions = true)
    static final class Delete extends DatabaseCommand {
        @Parameters(paramLabel = "<slug>", description = "Which workspace.")
        String slug = "";

        @Option(
                names = "--confirm",
                paramLabel = "<slug>",
                description = "The slug once more, instead of typing it when asked.")
        @Nullable
        String confirm;

        /** Who is asked. */
        InputStream asked = System.in;

        /** A request under way may still write; it is over after this. */
        Duration underWay = Duration.ofSeconds(3);

        @Override
        int run(OwnerDatabase database) throws IOException, SQLException {
            try (Connection c = database.connect()) {
                DeleteTenant delete = new DeleteTenant(c, new OtherContents()::delete);
                DeleteTenant.Found found = delete.find(slug);
                if (!confirmed(found.slug(), confirm, asked, question(found))) {
                    err().println("Nothing was deleted.");
                    return 1;
                }
                Map<String, Long> deleted =
                        delete.delete(found.id(), Clock.systemUTC().instant());
                deleted.forEach((table, rows) -> out().printf("%,12d  %s%n", rows, table));
                long more = more(delete, found);
                out().printf(
                                "Workspace %s is deleted: %,d rows. Its number %d is never used again. Backups still hold it.%n",
                                slug,
                                more
                                        + deleted.values().stream()
                                                .mapToLong(n -> n)
                                                .sum(),
                                found.id().value());
                return 0;
            }
        }

        private static String question(DeleteTenant.Found found) {
            return "This deletes workspace %s (%s) for good: %,d tickets and records, %,d files, %,d rows in all.%nType its slug to go on: "
                    .formatted(
                            found.slug(),
                            found.name(),
                            found.rows().getOrDefault("record", 0L),
                            found.rows().getOrDefault("attachment", 0L),
                            found.total());
        }

        private long more(DeleteTenant delete, DeleteTenant.Found found) throws IOException, SQLException {
            try {
                Thread.sleep(underWay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            long rows = 0;
            for (long n = delete.sweep(found.id()); n > 0; n = delete.sweep(found.id())) {
                rows += n;
            }
            return rows;
        }
    }
}
