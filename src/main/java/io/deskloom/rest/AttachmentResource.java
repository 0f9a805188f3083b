package io.deskloom.rest;

import io.deskloom.access.Fingerprint;
import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.Attachments;
import io.deskloom.attachment.ContentType;
import io.deskloom.attachment.Pictures;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.view.AttachmentReads;
import io.deskloom.view.AttachmentView;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Files: taken in on their own, put into tickets by commands, given out to whoever may see where they are. */
@Path("/api/v1/attachments")
@Blocking
@Tag(name = "attachments")
public class AttachmentResource {
    /** Nothing in a file may run, load or be framed, wherever a browser opens it. */
    static final String POLICY = "default-src 'none'; sandbox";

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int MOST_IDS = 100;
    private static final int LONGEST_NAME = 4096;
    private static final int BUFFER = 64 * 1024;

    private final Attachments attachments;
    private final AttachmentReads reads;
    private final Downloads downloads;
    private final Now now;
    private final RoutingContext routing;

    AttachmentResource(
            Attachments attachments, AttachmentReads reads, Downloads downloads, Now now, RoutingContext routing) {
        this.attachments = attachments;
        this.reads = reads;
        this.downloads = downloads;
        this.now = now;
        this.routing = routing;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Streamed
    @LoggedIn("tickets:write")
    @ResponseStatus(201)
    @Operation(
            operationId = "uploadAttachment",
            summary = "Upload a file",
            description =
                    "The body is the file itself. It belongs to whoever uploads it, and is forgotten after a day, until a ticket's field or comment names its id. What it is, is decided by its content.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public AttachmentView upload(
            @Parameter(description = "The file's name, percent-encoded UTF-8") @HeaderParam("X-File-Name") @Nullable
                    String name,
            @Parameter(hidden = true) @HeaderParam("Content-Length") @Nullable String length,
            @Parameter(hidden = true) @HeaderParam("Content-Type") @Nullable String type,
            InputStream body) {
        // Kept as it came, a form would be a file that nobody can open.
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw refused(new Rejection(
                    Rejection.Kind.INVALID,
                    "file-in-form",
                    "Send the file itself as the body, not a form that holds it.",
                    List.of()));
        }
        try {
            return reads.view(
                    switch (attachments.upload(now.actor(), decoded(name), announced(length), body)) {
                        case Result.Ok<Attachment>(Attachment file) -> file;
                        case Result.Refused<Attachment>(Rejection why) -> throw refused(why);
                    });
        } catch (IOException e) {
            // Whoever broke off does not read the answer; a proxy or a log may.
            throw RefusedException.of(new Rejection(
                    Rejection.Kind.INVALID,
                    "file-incomplete",
                    "Only a part of this file has arrived; send it again.",
                    List.of()));
        }
    }

    /** The rest of the file may be on its way, and will not be read: the connection ends with the answer. */
    private RefusedException refused(Rejection why) {
        routing.response().putHeader("Connection", "close");
        routing.addEndHandler(sent -> routing.request().connection().close());
        return RefusedException.of(why);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "listAttachments",
            summary = "Names, sizes and types of files",
            description = "Those of the ids the caller may see, in the order given.")
    public List<AttachmentView> list(
            @Parameter(description = "Up to 100 ids, separated by commas") @QueryParam("ids") @DefaultValue("")
                    String ids) {
        List<UUID> wanted = new ArrayList<>();
        for (String id : ids.split(",", MOST_IDS + 2)) {
            if (!id.isBlank()) {
                wanted.add(id(id.strip()).orElseThrow(() -> RefusedException.of(ids())));
            }
        }
        if (wanted.size() > MOST_IDS) {
            throw RefusedException.of(ids());
        }
        return reads.list(
                now.actor(), now.metadata(), wanted.stream().distinct().toList(), now.moment());
    }

