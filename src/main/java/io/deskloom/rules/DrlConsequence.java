package io.deskloom.rules;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef.Argument;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketPaths;
import io.deskloom.rules.DrlTokens.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A consequence: statements of exactly these forms, read token by token and never as Java.
 *
 * <pre>
 * desk.setField("&lt;field&gt;", &lt;text|number|true|false|null|$variable&gt;);
 * desk.setPriority("low|normal|high|urgent");
 * desk.assignTeam("&lt;team&gt;");
 * desk.assign($variable|null);
 * desk.addTo("&lt;field&gt;", "&lt;entry&gt;"); desk.removeFrom("&lt;field&gt;", "&lt;entry&gt;");
 * desk.comment("&lt;text&gt;"); desk.note("&lt;text&gt;");
 * desk.act("&lt;action&gt;");
 * desk.runScript("&lt;script of the pack&gt;");
 * desk.callWebhook("&lt;webhook&gt;");
 * desk.callConnector("&lt;connector&gt;", "&lt;operation&gt;", "&lt;parameter&gt;", &lt;value|$variable&gt;, …);
 * desk.refuse("&lt;message&gt;");
 * desk.startClock("&lt;clock&gt;", "&lt;duration&gt;"); desk.stopClock("&lt;clock&gt;");
 * desk.promise("&lt;key&gt;", "&lt;text&gt;", "&lt;duration&gt;");
 * desk.suggestRemedy("&lt;key&gt;", "&lt;text&gt;"); desk.suggestRemedy("&lt;key&gt;", "&lt;text&gt;", "&lt;action&gt;");
 * desk.link($variable, "&lt;kind&gt;"); desk.route("&lt;routing&gt;");
 * </pre>
 */
final class DrlConsequence {
    static final String FORMS =
            "desk.setField(\"field\", value or $variable); desk.setPriority(\"high\"); desk.assignTeam(\"team\");"
                    + " desk.assign($variable); desk.addTo(\"field\", \"entry\"); desk.removeFrom(\"field\", \"entry\");"
                    + " desk.comment(\"text\"); desk.note(\"text\"); desk.act(\"action\"); desk.runScript(\"script\");"
                    + " desk.callWebhook(\"webhook\"); desk.callConnector(\"connector\", \"operation\", \"parameter\", $variable);"
                    + " desk.refuse(\"message\");"
                    + " desk.startClock(\"clock\", \"2h\"); desk.stopClock(\"clock\"); desk.promise(\"key\", \"text\", \"2h\");"
                    + " desk.suggestRemedy(\"key\", \"text\"); desk.link($variable, \"related\"); desk.route(\"routing\");";

    private static final int MAX_INTENTS = 20;

    private final List<Token> tokens;
    private final DrlScope scope;
    private int at;

