package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a guided trigger. */
final class TriggerReader {
    private static final Expr ALWAYS = new Expr.Literal(Value.bool(true), ExprType.BOOL);

    private final Reading reading;
    private final Map<String, TypeReader> types;
    private final Map<String, TicketTypeDef> tickets;
    private final Map<String, ScriptDef> scripts;
    private final MailReader mails;
    private final AgendaWishReader agenda;

    /**
     * @param tickets the ticket types that could be read, by key
     * @param scripts the workspace's own, by key
     */
    TriggerReader(
            Reading reading,
            Map<String, TypeReader> types,
            Map<String, TicketTypeDef> tickets,
            Map<String, ScriptDef> scripts,
            MailReader mails) {
        this.mails = mails;
        this.reading = reading;
        this.types = types;
        this.tickets = tickets;
        this.scripts = scripts;
        this.agenda = new AgendaWishReader(reading, types, tickets, (one, type) -> to(one, type, type.rules()));
    }

    Optional<RuleDef> read(At at) {
        reading.uniqueId("trigger", at.get("id"));
        var label = reading.label(at.get("label"));
        TypeReader type = types.get(at.get("type").text());
        if (type == null) {
            reading.known("type", at.get("type"), types.keySet());
            return Optional.empty();
        }
        At when = at.get("when");
        Expr condition = when.present()
                ? new ConditionReader(reading, type, tickets.get(at.get("type").text()), type.rules()).read(when)
                : ALWAYS;
        RuleDef.Phase phase = RuleDef.Phase.of(at.get("phase").text(RuleDef.Phase.BEFORE.wire()));
        List<RuleDef.IntentDef> intents = wishes(at, type, phase);
        Set<RuleDef.On> on = EnumSet.noneOf(RuleDef.On.class);
        for (String event : at.get("on").texts()) {
            Stream.of(RuleDef.On.values()).filter(o -> o.wire().equals(event)).forEach(on::add);
        }
        if (type.isObject() && on.stream().anyMatch(OF_TICKETS_ALONE::contains)) {
            reading.problems.add(at.get("on")
                    .problem(
                            "trigger.object_event",
                            "records of an object type have no steps, no comments and no agenda"));
        }
        if (condition == null) {
            return Optional.empty();
        }
        return Optional.of(new RuleDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                new RuleDef.Origin(null, null, at.doc().path()),
                at.get("type").text(),
                on,
                condition,
                intents,
                at.get("order").number(100),
                at.get("stop").isTrue(),
                phase,
                null));
    }

    /** What a definition wants done. @param phase what is saved already nothing can refuse */
    List<RuleDef.IntentDef> wishes(At at, TypeReader type, RuleDef.Phase phase) {
        List<RuleDef.IntentDef> intents = new ArrayList<>();
        for (At wish : at.get("do").items()) {
            if (phase == RuleDef.Phase.AFTER && wish.get("refuse").present()) {
                reading.problems.add(wish.get("refuse")
                        .problem("trigger.refuse_after", "what is saved already cannot be refused any more"));
            }
            if (wish.get("callConnector").get("compensate").present()) {
                reading.problems.add(wish.get("callConnector")
                        .get("compensate")
                        .problem("trigger.compensate", "only what a step of an SOP has called is taken back"));
            }
            intent(wish, at, at.get("type").text(), type, type.rules()).ifPresent(intents::add);
        }
        return intents;
    }

    /** What only tickets have. */
    private static final List<String> OF_TICKETS =
            List.of("setPriority", "assignTeam", "route", "assign", "comment", "act", "notify", "mail");

    private static final Set<RuleDef.On> OF_TICKETS_ALONE =
            EnumSet.of(RuleDef.On.ACTED, RuleDef.On.COMMENTED, RuleDef.On.REPLIED, RuleDef.On.DUE, RuleDef.On.DECIDED);

    /**
     * One wish.
     *
     * @param at the definition it stands in
     * @param key of the type
     * @param env what its expressions may mention
     */
    Optional<RuleDef.IntentDef> intent(At wish, At at, String key, TypeReader type, TypeEnv env) {
        String what = wish.entries().keySet().stream().findFirst().orElse("");
        At how = wish.get(what);
        if (type.isObject() && (OF_TICKETS.contains(what) || AgendaWishReader.isOfTickets(what, how))) {
            reading.problems.add(
                    how.problem(
                            "trigger.object",
                            "records of an object type have no priority, no team, no steps, no comments, no agenda and no links; set a field, or make a ticket"));
            return Optional.empty();
        }
        return switch (what) {
            case "setPriority" ->
                Stream.of(Priority.values())
                        .filter(p -> p.wire().equals(how.text()))
                        .findFirst()
                        .map(RuleDef.IntentDef.SetPriority::new);
            case "assignTeam" -> {
                reading.known("team", how, reading.teams);
                yield Optional.of(new RuleDef.IntentDef.AssignTeam(how.text()));
            }
            case "route" -> {
                reading.known("routing", how, reading.routings);
                yield Optional.of(new RuleDef.IntentDef.Route(how.text()));
            }
            case "setField" -> setField(how, type, env);
            case "addTo" -> several(how, type, RuleDef.IntentDef.AddTo::new);
            case "removeFrom" -> several(how, type, RuleDef.IntentDef.RemoveFrom::new);
            case "assign" ->
                Optional.ofNullable(type.expression(how, env, ExprType.TEXT)).map(RuleDef.IntentDef.Assign::new);
            case "comment" ->
                Optional.ofNullable(reading.template(how.get("text"), env))
                        .map(text -> new RuleDef.IntentDef.Comment(
                                how.get("internal").isTrue(), text));
            case "act" -> act(how, key);
            case "notify" -> tell(how, type, env);
            case "mail" -> mails.wish(how, key, type);
            case "runScript" -> runScript(how.get("script"), key);
            case "callWebhook" -> webhook(how);
            case "callConnector" -> connector(how, type);
            case "refuse" -> refuse(how, type);
            default -> agenda.read(what, how, type, at);
        };
    }

    private Optional<RuleDef.IntentDef> several(
            At wish, TypeReader type, BiFunction<String, List<String>, RuleDef.IntentDef> make) {
        At field = wish.get("field");
        Kind kind = type.kind(field.text());
        if (kind == null) {
            reading.known("field", field, type.keys());
            return Optional.empty();
        }
        if (kind != Kind.TAGS && kind != Kind.MULTI) {
            reading.problems.add(field.problem(
                    "trigger.several",
                    Said.of(
                            "'{field}' does not hold several entries; tags and multi fields do",
                            "field",
                            field.text())));
            return Optional.empty();
        }
        Set<String> options = options(type, field.text());
        for (At entry : wish.get("entries").items()) {
            if (kind == Kind.MULTI && !options.contains(entry.text())) {
                reading.problems.add(entry.problem(
                        "trigger.option",
                        Said.of("'{field}' has no option '{value}'", "field", field.text(), "value", entry.text()),
                        Nearest.to(entry.text(), options)));
            }
        }
        return Optional.of(make.apply(field.text(), wish.get("entries").texts()));
    }

    private Optional<RuleDef.IntentDef> act(At how, String type) {
        TicketTypeDef def = tickets.get(type);
        if (def != null) {
            reading.known("action", how, def.flow().actions());
        }
        return Optional.of(new RuleDef.IntentDef.Act(how.text()));
    }

    private Optional<RuleDef.IntentDef> tell(At how, TypeReader type, TypeEnv env) {
        List<RuleDef.To> to = new ArrayList<>();
        how.get("to").items().forEach(one -> to(one, type, env).ifPresent(to::add));
        return Optional.ofNullable(reading.template(how.get("text"), env))
                .map(text -> new RuleDef.IntentDef.Notify(to, text));
    }

    Optional<RuleDef.IntentDef> runScript(At name, String type) {
        ScriptDef script = scripts.get(name.text());
        if (script == null) {
            if (!reading.incomplete) {
                reading.known("script", name, scripts.keySet());
            }
            return Optional.empty();
        }
        if (script.purpose() != ScriptDef.Purpose.ACTION || !type.equals(script.type())) {
            reading.problems.add(name.problem(
                    "trigger.script",
                    Said.of("the script '{script}' is no action on {type}", "script", name.text(), "type", type)));
            return Optional.empty();
        }
        return Optional.of(new RuleDef.IntentDef.RunScript(script.name(), script.inputs()));
    }

    private Optional<RuleDef.To> to(At one, TypeReader type, TypeEnv env) {
        At team = one.get("team");
        At role = one.get("role");
        if (team.present()) {
            reading.known("team", team, reading.teams);
            return Optional.of(new RuleDef.To.Team(team.text()));
        }
        if (role.present()) {
            reading.known("role", role, reading.roles);
            return Optional.of(new RuleDef.To.Role(role.text()));
        }
        if (one.get("account").present()) {
            return Optional.ofNullable(type.expression(one.get("account"), env, ExprType.TEXT))
                    .map(RuleDef.To.Account::new);
        }
        return switch (one.text()) {
            case "assignee" -> Optional.of(new RuleDef.To.Assignee());
            case "requester" -> Optional.of(new RuleDef.To.Requester());
            case "team" -> Optional.of(new RuleDef.To.OwnTeam());
            // The schema has said so.
            default -> Optional.empty();
        };
    }

    private Optional<RuleDef.IntentDef> webhook(At how) {
        reading.known("webhook", how.get("webhook"), reading.webhooks);
        return Optional.of(new RuleDef.IntentDef.CallWebhook(how.get("webhook").text()));
    }

    private Optional<RuleDef.IntentDef> connector(At how, TypeReader type) {
        At key = how.get("connector");
        if (!reading.known("connector", key, reading.connectors)) {
            return Optional.empty();
        }
        ConnectorDef connector = reading.readConnectors.get(key.text());
        At operation = how.get("operation");
        if (connector == null
                || !reading.known("operation", operation, connector.operations().keySet())) {
            return Optional.empty();
        }
        return connector.operation(operation.text()).map(called -> call(how, connector, called, type));
    }

    /** What takes back a call of a step. */
    Optional<RuleDef.IntentDef> compensation(At call, TypeReader type) {
        ConnectorDef connector =
                reading.readConnectors.get(call.get("connector").text());
        At back = call.get("compensate");
        At operation = back.get("operation");
        return connector == null
                        || !reading.known(
                                "operation", operation, connector.operations().keySet())
                ? Optional.empty()
                : connector.operation(operation.text()).map(called -> call(back, connector, called, type));
    }

    /** Another ticket that a step makes. */
    Optional<RuleDef.IntentDef> create(At how, TypeReader type) {
        return agenda.read("createTicket", how, type, how);
    }

    private RuleDef.IntentDef call(At how, ConnectorDef connector, ConnectorDef.Operation operation, TypeReader type) {
        Map<String, RuleDef.Argument> with = new LinkedHashMap<>();
        List<ConnectorDef.Parameter> parameters = operation.parameters();
        Set<String> names =
                parameters.stream().map(ConnectorDef.Parameter::name).collect(Collectors.toSet());
        how.get("with").entries().forEach((name, value) -> reading.knownKey("parameter", value, name, names));
        for (ConnectorDef.Parameter parameter : parameters) {
            At value = how.get("with").get(parameter.name());
            if (value.present()) {
                argument(value, parameter, type).ifPresent(a -> with.put(parameter.name(), a));
            } else if (parameter.required()) {
                reading.problems.add(how.problem(
                        "connector.parameter",
                        Said.of("the operation needs '{name}'; give it under 'with'", "name", parameter.name())));
            }
        }
        return new RuleDef.IntentDef.CallConnector(
                connector.key(), operation.key(), with, save(how.get("save"), operation, type));
    }

    /** What a service can answer in JSON, days and moments as texts among it. */
    private static final Set<ExprType> ANSWERED =
            Set.of(ExprType.TEXT, ExprType.NUMBER, ExprType.BOOL, ExprType.DATE, ExprType.TIMESTAMP);

    private Map<String, String> save(At save, ConnectorDef.Operation operation, TypeReader type) {
        Map<String, String> out = new LinkedHashMap<>();
        save.entries().forEach((field, answer) -> {
            reading.known("answer", answer, operation.answer().keySet());
            Kind kind = type.kind(field);
            if (kind == null) {
                reading.knownKey("field", answer, field, type.keys());
            } else if (type.isDerived(field)) {
                reading.problems.add(answer.problem(
                        "trigger.derived",
                        Said.of("'{field}' is computed; change what it is computed from", "field", field)));
            } else if (kind == Kind.LOOKUP
                    || kind.type().isWriteOnly()
                    || !ANSWERED.contains(TicketPaths.typeOf(kind))) {
                reading.problems.add(answer.problem(
                        "connector.save", Said.of("'{field}' cannot hold what a service answers", "field", field)));
            } else {
                out.put(field, answer.text());
            }
        });
        return out;
    }

    private Optional<RuleDef.Argument> argument(At value, ConnectorDef.Parameter parameter, TypeReader type) {
        if (!value.node().isObject()) {
            return Optional.ofNullable(type.expression(value, type.rules(), parameter.type()))
                    .map(RuleDef.Argument.Computed::new);
        }
        if (parameter.type() != ExprType.TEXT) {
            reading.problems.add(
                    value.problem("connector.argument", Said.of("'{name}' is no text", "name", parameter.name())));
            return Optional.empty();
        }
        return Optional.ofNullable(reading.template(value, type.rules())).map(RuleDef.Argument.Words::new);
    }

    private Optional<RuleDef.IntentDef> refuse(At how, TypeReader type) {
        At field = how.get("field");
        if (field.present() && type.kind(field.text()) == null) {
            reading.known("field", field, type.keys());
        }
        return Optional.of(new RuleDef.IntentDef.Refuse(field.textOrNull(), reading.label(how.get("message"))));
    }

    static Set<String> options(TypeReader type, String field) {
        return type.field(field).get("options").items().stream()
                .map(o -> o.get("key").text())
                .collect(Collectors.toSet());
    }

    private Optional<RuleDef.IntentDef> setField(At wish, TypeReader type, TypeEnv env) {
        At field = wish.get("field");
        Kind kind = type.kind(field.text());
        if (kind == null) {
            reading.known("field", field, type.keys());
            return Optional.empty();
        }
        if (type.isDerived(field.text())) {
            reading.problems.add(field.problem(
                    "trigger.derived",
                    Said.of("'{field}' is computed; change what it is computed from", "field", field.text())));
            return Optional.empty();
        }
        Expr value = type.expression(wish.get("value"), env, TicketPaths.typeOf(kind));
        if (value instanceof Expr.Literal literal && literal.value() instanceof Value.Text text) {
            Set<String> options = options(type, field.text());
            if (kind == Kind.SINGLE && !options.contains(text.text())) {
                reading.problems.add(wish.get("value")
                        .problem(
                                "trigger.option",
                                Said.of(
                                        "'{field}' has no option '{value}'",
                                        "field",
                                        field.text(),
                                        "value",
                                        text.text()),
                                Nearest.to(text.text(), options)));
            }
        }
        return value == null ? Optional.empty() : Optional.of(new RuleDef.IntentDef.SetField(field.text(), value));
    }
}
