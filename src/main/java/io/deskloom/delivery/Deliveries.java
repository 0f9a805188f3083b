package io.deskloom.delivery;

import io.deskloom.connector.Answers;
import io.deskloom.connector.Answers.Meaning;
import io.deskloom.connector.Origin;
import io.deskloom.connector.Outcome;
import io.deskloom.connector.Outgoing;
import io.deskloom.connector.OutgoingCall;
import io.deskloom.connector.OutgoingPolicy;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.WebhookDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
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

    private final WebhookCalls webhooks;
    private final ConnectorCalls connectors;
    private final FlowCalls flows;
    private final Outgoing outgoing;
    private final DeliveryLog log;
    private final Clock clock;

    Deliveries(
            WebhookCalls webhooks,
            ConnectorCalls connectors,
            FlowCalls flows,
            Outgoing outgoing,
            DeliveryLog log,
            Clock clock) {
        this.webhooks = webhooks;
        this.connectors = connectors;
        this.flows = flows;
        this.outgoing = outgoing;
        this.log = log;
        this.clock = clock;
    }

    /** Who wants it sent. */
    public record Why(Attempt.Cause cause, @Nullable AccountId by) {
        public static final Why EFFECT = new Why(Attempt.Cause.EFFECT, null);
    }

    /** Sends a webhook's effect. @param key the effect's own id */
    public Meaning webhook(TenantId tenant, UUID key, Effect.CallWebhook effect, Why why) throws InterruptedException {
        Instant now = now();
        Prepared prepared = webhooks.prepare(tenant, key, effect, now);
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

    /** Sends a connector's effect. @param key the effect's own id */
    public Meaning connector(TenantId tenant, UUID key, Effect.CallConnector effect, Why why)
            throws InterruptedException {
        Meaning meaning = operation(tenant, key, effect, effect, why, Answers::ofConnector);
        if (meaning instanceof Meaning.Done(Map<String, String> values) && !values.isEmpty()) {
            connectors.keep(tenant, effect, values);
        }
        return meaning;
    }

    /** Sends a call that an SOP waits for; whoever asks tells its ticket. @param key what the service knows it by */
    public Meaning flow(TenantId tenant, UUID key, Effect.FlowCall effect, Why why) throws InterruptedException {
        return operation(tenant, key, effect.call(), effect, why, Answers::ofFlow);
    }

    /** What the answer of an operation means. */
    @FunctionalInterface
    private interface Reading {
        Meaning of(ConnectorDef.Operation operation, Outcome outcome, Instant now);
    }

    private Meaning operation(
            TenantId tenant, UUID key, Effect.CallConnector call, Effect wanted, Why why, Reading reading)
            throws InterruptedException {
        Instant now = now();
        Prepared prepared = connectors.prepare(tenant, key, call, now);
        if (prepared instanceof Prepared.Nothing) {
            return new Meaning.Done(Map.of());
        }
        Outcome outcome = send(prepared);
        Meaning meaning = connectors
                .operation(tenant, call)
                .map(operation -> reading.of(operation, outcome, now))
                .orElseGet(() -> Answers.ofWebhook(outcome, now));
        log.add(
                tenant,
                attempt(
                        key,
                        Attempt.Kind.CONNECTOR,
                        call.connector(),
                        call.operation(),
                        why,
                        wanted,
                        prepared,
                        outcome,
                        meaning,
                        now));
        return meaning;
    }

    /** Tells a webhook that this is a trial, and nothing of any ticket. */
    public Attempt trial(TenantId tenant, WebhookDef webhook, AccountId by) throws InterruptedException {
        Instant now = now();
        UUID key = Uuid7.at(now);
        Prepared prepared = webhooks.trial(tenant, webhook, key, now);
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
            case Effect.FlowCall effect -> {
                if (!flows.isWaitedFor(tenant, effect)) {
                    return Optional.empty();
                }
                if (flow(tenant, before.effect(), effect, why) instanceof Meaning.Done(Map<String, String> values)) {
                    flows.ended(tenant, before.effect(), effect, null, values);
                }
            }
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
                    case Effect.FlowCall e -> e.call().ticket();
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
