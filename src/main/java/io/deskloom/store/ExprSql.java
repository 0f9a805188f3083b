package io.deskloom.store;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.store.SqlColumn.SqlPart;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition or formula as SQL with the meaning of {@code expr.Evaluator}. Values only ever travel as parameters. As a
 * filter, {@code column == literal}, {@code column > literal} and {@code column in [...]} become the bare operator on the
 * bare column, because only that is leakproof and uses an index under row-level security; under a negation or as a value
 * they are wrapped to be true or false, never null.
 */
public final class ExprSql {
    /** Finds where an attribute is stored. */
    public interface Columns {
        SqlColumn column(String path, ExprType type);
    }

    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String BLANKS = "E' \\t\\n\\u000b\\f\\r\\u00a0\\u3000'";
    private static final String F = "deskloom_expr.";

    private final Columns columns;
    private final Moment moment;

    private ExprSql(Columns columns, Moment moment) {
        this.columns = columns;
        this.moment = moment;
    }

    /** A boolean for WHERE or AND: true exactly where the expression holds, otherwise false or null. */
    public static SqlPart filter(Expr e, Columns columns, Moment moment) {
        return new ExprSql(columns, moment).filter(e);
    }

    /** The value: text, numeric, boolean, date, timestamptz, int8 microseconds, text[] or {@code deskloom_expr.cash}. */
    public static SqlPart value(Expr e, Columns columns, Moment moment) {
        return new ExprSql(columns, moment).value(e);
    }

    /** Sets {@code parameters} from {@code first} (1-based) on; answers the next free position. */
    public static int bind(PreparedStatement statement, int first, List<Object> parameters) throws SQLException {
        int at = first;
        for (Object p : parameters) {
            Connection c = statement.getConnection();
            switch (p) {
                case String[] texts -> statement.setArray(at++, c.createArrayOf("text", texts));
                case UUID[] ids -> statement.setArray(at++, c.createArrayOf("uuid", ids));
                case Integer[] codes -> statement.setArray(at++, c.createArrayOf("int2", codes));
                default -> statement.setObject(at++, p);
            }
        }
        return at;
    }

    // Conditions

    private SqlPart filter(Expr e) {
        if (!(e instanceof Expr.Apply a)) {
            return value(e);
        }
        return switch (a.op()) {
            case AND -> join(a.args().stream().map(this::filter).toList(), " AND ");
            case OR -> join(a.args().stream().map(this::filter).toList(), " OR ");
            case NOT -> sql("(NOT ", strict(a.args().getFirst()), ")");
            case EQ -> equal(a.args().get(0), a.args().get(1), true);
            case NE -> sql("(NOT ", equal(a.args().get(0), a.args().get(1), false), ")");
            case LT, LE, GT, GE -> ordered(a.op(), a.args().get(0), a.args().get(1));
            case IN -> in(a.args().get(0), a.args().get(1));
            case CONTAINS ->
                a.args().getFirst().type() == ExprType.LIST
                        ? in(a.args().get(1), a.args().get(0))
                        : sql("(strpos(", arg(a, 0), ", ", arg(a, 1), ") > 0)");
            // ^@ is leakproof and, on a slot, indexed; starts_with() is not.
            case STARTS_WITH -> sql("(", arg(a, 0), " ^@ ", arg(a, 1), ")");
            case ENDS_WITH -> sql(F + "ends_with(", arg(a, 0), ", ", arg(a, 1), ")");
            case INTERSECTS -> sql("(", arg(a, 0), " && ", arg(a, 1), ")");
            default -> value(e);
        };
    }

    /** Like {@link #filter}, but never null. */
    private SqlPart strict(Expr e) {
        if (e instanceof Expr.Apply a) {
            switch (a.op()) {
                case AND -> {
                    return join(a.args().stream().map(this::strict).toList(), " AND ");
                }
                case OR -> {
                    return join(a.args().stream().map(this::strict).toList(), " OR ");
                }
                case NOT, NE -> {
                    return filter(e);
                }
                case EQ -> {
                    return equal(a.args().get(0), a.args().get(1), false);
                }
                default -> {}
            }
        }
        return sql("coalesce(", filter(e), ", false)");
    }

