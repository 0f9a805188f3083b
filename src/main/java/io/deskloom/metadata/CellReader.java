package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.TableDef.Atom;
import io.deskloom.model.TableDef.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The language of cells: nothing or {@code -} for whatever it is, {@code a, b} for one of them, {@code not a}, {@code > 200},
 * {@code matches A-[0-9]+}, {@code 200..500} with both ends and {@code [200..500)} without the last, {@code empty}, {@code = expression}, and quotation
 * marks around what would mean something else. What is wrong is reported where the cell stands.
 */
final class CellReader {
    private static final Pattern NOT = Pattern.compile("(?i)not\\s+(?<rest>.+)", Pattern.DOTALL);
    private static final Pattern COMPARED = Pattern.compile("(?<op>>=|<=|[><≥≤＞＜])\\s*(?<rest>.*)", Pattern.DOTALL);
    private static final Pattern MATCHES = Pattern.compile("(?i)matches\\s+(?<rest>.+)", Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile(
            "(?<open>[\\[(])?\\s*(?<low>[^\\[\\](),]+?)\\s*\\.\\.\\s*(?<high>[^\\[\\](),]+?)\\s*(?<close>[\\])])?");
    private static final Expr ANY_TEXT = new Expr.Literal(Value.text(""), ExprType.TEXT);
    private static final String SEPARATORS = ",，、";

    private final TypeEnv env;
    private final Problems problems;

    CellReader(TypeEnv env, Problems problems) {
        this.env = env;
        this.problems = problems;
    }

    /** Whether a cell says nothing. */
    static boolean isBlank(String text) {
        return text.isBlank() || text.strip().equals("-");
    }

    /** What the cell says; empty when it is wrong, which is reported. */
    Optional<Cell> condition(String written, Subject subject, Spot spot) {
        String text = written.strip();
        if (isBlank(text)) {
            return Optional.of(new Cell.Anything());
        }
        if (text.startsWith("=")) {
            return expression(text.substring(1), subject.type(), spot)
                    .map(e -> new Cell.Match(false, List.of(new Atom.Same(e))));
        }
        Matcher not = NOT.matcher(text);
        boolean negated = not.matches();
        List<Atom> atoms = new ArrayList<>();
        boolean fine = true;
        for (String part : parts(negated ? not.group("rest") : text)) {
            Optional<Atom> atom = atom(part, subject, spot);
            atom.ifPresent(atoms::add);
            fine &= atom.isPresent();
        }
        return fine ? Optional.of(new Cell.Match(negated, atoms)) : Optional.empty();
    }

    /** The expression after an equals sign, of this type or, with null, of any. */
    Optional<Expr> expression(String text, @Nullable ExprType type, Spot spot) {
        Problems found = new Problems();
        Expr tree = Expressions.parse(text.strip(), env, type, "", found);
        for (Problem p : found.list()) {
            problems.add(spot.problem(p.code(), new Said(p.message(), p.params()), p.suggestion()));
        }
        return found.isEmpty() ? Optional.ofNullable(tree) : Optional.empty();
    }

    /** The values a cell lists; empty when one is wrong. */
    Optional<List<Value>> values(String written, Subject subject, Spot spot) {
        List<Value> values = new ArrayList<>();
        boolean fine = true;
        for (String part : parts(written.strip())) {
            Optional<Value> value = value(part, subject, spot);
            value.ifPresent(values::add);
            fine &= value.isPresent();
        }
        return fine ? Optional.of(values) : Optional.empty();
    }

    /** The one value a text is, with or without quotation marks; empty when it is none. */
    Optional<Value> value(String part, Subject subject, Spot spot) {
        Optional<String> text = unquoted(part, spot);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (part.isEmpty() ? nothing() : subject.read(text.get())) {
            case Subject.Got(Value value) -> Optional.of(value);
            case Subject.Wrong wrong -> {
                problems.add(spot.problem(wrong.code(), wrong.said(), wrong.suggestion()));
                yield Optional.empty();
            }
        };
    }

    /** What stands between quotation marks, or all of it without; empty when they are wrong. */
    private Optional<String> unquoted(String part, Spot spot) {
        if (!part.startsWith("\"")) {
            return Optional.of(part);
        }
        if (part.length() < 2 || !part.endsWith("\"")) {
            problems.add(spot.problem(
                    "cell.quotes",
                    Said.of("a quotation mark is opened and not closed, or something stands behind it"),
                    null));
            return Optional.empty();
        }
        return Optional.of(part.substring(1, part.length() - 1).replace("\"\"", "\""));
    }

    private static Subject.Wrong nothing() {
        return new Subject.Wrong(
                "cell.nothing", Said.of("nothing stands where a value should; write empty for no value"), null);
    }

    private Optional<Atom> atom(String part, Subject subject, Spot spot) {
        if (part.toLowerCase(Locale.ROOT).equals("empty")) {
            return Optional.of(new Atom.Empty());
        }
        Matcher matches = MATCHES.matcher(part);
        if (matches.matches() && subject.takesPatterns()) {
            return pattern(matches.group("rest"), spot);
        }
        Matcher compared = COMPARED.matcher(part);
        if (compared.matches()) {
            return subject.hasOrder()
                    ? value(compared.group("rest"), subject, spot).map(v -> end(compared.group("op"), v))
                    : unordered(part, spot);
        }
        Matcher range = RANGE.matcher(part);
        if (subject.hasOrder() && range.matches()) {
            return between(range, subject, spot);
        }
        return value(part, subject, spot).map(Atom.Is::new);
    }

    private Optional<Atom> pattern(String written, Spot spot) {
        return unquoted(written, spot).flatMap(text -> switch (Trees.apply(
                Op.MATCHES, List.of(ANY_TEXT, Trees.literal(text)))) {
            case Trees.Made _ -> Optional.<Atom>of(new Atom.Matches(text));
            case Trees.Refused refused -> {
                problems.add(spot.problem(refused.code(), Said.of(refused.message()), null));
                yield Optional.<Atom>empty();
            }
        });
    }

    private static Atom end(String op, Value v) {
        return switch (op) {
            case ">", "＞" -> new Atom.Between(v, false, null, false);
            case ">=", "≥" -> new Atom.Between(v, true, null, false);
            case "<", "＜" -> new Atom.Between(null, false, v, false);
            default -> new Atom.Between(null, false, v, true);
        };
    }

    private Optional<Atom> unordered(String part, Spot spot) {
        problems.add(spot.problem(
                "cell.order",
                Said.of(
                        "'{value}' compares by size, but these values have none; quote a text that begins so",
                        "value",
                        part),
                null));
        return Optional.empty();
    }

    private Optional<Atom> between(Matcher range, Subject subject, Spot spot) {
        String open = range.group("open");
        String close = range.group("close");
        if ((open == null) != (close == null)) {
            problems.add(spot.problem(
                    "cell.range",
                    Said.of("a range has brackets at both ends or at none: 200..500, [200..500)")
                            .in("brackets"),
                    null));
            return Optional.empty();
        }
        Optional<Value> low = value(range.group("low"), subject, spot);
        Optional<Value> high = value(range.group("high"), subject, spot);
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        boolean lowIn = !"(".equals(open);
        boolean highIn = !")".equals(close);
        Optional<Integer> order = Ordered.compare(low.get(), high.get());
        if (order.isEmpty() || order.get() > 0 || order.get() == 0 && !(lowIn && highIn)) {
            problems.add(spot.problem(
                    "cell.range",
                    Said.of("nothing lies in the range {value}; the smaller end comes first", "value", range.group())
                            .in("empty"),
                    null));
            return Optional.empty();
        }
        return Optional.of(new Atom.Between(low.get(), lowIn, high.get(), highIn));
    }

    /** Between separators outside quotation marks. */
    static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (!quoted && SEPARATORS.indexOf(c) >= 0) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }
}
