package io.deskloom.rest;

import io.deskloom.command.Derive;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.metadata.FillingSlots;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.FieldDef;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The workspace's definitions as files: take them out, put them in. */
@Path("/api/v1/metadata")
@Tag(name = "metadata")
class MetadataResource {
    private static final String ZIP = "application/zip";

    private final Releases releases;
    private final Derive derive;
    private final FillingSlots slots;
    private final RequestActor actor;
    private final Now now;
    private final RoutingContext routing;

    MetadataResource(
            Releases releases, Derive derive, FillingSlots slots, RequestActor actor, Now now, RoutingContext routing) {
        this.releases = releases;
        this.derive = derive;
        this.slots = slots;
        this.actor = actor;
        this.now = now;
        this.routing = routing;
    }

    @Schema(name = "MetadataFile")
    record FileBody(
            @Schema(examples = "types/return_refund/flow.yaml", required = true) @Nullable
            String path,

            @Schema(required = true) @Nullable String text) {}

    @Schema(name = "Metadata")
    record ExportBody(String release, List<FileBody> files) {}

    /**
     * @param files all files of the workspace; what is not among them is removed
     * @param dryRun only say what would change
     */
    @Schema(name = "ApplyMetadata")
    record ApplyBody(
            @Schema(required = true) @Nullable List<@Nullable FileBody> files,
            @Nullable String note,
            @Nullable Boolean dryRun) {}

    /**
     * Fields of which something is being made for all records of a type since their definition changed.
     *
     * @param type its key
     * @param fields their keys
     * @param done how many of {@code total} records are done
     * @param what their values, or the index lists find and sort records by
     */
    @Schema(name = "Backfill")
    record BackfillBody(
            String type,
            Map<String, String> label,
            List<String> fields,
            long done,
            long total,
            Instant startedAt,

            @Schema(enumeration = {VALUES, INDEX}) String what) {}

    private static final String VALUES = "values";
    private static final String INDEX = "index";

    @GET
    @Needs("metadata.read")
    @Produces(MediaType.APPLICATION_JSON)
    public ExportBody export() {
        Releases.Export export = current();
        return new ExportBody(
                export.release().hash(),
                export.files().stream()
                        .map(f -> new FileBody(f.path(), f.text()))
                        .toList());
    }

    /** The same as a zip of the files. */
    @GET
    @Needs("metadata.read")
    @Produces(ZIP)
    public Response exportZip() {
        Releases.Export export = current();
        return Response.ok(zip(export.files()), ZIP)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"metadata-" + export.release().shortForm() + ".zip\"")
                .build();
    }

    /** All of it, or with one problem nothing. */
    @POST
    @Needs("metadata.publish")
    public ReleaseResource.AppliedBody apply(ApplyBody body) {
        new Given().need("files", body.files()).check();
        boolean dryRun = Boolean.TRUE.equals(body.dryRun());
        Releases.Applied applied = Responses.valueOf(releases.apply(
                actor.tenant(),
                files(Given.sure(body.files())),
                note(body.note()),
                ReleaseResource.publisher(actor),
                dryRun));
        if (!dryRun) {
            RequestInfo.of(routing).note("metadata-applied");
        }
        return ReleaseResource.AppliedBody.of(applied);
    }

    /**
     * What is being made for all records of a type; empty when every stored value is what its definition says and every index
     * is filled.
     */
    @GET
    @Path("/backfills")
    @Needs("metadata.read")
    @Produces(MediaType.APPLICATION_JSON)
    public List<BackfillBody> backfills() {
        Stream<BackfillBody> values = derive.backfills(actor.tenant()).stream()
                .flatMap(b -> backfill(b.type(), b.fields(), b.done(), b.total(), b.startedAt(), VALUES));
        Stream<BackfillBody> indexes = slots.filling(actor.tenant()).stream()
                .flatMap(f -> backfill(f.type(), f.fields(), f.done(), f.total(), f.startedAt(), INDEX));
        return Stream.concat(values, indexes).toList();
    }

    /** Of a type that is defined no more, nothing. */
    private Stream<BackfillBody> backfill(
            String typeId, Set<String> fields, long done, long total, Instant startedAt, String what) {
        return now.metadata().typeById(typeId).stream()
                .map(type -> new BackfillBody(
                        type.key(),
                        type.label().byLanguage(),
                        type.fields().stream()
                                .filter(f -> fields.contains(f.id()))
                                .map(FieldDef::key)
                                .toList(),
                        Math.min(done, total),
                        total,
                        startedAt,
                        what));
    }

    /** The JSON Schema of a kind of definition, for editors: workspace, role, team, ticketType, form, flow, access … */
    @GET
    @Path("/schemas/{kind}")
    @Needs("metadata.read")
    @Produces(MediaType.APPLICATION_JSON)
    public Response schema(String kind) {
        return Releases.schema(kind)
                .map(text -> Response.ok(text, MediaType.APPLICATION_JSON).build())
                .orElseGet(() -> Responses.problem(Rejection.notFound()));
    }

    private Releases.Export current() {
        return releases.export(actor.tenant()).orElseThrow(() -> RefusedException.of(Rejection.notFound()));
    }

    static List<SourceFile> files(List<@Nullable FileBody> given) {
        List<SourceFile> files = new ArrayList<>();
        Problems problems = new Problems();
        for (int i = 0; i < given.size(); i++) {
            FileBody file = given.get(i);
            String path = file == null ? null : file.path();
            String text = file == null ? null : file.text();
            if (path == null || text == null) {
                problems.add("/files/" + i, "field.required", "A file needs a path and a text.");
            } else {
                files.add(new SourceFile(path, text));
            }
        }
        if (!problems.isEmpty()) {
            throw RefusedException.of(Rejection.invalid(problems.list()));
        }
        return files;
    }

    private static String note(@Nullable String note) {
        if (note != null && note.length() > Releases.MAX_NOTE) {
            throw RefusedException.of(Rejection.invalid(List.of(Problem.of(
                    "/note", "field.too_long", "A note has at most " + Releases.MAX_NOTE + " characters."))));
        }
        return note == null ? "" : note;
    }

    private static byte[] zip(List<SourceFile> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (SourceFile file : files) {
                ZipEntry entry = new ZipEntry(file.path());
                // The same release is the same zip, byte for byte.
                entry.setTime(Instant.parse("2020-01-01T12:00:00Z").toEpochMilli());
                zip.putNextEntry(entry);
                zip.write(file.bytes());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
