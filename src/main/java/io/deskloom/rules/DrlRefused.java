package io.deskloom.rules;

/** Leaves a part of a rule that cannot be accepted; becomes a problem at the rule. Never leaves {@link SafeDrl}. */
final class DrlRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String instead;

    /**
     * @param line from 1
     * @param column from 1
     * @param what is wrong, without a full stop
     * @param instead what is allowed
     */
    DrlRefused(int line, int column, String what, String instead) {
        super(what, null, false, false);
        this.line = line;
        this.column = column;
        this.instead = instead;
    }

    static DrlRefused at(DrlTokens.Token token, String what, String instead) {
        return new DrlRefused(token.line(), token.column(), what, instead);
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    String instead() {
        return instead;
    }
}
