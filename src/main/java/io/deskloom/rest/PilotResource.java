package io.deskloom.rest;

import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Snapshots;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rollout.Pilot;
import io.deskloom.rollout.PilotRuns;
import io.deskloom.rollout.PilotStore;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Trying another revision of a type's flow on some new tickets. */
@Path("/api/v1/admin")
@Tag(name = "admin")
class PilotResource {
    private final PilotRuns pilots;
    private final Snapshots snapshots;
    private final Now now;
    private final RoutingContext routing;

    PilotResource(PilotRuns pilots, Snapshots snapshots, Now now, RoutingContext routing) {
        this.pilots = pilots;
        this.snapshots = snapshots;
        this.now = now;
        this.routing = routing;
    }

    /**
     * @param files those that are to be otherwise than in force: of the type's flow only
     * @param team key; whoever makes a ticket is in it. Left out for a share
     * @param share percent of all new tickets, with at most two digits after the point. Left out for a team
     */
    @Schema(name = "StartPilot")
    record StartBody(
            @Schema(required = true) @Nullable List<MetadataResource.@Nullable FileBody> files,

            @Nullable String team,
            @Nullable BigDecimal share) {}

    /**
     * Tickets of a pilot, or made beside it, that are in the same step now.
     *
     * @param status category; @param meanSeconds from when they were made to their last change, on an average
     */
    @Schema(name = "PilotOutcome")
    record OutcomeBody(String step, Map<String, String> label, String status, long tickets, long meanSeconds) {}

    /**
     * @param release the one whose flow is tried; @param shortRelease its first eight digits
     * @param share percent of all new tickets
     * @param tried its tickets; @param others those made beside them; only where one pilot is asked for
     */
    @Schema(name = "Pilot")
    record PilotBody(
            UUID id,
            String type,
            String release,
            String shortRelease,
            @Nullable String team,
            @Nullable BigDecimal share,

            @Schema(enumeration = {"running", "rolled-out", "stopped"})
            String state,

            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable List<OutcomeBody> tried,
            @Nullable List<OutcomeBody> others) {}

    @GET
    @Path("/flows/{type}/pilots")
    @Needs("metadata.read")
    @Operation(operationId = "listPilots", summary = "The pilots of a type, newest first")
    public List<PilotBody> list(@PathParam("type") String type) {
        TicketTypeDef of = now.metadata().type(type).orElseThrow(() -> RefusedException.of(Rejection.notFound()));
        return pilots.list(now.actor().tenant(), of).stream()
                .map(pilot -> body(pilot, null))
                .toList();
    }

    @POST
    @Path("/flows/{type}/pilots")
    @Needs("metadata.publish")
    @Operation(operationId = "startPilot", summary = "Try another revision of a type's flow on some new tickets")
    public PilotBody start(@PathParam("type") String type, StartBody body) {
        new Given().need("files", body.files()).check();
        BigDecimal share = body.share();
        Pilot pilot = Responses.valueOf(pilots.start(
                now.actor(),
                now.metadata(),
                new PilotRuns.Wanted(
                        type,
                        MetadataResource.files(Given.sure(body.files())),
                        body.team(),
                        share == null ? null : hundredths(share))));
        RequestInfo.of(routing).note("pilot-started");
        return detail(pilot);
    }

    /** 0, which is refused, for what is no such percentage. */
    private static Integer hundredths(BigDecimal percent) {
        try {
            return percent.movePointRight(2).intValueExact();
        } catch (ArithmeticException finer) {
            return 0;
        }
    }

    @GET
    @Path("/pilots/{id}")
    @Needs("metadata.read")
    @Operation(operationId = "getPilot", summary = "A pilot, and where its tickets and the others are")
    public PilotBody get(@PathParam("id") @Schema(format = "uuid") String id) {
        return detail(Responses.valueOf(pilots.find(now.actor().tenant(), TicketReadResource.uuid(id))));
    }

    @POST
    @Path("/pilots/{id}/roll-out")
    @Needs("metadata.publish")
    @Operation(operationId = "rollOutPilot", summary = "Publish the flow that is tried for everybody")
    public PilotBody rollOut(@PathParam("id") @Schema(format = "uuid") String id) {
        Pilot pilot = Responses.valueOf(pilots.rollOut(now.actor(), now.metadata(), TicketReadResource.uuid(id)));
        RequestInfo.of(routing).note("pilot-rolled-out");
        return detail(pilot);
    }

    @POST
    @Path("/pilots/{id}/stop")
    @Needs("metadata.publish")
    @Operation(operationId = "stopPilot", summary = "Have new tickets go the ordinary way again")
    public PilotBody stop(@PathParam("id") @Schema(format = "uuid") String id) {
        Pilot pilot = Responses.valueOf(pilots.stop(now.actor(), TicketReadResource.uuid(id)));
        RequestInfo.of(routing).note("pilot-stopped");
        return detail(pilot);
    }

    private PilotBody detail(Pilot pilot) {
        return body(pilot, pilots.compare(now.actor().tenant(), pilot));
    }

    private PilotBody body(Pilot pilot, PilotRuns.@Nullable Compared compared) {
        Integer share = pilot.share();
        return new PilotBody(
                pilot.id(),
                now.metadata().typeById(pilot.type()).map(TicketTypeDef::key).orElse(pilot.type()),
                pilot.release().hash(),
                pilot.release().shortForm(),
                pilot.team(),
                share == null ? null : BigDecimal.valueOf(share, 2),
                pilot.state().wire(),
                pilot.startedAt(),
                pilot.endedAt(),
                compared == null ? null : outcomes(pilot, compared.tried()),
                compared == null ? null : outcomes(pilot, compared.others()));
    }

    private List<OutcomeBody> outcomes(Pilot pilot, List<PilotStore.Outcome> all) {
        return all.stream()
                .map(one -> new OutcomeBody(
                        one.step(),
                        label(one.release(), pilot.type(), one.step()),
                        StatusCategory.ofCode(one.status()).wire(),
                        one.tickets(),
                        one.meanSeconds()))
                .toList();
    }

    private Map<String, String> label(ReleaseId release, String type, String step) {
        return snapshots
                .release(now.actor().tenant(), release)
                .flatMap(r -> r.typeById(type))
                .flatMap(of -> of.flow().find(step))
                .map(FlowDef.Node::label)
                .map(io.deskloom.kernel.Label::byLanguage)
                .orElse(Map.of("en", step));
    }
}
