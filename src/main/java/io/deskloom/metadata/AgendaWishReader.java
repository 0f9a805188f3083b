package io.deskloom.metadata;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a trigger wants of a ticket's agenda, of its links and of other tickets. */
final class AgendaWishReader {
    /** The wishes it reads. */
    static final List<String> WISHES =
            List.of("startClock", "stopClock", "promise", "requestApproval", "suggestRemedy", "link", "createTicket");

    /** Whether a record can want it not: it can have a ticket made, though not one that it is linked with. */
    static boolean isOfTickets(String what, At how) {
        return WISHES.contains(what)
                && !(what.equals("createTicket") && !how.get("link").present());
    }

    private final Reading reading;
    private final Map<String, TypeReader> types;
    private final Map<String, TicketTypeDef> tickets;
    private final BiFunction<At, TypeReader, Optional<RuleDef.To>> to;

    /**
     * @param tickets the ticket types that could be read, by key
     * @param to reads somebody who is to be told or asked
     */
    AgendaWishReader(
            Reading reading,
            Map<String, TypeReader> types,
            Map<String, TicketTypeDef> tickets,
            BiFunction<At, TypeReader, Optional<RuleDef.To>> to) {
        this.reading = reading;
        this.types = types;
        this.tickets = tickets;
        this.to = to;
    }

    /** The keys that the triggers put on the agendas of a type, by type key: what rules may ask about. */
    static Map<String, Set<String>> keys(List<At> triggers) {
        Map<String, Set<String>> keys = new TreeMap<>();
        for (At trigger : triggers) {
            Set<String> own = new TreeSet<>();
            keys(trigger, own);
            Stream.concat(Stream.of(trigger.get("type").text()), trigger.get("types").texts().stream())
                    .forEach(type ->
                            keys.computeIfAbsent(type, _ -> new TreeSet<>()).addAll(own));
        }
        return keys;
    }

    /** Adds those that a trigger, a step of an SOP or a time of a service level puts there. */
    static void keys(At wanting, Set<String> own) {
        for (At wish : wishes(wanting)) {
            wish.entries().forEach((what, how) -> {
                switch (what) {
                    case "startClock" -> own.add(how.get("clock").text());
                    case "promise", "requestApproval", "suggestRemedy" -> own.add(key(how, wanting));
                    default -> {}
                }
            });
        }
        own.remove("");
    }

    /** Those of a trigger, or of each time of a service level. */
    private static List<At> wishes(At wanting) {
        return Stream.concat(
                        wanting.get("do").items().stream(),
                        wanting.get("clocks").items().stream()
                                .flatMap(clock -> clock.get("at").items().stream())
                                .flatMap(time -> time.get("do").items().stream()))
                .toList();
    }

    /** An entry is called as it says or, if it says nothing, as its trigger or its step. */
    private static String key(At how, At trigger) {
        return how.get("key").present()
                ? how.get("key").text()
                : trigger.get("key").text(trigger.get("id").text());
    }

    Optional<IntentDef> read(String what, At how, TypeReader type, At trigger) {
        return switch (what) {
            case "startClock" ->
                within(how, type)
                        .map(within -> new IntentDef.StartClock(how.get("clock").text(), within));
            case "stopClock" -> {
                reading.known("clock", how.get("clock"), type.agenda());
                yield Optional.of(new IntentDef.StopClock(how.get("clock").text()));
            }
            case "promise" ->
                within(how, type)
                        .flatMap(within -> text(how.get("text"), type)
                                .map(text -> new IntentDef.Promise(key(how, trigger), text, within)));
            case "requestApproval" -> approval(how, type, trigger);
            case "suggestRemedy" -> remedy(how, type, trigger);
            case "link" -> link(how, type);
            case "createTicket" -> create(how, type);
            // The schema has said so.
            default -> Optional.empty();
        };
    }

    private Optional<Expr> within(At how, TypeReader type) {
        return Optional.ofNullable(type.expression(how.get("within"), type.rules(), ExprType.SPAN));
    }

    private Optional<TextTemplate> text(At text, TypeReader type) {
        return Optional.ofNullable(reading.template(text, type.rules()));
    }

