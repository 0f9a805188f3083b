package io.deskloom.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.command.KeepAnswers;
import io.deskloom.connector.Answers;
import io.deskloom.connector.Answers.Meaning;
import io.deskloom.connector.Origin;
import io.deskloom.connector.Outcome;
import io.deskloom.connector.Outgoing;
import io.deskloom.connector.OutgoingCall;
import io.deskloom.connector.OutgoingPolicy;
import io.deskloom.connector.Rendering;
import io.deskloom.connector.Signatures;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.Snapshots;
import io.deskloom.model.WebhookDef;
import io.deskloom.secret.Vault;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.view.Outside;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes what is to be sent, sends it and writes it down: for the outbox, for whoever has it sent again, and for a trial. */
@ApplicationScoped
public class Deliveries {
    /** How much of a request and of an answer is kept, in characters. */
    static final int REQUEST_KEPT = 20_000;

    static final int RESPONSE_KEPT = 4_000;

    private static final Duration WEBHOOK_TIMEOUT = Duration.ofSeconds(15);

    private final Snapshots snapshots;
    private final Outside outside;
    private final Vault vault;
    private final Outgoing outgoing;
    private final DeliveryLog log;
    private final KeepAnswers answers;
    private final ObjectMapper mapper;
    private final Clock clock;

