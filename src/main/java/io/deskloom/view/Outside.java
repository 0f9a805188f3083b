package io.deskloom.view;

import io.deskloom.effect.Effect;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.WebhookDef;
import io.deskloom.rules.Words;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside is told of a ticket or record: never more than a role may read, which a webhook's or connector's definition
 * names. Whoever is told is in no team and nobody's colleague.
 */
@ApplicationScoped
public class Outside {
    private static final AccountId NOBODY = new AccountId(new UUID(0, 0));

    private final TicketReads reads;
    private final TicketQueries queries;
    private final Targets targets;

    Outside(TicketReads reads, TicketQueries queries, Targets targets) {
        this.reads = reads;
        this.queries = queries;
        this.targets = targets;
    }

    public sealed interface Said {
        /**
         * @param event "return_refund.created"
         * @param data a ticket or record, what of it has changed, and by which action
         * @param mentions the paths it is made of
         */
        record Data(String event, Map<String, @Nullable Object> data, Set<String> mentions) implements Said {}

        /** @param values what an operation is given, by parameter */
        record Values(Map<String, Value> values, Set<String> mentions) implements Said {}

        /** There is no such ticket any more. */
        record Gone() implements Said {}

        /** The role may not know it. @param code of which kind it is */
        record Withheld(String code) implements Said {}
    }

    private static Actor as(TenantId tenant, MetadataSnapshot now, String role) {
        return new Actor(
                tenant,
                NOBODY,
                "outside",
                "outside",
                Set.of(role),
                Set.of(),
                Set.of(),
                Set.of("tickets:read"),
                now.workspace().languages().getFirst());
    }

    /** What a webhook is told of an event. */
    public Said webhook(
            TenantId tenant, MetadataSnapshot now, WebhookDef webhook, Effect.CallWebhook effect, Moment moment) {
        return look(tenant, now, webhook.as(), effect.ticket(), moment) instanceof Result.Ok<Look>(Look look)
                ? data(webhook, targets.of(look, now), effect.event(), tenant)
                : absent(tenant, now, effect.ticket());
    }

    private Said absent(TenantId tenant, MetadataSnapshot now, TicketId ticket) {
        return queries.find(tenant, now, ticket).isPresent() ? new Said.Withheld("out-of-sight") : new Said.Gone();
    }

    private Result<Look> look(TenantId tenant, MetadataSnapshot now, String role, TicketId id, Moment moment) {
        return reads.holder(as(tenant, now, role), now, id, moment);
    }

    private Said data(WebhookDef webhook, Look look, Map<String, Value> event, TenantId tenant) {
        List<String> wanted = webhook.fields();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        Set<String> mentions = new TreeSet<>();
        if (look.type().isObject()) {
            RecordRow row = Projector.record(look, key -> wanted.isEmpty() || wanted.contains(key));
            data.put("record", row);
            mentions.addAll(row.fields().keySet());
        } else {
            Map<AccountId, String> names = reads.names(look.actor(), Projector.people(look.ticket()));
            TicketRow row = Projector.row(look, names, key -> wanted.isEmpty() || wanted.contains(key));
            data.put("ticket", row);
            mentions.addAll(row.fields().keySet());
        }
        if (look.mayReadTitle()) {
            mentions.add(look.type().isObject() ? "record.title" : "ticket.title");
        }
        String kind = text(event.get("event.kind"), "updated");
        String action = text(event.get("event.action"), "");
        if (!action.isEmpty()) {
            data.put("action", action);
        }
        if (event.get("event.changed") instanceof Value.Items(List<Value> keys)) {
            List<String> changed = keys.stream()
                    .map(key -> text(key, ""))
                    .filter(key -> !key.isEmpty() && look.isOpen(key))
                    .toList();
            data.put("changed", changed);
            changed.stream().filter(key -> look.type().field(key).isPresent()).forEach(mentions::add);
        }
        return new Said.Data(
                look.type().key() + "." + (action.isEmpty() ? kind : RuleDef.On.ACTED.wire()), data, mentions);
    }