    private Optional<IntentDef> approval(At how, TypeReader type, At trigger) {
        List<RuleDef.To> of = new ArrayList<>();
        how.get("of").items().forEach(one -> to.apply(one, type).ifPresent(of::add));
        Optional<Expr> within = within(how, type);
        if (how.get("within").present() && within.isEmpty()) {
            return Optional.empty();
        }
        return text(how.get("text"), type)
                .map(text -> new IntentDef.RequestApproval(key(how, trigger), of, text, within.orElse(null)));
    }

    private Optional<IntentDef> remedy(At how, TypeReader type, At trigger) {
        At action = how.get("action");
        TicketTypeDef def = tickets.get(trigger.get("type").text());
        if (action.present() && def != null) {
            reading.known("action", action, def.flow().actions());
        }
        Optional<Map<String, Expr>> set = fields(how.get("set"), type, type);
        At said = how.get("comment");
        Optional<TextTemplate> comment = said.present() ? text(said, type) : Optional.empty();
        if (set.isEmpty() || (said.present() && comment.isEmpty())) {
            return Optional.empty();
        }
        return text(how.get("remedy"), type)
                .map(text -> new IntentDef.SuggestRemedy(
                        key(how, trigger), text, action.textOrNull(), set.get(), comment.orElse(null)));
    }

    private Optional<IntentDef> link(At how, TypeReader type) {
        return Optional.ofNullable(type.expression(how.get("to"), type.rules(), ExprType.TEXT))
                .flatMap(to -> kind(how.get("kind")).map(kind -> new IntentDef.LinkTo(to, kind)));
    }

    private static Optional<LinkKind> kind(At at) {
        return at.present() ? LinkKind.of(at.text()) : Optional.of(LinkKind.RELATED);
    }

    private Optional<IntentDef> create(At how, TypeReader type) {
        String key = how.get("type").text();
        TypeReader wanted = reading.tickets.get(key);
        if (wanted == null) {
            reading.known("type", how.get("type"), reading.tickets.keySet());
            return Optional.empty();
        }
        TicketTypeDef def = tickets.get(key);
        for (FieldDef field : def == null ? List.<FieldDef>of() : def.fields()) {
            if (field.required()
                    && field.life() == FieldDef.Life.ACTIVE
                    && !field.isAssigned()
                    && !how.get("fields").get(field.key()).present()) {
                reading.problems.add(how.get("type")
                        .problem(
                                "trigger.needed_field",
                                Said.of(
                                        "a {type} needs '{field}', and it is given none here",
                                        "type",
                                        key,
                                        "field",
                                        field.key())));
            }
        }
        return fields(how.get("fields"), wanted, type)
                .flatMap(fields -> kind(how.get("link")).map(link -> new IntentDef.CreateTicket(key, fields, link)));
    }

    /** Values for fields of {@code of}, computed from what rules know of {@code from}; empty when one is wrong. */
    private Optional<Map<String, Expr>> fields(At at, TypeReader of, TypeReader from) {
        Map<String, Expr> out = new TreeMap<>();
        boolean[] wrong = {false};
        at.entries().forEach((key, value) -> {
            Expr expr = field(key, value, of, from);
            if (expr == null) {
                wrong[0] = true;
            } else {
                out.put(key, expr);
            }
        });
        return wrong[0] ? Optional.empty() : Optional.of(out);
    }

    private @Nullable Expr field(String key, At value, TypeReader of, TypeReader from) {
        Kind kind = of.kind(key);
        if (kind == null) {
            reading.knownKey("field", value, key, of.keys());
            return null;
        }
        if (of.isDerived(key)) {
            reading.problems.add(value.problem(
                    "trigger.derived",
                    Said.of("'{field}' is computed; change what it is computed from", "field", key)));
            return null;
        }
        Expr expr = from.expression(value, from.rules(), TicketPaths.typeOf(kind));
        if (expr instanceof Expr.Literal literal
                && literal.value() instanceof Value.Text(String option)
                && kind == Kind.SINGLE) {
            Set<String> options = TriggerReader.options(of, key);
            if (!options.contains(option)) {
                reading.problems.add(value.problem(
                        "trigger.option",
                        Said.of("'{field}' has no option '{value}'", "field", key, "value", option),
                        Nearest.to(option, options)));
            }
        }
        return expr;
    }
}
