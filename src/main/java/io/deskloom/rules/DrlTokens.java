package io.deskloom.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of the safe profile's conditions and consequences. What is not one of these cannot be said; there is no token
 * for "any other character", so nothing is let through unread.
 */
final class DrlTokens {
    enum Kind {
        NAME,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    /**
     * @param text for a string its content, otherwise as written
     * @param line from 1, within the whole file
     * @param column from 1
     */
    record Token(Kind kind, String text, int line, int column) {
        boolean is(String symbolOrName) {
            return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbolOrName);
        }

        /** For messages. */
        String shown() {
            return switch (kind) {
                case END -> "the end";
                case STRING -> "a text";
                case NAME, NUMBER, SYMBOL -> "'" + text + "'";
            };
        }
    }

    private static final List<String> SYMBOLS =
            List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ",", ".", ":", ";", "-");
    private static final int MAX_TEXT = 4_000;

    private final String text;
    private int at;
    private int line;
    private int column;

    private DrlTokens(String text, int line, int column) {
        this.text = text;
        this.line = line;
        this.column = column;
    }

    /**
     * The tokens of {@code text} and an end.
     *
     * @param line where {@code text} starts in its file, from 1
     * @param column likewise
     */
    static List<Token> of(String text, int line, int column) throws DrlRefused {
        DrlTokens tokens = new DrlTokens(text, line, column);
        List<Token> all = new ArrayList<>();
        Token token;
        do {
            token = tokens.next();
            all.add(token);
        } while (token.kind() != Kind.END);
        return all;
    }

    private Token next() throws DrlRefused {
        skipBlanks();
        int fromLine = line;
        int fromColumn = column;
        if (at == text.length()) {
            return new Token(Kind.END, "", fromLine, fromColumn);
        }
        char c = text.charAt(at);
        if (isNameStart(c)) {
            int from = at;
            while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
                step();
            }
            return new Token(Kind.NAME, text.substring(from, at), fromLine, fromColumn);
        }
        if (isDigit(c)) {
            return new Token(Kind.NUMBER, number(), fromLine, fromColumn);
        }
        if (c == '"' || c == '\'') {
            return new Token(Kind.STRING, string(c), fromLine, fromColumn);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                for (int i = 0; i < symbol.length(); i++) {
                    step();
                }
                return new Token(Kind.SYMBOL, symbol, fromLine, fromColumn);
            }
        }
        throw new DrlRefused(
                fromLine,
                fromColumn,
                "the character '" + Character.toString(text.codePointAt(at)) + "' has no place here",
                "conditions are made of fields, values and the operators " + DrlCondition.OPERATORS);
    }

    private void skipBlanks() throws DrlRefused {
        while (at < text.length()) {
            if (text.charAt(at) == ' '
                    || text.charAt(at) == '\t'
                    || text.charAt(at) == '\n'
                    || text.charAt(at) == '\r') {
                step();
            } else if (text.startsWith("//", at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    step();
                }
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw new DrlRefused(line, column, "this comment has no end", "close it with */");
                }
                while (at < end + 2) {
                    step();
                }
            } else {
                return;
            }
        }
    }

    private String number() throws DrlRefused {
        int from = at;
        digits();
        if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
            step();
            digits();
        }
        if (at < text.length() && isNameStart(text.charAt(at))) {
            throw new DrlRefused(
                    line, column, "numbers have no suffix and no exponent", "write 12 or 12.50: numbers are exact");
        }
        if (at - from > 30) {
            throw new DrlRefused(line, column, "this number is too long", "at most 30 digits");
        }
        return text.substring(from, at);
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            step();
        }
    }

    private String string(char quote) throws DrlRefused {
        int fromLine = line;
        int fromColumn = column;
        step();
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at);
            if (c == '\n') {
                break;
            }
            if (c == '\\') {
                step();
                char escaped = at < text.length() ? text.charAt(at) : ' ';
                if (escaped != '\\' && escaped != '"' && escaped != '\'') {
                    throw new DrlRefused(
                            line, column, "'\\" + escaped + "' is not an escape here", "only \\\\, \\\" and \\' are");
                }
                c = escaped;
            }
            out.append(c);
            step();
        }
        if (at == text.length() || text.charAt(at) != quote) {
            throw new DrlRefused(fromLine, fromColumn, "this text has no end", "close it on the same line");
        }
        step();
        if (out.length() > MAX_TEXT) {
            throw new DrlRefused(fromLine, fromColumn, "this text is too long", "at most " + MAX_TEXT + " characters");
        }
        return out.toString();
    }

    private void step() {
        if (text.charAt(at++) == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
    }

    /** ASCII only: two names that look alike must be alike. */
    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