    /** Equality; {@code loose} may be null instead of false. */
    private SqlPart equal(Expr x, Expr y, boolean loose) {
        if (x instanceof Expr.Literal && !(y instanceof Expr.Literal)) {
            return equal(y, x, loose);
        }
        if (y instanceof Expr.Literal l) {
            if (l.value().isNull()) {
                return sql("(", x.type() == ExprType.MONEY ? amount(x) : value(x), " IS NULL)");
            }
            Optional<SqlPart> fast = fastEqual(x, l);
            if (fast.isPresent()) {
                return loose ? fast.get() : sql("coalesce(", fast.get(), ", false)");
            }
        }
        if (x.type() == ExprType.MONEY && y.type() == ExprType.MONEY) {
            return sql(F + "cash_equal(", value(x), ", ", value(y), ")");
        }
        return sql("(", figure(x, y), " IS NOT DISTINCT FROM ", figure(y, x), ")");
    }

    /** Where an attribute or a part of one is stored; null for anything that is computed. */
    private @Nullable SqlColumn columnOf(Expr e) {
        if (e instanceof Expr.Attribute a) {
            return columns.column(a.path(), a.type());
        }
        return e instanceof Expr.Apply a
                        && a.op() == Op.PART
                        && a.args().get(1) instanceof Expr.Literal l
                        && l.value() instanceof Value.Text(String name)
                        && columnOf(a.args().getFirst()) instanceof SqlColumn.Parts parts
                ? parts.part(name, a.type())
                : null;
    }

    /** {@code column = parameter} on the stored form, where there is one. */
    private Optional<SqlPart> fastEqual(Expr x, Expr.Literal literal) {
        SqlColumn column = columnOf(x);
        return switch (column) {
            case null -> Optional.empty();
            case SqlColumn.Text t
            when literal.value() instanceof Value.Text v ->
                Optional.of(sql("(", t.sql(), " = ", part("?::text", v.text()), ")"));
            case SqlColumn.Coded c
            when literal.value() instanceof Value.Text v -> {
                Integer code = c.codes().get(v.text());
                yield Optional.of(
                        code == null ? SqlPart.of("false") : sql("(", c.sql(), " = ", part("?::int2", code), ")"));
            }
            case SqlColumn.Uuid u
            when literal.value() instanceof Value.Text v ->
                Optional.of(uuid(v.text())
                        .map(id -> sql("(", u.sql(), " = ", part("?::uuid", id), ")"))
                        .orElse(SqlPart.of("false")));
            case SqlColumn.Scaled s
            when literal.value() instanceof Value.Num n -> Optional.of(scaled(s, Op.EQ, n.number()));
            case SqlColumn.Money m
            when literal.value() instanceof Value.Num n && m.amount() instanceof SqlColumn.Scaled s ->
                Optional.of(scaled(s, Op.EQ, n.number()));
            case SqlColumn.Money m
            when literal.value() instanceof Value.Money v ->
                Optional.of(sql(
                        "(",
                        compareAmount(m, Op.EQ, v.amount()),
                        " AND ",
                        m.currency(),
                        " = ",
                        part("?::text", v.currency()),
                        ")"));
            case SqlColumn.Timestamp t
            when literal.value() instanceof Value.Timestamp _ ->
                Optional.of(sql("(", t.sql(), " = ", value(literal), ")"));
            case SqlColumn.DateSlot d
            when literal.value() instanceof Value.Date v ->
                Optional.of(sql("(", d.sql(), " = ", midnight(v.day()), ")"));
            case SqlColumn.Date d
            when literal.value() instanceof Value.Date _ -> Optional.of(sql("(", d.sql(), " = ", value(literal), ")"));
            case SqlColumn.Span s
            when literal.value() instanceof Value.Span _ -> Optional.of(sql("(", s.sql(), " = ", value(literal), ")"));
            case SqlColumn.Numeric n
            when literal.value() instanceof Value.Num _ -> Optional.of(sql("(", n.sql(), " = ", value(literal), ")"));
            case SqlColumn.Bool b
            when literal.value() instanceof Value.Bool _ -> Optional.of(sql("(", b.sql(), " = ", value(literal), ")"));
            default -> Optional.empty();
        };
    }

