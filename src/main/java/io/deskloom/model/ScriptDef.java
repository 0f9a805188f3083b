package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A script of the workspace or of a pack.
 *
 * @param id immutable within its source
 * @param key readable name, within its source
 * @param pack pack id, null for the workspace's own
 * @param type key of the ticket or object type an action is about; null for mappings, which are about none
 * @param inputs what an action is given, by name: expressions over what rules see
 * @param writes what an action may wish for: field keys, "priority", "comment", "note"
 * @param file of its text, for problems
 * @param source its text
 * @param statements it wants to be held to, 0 for as many as the operator allows
 * @param milliseconds likewise
 */
public record ScriptDef(
        String id,
        String key,
        Label label,
        @Nullable String pack,
        Purpose purpose,
        @Nullable String type,
        Map<String, Expr> inputs,
        Set<String> writes,
        String file,
        String source,
        int statements,
        int milliseconds) {
    /** What of a ticket beside its fields an action may wish for. */
    public static final Set<String> BESIDE_FIELDS = Set.of("priority", "comment", "note");

    public ScriptDef {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        writes = Set.copyOf(writes);
    }

    /** What it is for. */
    public enum Purpose {
        /** Says what a rule wants, given what the rule gives it. */
        ACTION,
        /** Makes one JSON document of another. */
        MAPPING
    }

    /** Its name among all scripts of the workspace and its packs. */
    public String name() {
        return name(pack, key);
    }

    public static String name(@Nullable String pack, String key) {
        return pack == null ? key : pack + "/" + key;
    }
}
