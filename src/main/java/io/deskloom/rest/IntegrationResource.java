package io.deskloom.rest;

import io.deskloom.connector.Origin;
import io.deskloom.connector.Outgoing;
import io.deskloom.connector.OutgoingPolicy;
import io.deskloom.connector.Rendering;
import io.deskloom.connector.Signatures;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.Configured;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.Integrations;
import io.deskloom.model.RuleDef;
import io.deskloom.model.Snapshots;
import io.deskloom.model.WebhookDef;
import io.deskloom.secret.Vault;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The webhooks and connectors of the current release, and whether they could be called as things are. */
@Path("/api/v1/admin/integrations")
@Tag(name = "admin")
class IntegrationResource {
    private final RequestActor caller;
    private final Snapshots snapshots;
    private final Vault vault;
    private final Outgoing outgoing;
    private final Clock clock;

    IntegrationResource(RequestActor caller, Snapshots snapshots, Vault vault, Outgoing outgoing, Clock clock) {
        this.caller = caller;
        this.snapshots = snapshots;
        this.vault = vault;
        this.outgoing = outgoing;
        this.clock = clock;
    }

    /**
     * @param destination scheme, host and port; null while they stand in a secret that is missing
     * @param missing secrets it needs that are not there, or cannot be opened
     * @param problem code of why it could not be called although nothing is missing
     */
    @Schema(name = "Webhook")
    record WebhookBody(
            String key,
            Map<String, String> label,
            String as,
            @Nullable String destination,
            boolean signed,
            List<WebhookEvents> events,
            List<String> secrets,
            List<String> missing,
            @Nullable String problem) {}

    @Schema(name = "WebhookEvents")
    record WebhookEvents(String type, List<String> on) {}

    @Schema(name = "Connector")
    record ConnectorBody(
            String key,
            Map<String, String> label,
            String as,
            @Nullable String destination,
            List<ConnectorOperation> operations,
            List<String> secrets,
            List<String> missing,
            @Nullable String problem) {}

    @Schema(name = "ConnectorOperation")
    record ConnectorOperation(String key, Map<String, String> label) {}

    @Schema(name = "Integrations")
    record IntegrationsBody(List<WebhookBody> webhooks, List<ConnectorBody> connectors) {}

    @GET
    @Needs(SecretResource.MANAGE)
    @Operation(operationId = "integrations", summary = "Webhooks and connectors, and what they still need")
    public IntegrationsBody list() {
        TenantId tenant = caller.tenant();
        Instant now = clock.instant();
        Integrations all = snapshots.current(tenant).integrations();
        Function<String, Optional<String>> secrets =
                name -> vault.open(tenant, name, now).map(Vault.Opened::value);
        return new IntegrationsBody(
                all.webhooks().values().stream()
                        .sorted(Comparator.comparing(WebhookDef::key))
                        .map(w -> webhook(w, secrets))
                        .toList(),
                all.connectors().values().stream()
                        .sorted(Comparator.comparing(ConnectorDef::key))
                        .map(c -> connector(c, secrets))
                        .toList());
    }

    private WebhookBody webhook(WebhookDef w, Function<String, Optional<String>> secrets) {
        String problem = problem(w.url(), secrets);
        String secret = w.secret();
        if (problem == null && secret != null) {
            Optional<String> value = secrets.apply(secret);
            problem = value.isPresent() && Signatures.key(value.get()).isEmpty() ? "secret-not-whsec" : null;
        }
        return new WebhookBody(
                w.key(),
                w.label().byLanguage(),
                w.as(),
                destination(w.url(), secrets),
                secret != null,
                w.events().stream()
                        .map(e -> new WebhookEvents(
                                e.type(),
                                e.on().stream().map(RuleDef.On::wire).sorted().toList()))
                        .toList(),
                List.copyOf(w.secrets()),
                missing(w.secrets(), secrets),
                problem);
    }

    private ConnectorBody connector(ConnectorDef c, Function<String, Optional<String>> secrets) {
        return new ConnectorBody(
                c.key(),
                c.label().byLanguage(),
                c.as(),
                destination(c.baseUrl(), secrets),
                c.operations().values().stream()
                        .map(o -> new ConnectorOperation(o.key(), o.label().byLanguage()))
                        .toList(),
                List.copyOf(c.secrets()),
                missing(c.secrets(), secrets),
                problem(c.baseUrl(), secrets));
    }

    private static @Nullable String destination(Configured url, Function<String, Optional<String>> secrets) {
        return Rendering.configured(url, secrets)
                .flatMap(OutgoingPolicy::originOf)
                .map(Origin::toString)
                .orElse(null);
    }

    private @Nullable String problem(Configured url, Function<String, Optional<String>> secrets) {
        return Rendering.configured(url, secrets)
                .flatMap(outgoing.policy()::refusal)
                .orElse(null);
    }

    private static List<String> missing(Set<String> needed, Function<String, Optional<String>> secrets) {
        return needed.stream()
                .filter(name -> secrets.apply(name).isEmpty())
                .sorted()
                .toList();
    }
}
