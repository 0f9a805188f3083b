package io.deskloom.delivery;

import io.deskloom.command.KeepAnswers;
import io.deskloom.connector.OutgoingCall;
import io.deskloom.connector.Rendering;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.Snapshots;
import io.deskloom.secret.Vault;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.view.Outside;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What connectors are given by rules, as their roles may know it now, and where what they answer goes. */
@ApplicationScoped
class ConnectorCalls {
    private final Snapshots snapshots;
    private final Outside outside;
    private final Vault vault;
    private final KeepAnswers answers;

    ConnectorCalls(Snapshots snapshots, Outside outside, Vault vault, KeepAnswers answers) {
        this.snapshots = snapshots;
        this.outside = outside;
        this.vault = vault;
        this.answers = answers;
    }

    /** The operation that is to be called, empty when there is none any more. */
    Optional<ConnectorDef.Operation> operation(TenantId tenant, Effect.CallConnector effect) {
        return Optional.ofNullable(
                        snapshots.current(tenant).integrations().connectors().get(effect.connector()))
                .flatMap(connector -> connector.operation(effect.operation()));
    }

    /** @param key the effect's own id */
    Prepared prepare(TenantId tenant, UUID key, Effect.CallConnector effect, Instant now) {
        MetadataSnapshot metadata = snapshots.current(tenant);
        ConnectorDef connector = metadata.integrations().connectors().get(effect.connector());
        Optional<ConnectorDef.Operation> operation = operation(tenant, effect);
        return connector == null || operation.isEmpty()
                ? new Prepared.Never("definition-gone")
                : prepare(tenant, key, effect, metadata, connector, operation.get(), now);
    }

    private Prepared prepare(
            TenantId tenant,
            UUID key,
            Effect.CallConnector effect,
            MetadataSnapshot metadata,
            ConnectorDef connector,
            ConnectorDef.Operation operation,
            Instant now) {
        Optional<MetadataSnapshot> then = snapshots.release(tenant, effect.release());
        Optional<RuleDef.IntentDef.CallConnector> wish =
                then.flatMap(release -> rule(release, effect)).flatMap(rule -> wish(rule, effect));
        if (wish.isEmpty()) {
            return new Prepared.Never("definition-gone");
        }
        PackDef pack = then.get().packs().values().stream()
                .filter(p -> p.id().equals(effect.pack()))
                .findFirst()
                .orElse(null);
        return switch (outside.connector(
                tenant,
                metadata,
                connector.as(),
                wish.get(),
                pack,
                effect,
                new Moment(now, metadata.workspace().zone()))) {
            case Outside.Said.Gone _ -> new Prepared.Nothing();
            case Outside.Said.Withheld(String code) -> new Prepared.Never(code);
            case Outside.Said.Data _ -> throw new IllegalStateException("a connector is given values");
            case Outside.Said.Values(var values, Set<String> mentions) -> {
                boolean complete = operation.parameters().stream()
                        .filter(ConnectorDef.Parameter::required)
                        .allMatch(p -> values.containsKey(p.name())
                                && !values.get(p.name()).isNull());
                yield complete
                        ? switch (Rendering.call(
                                connector,
                                operation,
                                values,
                                key,
                                now,
                                name -> vault.open(tenant, name, now)
                                        .map(opened -> opened.value().strip()))) {
                            case Rendering.Made.Not(String code) -> new Prepared.Never(code);
                            case Rendering.Made.Call(OutgoingCall call) ->
                                new Prepared.Call(call, mentions, operation.key());
                        }
                        : new Prepared.Never("value-missing");
            }
        };
    }

    /** What was answered goes where the rule wants it. */
    void keep(TenantId tenant, Effect.CallConnector effect, Map<String, String> answered) {
        Optional<RuleDef> rule = snapshots.release(tenant, effect.release()).flatMap(then -> rule(then, effect));
        Map<String, String> fields = new LinkedHashMap<>();
        rule.flatMap(r -> wish(r, effect))
                .ifPresent(wish -> wish.save().forEach((field, name) -> {
                    String value = answered.get(name);
                    if (value != null) {
                        fields.put(field, value);
                    }
                }));
        if (rule.isPresent() && !fields.isEmpty()) {
            answers.keep(
                    tenant,
                    effect.ticket(),
                    new Cause.Rule(
                            effect.rule(),
                            rule.get().key(),
                            effect.pack(),
                            rule.get().origin().version()),
                    fields);
        }
    }

    private static Optional<RuleDef> rule(MetadataSnapshot then, Effect.CallConnector effect) {
        return then.rule(effect.rule(), effect.pack());
    }

    private static Optional<RuleDef.IntentDef.CallConnector> wish(RuleDef rule, Effect.CallConnector effect) {
        return effect.wish() < rule.then().size()
                        && rule.then().get(effect.wish()) instanceof RuleDef.IntentDef.CallConnector wish
                ? Optional.of(wish)
                : Optional.empty();
    }
}
