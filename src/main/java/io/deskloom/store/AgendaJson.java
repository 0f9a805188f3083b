package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Entry.By;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Agendas and their entries to and from JSON, in {@code record.agenda} and in history. Additive only: what is null or empty is left out, and
 * what a later version adds is overlooked.
 */
final class AgendaJson {
    private AgendaJson() {}

    static String write(Agenda agenda) {
        return Json.text(json -> {
            json.writeStartArray();
            for (Entry entry : agenda.entries()) {
                write(json, entry);
            }
            json.writeEndArray();
        });
    }

    static Agenda read(@Nullable String stored) {
        return stored == null
                ? Agenda.NONE
                : new Agenda(Json.list(stored).stream()
                        .map(entry -> entry((Map<?, ?>) entry))
                        .toList());
    }

    static void write(JsonGenerator json, Entry entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", entry.id().toString());
        json.writeStringField("kind", entry.kind().wire());
        json.writeStringField("key", entry.key());
        label(json, "text", entry.text());
        texts(json, "rests", entry.rests());
        Json.field(json, "due", text(entry.due()));
        json.writeStringField("state", entry.state().wire());
        by(json, entry.by());
        json.writeStringField("since", entry.since().toString());
        Json.field(json, "reminded", text(entry.reminded()));
        Entry.Approval approval = entry.approval();
        if (approval != null) {
            texts(json, "of", approval.of().stream().map(Approver::wire).toList());
            Json.field(json, "asker", text(approval.asker()));
            quorum(json, approval);
        }
        Entry.Remedy remedy = entry.remedy();
        if (remedy != null) {
            Json.field(json, "action", remedy.action());
            json.writeObjectFieldStart("fields");
            for (Map.Entry<String, Value> field : new TreeMap<>(remedy.set()).entrySet()) {
                ValueJson.field(json, field.getKey(), field.getValue());
            }
            json.writeEndObject();
            label(json, "comment", remedy.comment());
        }
        Entry.Closing closing = entry.closing();
        if (closing != null) {
            json.writeObjectFieldStart("closing");
            json.writeStringField("at", closing.at().toString());
            by(json, closing.by());
            Json.field(json, "comment", closing.comment());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    static Entry entry(Map<?, ?> json) {
        Entry.Kind kind = Entry.Kind.of(Json.text(json, "kind"));
        return new Entry(
                UUID.fromString(Json.text(json, "id")),
                kind,
                Json.text(json, "key"),
                label(json, "text"),
                texts(json, "rests"),
                instant(json, "due"),
                Entry.State.of(Json.text(json, "state")),
                by(json),
                Instant.parse(Json.text(json, "since")),
                instant(json, "reminded"),
                kind == Entry.Kind.APPROVAL ? approval(json) : null,
                kind == Entry.Kind.REMEDY ? remedy(json) : null,
                json.get("closing") instanceof Map<?, ?> closing
                        ? new Entry.Closing(
                                Instant.parse(Json.text(closing, "at")),
                                by(closing),
                                Json.textOrNull(closing, "comment"))
                        : null);
    }

    private static void quorum(JsonGenerator json, Entry.Approval approval) throws IOException {
        if (approval.needed() > 0) {
            json.writeNumberField("needed", approval.needed());
        }
        if (approval.sequence()) {
            json.writeBooleanField("sequence", true);
        }
        if (approval.delegation()) {
            json.writeBooleanField("delegation", true);
        }
        Json.field(json, "step", approval.step());
        if (!approval.votes().isEmpty()) {
            json.writeArrayFieldStart("votes");
            for (Entry.Vote vote : approval.votes()) {
                json.writeStartObject();
                json.writeNumberField("slot", vote.slot());
                json.writeStringField("account", vote.account().toString());
                json.writeBooleanField("yes", vote.yes());
                json.writeStringField("at", vote.at().toString());
                Json.field(json, "comment", vote.comment());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static Entry.Approval approval(Map<?, ?> json) {
        List<Entry.Vote> votes = json.get("votes") instanceof List<?> all
                ? all.stream().map(vote -> vote((Map<?, ?>) vote)).toList()
                : List.of();
        return new Entry.Approval(
                texts(json, "of").stream().map(Approver::of).toList(),
                account(json, "asker"),
                json.get("needed") == null ? 0 : Json.number(json, "needed"),
                Boolean.TRUE.equals(json.get("sequence")),
                Boolean.TRUE.equals(json.get("delegation")),
                Json.textOrNull(json, "step"),
                votes);
    }

    private static Entry.Vote vote(Map<?, ?> json) {
        return new Entry.Vote(
                Json.number(json, "slot"),
                new AccountId(UUID.fromString(Json.text(json, "account"))),
                Boolean.TRUE.equals(json.get("yes")),
                Instant.parse(Json.text(json, "at")),
                Json.textOrNull(json, "comment"));
    }

    private static Entry.Remedy remedy(Map<?, ?> json) {
        Map<String, Value> set = new HashMap<>();
        if (json.get("fields") instanceof Map<?, ?> fields) {
            fields.forEach((id, value) -> set.put((String) id, ValueJson.read(value)));
        }
        return new Entry.Remedy(Json.textOrNull(json, "action"), set, label(json, "comment"));
    }

    private static void by(JsonGenerator json, By by) throws IOException {
        Json.field(json, "account", text(by.account()));
        Json.field(json, "rule", by.rule());
        Json.field(json, "label", by.label());
        Json.field(json, "pack", by.pack());
    }

    private static By by(Map<?, ?> json) {
        return new By(
                account(json, "account"),
                Json.textOrNull(json, "rule"),
                Json.textOrNull(json, "label"),
                Json.textOrNull(json, "pack"));
    }

    private static void label(JsonGenerator json, String name, @Nullable Label label) throws IOException {
        if (label != null) {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, String> text : label.byLanguage().entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            json.writeEndObject();
        }
    }

    private static @Nullable Label label(Map<?, ?> json, String name) {
        if (!(json.get(name) instanceof Map<?, ?> texts) || texts.isEmpty()) {
            return null;
        }
        Map<String, String> out = new HashMap<>();
        texts.forEach((language, text) -> out.put((String) language, String.valueOf(text)));
        return new Label(out);
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        if (!texts.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
    }

    private static List<String> texts(Map<?, ?> json, String name) {
        return json.get(name) instanceof List<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static @Nullable Instant instant(Map<?, ?> json, String name) {
        String text = Json.textOrNull(json, name);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable AccountId account(Map<?, ?> json, String name) {
        String text = Json.textOrNull(json, name);
        return text == null ? null : new AccountId(UUID.fromString(text));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