    private SqlPart ordered(Op op, Expr x, Expr y) {
        if (x instanceof Expr.Literal && !(y instanceof Expr.Literal)) {
            return ordered(mirrored(op), y, x);
        }
        SqlColumn column = columnOf(x);
        if (column != null && y instanceof Expr.Literal l) {
            if (column instanceof SqlColumn.Scaled s && l.value() instanceof Value.Num n) {
                return scaled(s, op, n.number());
            }
            if (column instanceof SqlColumn.Money m && l.value() instanceof Value.Num n) {
                return compareAmount(m, op, n.number());
            }
            if (column instanceof SqlColumn.Money m && l.value() instanceof Value.Money v) {
                return sql(
                        "(",
                        compareAmount(m, op, v.amount()),
                        " AND ",
                        m.currency(),
                        " = ",
                        part("?::text", v.currency()),
                        ")");
            }
            if (column instanceof SqlColumn.DateSlot d && l.value() instanceof Value.Date v) {
                return sql("(", d.sql(), sign(op), midnight(v.day()), ")");
            }
        }
        if (x.type() == ExprType.MONEY && y.type() == ExprType.MONEY) {
            return sql("(" + F + "cash_order(", value(x), ", ", value(y), ")" + sign(op) + "0)");
        }
        if (x.type() == ExprType.TEXT) {
            return sql("(", value(x), sign(op), value(y), " COLLATE \"C\")");
        }
        return sql("(", figure(x, y), sign(op), figure(y, x), ")");
    }

    private SqlPart in(Expr x, Expr list) {
        if (x instanceof Expr.Attribute a && list instanceof Expr.Literal l && l.value() instanceof Value.Items items) {
            List<String> texts = items.items().stream()
                    .filter(v -> v instanceof Value.Text)
                    .map(v -> ((Value.Text) v).text())
                    .toList();
            SqlColumn column = columns.column(a.path(), a.type());
            if (column instanceof SqlColumn.Coded c) {
                Integer[] codes = texts.stream()
                        .filter(c.codes()::containsKey)
                        .map(c.codes()::get)
                        .toArray(Integer[]::new);
                return sql("(", c.sql(), " = ANY(", part("?::int2[]", (Object) codes), "))");
            }
            if (column instanceof SqlColumn.Uuid u) {
                UUID[] ids = texts.stream().flatMap(t -> uuid(t).stream()).toArray(UUID[]::new);
                return sql("(", u.sql(), " = ANY(", part("?::uuid[]", (Object) ids), "))");
            }
        }
        return sql("(", value(x), " = ANY(", value(list), "))");
    }

    /** One side of a comparison, an amount as the bare number when the other side is a number. */
    private SqlPart figure(Expr x, Expr other) {
        return x.type() == ExprType.MONEY && other.type() == ExprType.NUMBER ? amount(x) : value(x);
    }

    private SqlPart compareAmount(SqlColumn.Money m, Op op, BigDecimal n) {
        return switch (m.amount()) {
            case SqlColumn.Scaled s -> scaled(s, op, n);
            case SqlColumn amount -> sql("(", read(amount), sign(op), part("?::numeric", n), ")");
        };
    }

    /** Compares the stored whole number with the whole numbers around n × 10^scale, so that the index still serves. */
    private static SqlPart scaled(SqlColumn.Scaled s, Op op, BigDecimal n) {
        BigDecimal exact = n.movePointRight(s.scale());
        boolean whole = exact.stripTrailingZeros().scale() <= 0;
        if (op == Op.EQ && !whole) {
            // Null where the column is: not equal either way.
            return SqlPart.of("false");
        }
        RoundingMode toward = op == Op.GT || op == Op.LE ? RoundingMode.FLOOR : RoundingMode.CEILING;
        BigDecimal bound = exact.setScale(0, toward);
        if (bound.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return sql("(", s.sql(), "::numeric" + sign(op), part("?::numeric", bound), ")");
        }
        return sql("(", s.sql(), sign(op), part("?::int8", bound.longValueExact()), ")");
    }

    private static Op mirrored(Op op) {
        return switch (op) {
            case LT -> Op.GT;
            case LE -> Op.GE;
            case GT -> Op.LT;
            default -> Op.LE;
        };
    }

    private static String sign(Op op) {
        return switch (op) {
            case LT -> " < ";
            case LE -> " <= ";
            case GT -> " > ";
            case GE -> " >= ";
            default -> " = ";
        };
    }

