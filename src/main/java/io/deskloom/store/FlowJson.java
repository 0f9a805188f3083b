package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.FlowState.Hold;
import io.deskloom.ticket.FlowState.Made;
import io.deskloom.ticket.FlowState.Parent;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What SOPs keep, to and from JSON, in {@code record.flow} and in history. Additive only: what is null or empty is left out. */
final class FlowJson {
    private FlowJson() {}

    static String write(FlowState flow) {
        return Json.text(json -> write(json, flow));
    }

    static FlowState read(@Nullable String stored) {
        return stored == null ? FlowState.NONE : flow(Json.object(stored));
    }

    static void write(JsonGenerator json, FlowState flow) throws IOException {
        json.writeStartObject();
        if (flow.last() > 0) {
            json.writeNumberField("last", flow.last());
        }
        if (flow.making() > 0) {
            json.writeNumberField("making", flow.making());
        }
        if (flow.sealed()) {
            json.writeBooleanField("sealed", true);
        }
        all(json, "branches", flow.branches(), FlowJson::branch);
        all(json, "undo", flow.undo(), (out, undo) -> {
            out.writeStringField("node", undo.node());
            out.writeNumberField("wish", undo.wish());
        });
        Hold hold = flow.hold();
        if (hold != null) {
            json.writeObjectFieldStart("hold");
            json.writeStringField("reason", hold.reason());
            json.writeStringField("since", hold.since().toString());
            Json.field(json, "until", text(hold.until()));
            Json.field(json, "by", text(hold.by()));
            json.writeNumberField("status", hold.status());
            json.writeEndObject();
        }
        Ending ending = flow.ending();
        if (ending != null) {
            json.writeObjectFieldStart("ending");
            json.writeStringField("to", ending.to());
            json.writeStringField("reason", ending.reason());
            Json.field(json, "by", text(ending.by()));
            if (ending.call() != null) {
                json.writeObjectFieldStart("call");
                call(json, ending.call());
                json.writeEndObject();
            }
            stuck(json, ending.stuck());
            json.writeEndObject();
        }
        Parent parent = flow.parent();
        if (parent != null) {
            json.writeObjectFieldStart("parent");
            json.writeStringField("ticket", parent.ticket().toString());
            json.writeNumberField("branch", parent.branch());
            json.writeStringField("node", parent.node());
            json.writeBooleanField("waits", parent.waits());
            json.writeEndObject();
        }
        all(json, "children", flow.children(), (out, made) -> {
            out.writeStringField("ticket", made.ticket().toString());
            out.writeStringField("node", made.node());
            out.writeNumberField("status", made.status());
        });
        json.writeEndObject();
    }

    static FlowState flow(Map<?, ?> json) {
        return new FlowState(
                all(json, "branches", FlowJson::branch),
                number(json, "last"),
                Boolean.TRUE.equals(json.get("sealed")),
                all(json, "undo", undo -> new Undo(Json.text(undo, "node"), Json.number(undo, "wish"))),
                json.get("hold") instanceof Map<?, ?> hold
                        ? new Hold(
                                Json.text(hold, "reason"),
                                Instant.parse(Json.text(hold, "since")),
                                instant(hold, "until"),
                                account(hold, "by"),
                                Json.number(hold, "status"))
                        : null,
                json.get("ending") instanceof Map<?, ?> ending
                        ? new Ending(
                                Json.text(ending, "to"),
                                Json.text(ending, "reason"),
                                account(ending, "by"),
                                ending.get("call") instanceof Map<?, ?> call ? call(call) : null,
                                stuck(ending))
                        : null,
                json.get("parent") instanceof Map<?, ?> parent
                        ? new Parent(
                                ticket(parent),
                                Json.number(parent, "branch"),
                                Json.text(parent, "node"),
                                Boolean.TRUE.equals(parent.get("waits")))
                        : null,
                all(
                        json,
                        "children",
                        made -> new Made(ticket(made), Json.text(made, "node"), Json.number(made, "status"))),
                number(json, "making"));
    }

    private static void branch(JsonGenerator json, Branch branch) throws IOException {
        json.writeNumberField("id", branch.id());
        json.writeNumberField("parent", branch.parent());
        json.writeStringField("node", branch.node());
        json.writeStringField("since", branch.since().toString());
        Json.field(json, "by", text(branch.by()));
        Json.field(json, "team", branch.team());
        Json.field(json, "assignee", text(branch.assignee()));
        Json.field(json, "due", text(branch.due()));
        UUID entry = branch.entry();
        Json.field(json, "entry", entry == null ? null : entry.toString());
        all(json, "calls", branch.calls(), FlowJson::call);
        Json.field(json, "child", branch.child());
        stuck(json, branch.stuck());
        if (branch.waits()) {
            json.writeBooleanField("waits", true);
        }
        if (branch.alone() > 0) {
            json.writeNumberField("alone", branch.alone());
        }
    }

    private static Branch branch(Map<?, ?> json) {
        String entry = Json.textOrNull(json, "entry");
        return new Branch(
                Json.number(json, "id"),
                Json.number(json, "parent"),
                Json.text(json, "node"),
                Instant.parse(Json.text(json, "since")),
                account(json, "by"),
                Json.textOrNull(json, "team"),
                account(json, "assignee"),
                instant(json, "due"),
                entry == null ? null : UUID.fromString(entry),
                all(json, "calls", FlowJson::call),
                Json.textOrNull(json, "child"),
                stuck(json),
                Boolean.TRUE.equals(json.get("waits")),
                number(json, "alone"));
    }

    private static void call(JsonGenerator json, Call call) throws IOException {
        json.writeNumberField("wish", call.wish());
        json.writeNumberField("attempt", call.attempt());
        json.writeStringField("state", call.state().wire());
        Json.field(json, "error", call.error());
    }

    private static Call call(Map<?, ?> json) {
        return new Call(
                Json.number(json, "wish"),
                Json.number(json, "attempt"),
                Call.State.of(Json.text(json, "state")),
                Json.textOrNull(json, "error"));
    }

    private static void stuck(JsonGenerator json, @Nullable Stuck stuck) throws IOException {
        if (stuck != null) {
            json.writeObjectFieldStart("stuck");
            json.writeStringField("code", stuck.code());
            json.writeStringField("detail", stuck.detail());
            json.writeStringField("since", stuck.since().toString());
            json.writeEndObject();
        }
    }

    private static @Nullable Stuck stuck(Map<?, ?> json) {
        return json.get("stuck") instanceof Map<?, ?> stuck
                ? new Stuck(
                        Json.text(stuck, "code"), Json.text(stuck, "detail"), Instant.parse(Json.text(stuck, "since")))
                : null;
    }

    private interface Part<T> {
        void write(JsonGenerator json, T part) throws IOException;
    }

    private static <T> void all(JsonGenerator json, String name, List<T> parts, Part<T> part) throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (T one : parts) {
            json.writeStartObject();
            part.write(json, one);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static <T> List<T> all(Map<?, ?> json, String name, Function<Map<?, ?>, T> part) {
        return json.get(name) instanceof List<?> parts
                ? parts.stream().map(one -> part.apply((Map<?, ?>) one)).toList()
                : List.of();
    }

    private static int number(Map<?, ?> json, String name) {
        return json.get(name) == null ? 0 : Json.number(json, name);
    }

    private static TicketId ticket(Map<?, ?> json) {
        return new TicketId(UUID.fromString(Json.text(json, "ticket")));
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