    private DrlConsequence(List<Token> tokens, DrlScope scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    static List<IntentDef> parse(List<Token> tokens, DrlScope scope) throws DrlRefused {
        DrlConsequence parser = new DrlConsequence(tokens, scope);
        List<IntentDef> intents = new ArrayList<>();
        while (parser.peek().kind() != DrlTokens.Kind.END) {
            intents.add(parser.statement());
            if (intents.size() > MAX_INTENTS) {
                throw DrlRefused.at(parser.peek(), "a rule wants too much", "at most " + MAX_INTENTS + " statements");
            }
        }
        if (intents.isEmpty()) {
            throw DrlRefused.at(parser.peek(), "the rule does nothing", FORMS);
        }
        return intents;
    }

    private IntentDef statement() throws DrlRefused {
        expect("desk");
        expect(".");
        Token what = next();
        expect("(");
        IntentDef intent = switch (what.kind() == DrlTokens.Kind.NAME ? what.text() : "") {
            case "setField" -> setField();
            case "setPriority" -> setPriority();
            case "assignTeam" -> assignTeam();
            case "route" -> route();
            case "addTo" -> new IntentDef.AddTo(several(), entry());
            case "removeFrom" -> new IntentDef.RemoveFrom(several(), entry());
            case "assign" -> assign();
            case "comment" -> new IntentDef.Comment(false, comment("ticket.comment"));
            case "note" -> new IntentDef.Comment(true, comment("ticket.comment"));
            case "act" -> act();
            case "runScript" -> runScript();
            case "callWebhook" -> webhook();
            case "callConnector" -> connector();
            case "refuse" -> refuse();
            case "startClock" -> new IntentDef.StartClock(key(), within());
            case "stopClock" -> new IntentDef.StopClock(key());
            case "promise" -> new IntentDef.Promise(key(), words(), within());
            case "suggestRemedy" -> remedy();
            case "link" -> link();
            default -> throw DrlRefused.at(what, "desk cannot " + what.shown(), FORMS);
        };
        expect(")");
        expect(";");
        return intent;
    }

    private IntentDef setField() throws DrlRefused {
        Token key = text();
        FieldDef field = scope.field(key);
        scope.mayWrite(scope.type().key() + "." + field.key(), key);
        expect(",");
        Token first = peek();
        return new IntentDef.SetField(field.key(), fitting(field, value(), first));
    }

    private IntentDef setPriority() throws DrlRefused {
        Token name = text();
        scope.mayWrite("ticket.priority", name);
        return new IntentDef.SetPriority(Arrays.stream(Priority.values())
                .filter(p -> p.wire().equals(name.text()))
                .findFirst()
                .orElseThrow(() -> DrlRefused.at(
                        name, "there is no priority '" + name.text() + "'", "low, normal, high and urgent are")));
    }

    /** The key of a field that holds several entries. */
    private String several() throws DrlRefused {
        Token key = text();
        FieldDef field = scope.field(key);
        scope.mayWrite(scope.type().key() + "." + field.key(), key);
        if (field.kind() != Kind.TAGS && field.kind() != Kind.MULTI) {
            throw DrlRefused.at(key, "'" + field.key() + "' does not hold several entries", "tags and multi fields do");
        }
        return field.key();
    }

    private List<String> entry() throws DrlRefused {
        expect(",");
        return List.of(text().text());
    }

    private IntentDef assign() throws DrlRefused {
        Token first = peek();
        scope.mayWrite("ticket.assignee", first);
        Expr to = value();
        if (to.type() == ExprType.NULL) {
            return new IntentDef.Assign(new Expr.Literal(Value.NULL, ExprType.TEXT));
        }
        if (to.type() != ExprType.TEXT || to instanceof Expr.Literal) {
            throw DrlRefused.at(first, "this is no account", "a bound variable such as $who, or null for nobody");
        }
        return new IntentDef.Assign(to);
    }

    private TextTemplate comment(String declared) throws DrlRefused {
        Token text = text();
        scope.mayWrite(declared, text);
        if (text.text().isBlank()) {
            throw DrlRefused.at(text, "the text is empty", FORMS);
        }
        return new TextTemplate(Map.of("en", List.of(new TextTemplate.Part.Words(text.text()))));
    }

    private IntentDef act() throws DrlRefused {
        Token action = text();
        scope.mayWrite("ticket.step", action);
        return new IntentDef.Act(scope.action(action));
    }

    private IntentDef runScript() throws DrlRefused {
        ScriptDef script = scope.script(text());
        return new IntentDef.RunScript(script.name(), script.inputs());
    }

    private IntentDef webhook() throws DrlRefused {
        Token webhook = text();
        scope.mayWrite("webhook." + webhook.text(), webhook);
        return new IntentDef.CallWebhook(webhook.text());
    }

    private IntentDef connector() throws DrlRefused {
        Token connector = text();
        scope.mayWrite("connector." + connector.text(), connector);
        expect(",");
        Token operation = text();
        Map<String, Argument> with = new LinkedHashMap<>();
        while (peek().is(",")) {
            expect(",");
            Token name = text();
            expect(",");
            Token first = peek();
            Expr value = value();
            if (value.type() == ExprType.NULL || with.put(name.text(), new Argument.Computed(value)) != null) {
                throw DrlRefused.at(first, "'" + name.text() + "' needs one value", FORMS);
            }
        }
        return new IntentDef.CallConnector(connector.text(), operation.text(), with, Map.of());
    }

    private IntentDef refuse() throws DrlRefused {
        Token message = text();
        scope.mayWrite("ticket.refuse", message);
        return new IntentDef.Refuse(null, Label.of(message.text()));
    }

    /** The key of an entry of the agenda. */
    private String key() throws DrlRefused {
        Token key = text();
        scope.mayWrite("ticket.agenda", key);
        if (!key.text().matches("[a-z][a-z0-9_]{0,62}")) {
            throw DrlRefused.at(key, key.shown() + " is no key", "small letters, digits and _, starting with a letter");
        }
        return key.text();
    }

    private TextTemplate words() throws DrlRefused {
        expect(",");
        return comment("ticket.agenda");
    }

    private Expr within() throws DrlRefused {
        expect(",");
        Token length = text();
        return switch (Trees.apply(Op.DURATION, List.of(Trees.literal(length.text())))) {
            case Trees.Made made -> made.expr();
            case Trees.Refused refused -> throw DrlRefused.at(length, refused.message(), "such as \"1d2h30m\"");
        };
    }

    private IntentDef remedy() throws DrlRefused {
        String key = key();
        TextTemplate words = words();
        if (!peek().is(",")) {
            return new IntentDef.SuggestRemedy(key, words, null, Map.of(), null);
        }
        expect(",");
        return new IntentDef.SuggestRemedy(key, words, scope.action(text()), Map.of(), null);
    }

    private IntentDef link() throws DrlRefused {
        Token first = peek();
        scope.mayWrite("ticket.link", first);
        Expr to = value();
        if (to.type() != ExprType.TEXT) {
            throw DrlRefused.at(first, "this is no ticket", "a bound variable that holds an id or a number");
        }
        expect(",");
        Token kind = text();
        return new IntentDef.LinkTo(
                to,
                LinkKind.of(kind.text())
                        .orElseThrow(() -> DrlRefused.at(
                                kind,
                                "there is no link '" + kind.text() + "'",
                                "related, duplicate_of, follow_up_of, child_of and their counterparts are")));
    }

    private IntentDef assignTeam() throws DrlRefused {
        Token team = text();
        scope.mayWrite("ticket.team", team);
        return new IntentDef.AssignTeam(scope.team(team));
    }

    private IntentDef route() throws DrlRefused {
        Token routing = text();
        scope.mayWrite("ticket.team", routing);
        scope.mayWrite("ticket.assignee", routing);
        return new IntentDef.Route(routing.text());
    }

    private Expr value() throws DrlRefused {
        Token token = next();
        return switch (token.kind()) {
            case STRING -> Trees.literal(token.text());
            case NUMBER -> number(token.text());
            case SYMBOL -> {
                if (token.is("-") && peek().kind() == DrlTokens.Kind.NUMBER) {
                    yield number("-" + next().text());
                }
                throw DrlRefused.at(token, token.shown() + " is no value", FORMS);
            }
            case NAME ->
                switch (token.text()) {
                    case "true" -> Trees.literal(true);
                    case "false" -> Trees.literal(false);
                    case "null" -> new Expr.Literal(Value.NULL, ExprType.NULL);
                    default -> {
                        if (!token.text().startsWith("$")) {
                            throw DrlRefused.at(token, token.shown() + " is no value", FORMS);
                        }
                        yield scope.variable(token);
                    }
                };
            case END -> throw DrlRefused.at(token, "a value is missing", FORMS);
        };
    }

    private static Expr fitting(FieldDef field, Expr value, Token at) throws DrlRefused {
        ExprType wanted = TicketPaths.typeOf(field.kind());
        if (value.type() == ExprType.NULL) {
            return new Expr.Literal(Value.NULL, wanted);
        }
        if (value instanceof Expr.Literal l && l.type() == ExprType.TEXT) {
            if (field.kind() == Kind.SINGLE
                    && l.value() instanceof Value.Text t
                    && !field.settings().hasOption(t.text())) {
                String options = String.join(
                        ", ",
                        field.settings().options().stream().map(o -> o.key()).toList());
                throw DrlRefused.at(
                        at, "'" + t.text() + "' is no option of " + field.key(), "its options are " + options);
            }
            if (wanted == ExprType.DATE || wanted == ExprType.TIMESTAMP) {
                Op op = wanted == ExprType.DATE ? Op.DATE : Op.TIMESTAMP;
                return switch (Trees.apply(op, List.of(value))) {
                    case Trees.Made m -> m.expr();
                    case Trees.Refused r -> throw DrlRefused.at(at, r.message(), FORMS);
                };
            }
        }
        if (value.type() != wanted) {
            throw DrlRefused.at(
                    at,
                    "'" + field.key() + "' holds a " + wanted.wireName() + ", this is a "
                            + value.type().wireName(),
                    "use a bound field or parameter of the same type");
        }
        return value;
    }

    private static Expr number(String digits) {
        return new Expr.Literal(Value.num(new BigDecimal(digits)), ExprType.NUMBER);
    }

    private Token text() throws DrlRefused {
        Token token = next();
        if (token.kind() != DrlTokens.Kind.STRING) {
            throw DrlRefused.at(token, "a text in quotes was expected, not " + token.shown(), FORMS);
        }
        return token;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != DrlTokens.Kind.END) {
            at++;
        }
        return token;
    }

    private void expect(String symbol) throws DrlRefused {
        Token token = next();
        if (!token.is(symbol)) {
            throw DrlRefused.at(token, "'" + symbol + "' was expected, not " + token.shown(), FORMS);
        }
    }
}
