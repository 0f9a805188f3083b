package io.deskloom.app;

import io.deskloom.archive.BadArchive;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.SafeDrl;
import io.deskloom.store.PurgeField;
import io.deskloom.store.StoredRelease;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "purge",
        description = {
            "Purge an archived field: what it held goes for good from tickets or records, history, search and files.",
            "Its definition stays archived, so that its id is never another field's. Take a backup first."
        },
        mixinStandardHelpOptions = true)
final class PurgeCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "<slug>", description = "Which workspace.")
    String slug = "";

    @Parameters(index = "1", paramLabel = "<type>.<field>", description = "Which field, by the keys of both.")
    String field = "";

    @Option(names = "--dry-run", description = "Say how many tickets or records hold a value, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "<type>.<field>",
            description = "The field once more, instead of typing it when asked.")
    @Nullable
    String confirm;

    /** Who is asked. */
    InputStream asked = System.in;

    @Override
    int run(OwnerDatabase database) throws IOException, SQLException {
        try (Connection c = database.connect()) {
            TenantId tenant = StoredRelease.tenant(c, slug)
                    .orElseThrow(() -> new BadArchive("There is no workspace '" + slug + "'."));
            PurgeField purge = archived(c, tenant);
            long held = purge.held();
            if (dryRun) {
                out().printf("%,d tickets or records hold a value of %s.%n", held, field);
                return 0;
            }
            String question =
                    "This purges %s of workspace %s for good: %,d tickets or records hold a value, and their history does.%nType it once more to go on: "
                            .formatted(field, slug, held);
            if (!confirmed(field, confirm, asked, question)) {
                err().println("Nothing was purged.");
                return 1;
            }
            Instant at = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
            Map<String, Long> gone = purge.purge("operator", at);
            gone.forEach((place, n) -> out().printf("%,12d  %s%n", n, place));
            out().printf("Nothing of %s is left. Backups still hold it.%n", field);
            return 0;
        }
    }

    private PurgeField archived(Connection c, TenantId tenant) throws IOException, SQLException {
        c.setAutoCommit(false);
        StoredRelease.setTenant(c, tenant);
        MetadataSnapshot now = MetadataReader.read(StoredRelease.current(c, tenant), new SafeDrl())
                .orThrow();
        c.rollback();
        c.setAutoCommit(true);
        int dot = field.indexOf('.');
        TicketTypeDef type = now.anyType(dot < 0 ? "" : field.substring(0, dot))
                .orElseThrow(() -> new BadArchive("There is no type '" + field.substring(0, Math.max(dot, 0))
                        + "' in workspace '" + slug + "'; say <type>.<field>."));
        String key = field.substring(dot + 1);
        FieldDef def = type.fields().stream()
                .filter(f -> f.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new BadArchive("There is no field '" + key + "' in type '" + type.key() + "'."));
        if (!def.isArchived()) {
            throw new BadArchive("'" + field + "' is in use. Archive it first (life: archived) and publish.");
        }
        return new PurgeField(c, tenant, now, type, def);
    }
}
