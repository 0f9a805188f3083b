package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TicketId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Effects to and from rows of {@code outbox}. */
final class EffectJson {
    private EffectJson() {}

    static String kind(Effect effect) {
        return switch (effect) {
            case Effect.TicketChanged _ -> "ticket-changed";
        };
    }

    static boolean knows(String kind) {
        return kind.equals("ticket-changed");
    }

    static String payload(Effect effect) {
        return switch (effect) {
            case Effect.TicketChanged e ->
                Json.write(Map.of("ticket", e.ticket().toString(), "type", e.type(), "version", e.version()));
        };
    }

    static Effect read(String kind, String payload) {
        Map<String, @Nullable Object> json = Json.object(payload);
        return switch (kind) {
            case "ticket-changed" ->
                new Effect.TicketChanged(
                        new TicketId(UUID.fromString(Json.text(json, "ticket"))),
                        Json.text(json, "type"),
                        Json.number(json, "version"));
            default -> throw new IllegalStateException("an effect of a later version: " + kind);
        };
    }
}
