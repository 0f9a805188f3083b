package io.deskloom.store;

import io.deskloom.expr.ExprType;
import io.deskloom.field.FieldTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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

    /**
     * A jsonb of named parts, or rows of them.
     *
     * @param slots parts that a column of their own holds
     */
    record Parts(SqlPart json, Map<String, SqlColumn> slots) implements SqlColumn {
        public Parts {
            slots = Map.copyOf(slots);
        }

        /** Where a part is. */
        SqlColumn part(String name, ExprType type) {
            SqlColumn slot = slots.get(name);
            if (slot != null) {
                return slot;
            }
            if (!FieldTypes.partNames().containsKey(name)) {
                throw new IllegalArgumentException("no kind has a part " + name);
            }
            if (name.equals("count")) {
                return new Numeric(in("(CASE WHEN jsonb_typeof(", ") = 'array' THEN jsonb_array_length(", ") END)"));
            }
            String text = "->>'" + name + "')";
            String part = "->'" + name + "')";
            return switch (type) {
                case TEXT, NULL, MONEY, LIST, PARTS -> new Text(in("(", text));
                case NUMBER -> new Numeric(in("deskloom_expr.number(", part));
                case BOOL -> new Bool(in("deskloom_expr.yes_no(", part));
                case DATE -> new Date(in("deskloom_expr.day(", text));
                case TIMESTAMP -> new Timestamp(in("deskloom_expr.moment(", text));
                case SPAN -> new Span(in("deskloom_expr.span(", part));
            };
        }

        /** The JSON between each two of {@code around}. */
        private SqlPart in(String... around) {
            StringBuilder out = new StringBuilder(around[0]);
            List<Object> parameters = new ArrayList<>();
            for (int i = 1; i < around.length; i++) {
                out.append(json.sql()).append(around[i]);
                parameters.addAll(json.parameters());
            }
            return new SqlPart(out.toString(), parameters);
        }
    }

    /** The same column of another row: each of its fragments as {@code place} puts it. */
    default SqlColumn within(UnaryOperator<SqlPart> place) {
        return switch (this) {
            case Text t -> new Text(place.apply(t.sql));
            case Uuid u -> new Uuid(place.apply(u.sql));
            case Coded c -> new Coded(place.apply(c.sql), c.codes);
            case Numeric n -> new Numeric(place.apply(n.sql));
            case Scaled s -> new Scaled(place.apply(s.sql), s.scale);
            case Money m -> new Money(m.amount.within(place), place.apply(m.currency));
            case Bool b -> new Bool(place.apply(b.sql));
            case Date d -> new Date(place.apply(d.sql));
            case DateSlot d -> new DateSlot(place.apply(d.sql));
            case Timestamp t -> new Timestamp(place.apply(t.sql));
            case Span s -> new Span(place.apply(s.sql));
            case Texts t -> new Texts(place.apply(t.sql));
            case Parts p -> {
                Map<String, SqlColumn> slots = new HashMap<>();
                p.slots.forEach((name, slot) -> slots.put(name, slot.within(place)));
                yield new Parts(place.apply(p.json), slots);
            }
        };
    }

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
            case PARTS -> new Parts(sql, Map.of());
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
            case PARTS -> new Parts(SqlPart.of("(" + json + "->?::text)", key), Map.of());
        };
    }
}
