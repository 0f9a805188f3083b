package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.app.Database;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprJson;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.store.SqlColumn.SqlPart;
import io.deskloom.testing.ExprCorpus;
import io.deskloom.testing.RandomTrees;
import io.deskloom.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The corpus and random trees against PostgreSQL, as the application's role, on every way a fact can be stored. */
@Tag("database")
class ExprSqlTest {
    private static final ExprCorpus CORPUS = ExprCorpus.load();
    private static final int SCALE = 4;
    private static final AtomicInteger RAN = new AtomicInteger();
    private static boolean asked;
    private static Connection db;

    /** The ways facts are stored: typed columns, slots (scaled int8, days as moments), or one JSONB document. */
    private enum Storage {
        COLUMNS,
        SLOTS,
        JSON
    }

    @BeforeAll
    static void connect() throws SQLException {
        db = TestDatabase.asApp();
    }

    @AfterAll
    static void everyCaseRan() throws SQLException {
        db.close();
        if (!asked) {
            return;
        }
        assertThat(RAN.get())
                .as("cases run on each storage")
                .isEqualTo(CORPUS.cases().size() * Storage.values().length);
    }

    @TestFactory
    Stream<DynamicTest> agrees() {
        asked = true;
        return Stream.of(Storage.values())
                .flatMap(s -> CORPUS.cases().stream()
                        .map(c -> dynamicTest(s + ": " + c.name(), () -> {
                            Expr e = c.parse();
                            assertThat(ask(e, c.facts(), c.moment(), s)).isEqualTo(c.expected(e));
                            if (e.type() == ExprType.BOOL) {
                                assertThat(filters(e, c.facts(), c.moment(), s))
                                        .as("as filter")
                                        .isEqualTo(c.expected(e).equals(Value.bool(true)));
                            }
                            RAN.incrementAndGet();
                        })));
    }

    @Test
    void agreesOnRandomTrees() throws SQLException {
        RandomTrees random = new RandomTrees(4711, CORPUS.types());
        for (int i = 0; i < 1_500; i++) {
            Expr e = random.tree(random.type(), 4);
            Map<String, Value> facts = new HashMap<>();
            CORPUS.types().forEach((path, type) -> facts.put(path, random.value(type)));
            Moment moment = new Moment(
                    Instant.parse("2026-03-08T07:30:00Z"), ZoneId.of(i % 2 == 0 ? "America/New_York" : "Asia/Kolkata"));
            Value java = Evaluator.evaluate(e, new Facts() {
                @Override
                public Value get(String path) {
                    return facts.get(path);
                }

                @Override
                public Moment moment() {
                    return moment;
                }
            });
            for (Storage s : List.of(Storage.COLUMNS, Storage.JSON)) {
                String what = s + " " + i + ": " + ExprJson.write(e) + " with " + facts;
                assertThat(ask(e, facts, moment, s)).as(what).isEqualTo(java);
                if (e.type() == ExprType.BOOL) {
                    assertThat(filters(e, facts, moment, s)).as(what).isEqualTo(java.equals(Value.bool(true)));
                }
            }
        }
    }

    @Test
    void keepsComparisonsBareSoThatIndexesServe() {
        ExprSql.Columns columns = (path, type) -> switch (path) {
            case "reason" -> new SqlColumn.Text(SqlPart.of("s1"));
            case "refund" ->
                new SqlColumn.Money(
                        new SqlColumn.Scaled(SqlPart.of("i1"), 2),
                        SqlPart.of("fields->?::text->>'currency'", "f_refund"));
            case "delivered" -> new SqlColumn.DateSlot(SqlPart.of("d1"));
            case "created" -> new SqlColumn.Timestamp(SqlPart.of("created_at"));
            case "actor" -> new SqlColumn.Uuid(SqlPart.of("assignee_id"));
            case "note" -> new SqlColumn.Coded(SqlPart.of("priority"), Map.of("low", 1, "high", 3));
            default -> throw new AssertionError(path);
        };
        assertThat(filter("reason == 'a'", columns)).isEqualTo("(s1 = ?::text)");
        assertThat(filter("reason in ['a', 'b'] && refund > 500", columns))
                .isEqualTo("((s1 = ANY(?::text[])) AND (i1 > ?::int8))");
        assertThat(filter("refund <= 10.005", columns)).isEqualTo("(i1 <= ?::int8)");
        assertThat(filter("500 < refund", columns)).isEqualTo("(i1 > ?::int8)");
        assertThat(filter("delivered >= date('2026-01-01')", columns)).isEqualTo("(d1 >= ?::timestamptz)");
        assertThat(filter("created < now() || reason.startsWith('RET')", columns))
                .isEqualTo("((created_at < ?::timestamptz) OR (s1 ^@ ?::text))");
        assertThat(filter("reason == null", columns)).isEqualTo("(s1 IS NULL)");
        assertThat(filter("actor == '0192f0c1-2345-7abc-8def-0123456789ab'", columns))
                .isEqualTo("(assignee_id = ?::uuid)");
        assertThat(filter("actor == 'nobody'", columns)).isEqualTo("false");
        assertThat(filter("note == 'high' && note in ['low', 'none']", columns))
                .isEqualTo("((priority = ?::int2) AND (priority = ANY(?::int2[])))");
        assertThat(filter("!(reason == 'a')", columns)).isEqualTo("(NOT coalesce((s1 = ?::text), false))");
    }