    // Values

    private SqlPart value(Expr e) {
        return switch (e) {
            case Expr.Literal l -> literal(l);
            case Expr.Attribute a -> read(columns.column(a.path(), a.type()));
            case Expr.Apply a -> {
                SqlColumn part = columnOf(a);
                yield part == null ? apply(a) : read(part);
            }
        };
    }

    private SqlPart arg(Expr.Apply a, int i) {
        return value(a.args().get(i));
    }

    private SqlPart amount(Expr e) {
        if (e instanceof Expr.Attribute a && columns.column(a.path(), a.type()) instanceof SqlColumn.Money m) {
            return read(m.amount());
        }
        return e instanceof Expr.Literal l && l.value() instanceof Value.Money m
                ? part("?::numeric", m.amount())
                : sql("(", value(e), ").amount");
    }

    private static SqlPart read(SqlColumn column) {
        return switch (column) {
            case SqlColumn.Text t -> t.sql();
            case SqlColumn.Uuid u -> sql("(", u.sql(), ")::text");
            case SqlColumn.Coded c -> words(c);
            case SqlColumn.Numeric n -> sql("(", n.sql(), ")::numeric");
            case SqlColumn.Scaled s ->
                sql(
                        "(",
                        s.sql(),
                        " * " + BigDecimal.ONE.movePointLeft(s.scale()).toPlainString() + "::numeric)");
            case SqlColumn.Money m -> sql(F + "cash(", read(m.amount()), ", ", m.currency(), ")");
            case SqlColumn.Bool b -> b.sql();
            case SqlColumn.Date d -> d.sql();
            case SqlColumn.DateSlot d -> sql("(", d.sql(), " AT TIME ZONE 'UTC')::date");
            case SqlColumn.Timestamp t -> t.sql();
            case SqlColumn.Span s -> s.sql();
            case SqlColumn.Texts t -> t.sql();
            case SqlColumn.Parts p -> p.json();
        };
    }

