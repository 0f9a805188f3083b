package io.deskloom.rest;

import io.deskloom.bpmn.BpmnReader;
import io.deskloom.bpmn.Note;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Drawings in BPMN 2.0 as SOPs. Nothing is changed here. */
@Path("/api/v1/flows")
@Tag(name = "metadata")
class DrawnFlowResource {
    private final Releases releases;
    private final RequestActor actor;
    private final Now now;

    DrawnFlowResource(Releases releases, RequestActor actor, Now now) {
        this.releases = releases;
        this.actor = actor;
        this.now = now;
    }

    /**
     * A drawing.
     *
     * @param type key of the ticket type whose flow it is to be
     * @param bpmn the file's text
     */
    @Schema(name = "FlowDrawing")
    record DrawingBody(
            @Schema(required = true) @Nullable String type,

            @Schema(required = true) @Nullable String bpmn) {}

    /**
     * Something that has no counterpart.
     *
     * @param element id of the part of the drawing it is about, "" for the whole
     * @param said what becomes of it, by language
     */
    @Schema(name = "FlowDrawingNote")
    record NoteBody(@Schema(examples = "bpmn.lanes") String code, String element, Map<String, String> said) {
        static NoteBody of(Note note) {
            return new NoteBody(note.code(), note.element(), note.said().byLanguage());
        }
    }

    /**
     * What a drawing becomes.
     *
     * @param files the definitions; applying them with all others publishes them
     * @param report what has no counterpart
     * @param problems what keeps them from being published
     */
    @Schema(name = "FlowOfDrawing")
    record FlowBody(List<TableResource.FileBody> files, List<NoteBody> report, List<ProblemBody.Item> problems) {}

    @POST
    @Path("/bpmn")
    @Needs("metadata.read")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readFlowDrawing",
            summary =
                    "A drawing in BPMN 2.0 as definitions, with what has no counterpart and what keeps it from being published")
    public FlowBody flow(DrawingBody body) {
        new Given().need("type", body.type()).need("bpmn", body.bpmn()).check();
        String type = Given.sure(body.type());
        if (!type.matches("[a-z][a-z0-9_]{0,62}")) {
            throw RefusedException.of(Rejection.invalid(
                    List.of(Problem.of("/type", "bpmn.type", "This cannot be the key of a ticket type."))));
        }
        BpmnReader.Read read = Responses.valueOf(BpmnReader.read(
                Given.sure(body.bpmn()), now.metadata().workspace().languages().getFirst()));
        Map<String, String> made = read.files(type);
        List<SourceFile> all = new ArrayList<>(FlowDrawingResource.files(releases, actor).stream()
                .filter(f -> !made.containsKey(f.path()))
                .toList());
        made.forEach((path, text) -> all.add(new SourceFile(path, text)));
        return new FlowBody(
                made.entrySet().stream()
                        .map(f -> new TableResource.FileBody(f.getKey(), f.getValue()))
                        .toList(),
                read.report().stream().map(NoteBody::of).toList(),
                releases.validate(all).problems().stream()
                        .map(ProblemBody::item)
                        .toList());
    }
}
