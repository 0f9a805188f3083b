package io.deskloom.rules;

import io.deskloom.kernel.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.antlr.runtime.ANTLRStringStream;
import org.antlr.runtime.CommonTokenStream;
import org.antlr.runtime.RecognitionException;
import org.antlr.runtime.Token;
import org.antlr.runtime.TokenSource;
import org.antlr.runtime.TokenStream;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.lang.DRL6Lexer;
import org.drools.drl.parser.lang.DRL6Parser;
import org.jspecify.annotations.Nullable;

/**
 * From text to Drools' descriptor tree, by Drools' own parser, which only reads: it loads, generates and runs nothing.
 * The parser guesses and goes back, exponentially on some texts ("((((…", "[[[[…"), so its looks at tokens are
 * counted and it is stopped when they are many more than any honest file needs.
 */
final class DrlText {
    static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_NESTING = 20;

    /** Honest files measured 20 to 60 looks a token. */
    private static final int LOOKS_PER_TOKEN = 600;

    private DrlText() {}

    /** The tree, or null when {@code refusals} says why not. */
    static @Nullable PackageDescr parse(String text, Refusals refusals) {
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            refusals.add("", 1, 1, "drl.too-large", "the file is too large", "at most 64 KB; split it");
            return null;
        }
        if (!plain(text, refusals)) {
            return null;
        }
        CountedTokens tokens = new CountedTokens(new DRL6Lexer(new ANTLRStringStream(text)));
        DRL6Parser parser = new DRL6Parser(tokens);
        PackageDescr tree;
        try {
            tree = parser.compilationUnit();
        } catch (RecognitionException e) {
            refusals.add("", e.line, e.charPositionInLine + 1, "drl.syntax", "this is not DRL", "see the guide");
            return null;
        } catch (RuntimeException | StackOverflowError e) {
            refusals.add(
                    "", 1, 1, "drl.too-complex", "the file is too complicated to read", "write shorter conditions");
            return null;
        }
        if (tokens.exhausted()) {
            // Asked before the parser's own errors: it may have taken the stop for one of them.
            refusals.add(
                    "", 1, 1, "drl.too-complex", "the file is too complicated to read", "write shorter conditions");
            return null;
        }
        for (DroolsParserException error : parser.getErrors()) {
            refusals.add(
                    "",
                    Math.max(1, error.getLineNumber()),
                    Math.max(1, error.getColumn() + 1),
                    "drl.syntax",
                    "this is not DRL of the safe profile: " + String.valueOf(error.getMessage()),
                    "rule \"name\" when Ticket( field == \"value\" ) then " + DrlConsequence.FORMS + " end");
        }
        return parser.hasErrors() ? null : tree;
    }

    /** Refuses what may look different from what it is, and nesting no rule needs. */
    private static boolean plain(String text, Refusals refusals) {
        int line = 1;
        int column = 0;
        int nesting = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            column++;
            if (c == '\n') {
                line++;
                column = 0;
            } else if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == 'u') {
                refusals.add(
                        "",
                        line,
                        column,
                        "drl.escape",
                        "unicode escapes are not allowed",
                        "write the character itself");
                return false;
            } else if (c == '(' || c == '[' || c == '{') {
                nesting++;
            } else if (c == ')' || c == ']' || c == '}') {
                nesting--;
            } else if (invisible(c)) {
                refusals.add("", line, column, "drl.character", "an invisible character is not allowed", "delete it");
                return false;
            }
            if (nesting > MAX_NESTING) {
                refusals.add(
                        "",
                        line,
                        column,
                        "drl.too-complex",
                        "brackets are nested too deeply",
                        "at most " + MAX_NESTING + " levels");
                return false;
            }
        }
        return true;
    }

    /** Control characters, and marks that reorder or hide text from the person who reviews it. */
    private static boolean invisible(char c) {
        return c < ' ' && c != '\t' && c != '\r' && c != '\n'
                || Character.getType(c) == Character.FORMAT
                || c == '\u2028'
                || c == '\u2029';
    }

    /** Collects refusals as problems of one file. */
    static final class Refusals {
        private final String file;
        private final List<Problem> problems = new ArrayList<>();

        Refusals(String file) {
            this.file = file;
        }

        void add(String rule, int line, int column, String code, String what, String instead) {
            problems.add(new Problem(
                    rule.isEmpty() ? "/rules" : "/rules/" + rule,
                    code,
                    sentence(what) + " Allowed: " + instead + ".",
                    java.util.Map.of("rule", rule),
                    null,
                    new Problem.Source(file, line, column)));
        }

        void add(String rule, DrlRefused refused) {
            add(rule, refused.line(), refused.column(), "drl.not-allowed", refused.what(), refused.instead());
        }

        List<Problem> list() {
            return List.copyOf(problems);
        }

        int size() {
            return problems.size();
        }

        private static String sentence(String what) {
            return Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".";
        }
    }

    /** A token stream that throws once it has been asked too often. */
    private static final class CountedTokens extends CommonTokenStream implements TokenStream {
        private long left;

        CountedTokens(TokenSource source) {
            super(source);
            fill();
            left = (long) LOOKS_PER_TOKEN * size() + 10_000;
        }

        boolean exhausted() {
            return left < 0;
        }

        @Override
        public Token LT(int k) {
            // A look at the k-th token from here walks there.
            left -= Math.max(1, Math.abs((long) k));
            if (left < 0) {
                throw new Exhausted();
            }
            return super.LT(k);
        }
    }

    private static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("too many looks", null, false, false);
        }
    }
}
