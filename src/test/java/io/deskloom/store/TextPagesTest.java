package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.access.Cursors;
import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.TicketAccess;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.search.Lexemes;
import io.deskloom.search.Tokens;
import io.deskloom.search.Wanted;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random words in random lists, paged through to their end, against the plainest way to answer them: every ticket, every
 * field this actor reads of it, every comment it may read, one by one. As the application's role under row-level security,
 * with limits so small that every way of finding rows is taken.
 */
@Tag("database")
class TextPagesTest {
    private static final long SEED = 20261129;
    private static final int CASES = 150;
    private static final int ROWS = 700;
    private static final int TENANT = 910_120;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    /** The demo with rights that depend on the ticket: by step, by value, by role and scope, for fields and comments. */
    private static final MetadataSnapshot DEMO = MetadataReader.read(
                    Snapshots.demoFiles().stream()
                            .map(f -> f.path().endsWith("return_refund/access.yaml")
                                    ? new SourceFile(f.path(), intricate(f.text()))
                                    : f)
                            .toList(),
                    Snapshots.NO_RULES)
            .orThrow();

    private static final TicketTypeDef TYPE = DEMO.type("return_refund").orElseThrow();

    private static String intricate(String access) {
        String out = access;
        for (List<String> change : List.of(
                List.of(
                        "warehouse_note: read\n      photos: edit",
                        "warehouse_note: {level: read, when: reason == \"damaged\"}\n      photos: edit"),
                List.of(
                        "warehouse:\n    verbs: [read, update, comment_internal, read_internal, act, claim]",
                        "warehouse:\n    verbs: [read, update, act, claim]"),
                List.of(
                        "{role: warehouse, where: ticket.team in actor.teams || ticket.assignee == actor}",
                        "{role: warehouse, where: ticket.team == \"warehouse\"}"),
                List.of(
                        "{role: finance, where: ticket.team in actor.teams || ticket.assignee == actor}",
                        "{role: finance, where: ticket.team == \"finance\"}"),
                List.of(
                        "  inspect:\n    fields:\n",
                        "  inspect:\n    fields:\n      complaint_text: {access: hidden}\n"))) {
            assertThat(out).contains(change.getFirst());
            out = out.replace(change.getFirst(), change.getLast());
        }
        return out;
    }

    private static final TypeSlots SLOTS =
            new TypeSlots(1, Map.of("f_reason", "s1", "f_order", "s2", "f_phone", "s3"), 1);
    private static final Planner PLANNER = new Planner(new Cursors(_ -> new byte[32]), (_, _) -> List.of());

    private static final String[] WORDS = {
        "kettle", "kettles", "leaking", "leaked", "Lid", "broken", "Café", "hissing", "水壶漏水", "退款", "收到时破损", "壶盖", "水",
        "破水", "rare"
    };

    private record Said(boolean internal, String text) {}

    private static List<Ticket> all = List.of();
    private static final Map<UUID, List<Said>> COMMENTS = new HashMap<>();

