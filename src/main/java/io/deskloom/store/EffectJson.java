package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Effects to and from rows of {@code outbox}. */
final class EffectJson {
    private static final Set<String> KINDS = Set.of(
            "recompute",
            "spread",
            "backfill",
            "fill-slots",
            "notify",
            "mail",
            "confirm-address",
            "ask-by-mail",
            "react",
            "set-timers",
            "move-tickets",
            "elapse",
            "webhook",
            "connector",
            "create-ticket",
            "link-back",
            "tell-agenda",
            "flow-call",
            "child-moved",
            "linked-ended");

    private EffectJson() {}

    static String kind(Effect effect) {
        return switch (effect) {
            case Effect.Recompute _ -> "recompute";
            case Effect.Spread _ -> "spread";
            case Effect.Backfill _ -> "backfill";
            case Effect.FillSlots _ -> "fill-slots";
            case Effect.Notify _ -> "notify";
            case Effect.Mail _ -> "mail";
            case Effect.ConfirmAddress _ -> "confirm-address";
            case Effect.AskByMail _ -> "ask-by-mail";
            case Effect.CreateTicket _ -> "create-ticket";
            case Effect.LinkBack _ -> "link-back";
            case Effect.TellAgenda _ -> "tell-agenda";
            case Effect.CallWebhook _ -> "webhook";
            case Effect.CallConnector _ -> "connector";
            case Effect.FlowCall _ -> "flow-call";
            case Effect.ChildMoved _ -> "child-moved";
            case Effect.LinkedEnded _ -> "linked-ended";
            case Effect.React _ -> "react";
            case Effect.SetTimers _ -> "set-timers";
            case Effect.MoveTickets _ -> "move-tickets";
            case Effect.Elapse _ -> "elapse";
        };
    }

    static boolean knows(String kind) {
        return KINDS.contains(kind);
    }

    static String payload(Effect effect) {
        return switch (effect) {
            case Effect.Recompute e -> Json.write(Map.of("record", e.record().toString(), "depth", e.depth()));
            case Effect.Spread e -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("record", e.record().toString());
                json.put(
                        "way",
                        e.way().stream()
                                .map(hop -> Map.of("type", hop.type(), "lookup", hop.lookup()))
                                .toList());
                TicketId after = e.after();
                if (after != null) {
                    json.put("after", after.toString());
                }
                json.put("depth", e.depth());
                yield Json.write(json);
            }
            case Effect.Backfill e -> Json.write(Map.of("type", e.type()));
            case Effect.FillSlots e -> Json.write(Map.of("type", e.type(), "revision", e.revision(), "done", e.done()));
            case Effect.Notify e -> NotifyJson.write(e);
            case Effect.Mail e -> MailJson.write(e);
            case Effect.ConfirmAddress(AccountId account) -> Json.write(Map.of("account", account.toString()));
            // Erasing an account finds its mails by this.
            case Effect.AskByMail e ->
                Json.write(Map.of(
                        "ticket",
                        e.ticket().toString(),
                        "entry",
                        e.entry().toString(),
                        "account",
                        e.account().toString()));
            case Effect.CreateTicket e -> FollowUpJson.write(e);
            case Effect.LinkBack e -> FollowUpJson.write(e);
            case Effect.TellAgenda e -> FollowUpJson.write(e);
            case Effect.CallWebhook e -> CallJson.write(e);
            case Effect.CallConnector e -> CallJson.write(e);
            case Effect.FlowCall e -> CallJson.write(e);
            case Effect.ChildMoved e ->
                Json.write(Map.of(
                        "child",
                        e.child().toString(),
                        "parent",
                        e.parent().toString(),
                        "branch",
                        e.branch(),
                        "node",
                        e.node(),
                        "fields",
                        e.fields().stream().sorted().toList()));
            case Effect.LinkedEnded e -> Json.write(Map.of("ticket", e.ticket().toString()));
            case Effect.React e -> ReactJson.write(e);
            case Effect.SetTimers e -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("type", e.type());
                json.put("revision", e.revision());
                TicketId after = e.after();
                if (after != null) {
                    json.put("after", after.toString());
                }
                yield Json.write(json);
            }
            case Effect.MoveTickets e -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("migration", e.migration().toString());
                json.put("back", e.back());
                TicketId after = e.after();
                if (after != null) {
                    json.put("after", after.toString());
                }
                yield Json.write(json);
            }
            case Effect.Elapse e -> Json.write(Map.of("ticket", e.ticket().toString(), "automation", e.automation()));
        };
    }

    static Effect read(String kind, String payload) {
        Map<String, @Nullable Object> json = Json.object(payload);
        return switch (kind) {
            case "recompute" -> new Effect.Recompute(id(Json.text(json, "record")), Json.number(json, "depth"));
            case "spread" -> {
                String after = Json.textOrNull(json, "after");
                yield new Effect.Spread(
                        id(Json.text(json, "record")),
                        hops(json.get("way")),
                        after == null ? null : id(after),
                        Json.number(json, "depth"));
            }
            case "backfill" -> new Effect.Backfill(Json.text(json, "type"));
            case "notify" -> NotifyJson.read(json);
            case "mail" -> MailJson.read(json);
            case "confirm-address" ->
                new Effect.ConfirmAddress(new AccountId(UUID.fromString(Json.text(json, "account"))));
            case "ask-by-mail" ->
                new Effect.AskByMail(
                        id(Json.text(json, "ticket")),
                        UUID.fromString(Json.text(json, "entry")),
                        new AccountId(UUID.fromString(Json.text(json, "account"))));
            case "create-ticket" -> FollowUpJson.create(json);
            case "link-back" -> FollowUpJson.linkBack(json);
            case "tell-agenda" -> FollowUpJson.tell(json);
            case "webhook" -> CallJson.webhook(json);
            case "connector" -> CallJson.connector(json);
            case "flow-call" -> CallJson.flowCall(json);
            case "child-moved" ->
                new Effect.ChildMoved(
                        id(Json.text(json, "child")),
                        id(Json.text(json, "parent")),
                        Json.number(json, "branch"),
                        Json.text(json, "node"),
                        Json.list(json, "fields").stream()
                                .map(String.class::cast)
                                .collect(Collectors.toSet()));
            case "linked-ended" -> new Effect.LinkedEnded(id(Json.text(json, "ticket")));
            case "react" -> ReactJson.read(json);
            case "set-timers" -> {
                String after = Json.textOrNull(json, "after");
                yield new Effect.SetTimers(
                        Json.text(json, "type"), Json.number(json, "revision"), after == null ? null : id(after));
            }
            case "move-tickets" -> {
                String after = Json.textOrNull(json, "after");
                yield new Effect.MoveTickets(
                        UUID.fromString(Json.text(json, "migration")),
                        Boolean.TRUE.equals(json.get("back")),
                        after == null ? null : id(after));
            }
            case "elapse" -> new Effect.Elapse(id(Json.text(json, "ticket")), Json.text(json, "automation"));
            case "fill-slots" ->
                new Effect.FillSlots(Json.text(json, "type"), Json.number(json, "revision"), Json.number(json, "done"));
            default -> throw new IllegalStateException("an effect of a later version: " + kind);
        };
    }

    private static List<Effect.Hop> hops(@Nullable Object json) {
        return json instanceof List<?> list
                ? list.stream()
                        .map(each -> (Map<?, ?>) each)
                        .map(each -> new Effect.Hop(Json.text(each, "type"), Json.text(each, "lookup")))
                        .toList()
                : List.of();
    }

    private static TicketId id(String text) {
        return new TicketId(UUID.fromString(text));
    }
}
