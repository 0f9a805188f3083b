package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clocks to and from JSON, in {@code record.clocks} and in history. Additive only: what is null is left out, and what a later version adds
 * is overlooked.
 */
final class ClocksJson {
    private ClocksJson() {}

    static String write(Clocks clocks) {
        return Json.text(json -> {
            json.writeStartArray();
            for (Clock clock : clocks.all()) {
                write(json, clock);
            }
            json.writeEndArray();
        });
    }

    static Clocks read(@Nullable String stored) {
        return stored == null
                ? Clocks.NONE
                : new Clocks(
                        Json.list(stored).stream().map(c -> clock((Map<?, ?>) c)).toList());
    }

    static void write(JsonGenerator json, Clock clock) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", clock.key());
        json.writeStringField("policy", clock.policy());
        json.writeStringField("release", clock.release().hash());
        json.writeStringField("target", clock.target().toString());
        json.writeStringField("state", clock.state().wire());
        json.writeStringField("since", clock.since().toString());
        json.writeStringField("elapsed", clock.elapsed().toString());
        json.writeStringField("counted", clock.counted().toString());
        Json.field(json, "due", text(clock.due()));
        Json.field(json, "next", text(clock.next()));
        if (clock.escalated() > 0) {
            json.writeNumberField("escalated", clock.escalated());
        }
        Json.field(json, "breached", text(clock.breached()));
        Json.field(json, "pausedBy", clock.pausedBy());
        Json.field(json, "ended", text(clock.ended()));
        json.writeEndObject();
    }

    static Clock clock(Map<?, ?> data) {
        return new Clock(
                Json.text(data, "key"),
                Json.text(data, "policy"),
                new ReleaseId(Json.text(data, "release")),
                Duration.parse(Json.text(data, "target")),
                Clock.State.of(Json.text(data, "state")),
                Instant.parse(Json.text(data, "since")),
                Duration.parse(Json.text(data, "elapsed")),
                Instant.parse(Json.text(data, "counted")),
                instant(data, "due"),
                instant(data, "next"),
                data.containsKey("escalated") ? Json.number(data, "escalated") : 0,
                instant(data, "breached"),
                Json.textOrNull(data, "pausedBy"),
                instant(data, "ended"));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static @Nullable Instant instant(Map<?, ?> data, String name) {
        String text = Json.textOrNull(data, name);
        return text == null ? null : Instant.parse(text);
    }
}