    /** The proof is the plan under row-level security as the application's role: the filter itself must be the Index Cond. */
    @Test
    void slotsAreFoundByIndexUnderRowLevelSecurity() throws SQLException {
        ExprSql.Columns columns = (path, type) -> switch (path) {
            case "reason" -> new SqlColumn.Text(SqlPart.of("s1"));
            case "refund" ->
                new SqlColumn.Money(
                        new SqlColumn.Scaled(SqlPart.of("i1"), 2),
                        SqlPart.of("(fields->?::text->>'currency')", "f_refund"));
            case "delivered" -> new SqlColumn.DateSlot(SqlPart.of("d1"));
            default -> throw new AssertionError(path);
        };
        Map<String, String> indexes = Map.of(
                "reason == 'a'", "(s1 = 'a'::text)",
                "reason in ['a', 'b']", "(s1 = ANY ('{a,b}'::text[]))",
                "reason.startsWith('RE')", "(s1 >= 'RE'::text) AND (s1 < 'RF'::text)",
                "refund > 500", "(i1 > '50000'::bigint)",
                "refund == money(12.50, 'CNY')", "(i1 = '1250'::bigint)",
                "delivered < date('2026-11-22')", "(d1 < '2026-11-22 ");
        // An empty database of its own: what other tests leave behind must not change the planner's mind.
        Database empty = TestDatabase.create("expr_plans");
        try (Connection app = DriverManager.getConnection(empty.url(), Database.APP, empty.appPassword())) {
            app.setAutoCommit(false);
            try (var s = app.createStatement()) {
                s.execute(
                        "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL app.tenant = '1'");
                s.execute("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL timezone = 'UTC'");
            }
            // Before 17 a list that is not the first column's is looked for among the entries of the index.
            boolean listsAreFiltered = app.getMetaData().getDatabaseMajorVersion() < 17;
            for (Map.Entry<String, String> wanted : indexes.entrySet()) {
                SqlPart part = ExprSql.filter(
                        parse(wanted.getKey()),
                        columns,
                        CORPUS.cases().getFirst().moment());
                StringBuilder plan = new StringBuilder();
                try (PreparedStatement s = app.prepareStatement(
                        "EXPLAIN SELECT id FROM record WHERE tenant_id = 1 AND type_id = 1 AND " + part.sql())) {
                    ExprSql.bind(s, 1, part.parameters());
                    try (ResultSet r = s.executeQuery()) {
                        while (r.next()) {
                            plan.append(r.getString(1)).append('\n');
                        }
                    }
                }
                assertThat(plan.toString()
                                .lines()
                                .filter(l -> l.contains("Index Cond") || l.contains("Filter:") && listsAreFiltered)
                                .toList())
                        .as(wanted.getKey() + "\n" + plan)
                        .anySatisfy(l -> assertThat(l).contains(wanted.getValue()));
            }
        }
    }

