package io.deskloom.store;

import io.deskloom.expr.ExprType;
import java.util.List;
import java.util.Map;

/** Where and how an attribute is stored, for {@link ExprSql}. Every fragment brings the parameters of its {@code ?}s. */
public sealed interface SqlColumn {
    /** A text column or expression; a slot is {@code COLLATE "C"} already. */
    record Text(SqlPart sql) implements SqlColumn {}

    /** A uuid column standing for an id as text (assignee, requester). */
    record Uuid(SqlPart sql) implements SqlColumn {}

    /**
     * A small number that stands for a word (priority, status).
     *
     * @param codes word to stored code
     */
    record Coded(SqlPart sql, Map<String, Integer> codes) implements SqlColumn {
        public Coded {
            codes = Map.copyOf(codes);
        }
    }

    /** An exact number of type numeric or bigint. */
    record Numeric(SqlPart sql) implements SqlColumn {}

    /** An int8 that holds a number times 10^scale. */
    record Scaled(SqlPart sql, int scale) implements SqlColumn {}

    /** An amount (Numeric or Scaled) and its currency. */
    record Money(SqlColumn amount, SqlPart currency) implements SqlColumn {}

    record Bool(SqlPart sql) implements SqlColumn {}

    record Date(SqlPart sql) implements SqlColumn {}

    /** A timestamptz slot that holds a day as its midnight in UTC. */
    record DateSlot(SqlPart sql) implements SqlColumn {}

    record Timestamp(SqlPart sql) implements SqlColumn {}

    /** Whole microseconds in an int8. */
    record Span(SqlPart sql) implements SqlColumn {}

    /** A text[]. */
    record Texts(SqlPart sql) implements SqlColumn {}

    /** SQL with its parameters, in order. */
    record SqlPart(String sql, List<Object> parameters) {
        public SqlPart {
            parameters = List.copyOf(parameters);
        }

        public static SqlPart of(String sql, Object... parameters) {
            return new SqlPart(sql, List.of(parameters));
        }
    }

    /** A column by name, of the natural storage of {@code type}; money needs {@link Money}. */
    static SqlColumn plain(String name, ExprType type) {
        SqlPart sql = SqlPart.of(name);
        return switch (type) {
            case TEXT, NULL -> new Text(sql);
            case NUMBER, MONEY -> new Numeric(sql);
            case BOOL -> new Bool(sql);
            case DATE -> new Date(sql);
            case TIMESTAMP -> new Timestamp(sql);
            case SPAN -> new Span(sql);
            case LIST -> new Texts(sql);
        };
    }

    /**
     * A field inside a JSONB column, in the one JSON form of {@code field.FieldType}: the truth behind every slot, never
     * indexed. A value of another shape than the type's counts as null.
     *
     * @param json the JSONB column, for example "fields"
     * @param key the field id; passed as a parameter
     */
    static SqlColumn json(String json, String key, ExprType type) {
        SqlPart text = SqlPart.of("(" + json + "->>?::text)", key);
        return switch (type) {
            case TEXT, NULL -> new Text(text);
            case NUMBER -> new Numeric(SqlPart.of("deskloom_expr.number(" + json + "->?::text)", key));
            case MONEY ->
                new Money(
                        new Numeric(SqlPart.of("deskloom_expr.number(" + json + "->?::text->'amount')", key)),
                        SqlPart.of("(" + json + "->?::text->>'currency')", key));
            case BOOL -> new Bool(SqlPart.of("deskloom_expr.yes_no(" + json + "->?::text)", key));
            case DATE -> new Date(SqlPart.of("deskloom_expr.day(" + json + "->>?::text)", key));
            case TIMESTAMP -> new Timestamp(SqlPart.of("deskloom_expr.moment(" + json + "->>?::text)", key));
            case SPAN -> new Span(SqlPart.of("deskloom_expr.span(" + json + "->?::text)", key));
            case LIST -> new Texts(SqlPart.of("deskloom_expr.texts(" + json + "->?::text)", key));
        };
    }
}
