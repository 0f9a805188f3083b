package io.deskloom.effect;

import io.deskloom.field.Value;
import io.deskloom.kernel.ReleaseId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why rules did what they did, recorded with the events. Which rules did not fire, and by which clause, follows exactly
 * from {@code facts} and {@code release}, so it is derived when asked and not stored a thousand times.
 *
 * @param release the rules' release
 * @param event "created", "updated", "acted" or "commented"
 * @param facts every fact consulted, by path
 * @param fired rules that fired, in order
 */
public record Explanation(ReleaseId release, String event, Map<String, Value> facts, List<Fired> fired) {
    public Explanation {
        facts = Map.copyOf(facts);
        fired = List.copyOf(fired);
    }

    /**
     * @param rule rule id
     * @param intents what it wanted
     * @param refused why an intent was not applied (problem code), or null
     * @param scripts those it asked what it wants
     */
    public record Fired(
            String rule,
            String key,
            @Nullable String pack,
            @Nullable String packVersion,
            List<Intent> intents,
            @Nullable String refused,
            List<Ran> scripts) {
        public Fired {
            intents = List.copyOf(intents);
            scripts = List.copyOf(scripts);
        }

        /** Of a rule that asked no script. */
        public Fired(
                String rule,
                String key,
                @Nullable String pack,
                @Nullable String packVersion,
                List<Intent> intents,
                @Nullable String refused) {
            this(rule, key, pack, packVersion, intents, refused, List.of());
        }
    }

    /**
     * A script that was asked.
     *
     * @param script its name
     * @param consulted the paths its inputs were computed from: who may not know one of them may not read its log
     * @param log what it wrote
     * @param micros microseconds it took
     * @param failed why it said nothing (problem code), or null
     * @param line of its text where it failed, 0 when that is not known
     */
    public record Ran(
            String script,
            List<String> consulted,
            List<String> log,
            long micros,
            @Nullable String failed,
            int line) {
        public Ran {
            consulted = List.copyOf(consulted);
            log = List.copyOf(log);
        }
    }
}