    @Test
    void wordsAndIdsKeepTheirMeaning() throws SQLException {
        ExprSql.Columns columns = (path, type) -> path.equals("actor")
                ? new SqlColumn.Uuid(
                        SqlPart.of("?::uuid", java.util.UUID.fromString("0192f0c1-2345-7abc-8def-0123456789ab")))
                : new SqlColumn.Coded(SqlPart.of("3::int2"), Map.of("low", 1, "high", 3));
        Map.of(
                        "note == 'high'", true,
                        "note != 'high'", false,
                        "note != 'none'", true,
                        "note < 'low'", true,
                        "note.startsWith('hi')", true,
                        "note in ['high']", true,
                        "!(note in ['low', 'x'])", true,
                        "actor.endsWith('9ab')", true,
                        "actor in ['x', '0192f0c1-2345-7abc-8def-0123456789ab']", true,
                        "actor == '0192F0C1-2345-7ABC-8DEF-0123456789AB'", false)
                .forEach((text, expected) -> {
                    SqlPart part = ExprSql.filter(
                            parse(text), columns, CORPUS.cases().getFirst().moment());
                    try (PreparedStatement s = db.prepareStatement("SELECT coalesce(" + part.sql() + ", false)")) {
                        ExprSql.bind(s, 1, part.parameters());
                        try (ResultSet r = s.executeQuery()) {
                            r.next();
                            assertThat(r.getBoolean(1)).as(text).isEqualTo(expected);
                        }
                    } catch (SQLException e) {
                        throw new AssertionError(text, e);
                    }
                });
    }

    private static String filter(String text, ExprSql.Columns columns) {
        return ExprSql.filter(parse(text), columns, CORPUS.cases().getFirst().moment())
                .sql();
    }

    private static Expr parse(String text) {
        return new ExprCorpus.Case(
                        text, text, Map.of(), CORPUS.cases().getFirst().moment(), null, null, CORPUS.env())
                .parse();
    }

    private static boolean filters(Expr e, Map<String, Value> facts, Moment moment, Storage storage)
            throws SQLException {
        Source source = new Source(facts, storage);
        SqlPart part = ExprSql.filter(e, source, moment);
        try (PreparedStatement s = db.prepareStatement("SELECT 1 FROM " + source.from() + " WHERE " + part.sql())) {
            ExprSql.bind(s, ExprSql.bind(s, 1, source.parameters), part.parameters());
            try (ResultSet r = s.executeQuery()) {
                return r.next();
            }
        }
    }

    private static Value ask(Expr e, Map<String, Value> facts, Moment moment, Storage storage) throws SQLException {
        Source source = new Source(facts, storage);
        SqlPart part = ExprSql.value(e, source, moment);
        String select = e.type() == ExprType.MONEY ? "(v.x).amount, (v.x).currency" : "v.x";
        try (PreparedStatement s = db.prepareStatement(
                "SELECT " + select + " FROM (SELECT " + part.sql() + " AS x FROM " + source.from() + ") v")) {
            // The value's parameters stand before those of FROM.
            ExprSql.bind(s, ExprSql.bind(s, 1, part.parameters()), source.parameters);
            try (ResultSet r = s.executeQuery()) {
                assertThat(r.next()).isTrue();
                return read(r, e.type());
            }
        }
    }

    private static Value read(ResultSet r, ExprType type) throws SQLException {
        if (r.getObject(1) == null) {
            return Value.NULL;
        }
        return switch (type) {
            case NULL -> Value.NULL;
            case TEXT -> Value.text(r.getString(1));
            case NUMBER -> Value.num(r.getBigDecimal(1));
            case MONEY -> new Value.Money(r.getBigDecimal(1), r.getString(2));
            case BOOL -> Value.bool(r.getBoolean(1));
            case DATE -> new Value.Date(r.getObject(1, LocalDate.class));
            case TIMESTAMP ->
                new Value.Timestamp(r.getObject(1, OffsetDateTime.class).toInstant());
            case SPAN -> new Value.Span(Duration.of(r.getLong(1), ChronoUnit.MICROS));
            case LIST -> {
                Array a = r.getArray(1);
                yield Value.texts(List.of((String[]) a.getArray()));
            }
            case PARTS -> throw new AssertionError("no expression gives a compound value");
        };
    }

    /** One row that holds the facts in the chosen way. */
    private static final class Source implements ExprSql.Columns {
        private final Map<String, SqlColumn> columns = new HashMap<>();
        private final List<String> row = new ArrayList<>();
        private final List<Object> parameters = new ArrayList<>();

        Source(Map<String, Value> facts, Storage storage) {
            if (storage == Storage.JSON) {
                document(facts);
            } else {
                CORPUS.types()
                        .forEach((path, type) ->
                                add(path, type, facts.getOrDefault(path, Value.NULL), storage == Storage.SLOTS));
            }
        }

        String from() {
            return "(SELECT " + String.join(", ", row) + ") f";
        }

        @Override
        public SqlColumn column(String path, ExprType type) {
            return columns.get(path);
        }