    Deliveries(
            Snapshots snapshots,
            Outside outside,
            Vault vault,
            Outgoing outgoing,
            DeliveryLog log,
            KeepAnswers answers,
            ObjectMapper mapper,
            Clock clock) {
        this.snapshots = snapshots;
        this.outside = outside;
        this.vault = vault;
        this.outgoing = outgoing;
        this.log = log;
        this.answers = answers;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** Who wants it sent. */
    public record Why(Attempt.Cause cause, @Nullable AccountId by) {
        public static final Why EFFECT = new Why(Attempt.Cause.EFFECT, null);
    }

    /** What there is to send, or why there is nothing. */
    private sealed interface Prepared {
        record Call(OutgoingCall call, Set<String> mentions, String about) implements Prepared {}

        record Never(String code) implements Prepared {}

        /** What it was about is gone: nobody misses it. */
        record Nothing() implements Prepared {}
    }

    /** Sends a webhook's effect. @param key the effect's own id */
    public Meaning webhook(TenantId tenant, UUID key, Effect.CallWebhook effect, Why why) throws InterruptedException {
        Instant now = now();
        Prepared prepared = prepare(tenant, key, effect, now);
        if (prepared instanceof Prepared.Nothing) {
            return new Meaning.Done(Map.of());
        }
        Outcome outcome = send(prepared);
        Meaning meaning = Answers.ofWebhook(outcome, now);
        log.add(
                tenant,
                attempt(
                        key,
                        Attempt.Kind.WEBHOOK,
                        effect.webhook(),
                        about(prepared, ""),
                        why,
                        effect,
                        prepared,
                        outcome,
                        meaning,
                        now));
        return meaning;
    }

    private Prepared prepare(TenantId tenant, UUID key, Effect.CallWebhook effect, Instant now) {
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
        return new Prepared.Call(new OutgoingCall("POST", url.get(), headers, body, WEBHOOK_TIMEOUT), mentions, event);
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

    /** Sends a connector's effect. @param key the effect's own id */
    public Meaning connector(TenantId tenant, UUID key, Effect.CallConnector effect, Why why)
            throws InterruptedException {
        Instant now = now();
        MetadataSnapshot metadata = snapshots.current(tenant);
        ConnectorDef connector = metadata.integrations().connectors().get(effect.connector());
        ConnectorDef.Operation operation = connector == null
                ? null
                : connector.operation(effect.operation()).orElse(null);
        Prepared prepared = connector == null || operation == null
                ? new Prepared.Never("definition-gone")
                : prepare(tenant, key, effect, metadata, connector, operation, now);
        if (prepared instanceof Prepared.Nothing) {
            return new Meaning.Done(Map.of());
        }
        Outcome outcome = send(prepared);
        Meaning meaning =
                operation == null ? Answers.ofWebhook(outcome, now) : Answers.ofConnector(operation, outcome, now);
        log.add(
                tenant,
                attempt(
                        key,
                        Attempt.Kind.CONNECTOR,
                        effect.connector(),
                        effect.operation(),
                        why,
                        effect,
                        prepared,
                        outcome,
                        meaning,
                        now));
        if (meaning instanceof Meaning.Done(Map<String, String> values) && !values.isEmpty()) {
            keep(tenant, effect, values);
        }
        return meaning;
    }

    /** What was answered goes where the rule wants it. */
    private void keep(TenantId tenant, Effect.CallConnector effect, Map<String, String> answered) {
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

    private static Optional<RuleDef> rule(MetadataSnapshot then, Effect.CallConnector effect) {
        return then.rules().stream()
                .filter(r -> r.id().equals(effect.rule())
                        && Objects.equals(r.origin().pack(), effect.pack()))
                .findFirst();
    }

    private static Optional<RuleDef.IntentDef.CallConnector> wish(RuleDef rule, Effect.CallConnector effect) {
        return effect.wish() < rule.then().size()
                        && rule.then().get(effect.wish()) instanceof RuleDef.IntentDef.CallConnector wish
                ? Optional.of(wish)
                : Optional.empty();
    }

    /** Tells a webhook that this is a trial, and nothing of any ticket. */
    public Attempt trial(TenantId tenant, WebhookDef webhook, AccountId by) throws InterruptedException {
        Instant now = now();
        UUID key = Uuid7.at(now);
        Prepared prepared = signed(tenant, webhook, key, "test", now, Map.of(), Set.of(), now);
        Outcome outcome = send(prepared);
        Attempt attempt = attempt(
                key,
                Attempt.Kind.WEBHOOK,
                webhook.key(),
                "test",
                new Why(Attempt.Cause.TEST, by),
                null,
                prepared,
                outcome,
                Answers.ofWebhook(outcome, now),
                now);
        log.add(tenant, attempt);
        return attempt;
    }

    /** Sends the same once more, made anew from what is now; empty when there is nothing any more that it could be made from. */
    public Optional<Attempt> again(TenantId tenant, Attempt before, AccountId by) throws InterruptedException {
        Why why = new Why(Attempt.Cause.REPLAY, by);
        switch (before.wanted()) {
            case Effect.CallWebhook effect -> webhook(tenant, before.effect(), effect, why);
            case Effect.CallConnector effect -> connector(tenant, before.effect(), effect, why);
            case null, default -> {
                return Optional.empty();
            }
        }
        return log.newest(tenant, new DeliveryLog.Filter(null, null, null, before.effect()), null, 1).stream()
                .findFirst()
                .filter(newest -> !newest.id().equals(before.id()));
    }

    private Outcome send(Prepared prepared) throws InterruptedException {
        return switch (prepared) {
            case Prepared.Call(OutgoingCall call, var _, var _) -> outgoing.send(call);
            case Prepared.Never(String code) -> new Outcome.NotSent(code);
            case Prepared.Nothing _ -> throw new IllegalStateException("there is nothing to send");
        };
    }

    private static String about(Prepared prepared, String otherwise) {
        return prepared instanceof Prepared.Call(var _, var _, String about) ? about : otherwise;
    }

    private Attempt attempt(
            UUID key,
            Attempt.Kind kind,
            String target,
            String operation,
            Why why,
            @Nullable Effect wanted,
            Prepared prepared,
            Outcome outcome,
            Meaning meaning,
            Instant began) {
        OutgoingCall call = prepared instanceof Prepared.Call(OutgoingCall c, var _, var _) ? c : null;
        Outcome.Answered answer = outcome instanceof Outcome.Answered a ? a : null;
        Instant ended = now();
        return new Attempt(
                Uuid7.at(began),
                key,
                kind,
                target,
                operation,
                why.cause(),
                wanted,
                switch (wanted) {
                    case Effect.CallWebhook e -> e.ticket();
                    case Effect.CallConnector e -> e.ticket();
                    case null, default -> null;
                },
                began,
                (int) Math.clamp(Duration.between(began, ended).toMillis(), 0, Integer.MAX_VALUE),
                call == null ? "" : call.method(),
                call == null
                        ? ""
                        : OutgoingPolicy.originOf(call.url())
                                .map(Origin::toString)
                                .orElse(""),
                result(outcome, meaning),
                answer == null ? null : answer.status(),
                switch (meaning) {
                    case Meaning.Done _ -> null;
                    case Meaning.Later(String code, var _) -> code;
                    case Meaning.Never(String code) -> code;
                },
                call == null || outcome instanceof Outcome.NotSent ? null : shortened(call.body(), REQUEST_KEPT),
                prepared instanceof Prepared.Call(var _, Set<String> mentions, var _) ? mentions : Set.of(),
                answer == null ? null : answer.excerpt(RESPONSE_KEPT),
                why.by());
    }

    private static Attempt.Result result(Outcome outcome, Meaning meaning) {
        return switch (meaning) {
            case Meaning.Done _ -> Attempt.Result.DELIVERED;
            case Meaning.Later _ -> Attempt.Result.FAILED;
            case Meaning.Never _ -> outcome instanceof Outcome.NotSent ? Attempt.Result.UNSENT : Attempt.Result.REFUSED;
        };
    }

    private static String shortened(String text, int most) {
        // The database takes no NUL.
        String plain = text.replace("\0", "");
        return plain.codePointCount(0, plain.length()) <= most
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, most - 1)) + "…";
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
