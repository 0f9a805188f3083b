package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Somebody outside who is told of changes, in a form of ours and signed as Standard Webhooks has it.
 *
 * @param as key of the role whose reading rights bound what it is told
 * @param secret name of the secret that signs; null for none
 * @param fields keys of the fields it is told, all that {@code as} may read when empty
 * @param events what it is told of without a rule that says so
 */
public record WebhookDef(
        String id,
        String key,
        Label label,
        Configured url,
        String as,
        @Nullable String secret,
        List<String> fields,
        List<Subscription> events) {
    public WebhookDef {
        fields = List.copyOf(fields);
        events = List.copyOf(events);
    }

    /** @param type key of a ticket or object type */
    public record Subscription(String type, Set<RuleDef.On> on) {
        public Subscription {
            on = Set.copyOf(on);
        }
    }

    /** Names of the secrets it needs. */
    public Set<String> secrets() {
        Set<String> names = new TreeSet<>();
        url.secret().ifPresent(names::add);
        if (secret != null) {
            names.add(secret);
        }
        return names;
    }
}
