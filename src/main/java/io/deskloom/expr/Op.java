package io.deskloom.expr;

/** Everything an {@link Expr.Apply} can do. The serialised name is {@link #wire}. */
public enum Op {
    AND("and"),
    OR("or"),
    NOT("not"),
    EQ("eq"),
    NE("ne"),
    LT("lt"),
    LE("le"),
    GT("gt"),
    GE("ge"),
    IN("in"),
    ADD("add"),
    SUB("sub"),
    MUL("mul"),
    DIV("div"),
    MOD("mod"),
    NEG("neg"),
    COND("cond"),
    LIST("list"),
    SIZE("size"),
    CONTAINS("contains"),
    STARTS_WITH("startsWith"),
    ENDS_WITH("endsWith"),
    /** The whole text is as a written pattern says. Where Java alone judges: nothing else reads the same patterns. */
    MATCHES("matches"),
    LOWER("lower"),
    UPPER("upper"),
    TRIM("trim"),
    COALESCE("coalesce"),
    ROUND("round"),
    ABS("abs"),
    MIN("min"),
    MAX("max"),
    DATE("date"),
    TIMESTAMP("timestamp"),
    DURATION("duration"),
    MONEY("money"),
    AMOUNT("amount"),
    CURRENCY("currency"),
    NOW("now"),
    TODAY("today"),
    YEAR("year"),
    MONTH("month"),
    DAY("day"),
    WEEKDAY("weekday"),
    HOUR("hour"),
    ADD_DAYS("addDays"),
    DAYS_BETWEEN("daysBetween"),
    INTERSECTS("intersects"),
    /** A named part of a compound value: {@code period.start}. */
    PART("part");

    private final String wire;

    Op(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
