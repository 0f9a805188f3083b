package io.deskloom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.kernel.Problem;
import io.deskloom.metadata.PlainYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Imports a file into a running server. The job lives there: cut off, the same command goes on where it was; given again
 * after the end, it finds every row there already.
 */
@Command(
        name = "import",
        description = "Make tickets of the rows of a CSV, XLSX or JSON lines file, in a running Deskloom.",
        mixinStandardHelpOptions = true)
final class ImportCommand extends MetadataCommand.Step {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LOOK_EVERY_MS = 250;

    @Parameters(paramLabel = "<file>", description = "CSV, XLSX or JSON lines.")
    Path file = Path.of("");

    @Option(names = "--type", paramLabel = "<key>", description = "What the rows become; or type in the mapping.")
    @Nullable
    String type;

    @Option(
            names = "--map",
            paramLabel = "<file>",
            description = "YAML that says which column goes where; guessed by the server when left out.")
    @Nullable
    Path map;

    @Option(names = "--dry-run", description = "Decide everything and write nothing.")
    boolean dryRun;

    @Option(
            names = "--rejected",
            paramLabel = "<file>",
            description = "Where to write refused rows (default: <file>-rejected.csv).")
    @Nullable
    Path rejected;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Override
    int run() throws IOException, MetadataCommand.Refused {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        Map<String, Object> mapping = mapping();
        Object named = mapping == null ? null : mapping.remove("type");
        String wanted = type != null ? type : named instanceof String text ? text : null;
        if (wanted == null) {
            throw new IOException("say what the rows become: --type <key>, or type in the mapping");
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", wanted);
        body.put("fileName", file.getFileName().toString());
        body.put("size", Files.size(file));
        body.put("fingerprint", fingerprint(wanted, mapping));
        body.put("mapping", mapping);
        try (Server at = server.connect()) {
            JsonNode job = at.post("/imports", body);
            job = upload(at, job);
            job = await(at, job, Set.of("reading"));
            JsonNode layout = job.path("detail").path("layout");
            out().println(job.path("total").asLong() + " rows, "
                    + layout.path("format").asText()
                    + (layout.path("encoding").asText().isEmpty()
                            ? ""
                            : " in " + layout.path("encoding").asText()) + ".");
            if (state(job, "ready")) {
                warn(job);
                job = at.post("/imports/" + id(job) + "/start", Map.of("dryRun", dryRun));
            } else if (state(job, "running") && !dryRun) {
                out().println("Going on at row " + (job.path("done").asLong() + 1) + ".");
            }
            job = await(at, job, Set.of("checking", "running"));
            return dryRun ? tried(job) : done(at, job);
        }
    }

    private @Nullable Map<String, Object> mapping() throws IOException, MetadataCommand.Refused {
        Path from = map;
        if (from == null) {
            return null;
        }
        PlainYaml.Read read = PlainYaml.read(from.getFileName().toString(), Files.readString(from));
        if (read.json() == null || !read.json().isObject()) {
            throw new MetadataCommand.Refused(
                    from + " is not a mapping.",
                    read.problems().stream()
                            .map(p -> Problem.lines(List.of(p)).strip())
                            .toList());
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> plain = JSON.convertValue(read.json(), Map.class);
        return plain;
    }

    private JsonNode upload(Server at, JsonNode begun) throws IOException, MetadataCommand.Refused {
        JsonNode job = begun;
        int size = job.path("part").asInt();
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.min(job.path("stored").asLong(), job.path("size").asLong()));
            while (state(job, "uploading")) {
                long stored = job.path("stored").asLong();
                byte[] part = in.readNBytes(size);
                if (part.length == 0) {
                    throw new IOException("the file has become shorter; start again");
                }
                job = at.put("/imports/" + id(job) + "/parts/" + stored / size, part);
                progress(
                        "sent",
                        job.path("stored").asLong() / 1024,
                        job.path("size").asLong() / 1024,
                        " kB");
            }
        }
        return job;
    }

