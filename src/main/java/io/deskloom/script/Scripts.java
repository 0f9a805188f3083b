package io.deskloom.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.ScriptText;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls scripts: the workspaces' own in this process, those of packs in others. Whatever a script does, its caller gets an
 * outcome, within the time the limits allow. Thread-safe.
 */
@ApplicationScoped
public class Scripts implements ScriptText, AutoCloseable {
    private static final String CHECKS = "check";

    /** Nobody's ticket waits for a check, so a busy machine has time for it. */
    private static final ScriptLimits CHECK = ScriptLimits.DEFAULT.lasting(Duration.ofSeconds(5));

    private final ScriptRuntime runtime;
    private final ScriptRunner own;
    private final ScriptRunner checks;
    private final Workers foreign;
    private final ScriptRecord record = new ScriptRecord();
    private final Clock clock;

    public Scripts(ScriptRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
        this.foreign = new Workers(runtime.workers());
        // Threads and engines come with the first call.
        InProcess here = new InProcess(runtime.atOnce(), runtime.contexts());
        this.checks = here;
        this.own = runtime.isolateAll() ? foreign : here;
    }

    /** An action's output for these values of its inputs. */
    public ScriptOutcome run(TenantId tenant, ScriptDef script, Map<String, Value> inputs) {
        return call(tenant, script, json(script, inputs), true);
    }

    /** The same where nothing comes of it: how the script fares is not on record, and never has it rest. */
    public ScriptOutcome attempt(TenantId tenant, ScriptDef script, Map<String, Value> inputs) {
        return call(tenant, script, json(script, inputs), false);
    }

    private static Map<String, @Nullable Object> json(ScriptDef script, Map<String, Value> inputs) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        script.inputs().keySet().forEach(name -> json.put(name, ScriptJson.of(inputs.getOrDefault(name, Value.NULL))));
        return json;
    }

    /** What a mapping, or an action that is tried, makes of {@code json} (maps, lists, texts, numbers, booleans, null). */
    public ScriptOutcome map(TenantId tenant, ScriptDef script, @Nullable Object json) {
        return call(tenant, script, ScriptJson.exact(json), true);
    }

    private ScriptOutcome call(TenantId tenant, ScriptDef script, @Nullable Object json, boolean onRecord) {
        ScriptCode code = ScriptCode.of(script.name(), script.source());
        if (record.rests(tenant, code, clock.instant())) {
            return new ScriptOutcome.Failed(ScriptFailure.PAUSED, 0, List.of(), 0);
        }
        String input = ScriptJson.write(json);
        ScriptLimits limits = runtime.limits().within(script.statements(), script.milliseconds());
        RawOutcome raw = input == null
                ? RawOutcome.failed(ScriptFailure.INPUT)
                : (script.pack() == null ? own : foreign)
                        .run(tenant + "/" + (script.pack() == null ? "" : script.pack()), code, input, limits);
        ScriptOutcome outcome = outcome(raw);
        if (onRecord) {
            record.add(
                    tenant,
                    code,
                    outcome instanceof ScriptOutcome.Failed(String why, int line, List<String> log, long micros)
                            ? new RawOutcome(why, line, "", log, micros)
                            : raw,
                    clock.instant());
        }
        return outcome;
    }

    private static ScriptOutcome outcome(RawOutcome raw) {
        if (!raw.isDone()) {
            return new ScriptOutcome.Failed(raw.code(), raw.line(), raw.log(), raw.micros());
        }
        try {
            return new ScriptOutcome.Done(ScriptJson.read(raw.output()), raw.log(), raw.micros());
        } catch (JsonProcessingException e) {
            return new ScriptOutcome.Failed(ScriptFailure.OUTPUT, 0, raw.log(), raw.micros());
        }
    }

    @Override
    public List<Problem> check(ScriptDef script) {
        // Without being called: what stands outside its function runs, within the limits and with nothing of a
        // workspace.
        RawOutcome outcome = checks.run(CHECKS, ScriptCode.of(script.file(), script.source()), Room.ONLY_CHECK, CHECK);
        if (outcome.isDone()) {
            return List.of();
        }
        String words = outcome.log().isEmpty() ? outcome.code() : outcome.log().getLast();
        return List.of(new Problem(
                "",
                outcome.code(),
                "The script cannot be used: " + words,
                Map.of("why", words),
                null,
                new Problem.Source(script.file(), Math.max(1, outcome.line()), Math.max(1, outcome.column()))));
    }

    /** Has ready what the first call of this release would wait for. */
    public void prepare(MetadataSnapshot snapshot) {
        for (ScriptDef script : runtime.warm() ? snapshot.scripts().values() : List.<ScriptDef>of()) {
            if (script.pack() != null || runtime.isolateAll()) {
                foreign.warm();
            } else {
                check(script);
            }
        }
    }

    /**
     * How a script has fared on this node since it started.
     *
     * @param name of the script
     * @param lastFailure code
     */
    public record Fared(
            String name,
            long calls,
            long failures,
            long averageMicros,
            @Nullable String lastFailure,
            java.time.@Nullable Instant lastFailed) {}

    public List<Fared> fared(TenantId tenant) {
        return record.of(tenant).stream()
                .map(l -> new Fared(
                        l.name(), l.calls(), l.failures(), l.averageMicros(), l.lastFailure(), l.lastFailed()))
                .toList();
    }

    @Override
    @PreDestroy
    public void close() {
        own.close();
        checks.close();
        foreign.close();
    }
}
