package io.deskloom.app;

import io.deskloom.archive.BadArchive;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.rules.SafeDrl;
import io.deskloom.store.ErasePerson;
import io.deskloom.store.StoredRelease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "erase",
        description = {
            "Erase a person: every value of a field marked personal in the person's record and in what looks it up,",
            "now and in the history, files and search entries too; and prove it by looking for the values everywhere."
        },
        mixinStandardHelpOptions = true)
final class EraseCommand extends DatabaseCommand {
    @Parameters(
            paramLabel = "<person>",
            description = "The record's id, or its type and external id: customer:C-1001. Or account:<login>.")
    String person = "";

    @Option(names = "--workspace", paramLabel = "<slug>", required = true, description = "Whose workspace.")
    String workspace = "";

    @Option(names = "--dry-run", description = "Say what would be erased, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "<person>",
            description = "The person once more, instead of typing it when asked.")
    @Nullable
    String confirm;

    @Option(names = "--proof", paramLabel = "<file>", description = "Write the proof there as JSON, too.")
    @Nullable
    Path proofFile;

    /** Who is asked. */
    InputStream asked = System.in;

    @Override
    int run(OwnerDatabase database) throws IOException, SQLException {
        try (Connection c = database.connect()) {
            TenantId tenant = StoredRelease.tenant(c, workspace)
                    .orElseThrow(() -> new BadArchive("There is no workspace '" + workspace + "'."));
            String question = "This erases %s from workspace %s for good. Type it once more to go on: "
                    .formatted(person, workspace);
            if (!dryRun && !confirmed(person, confirm, asked, question)) {
                err().println("Nothing was erased.");
                return 1;
            }
            c.setAutoCommit(false);
            ErasePerson.Proof proof;
            try {
                StoredRelease.setTenant(c, tenant);
                MetadataSnapshot now = MetadataReader.read(StoredRelease.current(c, tenant), new SafeDrl())
                        .orThrow();
                Instant at = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
                proof = erased(new ErasePerson(c, tenant, now), at);
                if (dryRun) {
                    c.rollback();
                } else {
                    c.commit();
                }
            } catch (Throwable refused) {
                c.rollback();
                throw refused;
            }
            return say(proof);
        }
    }

    private ErasePerson.Proof erased(ErasePerson erase, Instant at) throws IOException, SQLException {
        if (person.startsWith("account:")) {
            return erase.account(person.substring("account:".length()), "operator", at);
        }
        UUID id = erase.find(person)
                .orElseThrow(() -> new BadArchive("There is no record " + person + " in workspace " + workspace + "."));
        return erase.record(id, "operator", at);
    }

    private int say(ErasePerson.Proof proof) throws IOException {
        out().println(dryRun ? "Would be erased or changed:" : "Erased or changed:");
        proof.erased().forEach((place, n) -> out().printf("%,10d  %s%n", n, place));
        if (proofFile != null) {
            Files.writeString(Objects.requireNonNull(proofFile), proof.json() + "\n");
        }
        if (proof.left().isEmpty()) {
            out().printf(
                            "%d values were looked for in every column of the workspace: none is left. Backups still hold them.%n",
                            proof.values());
            return 0;
        }
        out().printf(
                        "%d values were looked for in every column of the workspace. Some stand in what is not about this person:%n",
                        proof.values());
        proof.left().forEach((place, n) -> out().printf("%,10d  %s%n", n, place));
        return 1;
    }
}