    private static SqlPart words(SqlColumn.Coded c) {
        List<SqlPart> parts = new ArrayList<>();
        c.codes().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByValue())
                .forEach(w -> parts.add(part("WHEN ?::int2 THEN ?::text", w.getValue(), w.getKey())));
        return parts.isEmpty() ? SqlPart.of("NULL::text") : sql("(CASE ", c.sql(), " ", join(parts, " ", ""), " END)");
    }

    private SqlPart literal(Expr.Literal l) {
        return switch (l.value()) {
            case Value.Null _ -> SqlPart.of("NULL::" + sqlType(l.type()));
            case Value.Text t -> part("?::text", t.text());
            case Value.Num n -> part("?::numeric", n.number());
            case Value.Money m -> part(F + "cash(?::numeric, ?::text)", m.amount(), m.currency());
            case Value.Bool b -> SqlPart.of(b.is() ? "true" : "false");
            case Value.Date d -> part("?::date", d.day());
            case Value.Timestamp t -> part("?::timestamptz", t.at().atOffset(ZoneOffset.UTC));
            case Value.Span s ->
                part("?::int8", s.length().getSeconds() * 1_000_000 + s.length().getNano() / 1_000);
            case Value.Parts _ -> throw new IllegalArgumentException("compound values are not written in conditions");
            case Value.Items i ->
                part("?::text[]", (Object) i.items().stream()
                        .map(v -> v instanceof Value.Text t ? t.text() : "")
                        .toArray(String[]::new));
        };
    }

    private static String sqlType(ExprType type) {
        return switch (type) {
            case TEXT, NULL -> "text";
            case NUMBER -> "numeric";
            case MONEY -> F + "cash";
            case BOOL -> "boolean";
            case DATE -> "date";
            case TIMESTAMP -> "timestamptz";
            case SPAN -> "int8";
            case LIST -> "text[]";
            case PARTS -> "jsonb";
        };
    }

    private SqlPart apply(Expr.Apply a) {
        ExprType first =
                a.args().isEmpty() ? ExprType.NULL : a.args().getFirst().type();
        return switch (a.op()) {
            case AND, OR, NOT, EQ, NE, LT, LE, GT, GE, IN, CONTAINS, STARTS_WITH, ENDS_WITH, INTERSECTS -> strict(a);
            // PostgreSQL reads patterns in its own way: no condition that becomes a query may hold one.
            case MATCHES -> throw new IllegalArgumentException("patterns are for rules");
            case ADD -> add(a);
            case SUB -> subtract(a);
            case MUL ->
                a.type() == ExprType.NUMBER
                        ? sql(F + "bounded(", arg(a, 0), " * ", arg(a, 1), ")")
                        : first == ExprType.MONEY
                                ? sql(F + "cash_times(", arg(a, 0), ", ", arg(a, 1), ")")
                                : sql(F + "cash_times(", arg(a, 1), ", ", arg(a, 0), ")");
            case DIV ->
                sql(
                        F
                                + (a.type() == ExprType.MONEY
                                        ? "cash_by("
                                        : first == ExprType.MONEY ? "cash_ratio(" : "divide("),
                        arg(a, 0),
                        ", ",
                        arg(a, 1),
                        ")");
            case MOD -> sql(F + "remainder(", arg(a, 0), ", ", arg(a, 1), ")");
            case NEG ->
                first == ExprType.MONEY ? sql(F + "cash_negative(", arg(a, 0), ")") : sql("(- ", arg(a, 0), ")");
            case ABS -> first == ExprType.MONEY ? sql(F + "cash_abs(", arg(a, 0), ")") : sql("abs(", arg(a, 0), ")");
            case COND ->
                sql("(CASE WHEN ", filter(a.args().getFirst()), " THEN ", arg(a, 1), " ELSE ", arg(a, 2), " END)");
            case COALESCE -> join(a.args().stream().map(this::value).toList(), ", ", "coalesce");
            case LIST ->
                a.args().isEmpty()
                        ? SqlPart.of("ARRAY[]::text[]")
                        : sql(
                                "array_remove(ARRAY[",
                                join(a.args().stream().map(this::value).toList(), ", ", ""),
                                "]::text[], NULL)");
            case SIZE ->
                sql("coalesce(" + (first == ExprType.LIST ? "cardinality(" : "length("), arg(a, 0), "), 0)::numeric");
            case LOWER -> sql("translate(", arg(a, 0), ", '" + UPPER + "', '" + LOWER + "')");
            case UPPER -> sql("translate(", arg(a, 0), ", '" + LOWER + "', '" + UPPER + "')");
            case TRIM -> sql("btrim(", arg(a, 0), ", " + BLANKS + ")");
            case ROUND -> round(a);
            case MIN, MAX -> extreme(a);
            case DATE ->
                first == ExprType.TEXT
                        ? sql(F + "day(", arg(a, 0), ")")
                        : day(a.args().getFirst());
            case TIMESTAMP ->
                first == ExprType.TEXT
                        ? sql(F + "moment(", arg(a, 0), ")")
                        : sql(F + "start_of(", arg(a, 0), ", ", zone(), ")");
            // Written lengths are literals since the text was read.
            case DURATION -> SqlPart.of("NULL::int8");
            case MONEY -> sql(F + "cash(" + F + "bounded(", arg(a, 0), "), ", arg(a, 1), ")");
            case AMOUNT -> amount(a.args().getFirst());
            case CURRENCY -> sql("(", arg(a, 0), ").currency");
            case NOW ->
                part(
                        "?::timestamptz",
                        moment.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            case TODAY -> part("?::date", LocalDate.ofInstant(moment.now(), moment.zone()));
            case YEAR -> sql("extract(year FROM ", day(a.args().getFirst()), ")::numeric");
            case MONTH -> sql("extract(month FROM ", day(a.args().getFirst()), ")::numeric");
            case DAY -> sql("extract(day FROM ", day(a.args().getFirst()), ")::numeric");
            case WEEKDAY -> sql("extract(isodow FROM ", day(a.args().getFirst()), ")::numeric");
            case HOUR -> sql("extract(hour FROM ", arg(a, 0), " AT TIME ZONE ", zone(), ")::numeric");
            case ADD_DAYS -> sql(F + "add_days(", arg(a, 0), ", ", arg(a, 1), ")");
            case DAYS_BETWEEN -> sql("(", arg(a, 1), " - ", arg(a, 0), ")::numeric");
            case PART -> throw new IllegalArgumentException("a part is taken of a field");
        };
    }

    private SqlPart add(Expr.Apply a) {
        return switch (a.type()) {
            case NUMBER -> sql(F + "bounded(", arg(a, 0), " + ", arg(a, 1), ")");
            case MONEY -> sql(F + "cash_sum(", arg(a, 0), ", ", arg(a, 1), ", 1)");
            case TEXT -> sql("(", arg(a, 0), " || ", arg(a, 1), ")");
            case SPAN -> sql(F + "span_bounded(", arg(a, 0), " + ", arg(a, 1), ")");
            default ->
                a.args().getFirst().type() == ExprType.SPAN
                        ? sql(F + "plus_span(", arg(a, 1), ", ", arg(a, 0), ")")
                        : sql(F + "plus_span(", arg(a, 0), ", ", arg(a, 1), ")");
        };
    }

    private SqlPart subtract(Expr.Apply a) {
        return switch (a.type()) {
            case NUMBER -> sql(F + "bounded(", arg(a, 0), " - ", arg(a, 1), ")");
            case MONEY -> sql(F + "cash_sum(", arg(a, 0), ", ", arg(a, 1), ", -1)");
            case SPAN ->
                a.args().getFirst().type() == ExprType.TIMESTAMP
                        ? sql(F + "span_between(", arg(a, 0), ", ", arg(a, 1), ")")
                        : sql(F + "span_bounded(", arg(a, 0), " - ", arg(a, 1), ")");
            default -> sql(F + "plus_span(", arg(a, 0), ", - ", arg(a, 1), ")");
        };
    }

    private SqlPart round(Expr.Apply a) {
        int places =
                a.args().size() == 2 && a.args().get(1) instanceof Expr.Literal l && l.value() instanceof Value.Num n
                        ? n.number().intValue()
                        : 0;
        return a.type() == ExprType.MONEY
                ? sql(F + "cash_round(", arg(a, 0), ", " + places + ")")
                : sql(F + "bounded(" + F + "half_even(", arg(a, 0), ", " + places + "))");
    }

    private SqlPart extreme(Expr.Apply a) {
        String name = a.type() == ExprType.MONEY ? "cash_extreme(ARRAY[" : "extreme(ARRAY[";
        return sql(
                F + name,
                join(a.args().stream().map(this::value).toList(), ", ", ""),
                "]::" + sqlType(a.type()) + "[], " + (a.op() == Op.MAX) + ")");
    }

    private SqlPart day(Expr e) {
        return e.type() == ExprType.TIMESTAMP ? sql(F + "day_in(", value(e), ", ", zone(), ")") : value(e);
    }

    private SqlPart zone() {
        // A fixed offset has another sign in PostgreSQL's POSIX names; an interval has not.
        return moment.zone() instanceof ZoneOffset o
                ? part("?::text", posix(o))
                : part("?::text", moment.zone().getId());
    }

    private static String posix(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        int all = Math.abs(seconds);
        return seconds == 0
                ? "UTC"
                : "<x>%s%02d:%02d:%02d".formatted(seconds > 0 ? "-" : "+", all / 3600, all / 60 % 60, all % 60);
    }

    private static SqlPart midnight(LocalDate day) {
        return part("?::timestamptz", day.atStartOfDay().atOffset(ZoneOffset.UTC));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // Putting parts together

    private static SqlPart part(String sql, Object... parameters) {
        return SqlPart.of(sql, parameters);
    }

    private static SqlPart sql(Object... pieces) {
        StringBuilder text = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        for (Object piece : pieces) {
            if (piece instanceof SqlPart p) {
                text.append(p.sql());
                parameters.addAll(p.parameters());
            } else {
                text.append(piece);
            }
        }
        return new SqlPart(text.toString(), parameters);
    }

    private static SqlPart join(List<SqlPart> parts, String between) {
        return sql("(", join(parts, between, ""), ")");
    }

    private static SqlPart join(List<SqlPart> parts, String between, String function) {
        List<Object> parameters = new ArrayList<>();
        parts.forEach(p -> parameters.addAll(p.parameters()));
        String text = parts.stream().map(SqlPart::sql).collect(Collectors.joining(between));
        return new SqlPart(function.isEmpty() ? text : function + "(" + text + ")", parameters);
    }
}
