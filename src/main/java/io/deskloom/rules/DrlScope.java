package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Nearest;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.model.PackDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names one rule may say, what they mean, and whether its pack has declared them. */
final class DrlScope {
    /** Fact types a pattern can be about. */
    static final Set<String> FACTS = Set.of("Ticket", "Actor", "Event");

    private final PackDef pack;
    private final TicketTypeDef type;
    private final Set<String> teams;
    private final Map<String, Expr> bound = new HashMap<>();

    DrlScope(PackDef pack, TicketTypeDef type, Set<String> teams) {
        this.pack = pack;
        this.type = type;
        this.teams = teams;
    }

    TicketTypeDef type() {
        return type;
    }

    /** Gives {@code name} ("$paid") the meaning of {@code value} from here on. */
    void bind(DrlTokens.Token name, Expr value) throws DrlRefused {
        if (bound.putIfAbsent(name.text(), value) != null) {
            throw DrlRefused.at(name, name.shown() + " is bound twice", "give each variable one meaning");
        }
    }

    Expr variable(DrlTokens.Token name) throws DrlRefused {
        Expr value = bound.get(name.text());
        if (value == null) {
            throw DrlRefused.at(
                    name,
                    "the variable " + name.shown() + " is not bound",
                    "bind it before it is used: Ticket( $paid : paid )");
        }
        return value;
    }

    /**
     * The attribute that {@code path} means inside a pattern about {@code fact}.
     *
     * @param at the path's first token, for the problem
     */
    Expr attribute(String fact, String path, DrlTokens.Token at) throws DrlRefused {
        if (path.startsWith("param.")) {
            return parameter(path, at);
        }
        return switch (fact) {
            case "Ticket" -> ticket(path, at);
            case "Actor" -> system(path.equals("id") ? "actor" : "actor." + path, path, "id, roles, teams", at);
            default -> event(path, at);
        };
    }

    /** Whether the pack has declared to read {@code declared}; refused if not. */
    private void mayRead(String declared, DrlTokens.Token at) throws DrlRefused {
        if (!covers(pack.reads(), declared)) {
            throw DrlRefused.at(
                    at,
                    "the pack has not declared that it reads " + declared,
                    "add it to capabilities.read in pack.yaml");
        }
    }

    /** Refuses what the pack has not declared to write. */
    void mayWrite(String declared, DrlTokens.Token at) throws DrlRefused {
        if (!covers(pack.writes(), declared)) {
            throw DrlRefused.at(
                    at,
                    "the pack has not declared that it writes " + declared,
                    "add it to capabilities.write in pack.yaml");
        }
    }

    FieldDef field(DrlTokens.Token key) throws DrlRefused {
        FieldDef field = type.byKey().get(key.text());
        if (field == null) {
            throw unknown(
                    "field '" + key.text() + "' of " + type.key(),
                    key.text(),
                    type.byKey().keySet(),
                    key);
        }
        return field;
    }

    /** The team of that key. */
    String team(DrlTokens.Token key) throws DrlRefused {
        if (!teams.contains(key.text())) {
            throw unknown("team '" + key.text() + "'", key.text(), teams, key);
        }
        return key.text();
    }

    private Expr ticket(String path, DrlTokens.Token at) throws DrlRefused {
        FieldDef field = type.byKey().get(path);
        if (field != null) {
            mayRead(type.key() + "." + path, at);
            return new Expr.Attribute(path, TicketPaths.typeOf(field.kind()));
        }
        String full = path.startsWith("ticket.") ? path : "ticket." + path;
        ExprType known = TicketPaths.SYSTEM.get(full);
        if (known == null) {
            Set<String> names = new TreeSet<>(type.byKey().keySet());
            TicketPaths.SYSTEM.keySet().stream()
                    .filter(p -> p.startsWith("ticket."))
                    .forEach(p -> names.add(p.substring("ticket.".length())));
            throw unknown("'" + path + "' of " + type.key(), path, names, at);
        }
        mayRead(full, at);
        return new Expr.Attribute(full, known);
    }

    private Expr system(String full, String written, String names, DrlTokens.Token at) throws DrlRefused {
        ExprType known = TicketPaths.SYSTEM.get(full);
        if (known == null) {
            throw DrlRefused.at(at, "there is no '" + written + "' here", "allowed are " + names);
        }
        mayRead(full.equals("actor") ? "actor.id" : full, at);
        return new Expr.Attribute(full, known);
    }

    private Expr event(String path, DrlTokens.Token at) throws DrlRefused {
        String old = TicketPaths.OLD.substring("event.".length());
        FieldDef field = path.startsWith(old) ? type.byKey().get(path.substring(old.length())) : null;
        if (field != null) {
            mayRead(type.key() + "." + field.key(), at);
            return new Expr.Attribute(TicketPaths.OLD + field.key(), TicketPaths.typeOf(field.kind()));
        }
        return system(
                "event." + path,
                path,
                "kind, changed, channel, action, comment, internal, from_requester, clock, promise, approval, decision, old.<field>",
                at);
    }

    /** The key of an action that some step of the type's flow has. */
    String action(DrlTokens.Token key) throws DrlRefused {
        Set<String> actions = type.flow().actions();
        if (!actions.contains(key.text())) {
            throw unknown("action '" + key.text() + "' of " + type.key(), key.text(), actions, key);
        }
        return key.text();
    }

    private Expr parameter(String path, DrlTokens.Token at) throws DrlRefused {
        String name = path.substring("param.".length());
        Value value = pack.parameters().get(name);
        if (value == null) {
            throw unknown("parameter '" + name + "'", name, pack.parameters().keySet(), at);
        }
        return new Expr.Attribute(path, typeOf(value, at));
    }

    private static ExprType typeOf(Value value, DrlTokens.Token at) throws DrlRefused {
        return switch (value) {
            case Value.Text _ -> ExprType.TEXT;
            case Value.Num _ -> ExprType.NUMBER;
            case Value.Money _ -> ExprType.MONEY;
            case Value.Bool _ -> ExprType.BOOL;
            case Value.Date _ -> ExprType.DATE;
            case Value.Timestamp _ -> ExprType.TIMESTAMP;
            case Value.Span _ -> ExprType.SPAN;
            case Value.Items _ -> ExprType.LIST;
            case Value.Parts _ -> ExprType.PARTS;
            case Value.Null _ ->
                throw DrlRefused.at(at, "this parameter has no value", "give it a default in pack.yaml or a value");
        };
    }

    private static DrlRefused unknown(String what, String name, Set<String> names, DrlTokens.Token at) {
        @Nullable String near = Nearest.to(name, names);
        return DrlRefused.at(
                at,
                "there is no " + what,
                near == null ? "known are " + String.join(", ", new TreeSet<>(names)) : "did you mean '" + near + "'?");
    }

    private static boolean covers(Set<String> declared, String path) {
        return declared.contains(path) || declared.contains(path.substring(0, path.indexOf('.')) + ".*");
    }
}
