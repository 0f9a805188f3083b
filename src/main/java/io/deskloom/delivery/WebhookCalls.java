package io.deskloom.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.connector.OutgoingCall;
import io.deskloom.connector.Rendering;
import io.deskloom.connector.Signatures;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.WebhookDef;
import io.deskloom.secret.Vault;
import io.deskloom.view.Outside;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What webhooks are told, as their roles may know it now, signed. */
@ApplicationScoped
class WebhookCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Snapshots snapshots;
    private final Outside outside;
    private final Vault vault;
    private final ObjectMapper mapper;

    WebhookCalls(Snapshots snapshots, Outside outside, Vault vault, ObjectMapper mapper) {
        this.snapshots = snapshots;
        this.outside = outside;
        this.vault = vault;
        this.mapper = mapper;
    }

    /** @param key the effect's own id */
    Prepared prepare(TenantId tenant, UUID key, Effect.CallWebhook effect, Instant now) {
        MetadataSnapshot metadata = snapshots.current(tenant);
        WebhookDef webhook = metadata.integrations().webhooks().get(effect.webhook());
        if (webhook == null) {
            return new Prepared.Never("definition-gone");
        }
        return switch (outside.webhook(
                tenant,
                metadata,
                webhook,
                effect,
                new Moment(now, metadata.workspace().zone()))) {
            case Outside.Said.Gone _ -> new Prepared.Nothing();
            case Outside.Said.Withheld(String code) -> new Prepared.Never(code);
            case Outside.Said.Values _ -> throw new IllegalStateException("a webhook is given data");
            case Outside.Said.Data(String event, var data, Set<String> mentions) ->
                signed(tenant, webhook, key, event, effect.at(), data, mentions, now);
        };
    }

    /** A trial, which says nothing of any ticket. */
    Prepared trial(TenantId tenant, WebhookDef webhook, UUID key, Instant now) {
        return signed(tenant, webhook, key, "test", now, Map.of(), Set.of(), now);
    }

    private Prepared signed(
            TenantId tenant,
            WebhookDef webhook,
            UUID key,
            String event,
            Instant happened,
            Map<String, @Nullable Object> data,
            Set<String> mentions,
            Instant now) {
        Optional<String> url = Rendering.configured(
                webhook.url(),
                name -> vault.open(tenant, name, now)
                        .map(opened -> opened.value().strip()));
        if (url.isEmpty()) {
            return new Prepared.Never("not-configured");
        }
        String body = json(event, happened, data);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.put("webhook-id", key.toString());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        String secret = webhook.secret();
        if (secret != null) {
            Optional<Vault.Opened> opened = vault.open(tenant, secret, now);
            if (opened.isEmpty()) {
                return new Prepared.Never("not-configured");
            }
            List<byte[]> keys = new ArrayList<>();
            Signatures.key(opened.get().value()).ifPresent(keys::add);
            if (keys.isEmpty()) {
                return new Prepared.Never("secret-not-whsec");
            }
            String previous = opened.get().previous();
            if (previous != null) {
                Signatures.key(previous).ifPresent(keys::add);
            }
            headers.put("webhook-signature", Signatures.header(key, now, body, keys));
        }
        return new Prepared.Call(new OutgoingCall("POST", url.get(), headers, body, TIMEOUT), mentions, event);
    }

    private String json(String event, Instant happened, Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("type", event);
        payload.put("timestamp", happened.toString());
        payload.put("data", data);
        try {
            return mapper.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a reader may see always becomes JSON", e);
        }
    }
}
