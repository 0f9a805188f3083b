package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Clocks to and from JSON, in {@code record.clocks} and in history. Additive only: what is null is left out, and what a later version adds
 * is overlooked.
 */
final class ClocksJson {
    /** Of a clock that is due, and has nothing more to do. */
    private static final String NEVER = "never";

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
                : new Clocks(Json.list(stored).stream()
                        .map(c -> clock((Map<?, ?>) c, null))
                        .toList());
    }

    /** In a row, which says what there is to say by itself. */
    private static void write(JsonGenerator json, Clock clock) throws IOException {
        json.writeStartObject();
        json.writeStringField("release", clock.release().hash());
        json.writeStringField("since", clock.since().toString());
        rest(json, clock);
        json.writeEndObject();
    }

    /** In history, where the event has said most of it: a clock is written with each ticket. */
    static void write(JsonGenerator json, Clock clock, Event.Meta meta) throws IOException {
        json.writeStartObject();
        if (!clock.release().equals(meta.release())) {
            json.writeStringField("release", clock.release().hash());
        }
        if (!clock.since().equals(meta.at())) {
            json.writeStringField("since", clock.since().toString());
        }
        rest(json, clock);
        json.writeEndObject();
    }

    private static void rest(JsonGenerator json, Clock clock) throws IOException {
        json.writeStringField("key", clock.key());
        json.writeStringField("policy", clock.policy());
        json.writeStringField("target", clock.target().toString());
        if (clock.state() != Clock.State.RUNNING) {
            json.writeStringField("state", clock.state().wire());
        }
        if (!clock.elapsed().isZero()) {
            json.writeStringField("elapsed", clock.elapsed().toString());
        }
        if (!clock.counted().equals(clock.since())) {
            json.writeStringField("counted", clock.counted().toString());
        }
        Json.field(json, "due", text(clock.due()));
        if (!Objects.equals(clock.next(), clock.due())) {
            json.writeStringField(
                    "next", clock.next() == null ? NEVER : clock.next().toString());
        }
        if (clock.escalated() > 0) {
            json.writeNumberField("escalated", clock.escalated());
        }
        Json.field(json, "breached", text(clock.breached()));
        Json.field(json, "pausedBy", clock.pausedBy());
        Json.field(json, "ended", text(clock.ended()));
    }

    /** @param meta of the event it was written with; null in a row */
    static Clock clock(Map<?, ?> data, Event.@Nullable Meta meta) {
        Instant since = data.containsKey("since") || meta == null ? Instant.parse(Json.text(data, "since")) : meta.at();
        ReleaseId release = data.containsKey("release") || meta == null
                ? new ReleaseId(Json.text(data, "release"))
                : meta.release();
        Instant due = instant(data, "due");
        String next = Json.textOrNull(data, "next");
        String elapsed = Json.textOrNull(data, "elapsed");
        Instant counted = instant(data, "counted");
        return new Clock(
                Json.text(data, "key"),
                Json.text(data, "policy"),
                release,
                Duration.parse(Json.text(data, "target")),
                data.containsKey("state") ? Clock.State.of(Json.text(data, "state")) : Clock.State.RUNNING,
                since,
                elapsed == null ? Duration.ZERO : Duration.parse(elapsed),
                counted == null ? since : counted,
                due,
                next == null ? due : next.equals(NEVER) ? null : Instant.parse(next),
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