    @GET
    @Path("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @LoggedIn("tickets:read")
    @Operation(operationId = "attachment", summary = "A file's name, size and type")
    public AttachmentView one(@PathParam("id") String id) {
        return reads.view(find(id));
    }

    @GET
    @Path("/{id}/content")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "attachmentContent",
            summary = "A file's bytes",
            description = "Always to be saved, never to be shown. One range of bytes may be asked for.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "206", description = "the range that was asked for")
    @APIResponse(responseCode = "304", description = "the caller has it already")
    public Response content(
            @PathParam("id") String id,
            @HeaderParam("Range") @Nullable String wanted,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        Attachment file = find(id);
        Attachments.Bytes bytes =
                Responses.valueOf(attachments.bytes(now.actor().tenant(), file));
        String etag = etag(file, "content");
        if (ETags.matches(ifNoneMatch, etag)) {
            return headers(Response.notModified(), etag).build();
        }
        Optional<ByteRange> range =
                ifRange == null || ifRange.equals(etag) ? ByteRange.of(wanted, file.size()) : Optional.empty();
        if (range.isPresent() && !range.get().isSatisfiable()) {
            return headers(Response.status(416), etag)
                    .header("Content-Range", "bytes */" + file.size())
                    .build();
        }
        ByteRange part = range.orElse(new ByteRange(0, file.size() - 1));
        Response.ResponseBuilder answer = headers(Response.status(range.isPresent() ? 206 : 200), etag)
                .header("Accept-Ranges", "bytes")
                .header("Content-Disposition", Dispositions.attachment(file.name()))
                .header("Content-Length", part.length())
                .type(ContentType.served(file.type()));
        if (range.isPresent()) {
            answer.header("Content-Range", "bytes " + part.from() + "-" + part.to() + "/" + file.size());
        }
        // Nothing is sent for HEAD: there is nothing to wait for, and nothing that would end it.
        return routing.request().method() == HttpMethod.HEAD
                ? answer.build()
                : answer.entity(copy(bytes, part)).build();
    }

    @GET
    @Path("/{id}/picture")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "attachmentPicture",
            summary = "A picture of an image",
            description = "Encoded anew by the server: nothing else that was in the file is in it.")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "the caller has it already")
    public Response picture(
            @PathParam("id") String id,
            @Parameter(schema = @Schema(enumeration = {"small", "large"})) @QueryParam("size") @DefaultValue("small")
                    String size,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        Attachment file = find(id);
        Pictures.Size wanted = size.equals("large") ? Pictures.Size.LARGE : Pictures.Size.SMALL;
        String etag = etag(file, wanted.name().toLowerCase(Locale.ROOT));
        Pictures.Picture picture =
                Responses.valueOf(attachments.picture(now.actor().tenant(), file, wanted));
        if (ETags.matches(ifNoneMatch, etag)) {
            return headers(Response.notModified(), etag).build();
        }
        return headers(Response.ok(picture.bytes()), etag)
                .header("Content-Disposition", "attachment")
                .type(picture.type())
                .build();
    }

    @DELETE
    @Path("/{id}")
    @LoggedIn("tickets:write")
    @Operation(operationId = "discardAttachment", summary = "Forget a file one has uploaded and not used")
    @ResponseStatus(204)
    public void discard(@PathParam("id") String id) {
        UUID file = id(id).orElseThrow(() -> RefusedException.of(ProblemType.NOT_FOUND));
        Responses.valueOf(attachments.discard(now.actor(), file));
    }

    private Attachment find(String id) {
        UUID file = id(id).orElseThrow(() -> RefusedException.of(ProblemType.NOT_FOUND));
        return Responses.valueOf(reads.find(now.actor(), now.metadata(), file, now.moment()));
    }

    private static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static Rejection ids() {
        return new Rejection(
                Rejection.Kind.MALFORMED,
                "malformed-request",
                "Name at most 100 files by their ids.",
                List.of(Problem.of("/ids", "attachments.ids", "Name at most 100 files by their ids.")));
    }

    /** Stale as soon as the reader's rights change: every use asks first, and rights are part of the tag. */
    private Response.ResponseBuilder headers(Response.ResponseBuilder answer, String etag) {
        // In place of what every answer carries, not beside it.
        routing.response().putHeader("Content-Security-Policy", POLICY).putHeader("Cache-Control", "private, no-cache");
        return answer.header("ETag", etag).header("Vary", "Cookie, Authorization");
    }

    private String etag(Attachment file, String what) {
        return "\"" + file.id() + "-" + what + "-"
                + Fingerprint.of(now.actor(), now.metadata().release()) + "\"";
    }

    private StreamingOutput copy(Attachments.Bytes bytes, ByteRange part) {
        AccountId reader = now.actor().account();
        if (!downloads.begin(reader)) {
            throw RefusedException.of(new Rejection(
                    Rejection.Kind.TOO_MANY,
                    "downloads-at-once",
                    "Too many downloads at once; wait until one is done.",
                    List.of()));
        }
        return out -> {
            try (InputStream in = bytes.from(part.from())) {
                byte[] buffer = new byte[BUFFER];
                for (long left = part.length(); left > 0; ) {
                    int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (n < 0) {
                        throw new IOException("a stored file is shorter than it was");
                    }
                    out.write(buffer, 0, n);
                    left -= n;
                }
            } finally {
                downloads.end(reader);
            }
        };
    }

    private static String decoded(@Nullable String name) {
        if (name == null || name.length() > LONGEST_NAME) {
            return name == null ? "" : decoded(name.substring(0, LONGEST_NAME).replaceAll("%[0-9a-fA-F]?$", ""));
        }
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static long announced(@Nullable String length) {
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
    }
}
