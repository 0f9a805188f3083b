package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.rules.DrlTokens.Kind;
import io.deskloom.rules.DrlTokens.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One constraint of a pattern as a typed tree:
 *
 * <pre>
 * constraint := variable ':' path | or
 * or         := and ('||' and)*            and := unary ('&amp;&amp;' unary)*
 * unary      := '!' unary | '(' or ')' | operand [comparison]
 * comparison := ('=='|'!='|'&lt;'|'&lt;='|'&gt;'|'&gt;=') operand
 *             | ['not'] 'in' '(' operand (',' operand)* ')'
 *             | ['not'] ('contains'|'memberOf'|'matches') operand
 *             | ['not'] 'str' '[' ('startsWith'|'endsWith') ']' operand
 * operand    := path | variable | text | ['-'] number | 'true' | 'false' | 'null'
 * </pre>
 */
final class DrlCondition {
    static final String OPERATORS =
            "==, !=, <, <=, >, >=, in, not in, contains, memberOf, matches, str[startsWith], str[endsWith], &&, ||, !";

    private static final int MAX_DEPTH = 16;
    private static final int MAX_LIST = 200;

    private final String fact;
    private final DrlScope scope;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private DrlCondition(String fact, DrlScope scope, List<Token> tokens) {
        this.fact = fact;
        this.scope = scope;
        this.tokens = tokens;
    }

    /** The condition, or null for a mere binding, which is added to the scope. */
    static @Nullable Expr parse(String fact, List<Token> tokens, DrlScope scope) throws DrlRefused {
        DrlCondition parser = new DrlCondition(fact, scope, tokens);
        if (tokens.size() > 2
                && tokens.get(0).kind() == Kind.NAME
                && tokens.get(1).is(":")) {
            parser.binding();
            return null;
        }
        Expr whole = parser.or();
        Token rest = parser.peek();
        if (rest.kind() != Kind.END) {
            throw parser.unexpected(rest);
        }
        return whole;
    }

    private void binding() throws DrlRefused {
        Token name = next();
        if (!name.text().startsWith("$")) {
            throw DrlRefused.at(name, name.shown() + " is no variable", "variables start with $: $paid : paid");
        }
        next();
        Token first = peek();
        Expr value = attribute(next());
        if (peek().kind() != Kind.END) {
            throw DrlRefused.at(peek(), "a binding stands alone", "write $paid : paid, paid > 100");
        }
        if (first.text().startsWith("$")) {
            throw DrlRefused.at(first, "a variable cannot be bound to a variable", "bind a field");
        }
        scope.bind(name, value);
    }

    private Expr or() throws DrlRefused {
        List<Expr> parts = new ArrayList<>();
        parts.add(and());
        while (peek().is("||")) {
            next();
            parts.add(and());
        }
        return Trees.any(parts);
    }

    private Expr and() throws DrlRefused {
        List<Expr> parts = new ArrayList<>();
        parts.add(unary());
        while (peek().is("&&")) {
            next();
            parts.add(unary());
        }
        return Trees.all(parts);
    }

    private Expr unary() throws DrlRefused {
        if (++depth > MAX_DEPTH) {
            throw DrlRefused.at(peek(), "this condition is nested too deeply", "at most " + MAX_DEPTH + " levels");
        }
        try {
            if (peek().is("!")) {
                Token not = next();
                return made(Op.NOT, List.of(unary()), not);
            }
            if (peek().is("(")) {
                next();
                Expr inner = or();
                expect(")");
                return inner;
            }
            return comparison();
        } finally {
            depth--;
        }
    }

    private Expr comparison() throws DrlRefused {
        Token first = peek();
        Expr left = operand();
        Token operator = peek();
        Op order = orderOf(operator);
        if (order != null) {
            next();
            return compare(order, left, operand(), operator);
        }
        boolean not = operator.is("not");
        if (not) {
            next();
        }
        Token word = peek();
        Expr found = switch (word.kind() == Kind.NAME ? word.text() : "") {
            case "in" -> {
                next();
                yield in(left, word);
            }
            case "contains" -> {
                next();
                yield contains(left, operand(), word);
            }
            case "memberOf" -> {
                next();
                yield made(Op.IN, List.of(left, operand()), word);
            }
            case "matches" -> {
                next();
                yield made(Op.MATCHES, List.of(left, operand()), word);
            }
            case "str" -> {
                next();
                yield text(left, word);
            }
            default -> null;
        };
        if (found != null) {
            return not ? made(Op.NOT, List.of(found), word) : found;
        }
        if (not || word.kind() == Kind.NAME) {
            throw DrlRefused.at(word, "the operator " + word.shown() + " is not allowed", "allowed are " + OPERATORS);
        }
        if (left.type() != ExprType.BOOL) {
            throw word.is("(")
                    ? DrlRefused.at(word, "calls are not allowed", "compare the field itself, with " + OPERATORS)
                    : word.kind() == Kind.END || word.is("&&") || word.is("||") || word.is(")")
                            ? DrlRefused.at(first, "a yes or no is needed here", "compare it: reason == \"damaged\"")
                            : unexpected(word);
        }
        return left;
    }

