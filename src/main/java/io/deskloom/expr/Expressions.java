package io.deskloom.expr;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From text to tree. The grammar is CEL's, read by CEL's own parser; names, types and meaning are ours (see {@code
 * docs/expressions.md}). Bounded: {@link #MAX_LENGTH} code points of text, {@link #MAX_DEPTH} levels, {@link #MAX_NODES}
 * nodes.
 */
public final class Expressions {
    public static final int MAX_LENGTH = 4_000;
    public static final int MAX_DEPTH = 50;
    public static final int MAX_NODES = 500;

    // Unary operators are kept: for us !!a is a yes/no even where a is null. Chains of && are balanced by CEL and
    // flattened by us.
    private static final CelParser PARSER = CelParserFactory.standardCelParserBuilder()
            .setOptions(CelOptions.current()
                    .maxExpressionCodePointSize(MAX_LENGTH)
                    .maxParseRecursionDepth(MAX_DEPTH * 2)
                    .maxParseErrorRecoveryLimit(8)
                    .enableReservedIds(false)
                    .retainRepeatedUnaryOperators(true)
                    .build())
            .build();

    private static final Pattern QUOTED = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'");

    private Expressions() {}

    /**
     * Parses and checks {@code text}.
     *
     * @param env the names it may use and their types
     * @param expected the type the whole must have, or null for any
     * @param pointer put on every problem; each problem's params hold {@code line} and {@code column}, from 1, in code points
     * @param problems gets everything that is wrong
     * @return the tree, or null when a problem was added
     */
    public static @Nullable Expr parse(
            String text, TypeEnv env, @Nullable ExprType expected, String pointer, Problems problems) {
        if (text.isBlank()) {
            problems.add(pointer, "expr.syntax", "The expression is empty.");
            return null;
        }
        if (text.length() > 2 * MAX_LENGTH || text.codePointCount(0, text.length()) > MAX_LENGTH) {
            problems.add(Problem.of(
                    pointer,
                    "expr.too_long",
                    "The expression is longer than " + MAX_LENGTH + " characters.",
                    Map.of("limit", String.valueOf(MAX_LENGTH))));
            return null;
        }
        if (!Texts.storable(text)) {
            problems.add(
                    pointer,
                    "expr.syntax",
                    "The expression contains a character that is not allowed (NUL or half a surrogate pair).");
            return null;
        }
        CelValidationResult parsed = PARSER.parse(text);
        if (parsed.hasError()) {
            // Only the first: what the parser finds after it has lost the thread is mostly a consequence.
            problems.add(syntax(parsed.getErrors().getFirst(), text, pointer));
            return null;
        }
        try {
            return new Checker(text, parsed.getAst().getSource(), env, pointer, problems)
                    .check(parsed.getAst().getExpr(), expected);
        } catch (CelValidationException e) {
            throw new IllegalStateException("parsed without errors", e);
        }
    }

    private static Problem syntax(CelIssue issue, String text, String pointer) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int column = Math.max(0, issue.getSourceLocation().getColumn()) + 1;
        Map<String, String> at = Map.of("line", String.valueOf(line), "column", String.valueOf(column));
        String message = issue.getMessage();
        if (message.contains("recursion limit")) {
            return Problem.of(
                    pointer, "expr.too_deep", "The expression is nested deeper than " + MAX_DEPTH + " levels.", at);
        }
        Matcher quoted = QUOTED.matcher(message);
        String token = quoted.find() ? quoted.group(1).strip() : "";
        String said = token.isEmpty()
                ? "The expression cannot be read here."
                : token.equals("<EOF>")
                        ? "The expression ends too early."
                        : "The expression cannot be read at '" + token + "'.";
        return new Problem(pointer, "expr.syntax", said, at, instead(text, line, column), null);
    }

    private static final Pattern WORDS = Pattern.compile("(?i)(and|or|not|<>|=)\\b?.*", Pattern.DOTALL);

    /** What people coming from SQL or prose usually meant at the place where reading stopped. */
    private static @Nullable String instead(String text, int line, int column) {
        String[] lines = text.split("\n", -1);
        if (line > lines.length) {
            return null;
        }
        String l = lines[line - 1];
        int from = column - 1 > l.codePointCount(0, l.length()) ? l.length() : l.offsetByCodePoints(0, column - 1);
        // CEL points at the token or just behind it.
        for (int i = from; i >= Math.max(0, from - 1); i--) {
            Matcher m = WORDS.matcher(l.substring(i));
            if (m.matches()) {
                return switch (m.group(1).toLowerCase(java.util.Locale.ROOT)) {
                    case "and" -> "&&";
                    case "or" -> "||";
                    case "not" -> "!";
                    case "<>" -> "!=";
                    default -> "==";
                };
            }
        }
        return null;
    }
}
