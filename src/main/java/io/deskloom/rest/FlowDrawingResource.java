package io.deskloom.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.bpmn.BpmnWriter;
import io.deskloom.kernel.Rejection;
import io.deskloom.metadata.PlainYaml;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** SOPs as drawings in BPMN 2.0. */
@Path("/api/v1/types")
@Tag(name = "metadata")
class FlowDrawingResource {
    private static final String BPMN = "application/bpmn+xml";

    private final Releases releases;
    private final RequestActor actor;
    private final Now now;

    FlowDrawingResource(Releases releases, RequestActor actor, Now now) {
        this.releases = releases;
        this.actor = actor;
        this.now = now;
    }

    @GET
    @Path("/{type}/flow.bpmn")
    @Needs("metadata.read")
    @Produces(BPMN)
    @Operation(operationId = "downloadFlowDrawing", summary = "The flow of a type as BPMN 2.0")
    public Response drawing(@PathParam("type") String type) {
        String path = "types/" + type + "/flow.yaml";
        JsonNode flow = files(releases, actor).stream()
                .filter(f ->
                        now.metadata().types().containsKey(type) && f.path().equals(path))
                .findFirst()
                .map(f -> PlainYaml.read(f.path(), f.text()).json())
                .orElseThrow(() -> RefusedException.of(Rejection.notFound()));
        return Response.ok(BpmnWriter.write(flow).xml().getBytes(StandardCharsets.UTF_8), BPMN)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + type + ".bpmn\"")
                .build();
    }

    static List<SourceFile> files(Releases releases, RequestActor actor) {
        return releases.export(actor.tenant())
                .map(Releases.Export::files)
                .orElseThrow(() -> RefusedException.of(Rejection.notFound()));
    }
}
