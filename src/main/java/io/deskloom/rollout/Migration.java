package io.deskloom.rollout;

import io.deskloom.command.Command.Migrate.Plan;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is, or was, carried out.
 *
 * @param type definition id
 * @param by whose doing it is
 * @param after the last ticket that is through; null at the beginning
 * @param total open tickets there were to look at when it began
 * @param back how many were taken back; {@code kept} how many could not be
 * @param failure why it was stopped by itself, as a code; null when it was not
 */
public record Migration(
        UUID id,
        String type,
        Plan plan,
        State state,
        AccountId by,
        @Nullable TicketId after,
        long total,
        long moved,
        long stayed,
        long back,
        long kept,
        @Nullable String failure,
        Instant createdAt,
        @Nullable Instant endedAt) {
    public enum State {
        RUNNING,
        /** By somebody, or because it could not go on; it can be. */
        STOPPED,
        DONE,
        UNDOING,
        UNDONE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String wire) {
            return Arrays.stream(values())
                    .filter(state -> state.wire().equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(wire));
        }
    }
}
