package io.deskloom.model;

import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import java.util.Map;
import java.util.Set;

/**
 * A rule pack's manifest, as far as rules need it.
 *
 * @param reads paths its conditions may mention ("return_refund.reason", "ticket.*")
 * @param writes paths its intents may write ("ticket.priority", "ticket.team", "return_refund.refund_amount")
 * @param parameters values of its parameters in this workspace (default or chosen), seen as {@code param.<name>}
 * @param scripts its scripts, by key
 */
public record PackDef(
        String id,
        String namespace,
        String version,
        Label label,
        Set<String> reads,
        Set<String> writes,
        Map<String, Value> parameters,
        Map<String, ScriptDef> scripts) {
    public PackDef {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
        parameters = Map.copyOf(parameters);
        scripts = Map.copyOf(scripts);
    }

    /** Of rules alone. */
    public PackDef(
            String id,
            String namespace,
            String version,
            Label label,
            Set<String> reads,
            Set<String> writes,
            Map<String, Value> parameters) {
        this(id, namespace, version, label, reads, writes, parameters, Map.of());
    }

    public PackDef with(Map<String, ScriptDef> other) {
        return new PackDef(id, namespace, version, label, reads, writes, parameters, other);
    }
}
