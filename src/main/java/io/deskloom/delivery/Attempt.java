package io.deskloom.delivery;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One time that something was sent outside, or was to be.
 *
 * @param id UUIDv7
 * @param effect what the receiver knows it by: the same at every attempt
 * @param target key of the webhook or connector
 * @param operation of a connector; of a webhook what it was told of ("return_refund.created")
 * @param wanted what to make it from once more; null for a trial
 * @param ticket null for a trial
 * @param took in milliseconds
 * @param destination scheme, host and port; "" when there was none
 * @param status of the answer, null when there was none
 * @param problem code of what went wrong, null when nothing did
 * @param request its body, bounded; null when nothing was sent
 * @param mentions the paths the request was made of
 * @param response the beginning of the answer
 * @param by whoever had it sent again or tried it
 */
public record Attempt(
        UUID id,
        UUID effect,
        Kind kind,
        String target,
        String operation,
        Cause cause,
        @Nullable Effect wanted,
        @Nullable TicketId ticket,
        Instant at,
        int took,
        String method,
        String destination,
        Result result,
        @Nullable Integer status,
        @Nullable String problem,
        @Nullable String request,
        Set<String> mentions,
        @Nullable String response,
        @Nullable AccountId by) {
    public Attempt {
        mentions = Set.copyOf(mentions);
    }

    public enum Kind {
        WEBHOOK,
        CONNECTOR;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Cause {
        EFFECT,
        REPLAY,
        TEST;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Result {
        DELIVERED,
        /** Not now: it will be tried again. */
        FAILED,
        /** An answer that will not change by asking again. */
        REFUSED,
        /** Nothing left the house. */
        UNSENT;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
