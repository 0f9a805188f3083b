package io.deskloom.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a workspace calls outside, by key. */
public record Integrations(Map<String, WebhookDef> webhooks, Map<String, ConnectorDef> connectors) {
    public static final Integrations NONE = new Integrations(Map.of(), Map.of());

    public Integrations {
        webhooks = Map.copyOf(webhooks);
        connectors = Map.copyOf(connectors);
    }

    /** Who needs which secret: "webhook erp" and the like, by the secret's name. */
    public Map<String, Set<String>> secrets() {
        Map<String, Set<String>> out = new TreeMap<>();
        webhooks.values()
                .forEach(w -> w.secrets()
                        .forEach(s ->
                                out.computeIfAbsent(s, _ -> new TreeSet<>()).add("webhook " + w.key())));
        connectors
                .values()
                .forEach(c -> c.secrets()
                        .forEach(s ->
                                out.computeIfAbsent(s, _ -> new TreeSet<>()).add("connector " + c.key())));
        return out;
    }
}
