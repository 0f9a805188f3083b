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
 * @param event "created", "updated", "acted", "commented", "replied" or "elapsed"
 * @param phase "before" or "after" the change was saved
 * @param facts every fact consulted, by path
 * @param fired rules that fired, in order
 * @param next what the rules before saving made of what these rules did; null when they were not asked
 */
public record Explanation(
        ReleaseId release,
        String event,
        String phase,
        Map<String, Value> facts,
        List<Fired> fired,
        @Nullable Explanation next) {
    /** Of rules that were asked before the change was saved. */
    public Explanation(ReleaseId release, String event, Map<String, Value> facts, List<Fired> fired) {
        this(release, event, "before", facts, fired, null);
    }

    public Explanation {
        facts = Map.copyOf(facts);
        fired = List.copyOf(fired);
    }

    /**
     * @param rule rule id
     * @param intents what it wanted
     * @param refused why an intent was not applied (problem code), or null
     */
    public record Fired(
            String rule,
            String key,
            @Nullable String pack,
            @Nullable String packVersion,
            List<Intent> intents,
            @Nullable String refused) {
        public Fired {
            intents = List.copyOf(intents);
        }

        /** The same with what became of it. */
        public Fired with(@Nullable String code) {
            return new Fired(rule, key, pack, packVersion, intents, code);
        }
    }
}