    private Expr in(Expr left, Token word) throws DrlRefused {
        expect("(");
        List<Expr> values = new ArrayList<>();
        do {
            values.add(like(left, operand(), word));
            if (values.size() > MAX_LIST) {
                throw DrlRefused.at(word, "this list is too long", "at most " + MAX_LIST + " values");
            }
        } while (peek().is(",") && next().is(","));
        expect(")");
        if (left.type() == ExprType.TEXT) {
            return made(Op.IN, List.of(left, made(Op.LIST, values, word)), word);
        }
        // Lists hold texts only, so other values are compared one by one.
        List<Expr> ways = new ArrayList<>();
        for (Expr value : values) {
            ways.add(made(Op.EQ, List.of(left, value), word));
        }
        return Trees.any(ways);
    }

    private Expr contains(Expr left, Expr right, Token word) throws DrlRefused {
        return left.type() == ExprType.LIST
                ? made(Op.IN, List.of(right, left), word)
                : made(Op.CONTAINS, List.of(left, right), word);
    }

    private Expr text(Expr left, Token word) throws DrlRefused {
        expect("[");
        Token how = next();
        expect("]");
        Op op = switch (how.text()) {
            case "startsWith" -> Op.STARTS_WITH;
            case "endsWith" -> Op.ENDS_WITH;
            default ->
                throw DrlRefused.at(how, "str[" + how.text() + "] is not allowed", "startsWith and endsWith are");
        };
        return made(op, List.of(left, operand()), word);
    }

    private Expr compare(Op op, Expr left, Expr right, Token operator) throws DrlRefused {
        return made(op, List.of(like(right, left, operator), like(left, right, operator)), operator);
    }

    /** {@code value}, as a day or moment when it is a text compared with one: "2026-11-22". */
    private Expr like(Expr other, Expr value, Token at) throws DrlRefused {
        if (value instanceof Expr.Literal l && l.type() == ExprType.TEXT) {
            if (other.type() == ExprType.DATE) {
                return made(Op.DATE, List.of(value), at);
            }
            if (other.type() == ExprType.TIMESTAMP) {
                return made(Op.TIMESTAMP, List.of(value), at);
            }
        }
        return value;
    }

    private Expr operand() throws DrlRefused {
        Token token = next();
        return switch (token.kind()) {
            case STRING -> Trees.literal(token.text());
            case NUMBER -> number(token.text());
            case NAME -> name(token);
            case SYMBOL -> {
                if (token.is("-") && peek().kind() == Kind.NUMBER) {
                    yield number("-" + next().text());
                }
                throw unexpected(token);
            }
            case END -> throw unexpected(token);
        };
    }

    private Expr name(Token token) throws DrlRefused {
        return switch (token.text()) {
            case "true" -> Trees.literal(true);
            case "false" -> Trees.literal(false);
            case "null" -> new Expr.Literal(Value.NULL, ExprType.NULL);
            default -> attribute(token);
        };
    }

    private Expr attribute(Token token) throws DrlRefused {
        if (token.kind() != Kind.NAME) {
            throw DrlRefused.at(token, token.shown() + " is no field", "name a field");
        }
        if (peek().is("(")) {
            throw DrlRefused.at(token, token.shown() + " looks like a call; calls are not allowed", "use " + OPERATORS);
        }
        if (token.text().startsWith("$")) {
            return scope.variable(token);
        }
        StringBuilder path = new StringBuilder(token.text());
        while (peek().is(".")) {
            next();
            Token part = next();
            if (part.kind() != Kind.NAME) {
                throw unexpected(part);
            }
            if (peek().is("(")) {
                throw DrlRefused.at(part, "calls such as " + part.text() + "() are not allowed", "use " + OPERATORS);
            }
            path.append('.').append(part.text());
        }
        return scope.attribute(fact, path.toString(), token);
    }

    private static Expr number(String digits) {
        return new Expr.Literal(Value.num(new BigDecimal(digits)), ExprType.NUMBER);
    }

    private static @Nullable Op orderOf(Token token) {
        return token.kind() != Kind.SYMBOL
                ? null
                : switch (token.text()) {
                    case "==" -> Op.EQ;
                    case "!=" -> Op.NE;
                    case "<" -> Op.LT;
                    case "<=" -> Op.LE;
                    case ">" -> Op.GT;
                    case ">=" -> Op.GE;
                    default -> null;
                };
    }

    private static Expr made(Op op, List<Expr> args, Token at) throws DrlRefused {
        return switch (Trees.apply(op, args)) {
            case Trees.Made m -> m.expr();
            case Trees.Refused r -> throw DrlRefused.at(at, "these do not go together: " + r.message(), OPERATORS);
        };
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private void expect(String symbol) throws DrlRefused {
        Token token = next();
        if (!token.is(symbol)) {
            throw DrlRefused.at(token, "'" + symbol + "' was expected, not " + token.shown(), OPERATORS);
        }
    }

    private DrlRefused unexpected(Token token) {
        return DrlRefused.at(token, token.shown() + " has no place here", "allowed are " + OPERATORS);
    }
}