    @BeforeAll
    static void load() throws SQLException {
        Random random = new Random(SEED);
        try (Connection c = tenant(TenantTx.SET_TENANT)) {
            c.createStatement().execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team,"
                            + " flow_release, created_at, updated_at, deleted_at, title, s1, s2, s3, fields)"
                            + " VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)")) {
                for (int n = 1; n <= ROWS; n++) {
                    row(s, random, n);
                    s.addBatch();
                }
                s.executeBatch();
            }
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT " + TicketRows.COLUMNS + " FROM record WHERE tenant_id = ? AND type_id = 1")) {
                s.setInt(1, TENANT);
                List<Ticket> read = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        read.add(TicketRows.read(row, TYPE));
                    }
                }
                all = read.stream().filter(t -> t.deletedAt() == null).toList();
                index(c, random, read);
            }
            c.commit();
        }
        try (Connection owner = TestDatabase.asOwner()) {
            owner.createStatement().execute("VACUUM ANALYZE record, record_search");
        }
    }

    private static void row(PreparedStatement s, Random random, int n) throws SQLException {
        Instant created = BEGIN.plusSeconds(60L * n);
        Map<String, Value> fields = new HashMap<>();
        put(fields, "f_subject", random, Value.text(words(random, 3)));
        put(fields, "f_complaint", random, Value.text(words(random, 6)));
        put(fields, "f_whnote", random, Value.text(words(random, 2)));
        put(fields, "f_reason", random, Value.text(pick(random, "size", "quality", "damaged")));
        put(fields, "f_order", random, Value.text("SO-" + (int) Math.abs(random.nextGaussian() * 8)));
        put(fields, "f_phone", random, Value.text("1380000000" + random.nextInt(9)));
        int i = 1;
        s.setInt(i++, TENANT);
        s.setObject(i++, new UUID(created.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | random.nextInt()));
        s.setInt(i++, n % 50 == 0 ? 2 : 1);
        s.setLong(i++, 10_000L + n);
        s.setString(i++, pick(random, "review", "inspect", "refund"));
        s.setInt(i++, 1 + random.nextInt(6));
        s.setInt(i++, 1 + random.nextInt(4));
        s.setString(i++, random.nextInt(8) == 0 ? null : pick(random, "after_sales", "warehouse", "finance"));
        s.setString(i++, "0".repeat(64));
        s.setObject(i++, created.atOffset(ZoneOffset.UTC));
        s.setObject(i++, BEGIN.plusSeconds(3600L * random.nextInt(200)).atOffset(ZoneOffset.UTC));
        s.setObject(i++, random.nextInt(60) == 0 ? created.atOffset(ZoneOffset.UTC) : null);
        s.setString(i++, fields.get("f_subject") instanceof Value.Text(String t) ? t : "");
        for (String id : List.of("f_reason", "f_order", "f_phone")) {
            FieldDef field = TYPE.fieldById(id).orElseThrow();
            Value value = fields.getOrDefault(id, Value.NULL);
            s.setObject(i++, value.isNull() ? null : FieldTypes.of(field.kind()).toSlot(value, field.settings()));
        }
        s.setString(i, Json.write(TicketRows.json(fields, TYPE)));
    }

    private static void index(Connection c, Random random, List<Ticket> tickets) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO record_search (tenant_id, record_id, type_id, tokens) VALUES (?, ?, 1, array_to_tsvector(?))")) {
            for (Ticket t : tickets) {
                Set<String> lexemes = new LinkedHashSet<>(Lexemes.of(t, TYPE, Map.of()));
                for (int n = random.nextInt(3); n > 0; n--) {
                    Said said = new Said(random.nextBoolean(), words(random, 3));
                    COMMENTS.computeIfAbsent(t.id().value(), _ -> new ArrayList<>())
                            .add(said);
                    lexemes.addAll(Lexemes.ofComments(
                            List.of(new Event.Commented(meta(t), said.internal(), said.text())), Map.of()));
                }
                s.setInt(1, TENANT);
                s.setObject(2, t.id().value());
                s.setArray(3, c.createArrayOf("text", lexemes.toArray()));
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static Event.Meta meta(Ticket t) {
        return new Event.Meta(t.id().value(), t.id(), BEGIN, new Event.Cause.System("test"), "web", DEMO.release());
    }

    private static String words(Random random, int most) {
        List<String> out = new ArrayList<>();
        for (int n = 1 + random.nextInt(most); n > 0; n--) {
            // The first of them far more often than the last.
            out.add(WORDS[Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length))]);
        }
        return String.join(random.nextBoolean() ? " " : ", ", out);
    }

    private static void put(Map<String, Value> fields, String id, Random random, Value value) {
        if (random.nextInt(5) != 0) {
            fields.put(id, value);
        }
    }

    @AfterAll
    static void clear() throws SQLException {
        try (Connection c = tenant(TenantTx.SET_TENANT)) {
            c.createStatement().execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            c.commit();
        }
    }

    @Test
    void everySearchFindsEveryTicketThatItsReaderReadsTheWordsOfAndNoOther() throws SQLException {
        Random random = new Random(SEED);
        int rows = 0;
        int conditional = 0;
        for (int n = 0; n < CASES; n++) {
            Actor actor = random.nextInt(3) == 0
                    ? me(pick(random, "agent", "warehouse"), pick(random, "finance", "finance", "supervisor"))
                    : me(pick(random, "agent", "warehouse", "finance", "supervisor"));
            String text = text(random);
            String filter = filter(random);
            String sort = (random.nextBoolean() ? "-" : "") + pick(random, "updated", "created", "order_no");
            TextPages.Limits limits = new TextPages.Limits(
                    1 + random.nextInt(40),
                    40 + random.nextInt(60),
                    1 + random.nextInt(4),
                    40 + random.nextInt(900),
                    random.nextInt(3) == 0 ? random.nextInt(300) : 0);
            String what =
                    "case " + n + ": " + actor.login() + ", '" + text + "', " + filter + ", " + sort + ", " + limits;
            QueryPlan plan = PLANNER.plan(
                            actor,
                            DEMO,
                            // One of them row by row; of the others a page costs as much and proves the same.
                            new ListRequest(
                                    "return_refund",
                                    null,
                                    filter,
                                    Map.of(),
                                    sort,
                                    n == CASES / 2 ? 1 : 5 + random.nextInt(60),
                                    null,
                                    text),
                            NOON)
                    .orThrow();
            conditional += plan.text().places().stream().anyMatch(p -> p.where() != null) ? 1 : 0;
            List<UUID> expected = expected(actor, text, filter, sort);
            assertThat(paged(plan, limits, expected.size())).as(what).isEqualTo(expected);
            assertThat(whole(plan, 1 + random.nextInt(100), expected.size()))
                    .as("all at once, " + what)
                    .isEqualTo(expected);
            rows += expected.size();
        }
        assertThat(rows).as("rows compared").isGreaterThan(20 * CASES);
        assertThat(conditional).as("searches whose places depend on the ticket").isGreaterThan(20);
    }

    /** Words as they may have been meant: of all of them, and of those that any record holds, the same is found. */
    @Test
    void askingOnlyForWordsThatAreHeldFindsTheSame() throws SQLException {
        Random random = new Random(SEED);
        int rows = 0;
        for (int n = 0; n < 12; n++) {
            Actor actor = me(pick(random, "agent", "warehouse", "finance", "supervisor"));
            String text =
                    pick(random, "ketle", "leakin lidd", "brokn", "borken hising", "zzzzzz", "rrare", "kettle 水壶");
            QueryPlan plan = PLANNER.plan(
                            actor,
                            DEMO,
                            new ListRequest("return_refund", null, null, Map.of(), "-updated", 100, null, text),
                            NOON)
                    .orThrow()
                    .asMeant();
            Wanted wanted = plan.text().wanted();
            Set<String> held = held(wanted.unsure());
            List<UUID> expected = expected(actor, wanted, null, "-updated");
            String what = actor.login() + " '" + text + "' " + held;
            QueryPlan narrowed = plan.narrowed(held);
            assertThat(narrowed.text().wanted().unsure()).isEmpty();
            if (narrowed.text().wanted().isHopeless()) {
                assertThat(expected).as(what).isEmpty();
            } else {
                TextPages.Limits limits = new TextPages.Limits(
                        1 + random.nextInt(40), 40 + random.nextInt(60), 1 + random.nextInt(4), 900, 0);
                assertThat(paged(narrowed, limits, expected.size())).as(what).isEqualTo(expected);
                if (n == 0) {
                    assertThat(paged(plan, limits, expected.size())).as(what).isEqualTo(expected);
                }
            }
            rows += expected.size();
        }
        assertThat(rows).as("rows compared").isGreaterThan(500);
    }

    private static Set<String> held(Set<String> words) throws SQLException {
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            return TextPages.held(c, words).orElseThrow();
        }
    }

    private static String text(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "lea";
            case 1 -> "kettle lid";
            case 2 -> "水";
            case 3 -> "漏水";
            case 4 -> "破损 cafe";
            case 5 -> "1380000000" + random.nextInt(9);
            case 6 -> "138 0000 000" + random.nextInt(9);
            case 7 -> "SO-" + random.nextInt(9);
            case 8 -> "RET-100" + random.nextInt(99);
            case 9 -> "rare";
            case 10 -> "it's \\ :* | ' kettle & !";
            default -> WORDS[random.nextInt(WORDS.length)] + (random.nextBoolean() ? " " : "");
        };
    }

    private static String filter(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "ticket.status == \"open\"";
            case 1 -> "order_no == \"SO-1\"";
            case 2 -> "reason == \"damaged\" && ticket.priority == \"high\"";
            default -> null;
        };
    }

    private static List<UUID> expected(Actor actor, String text, String filter, String sort) {
        return expected(actor, Wanted.of(text).withoutPrefix(TYPE.prefix()), filter, sort);
    }

    private static List<UUID> expected(Actor actor, Wanted wanted, String filter, String sort) {
        Expr condition = filter == null
                ? null
                : Expressions.parse(filter, TicketPaths.of(TYPE.fields()), ExprType.BOOL, "", new Problems());
        TicketFacts.Viewer viewer = new TicketFacts.Viewer(actor.account(), actor.roles(), actor.teams());
        return all.stream()
                .filter(t -> TicketAccess.maySee(actor, TYPE, t, NOON))
                .filter(t -> condition == null || Evaluator.test(condition, TicketFacts.of(t, TYPE, viewer, NOON)))
                .filter(t -> finds(actor, t, wanted))
                .sorted(order(sort))
                .map(t -> t.id().value())
                .toList();
    }

    /** By what the projector would show of the ticket. */
    private static boolean finds(Actor actor, Ticket t, Wanted wanted) {
        Map<String, FieldState> states = FieldAccess.states(TYPE, FlowAndAccess.of(TYPE), actor, t, NOON);
        List<Set<String>> places = new ArrayList<>();
        places.add(Tokens.of(Long.toString(t.number())));
        for (FieldDef field : TYPE.fields()) {
            FieldState state = states.get(field.key());
            if (t.field(field.id()) instanceof Value.Text(String text)) {
                if (field.kind().type().isSearched() && state.level().canRead()) {
                    places.add(Tokens.of(text));
                }
                boolean whole = field.kind().type().normal(wanted.whole()).equals(text);
                if (whole && Lexemes.hasWhole(field) && state.match()) {
                    return true;
                }
            }
        }
        Set<String> spoken = new LinkedHashSet<>();
        Set<String> notes = new LinkedHashSet<>();
        for (Said said : COMMENTS.getOrDefault(t.id().value(), List.of())) {
            (said.internal() ? notes : spoken).addAll(Tokens.of(said.text()));
        }
        if (FieldAccess.mayReadText(TYPE, states)) {
            places.add(spoken);
        }
        if (TicketAccess.may(actor, TYPE, Verb.READ_INTERNAL, t, NOON)) {
            places.add(notes);
        }
        return !wanted.terms().isEmpty()
                && wanted.terms().stream().allMatch(term -> places.stream().anyMatch(p -> holds(p, term)));
    }

    private static boolean holds(Set<String> place, Wanted.Term term) {
        return switch (term) {
            case Wanted.Word w ->
                place.contains(w.stem()) || (w.begins() && place.stream().anyMatch(t -> t.startsWith(w.word())));
            case Wanted.Run r -> place.containsAll(r.pairs());
            case Wanted.Single s -> place.stream().anyMatch(t -> t.startsWith(s.character()));
            case Wanted.Similar s -> s.words().stream().anyMatch(place::contains);
        };
    }

    private static Comparator<Ticket> order(String sort) {
        boolean down = sort.startsWith("-");
        Comparator<Ticket> byId = Comparator.comparing(t -> t.id().value().toString());
        Comparator<Ticket> ascending = switch (down ? sort.substring(1) : sort) {
            case "updated" -> Comparator.comparing(Ticket::updatedAt).thenComparing(byId);
            case "created" -> byId;
            default ->
                Comparator.comparing(TextPagesTest::orderNumber)
                        .thenComparing(Ticket::updatedAt)
                        .thenComparing(byId);
        };
        Comparator<Ticket> full = down ? ascending.reversed() : ascending;
        Comparator<Ticket> empty = down ? byId.reversed() : byId;
        boolean own = sort.endsWith("order_no");
        return (a, b) -> {
            boolean none = own && orderNumber(a).isEmpty();
            boolean other = own && orderNumber(b).isEmpty();
            return none && other ? empty.compare(a, b) : none ? 1 : other ? -1 : full.compare(a, b);
        };
    }

    private static String orderNumber(Ticket t) {
        return t.field("f_order") instanceof Value.Text(String number) ? number : "";
    }

    @Test
    void aWordIsWalkedForWhenThatIsLikelyToFillThePage() {
        TextPages.Limits limits = new TextPages.Limits(300, 1_200, 10, 6_000, 0);
        assertThat(limits.budget(0, 300, 51)).as("never seen").isZero();
        assertThat(limits.budget(10, 1_200, 51)).as("one in 120: 6,120 rows").isZero();
        assertThat(limits.budget(20, 1_200, 51))
                .as("one in 60: half as many again")
                .isEqualTo(4_590);
        assertThat(limits.budget(12, 1_200, 51)).as("one in 100").isEqualTo(6_000);
        assertThat(limits.budget(60, 300, 51)).as("frequent: counted on").isEqualTo(2_000);
    }

    private static List<UUID> paged(QueryPlan first, TextPages.Limits limits, int size) throws SQLException {
        List<UUID> out = new ArrayList<>();
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            QueryPlan plan = first;
            while (true) {
                ListSql sql = ListSql.of(plan, _ -> SLOTS);
                TextSql text = TextSql.of(plan.text(), new TicketColumns(TYPE, SLOTS), NOON);
                int wanted = plan.limit() + 1;
                TextPages.Hits hits = new TextPages(c, sql, text, limits, () -> false).find(wanted, 1_001);
                if (plan.after() == null) {
                    if (hits.atLeast()) {
                        assertThat(hits.count()).as("at least").isLessThanOrEqualTo(size);
                    } else {
                        assertThat(hits.count()).as("count").isEqualTo(size);
                    }
                }
                List<QueryPlan.Position> shown = hits.shown(wanted);
                List<Ticket> read = TextPages.read(c, sql, text, shown);
                assertThat(read).as("rows read").hasSameSizeAs(shown);
                read.forEach(t -> out.add(t.id().value()));
                if (hits.rows().size() < wanted || out.size() > size) {
                    return out;
                }
                plan = plan.from(shown.getLast(), plan.limit());
            }
        }
    }

    /** As files have it: to its end, at one moment. */
    private static List<UUID> whole(QueryPlan plan, int atOnce, int size) throws SQLException {
        List<UUID> out = new ArrayList<>();
        if (plan.text().isEmpty()) {
            return out;
        }
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            ListSql sql = ListSql.of(plan, _ -> SLOTS);
            TextSql text = TextSql.of(plan.text(), new TicketColumns(TYPE, SLOTS), NOON);
            TextPages.each(c, sql, text, atOnce, () -> false, some -> some.forEach(t -> out.add(t.id().value())));
            assertThat(more(c, sql.moreFor(text, size))).as("more than all").isFalse();
            assertThat(size == 0 || more(c, sql.moreFor(text, size - 1)))
                    .as("more than all but one")
                    .isTrue();
        }
        return out;
    }

    private static boolean more(Connection c, SqlColumn.SqlPart query) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static Actor me(String... roles) {
        return Actors.in(new TenantId(TENANT), roles);
    }

    private static Connection tenant(String begin) throws SQLException {
        return TestDatabase.asTenant(new TenantId(TENANT), begin);
    }
}
