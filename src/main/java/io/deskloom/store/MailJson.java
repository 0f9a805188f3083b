package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.effect.Reader;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Effect.Mail} to and from its row of {@code outbox}. */
final class MailJson {
    private MailJson() {}

    static String write(Effect.Mail e) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("ticket", e.ticket().toString());
            json.writeStringField("release", e.release().hash());
            json.writeStringField("rule", e.rule());
            Json.field(json, "pack", e.pack());
            json.writeNumberField("wish", e.wish());
            switch (e.to()) {
                // Erasing an account finds its mails by this.
                case Reader.Account(AccountId id) -> json.writeStringField("account", id.toString());
                case Reader.Outsider(String address, String language) -> {
                    json.writeStringField("address", address);
                    json.writeStringField("language", language);
                }
            }
            json.writeObjectFieldStart("event");
            for (Map.Entry<String, Value> fact : new TreeMap<>(e.event()).entrySet()) {
                ValueJson.field(json, fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    static Effect.Mail read(Map<String, @Nullable Object> json) {
        Map<String, Value> event = new HashMap<>();
        Json.map(json, "event").forEach((path, value) -> event.put((String) path, ValueJson.read(value)));
        String account = Json.textOrNull(json, "account");
        return new Effect.Mail(
                new TicketId(UUID.fromString(Json.text(json, "ticket"))),
                new ReleaseId(Json.text(json, "release")),
                Json.text(json, "rule"),
                Json.textOrNull(json, "pack"),
                Json.number(json, "wish"),
                account == null
                        ? new Reader.Outsider(Json.text(json, "address"), Json.text(json, "language"))
                        : new Reader.Account(new AccountId(UUID.fromString(account))),
                event);
    }
}
