package io.deskloom.rest;

import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.metadata.Difference;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.ReleaseStore;
import io.deskloom.metadata.Releases;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was published when, by whom; and going back. */
@Path("/api/v1/releases")
@Tag(name = "metadata")
class ReleaseResource {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Releases releases;
    private final RequestActor actor;
    private final RoutingContext routing;

    ReleaseResource(Releases releases, RequestActor actor, RoutingContext routing) {
        this.releases = releases;
        this.actor = actor;
        this.routing = routing;
    }

    /**
     * One switch of the workspace's metadata.
     *
     * @param id the content's SHA-256: the same content has the same id again
     * @param shortId its first eight digits, for people ("short" in JSON)
     * @param revision counts the switches of the workspace
     * @param by name of who published
     * @param current whether it is the one in force
     * @param counts definitions by kind
     */
    @Schema(name = "Release")
    record ReleaseBody(
            String id,

            @com.fasterxml.jackson.annotation.JsonProperty("short")
            String shortId,

            long revision,
            Instant at,
            String by,
            String note,
            boolean current,
            Map<String, Integer> counts) {
        static ReleaseBody of(ReleaseStore.Entry e) {
            return new ReleaseBody(
                    e.release().hash(),
                    e.release().shortForm(),
                    e.revision(),
                    e.at(),
                    e.actorName(),
                    e.note(),
                    e.current(),
                    new TreeMap<>(e.counts()));
        }
    }

    /** @param change added, removed or changed */
    @Schema(name = "MetadataDifference")
    record DifferenceBody(
            String path,

            @Schema(enumeration = {"added", "removed", "changed"})
            String change,

            String kind,
            String key,
            List<String> lines) {
        static List<DifferenceBody> of(List<Difference> differences) {
            return differences.stream()
                    .map(d -> new DifferenceBody(
                            d.path(), d.change().name().toLowerCase(Locale.ROOT), d.kind(), d.key(), d.lines()))
                    .toList();
        }
    }

    /** @param findings what its author would rather know about the rules */
    @Schema(name = "Applied")
    record AppliedBody(String release, List<DifferenceBody> diff, List<FindingBody> findings) {
        static AppliedBody of(Releases.Applied applied) {
            return new AppliedBody(
                    applied.release().hash(), DifferenceBody.of(applied.diff()), FindingBody.of(applied.findings()));
        }
    }

    /** The latest switches, newest first. */
    @GET
    @Needs("metadata.read")
    public List<ReleaseBody> list(@QueryParam("limit") @Nullable Integer limit) {
        int rows = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        return releases.history(actor.tenant(), rows).stream()
                .map(ReleaseBody::of)
                .toList();
    }

    /** Puts an earlier release in force again. */
    @POST
    @Path("/{id}/publish")
    @Needs("metadata.publish")
    public AppliedBody publish(String id) {
        ReleaseId release = release(id);
        Releases.Applied applied = Responses.valueOf(releases.publish(
                actor.tenant(), release, "Rolled back to " + release.shortForm() + ".", publisher(actor)));
        RequestInfo.of(routing).note("release-published");
        return AppliedBody.of(applied);
    }

    /** What leads from this release to another. */
    @GET
    @Path("/{id}/diff")
    @Needs("metadata.read")
    public List<DifferenceBody> diff(String id, @QueryParam("to") @Nullable String to) {
        return releases.diff(actor.tenant(), release(id), release(to == null ? "" : to))
                .map(DifferenceBody::of)
                .orElseThrow(() -> RefusedException.of(Rejection.notFound()));
    }

    static Publisher publisher(RequestActor actor) {
        return new Publisher(actor.get().account(), actor.get().name());
    }

    /** What is no release id looks like one that does not exist. */
    private static ReleaseId release(String id) {
        if (!id.matches("[0-9a-f]{64}")) {
            throw RefusedException.of(Rejection.notFound());
        }
        return new ReleaseId(id);
    }
}