        private void document(Map<String, Value> facts) {
            Map<String, Object> json = new HashMap<>();
            facts.forEach((path, v) -> json.put(path, v instanceof Value.Num n ? n.number() : ExprJson.writeValue(v)));
            try {
                cell("?::jsonb", new ObjectMapper().writeValueAsString(json));
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new AssertionError(e);
            }
            CORPUS.types().forEach((path, type) -> columns.put(path, SqlColumn.json("f.c0", path, type)));
        }

        private String cell(String sql, Object... parameter) {
            String name = "c" + row.size();
            row.add(sql + " AS " + name);
            parameters.addAll(List.of(parameter));
            return "f." + name;
        }

        private void add(String path, ExprType type, Value v, boolean slots) {
            columns.put(
                    path,
                    switch (v) {
                        case Value.Null _ -> empty(type, slots);
                        case Value.Text t -> new SqlColumn.Text(SqlPart.of(cell("?::text COLLATE \"C\"", t.text())));
                        case Value.Num n -> number(n.number(), slots);
                        case Value.Money m ->
                            new SqlColumn.Money(number(m.amount(), slots), SqlPart.of(cell("?::text", m.currency())));
                        case Value.Bool b -> new SqlColumn.Bool(SqlPart.of(cell("?::boolean", b.is())));
                        case Value.Date d
                        when slots ->
                            new SqlColumn.DateSlot(SqlPart.of(cell(
                                    "?::timestamptz", d.day().atStartOfDay().atOffset(ZoneOffset.UTC))));
                        case Value.Date d -> new SqlColumn.Date(SqlPart.of(cell("?::date", d.day())));
                        case Value.Timestamp t ->
                            new SqlColumn.Timestamp(
                                    SqlPart.of(cell("?::timestamptz", t.at().atOffset(ZoneOffset.UTC))));
                        case Value.Span s ->
                            new SqlColumn.Span(
                                    SqlPart.of(cell("?::int8", s.length().toNanos() / 1_000)));
                        case Value.Parts p -> parts(p);
                        case Value.Items i when type == ExprType.PARTS -> parts(i);
                        case Value.Items i ->
                            new SqlColumn.Texts(SqlPart.of(cell("?::text[]", (Object) i.items().stream()
                                    .map(x -> ((Value.Text) x).text())
                                    .toArray(String[]::new))));
                    });
        }

        private SqlColumn parts(Value v) {
            try {
                String json = new ObjectMapper().writeValueAsString(ExprJson.writeValue(v));
                return new SqlColumn.Parts(SqlPart.of(cell("?::jsonb", json)), Map.of());
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }

        private SqlColumn number(BigDecimal n, boolean slots) {
            BigDecimal scaled = n.movePointRight(SCALE);
            return slots && scaled.stripTrailingZeros().scale() <= 0 && scaled.precision() - scaled.scale() < 19
                    ? new SqlColumn.Scaled(SqlPart.of(cell("?::int8", scaled.longValueExact())), SCALE)
                    : new SqlColumn.Numeric(SqlPart.of(cell("?::numeric", n)));
        }

        private SqlColumn empty(ExprType type, boolean slots) {
            return switch (type) {
                case NUMBER ->
                    slots
                            ? new SqlColumn.Scaled(SqlPart.of(cell("NULL::int8")), SCALE)
                            : new SqlColumn.Numeric(SqlPart.of(cell("NULL::numeric")));
                case MONEY -> new SqlColumn.Money(empty(ExprType.NUMBER, slots), SqlPart.of(cell("NULL::text")));
                case DATE ->
                    slots
                            ? new SqlColumn.DateSlot(SqlPart.of(cell("NULL::timestamptz")))
                            : new SqlColumn.Date(SqlPart.of(cell("NULL::date")));
                case TEXT, NULL -> new SqlColumn.Text(SqlPart.of(cell("NULL::text COLLATE \"C\"")));
                case BOOL -> new SqlColumn.Bool(SqlPart.of(cell("NULL::boolean")));
                case TIMESTAMP -> new SqlColumn.Timestamp(SqlPart.of(cell("NULL::timestamptz")));
                case SPAN -> new SqlColumn.Span(SqlPart.of(cell("NULL::int8")));
                case LIST -> new SqlColumn.Texts(SqlPart.of(cell("NULL::text[]")));
                case PARTS -> new SqlColumn.Parts(SqlPart.of(cell("NULL::jsonb")), Map.of());
            };
        }
    }
}