    private JsonNode await(Server at, JsonNode begun, Set<String> states) throws IOException, MetadataCommand.Refused {
        JsonNode job = begun;
        try {
            while (states.contains(job.path("state").asText())) {
                progress(
                        state(job, "running") ? "written" : state(job, "checking") ? "decided" : "reading",
                        job.path("done").asLong(),
                        job.path("total").asLong(),
                        " rows");
                Thread.sleep(LOOK_EVERY_MS);
                job = at.get("/imports/" + id(job));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the same command goes on", e);
        }
        endProgress();
        if (state(job, "failed")) {
            throw new IOException(job.path("failure").path("message").asText("the import failed"));
        }
        if (state(job, "cancelled")) {
            throw new IOException(
                    "the import was cancelled after " + job.path("done").asLong() + " rows");
        }
        return job;
    }

    private void warn(JsonNode job) {
        for (JsonNode warning : job.path("detail").path("warnings")) {
            out().println("Note: " + warning.path("pointer").asText().replaceFirst("^/fields/", "") + ": "
                    + warning.path("message").asText());
        }
    }

    private int tried(JsonNode job) {
        JsonNode check = job.path("detail").path("check");
        JsonNode counts = check.path("counts");
        out().println("Nothing was written. " + sentence(counts, "would be "));
        for (JsonNode reason : check.path("reasons")) {
            List<String> lines = new ArrayList<>();
            reason.path("lines").forEach(n -> lines.add(n.asText()));
            JsonNode problem = reason.path("problem");
            out().println("  " + reason.path("rows").asLong() + " × "
                    + problem.path("pointer").asText().replaceFirst("^/fields/", "")
                    + (problem.path("pointer").asText().isEmpty() ? "" : ": ")
                    + problem.path("message").asText()
                    + " (line " + String.join(", ", lines) + ")");
        }
        return counts.path("rejected").asLong() == 0 ? 0 : 1;
    }

    private int done(Server at, JsonNode job) throws IOException, MetadataCommand.Refused {
        JsonNode counts = job.path("counts");
        out().println(sentence(counts, ""));
        if (counts.path("rejected").asLong() == 0) {
            return 0;
        }
        Path to = rejected != null
                ? rejected
                : file.resolveSibling(
                        file.getFileName().toString().replaceFirst("\\.[A-Za-z]{1,5}$", "") + "-rejected.csv");
        Files.write(to, at.bytes("/imports/" + id(job) + "/rejected"));
        err().println("Refused rows are in " + to
                + ", each with its line and reason: put them right and import that file.");
        return 1;
    }

    private static String sentence(JsonNode counts, String would) {
        List<String> parts = new ArrayList<>();
        parts.add(counts.path("created").asLong() + " " + would + "created");
        if (counts.path("updated").asLong() > 0) {
            parts.add(counts.path("updated").asLong() + " " + would + "updated");
        }
        parts.add(counts.path("known").asLong() + " there already");
        parts.add(counts.path("rejected").asLong() + " " + would + "refused");
        return String.join(", ", parts) + ".";
    }

    /** Whether somebody looks at what is printed while it is printed. */
    boolean watched = System.console() != null;

    private boolean said;

    /** One line that is written over, where somebody looks at it; else nothing. */
    private void progress(String what, long done, long total, String unit) {
        if (watched && total > 0) {
            said = true;
            err().print("\r" + what + " " + done + " of " + total + unit + "   ");
            err().flush();
        }
    }

    private void endProgress() {
        if (said) {
            said = false;
            err().print("\r\u001b[K");
            err().flush();
        }
    }

    private static boolean state(JsonNode job, String state) {
        return job.path("state").asText().equals(state);
    }

    private static String id(JsonNode job) {
        return job.path("id").asText();
    }

    private String fingerprint(String wanted, @Nullable Map<String, Object> mapping) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((wanted + "\n" + JSON.writeValueAsString(mapping) + "\n").getBytes(StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(file)) {
                byte[] some = new byte[64 * 1024];
                for (int n = in.read(some); n >= 0; n = in.read(some)) {
                    sha.update(some, 0, n);
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
