package io.deskloom.rest;

import io.deskloom.kernel.Rejection;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.model.ScriptDef;
import io.deskloom.script.ScriptOutcome;
import io.deskloom.script.Scripts;
import io.deskloom.script.Scripts.Fared;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The scripts in force: how they fare, and what they make of a sample. */
@Path("/api/v1/admin/scripts")
@Tag(name = "metadata")
class ScriptResource {
    private final Scripts scripts;
    private final CurrentSnapshots snapshots;
    private final RequestActor actor;

    ScriptResource(Scripts scripts, CurrentSnapshots snapshots, RequestActor actor) {
        this.scripts = scripts;
        this.snapshots = snapshots;
        this.actor = actor;
    }

    /**
     * A script and how it has fared on this node since its start.
     *
     * @param pack whose it is; null for the workspace's own
     * @param lastFailure code
     */
    @Schema(name = "Script")
    record ScriptBody(
            String key,
            @Nullable String pack,
            Map<String, String> label,
            @Schema(enumeration = {"action", "mapping"}) String purpose,
            @Nullable String type,
            List<String> inputs,
            List<String> writes,
            long calls,
            long failures,
            long averageMicros,
            @Nullable String lastFailure,
            @Nullable Instant lastFailed) {}

    @Schema(name = "Scripts")
    record ScriptsBody(List<ScriptBody> scripts) {}

    /** @param input what the script is called with: an object of its inputs' names for an action, anything for a mapping */
    @Schema(name = "ScriptSample")
    record SampleBody(@Nullable Object input) {}

    /**
     * What a script made of a sample.
     *
     * @param output null when it failed
     * @param log what it wrote
     * @param failed code of why it came to nothing
     * @param line of its text where it failed, when that is known
     */
    @Schema(name = "ScriptTried")
    record TriedBody(
            @Nullable Object output,
            List<String> log,
            long micros,
            @Nullable String failed,
            @Nullable Integer line) {}

    @GET
    @Needs("metadata.publish")
    public ScriptsBody list() {
        Map<String, Fared> fared =
                scripts.fared(actor.tenant()).stream().collect(java.util.stream.Collectors.toMap(Fared::name, f -> f));
        return new ScriptsBody(snapshots.current(actor.tenant()).scripts().values().stream()
                .sorted(Comparator.comparing(ScriptDef::name))
                .map(s -> body(s, Optional.ofNullable(fared.get(s.name()))))
                .toList());
    }

    private static ScriptBody body(ScriptDef s, Optional<Fared> fared) {
        return new ScriptBody(
                s.key(),
                s.pack(),
                s.label().byLanguage(),
                s.purpose().name().toLowerCase(Locale.ROOT),
                s.type(),
                List.copyOf(s.inputs().keySet()),
                s.writes().stream().sorted().toList(),
                fared.map(Fared::calls).orElse(0L),
                fared.map(Fared::failures).orElse(0L),
                fared.map(Fared::averageMicros).orElse(0L),
                fared.map(Fared::lastFailure).orElse(null),
                fared.map(Fared::lastFailed).orElse(null));
    }

    /** Calls a script with a sample. Nothing is changed by it, whatever it answers. */
    @POST
    @Path("/{key}/try")
    @Needs("metadata.publish")
    public TriedBody tried(
            @jakarta.ws.rs.PathParam("key") String key, @QueryParam("pack") @Nullable String pack, SampleBody body) {
        ScriptDef script = snapshots.current(actor.tenant()).scripts().get(ScriptDef.name(pack, key));
        if (script == null) {
            throw RefusedException.of(Rejection.notFound());
        }
        return switch (scripts.map(actor.tenant(), script, body.input())) {
            case ScriptOutcome.Done(Object value, List<String> log, long micros) ->
                new TriedBody(value, log, micros, null, null);
            case ScriptOutcome.Failed(String code, int line, List<String> log, long micros) ->
                new TriedBody(null, log, micros, code, line == 0 ? null : line);
        };
    }
}