    private static String text(@Nullable Value value, String otherwise) {
        return value instanceof Value.Text(String text) ? text : otherwise;
    }

    /** What an operation is given by a rule's wish. @param pack of the rule, null for the workspace's own */
    public Said connector(
            TenantId tenant,
            MetadataSnapshot now,
            String role,
            RuleDef.IntentDef.CallConnector wish,
            @Nullable PackDef pack,
            Effect.CallConnector effect,
            Moment moment) {
        if (!(look(tenant, now, role, effect.ticket(), moment) instanceof Result.Ok<Look>(Look look))) {
            return absent(tenant, now, effect.ticket());
        }
        Facts facts = facts(look, effect.event(), pack);
        Set<String> mentions = new TreeSet<>();
        Map<String, Value> values = new HashMap<>();
        for (Map.Entry<String, RuleDef.Argument> argument : wish.with().entrySet()) {
            List<Expr> expressions = argument.getValue().expressions().toList();
            for (String path : paths(expressions)) {
                if (!isOpen(look, path, pack)) {
                    return new Said.Withheld("value-withheld");
                }
                mentions.add(path);
            }
            values.put(
                    argument.getKey(),
                    switch (argument.getValue()) {
                        case RuleDef.Argument.Computed(Expr expr) -> Evaluator.evaluate(expr, facts);
                        case RuleDef.Argument.Words(var text) ->
                            Value.text(new Words(now, look.type())
                                    .text(text, look.actor().language(), facts));
                    });
        }
        return new Said.Values(values, mentions);
    }

    private static Set<String> paths(List<Expr> expressions) {
        Set<String> out = new TreeSet<>();
        expressions.forEach(e -> out.addAll(Trees.paths(e)));
        return out;
    }

    private static boolean isOpen(Look look, String path, @Nullable PackDef pack) {
        if (path.startsWith("param.")) {
            return pack != null;
        }
        FieldDef field = look.type().byKey().get(path);
        return look.isOpen(path) && (field == null || !field.kind().type().isWriteOnly());
    }

    private static Facts facts(Look look, Map<String, Value> event, @Nullable PackDef pack) {
        Facts known = TicketFacts.of(
                look.ticket(),
                look.type(),
                new TicketFacts.Viewer(null, look.actor().roles(), Set.of()),
                look.moment());
        return new Facts() {
            @Override
            public Value get(String path) {
                if (pack != null && path.startsWith("param.")) {
                    return pack.parameters().getOrDefault(path.substring("param.".length()), Value.NULL);
                }
                return path.startsWith("event.") ? event.getOrDefault(path, Value.NULL) : known.get(path);
            }

            @Override
            public Moment moment() {
                return known.moment();
            }
        };
    }

    /** Whether somebody may know all that something was made of; of a ticket that is gone nobody may. */
    public boolean mayKnow(Actor reader, MetadataSnapshot now, TicketId ticket, Set<String> mentions, Instant at) {
        Moment moment = new Moment(at, now.workspace().zone());
        return reads.holder(reader, now, ticket, moment) instanceof Result.Ok<Look>(Look look)
                && mentions.stream().allMatch(path -> path.startsWith("param.") || look.isOpen(path));
    }

    /** What the tickets are called that deliveries were about, as far as the reader may see them. */
    public Map<TicketId, String> named(Actor reader, MetadataSnapshot now, Set<TicketId> ids, Instant at) {
        Moment moment = new Moment(at, now.workspace().zone());
        Map<TicketId, String> out = new HashMap<>();
        List<Ticket> found = ids.isEmpty() ? List.of() : new ArrayList<>(queries.findAll(reader.tenant(), now, ids));
        for (Ticket ticket : found) {
            if (reads.look(ticket, reader, now, moment) instanceof Result.Ok<Look>(Look look)
                    && !look.type().isObject()) {
                out.put(ticket.id(), Projector.number(look));
            }
        }
        return out;
    }
}
