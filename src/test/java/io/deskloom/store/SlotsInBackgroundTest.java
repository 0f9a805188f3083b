package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.deskloom.access.ListRequest;
import io.deskloom.app.Database;
import io.deskloom.command.TicketStore;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.FillingSlots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.ReleaseStore;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketPage;
import io.deskloom.view.TicketReads;
import io.deskloom.view.TicketRow;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Slots of a type that is large, here of more than ten records, are filled a batch at a time, and lists are right meanwhile. The
 * workspaces of these tests are no tenants, so that the server's own queue leaves them to the tests'.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SlotsInBackgroundTest {
    private static final int LARGE = 10;
    private static final int BATCH = 7;
    private static final int ROWS = 30;
    private static final Publisher ADMIN = new Publisher(new AccountId(new UUID(1, 2)), "Ada");
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Europe/Berlin"));
    private static final List<String> INDEXED = List.of("cost", "weight", "note", "ok", "due", "seen", "stay");

    @Inject
    TicketAhead ahead;

    @Inject
    Releases releases;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    TenantTx transactions;

    @Inject
    SlotDirectory slots;

    @Inject
    TicketStore tickets;

    @Inject
    ReleaseStore releaseStore;

    @Inject
    NumberBlocks numbers;

    @Inject
    TicketReads reads;

    @Inject
    OutboxStore outbox;

    @Inject
    Clock clock;

    private TenantId tenant;
    private Actor owner;
    private final Map<UUID, Map<String, Value>> held = new LinkedHashMap<>();

    @BeforeEach
    void anotherTenant() {
        tenant = new TenantId(ThreadLocalRandom.current().nextInt(1_000_000, Integer.MAX_VALUE));
        owner = Actors.in(tenant, "owner");
        held.clear();
    }

    @Test
    void listsAreRightBeforeWhileAndAfterSlotsAreFilled() {
        publish(files());
        tickets(ROWS);
        assertThat(Desk.refusal(list("note == \"x\"", null, null)).problems())
                .extracting(p -> p.code())
                .containsExactly("field.not-indexed");

        publish(files(INDEXED.toArray(String[]::new)));
        assertThat(columns("note")).as("published before they are filled").containsOnlyNulls();
        checkLists("0 of 5");
        for (int step = 1; step <= 4; step++) {
            assertThat(work()).isEqualTo(1);
            checkLists(step + " of 5");
        }
        assertThat(slots().columns()).as("not one of them is read").isEmpty();
        work();
        assertThat(work()).isZero();
        slots.refresh(tenant);
        assertThat(slots().columns()).hasSize(INDEXED.size());
        checkLists("5 of 5");
        for (String column : INDEXED) {
            assertThat(columns(column).stream().filter(Objects::nonNull))
                    .as(column)
                    .hasSize((int) held.values().stream()
                            .filter(f -> f.containsKey(id(column)))
                            .count());
        }
        assertThat(columns("weight")).contains("1005");
        assertThat(columns("due")).contains("2026-01-29 00:00:00+00");
    }

    @Test
    void wordsAreFoundInTheOrderOfAFieldWhoseSlotIsBeingFilled() {
        publish(files());
        tickets(ROWS);
        publish(files("note"));
        work();
        List<String> ascending = notes(list(null, "note", "kettle"));
        assertThat(ascending).isEqualTo(expected("note", _ -> true)).hasSizeGreaterThan(BATCH);
        assertThat(notes(list("note > \"n1\"", "-note", "kettle")))
                .isEqualTo(expected("note", f -> text(f).compareTo("n1") > 0).reversed());
    }

    @Test
    void aSlotThatWasAnotherFieldsNeverShowsItsValues() {
        publish(files());
        tickets(ROWS);
        publish(files("weight", "cost"));
        workToTheEnd();
        String column = Objects.requireNonNull(slots().written().get("f_weight"));
        assertThat(columns("weight")).contains("1005");

        publish(files("took", "cost"));
        assertThat(slots().written())
                .containsEntry("f_took", column)
                .doesNotContainKey("f_weight")
                .containsEntry("f_cost", slots().columns().get("f_cost"));
        assertThat(columns("took")).as("still the other field's").contains("1005");
        List<String> took = held.values().stream()
                .filter(f -> f.get("f_took") instanceof Value.Span(Duration d) && d.toMinutes() < 12)
                .map(f -> String.valueOf(f.get("f_note")))
                .sorted()
                .toList();
        assertThat(took).hasSizeBetween(5, 15);
        for (int step = 0; step < 6; step++) {
            assertThat(rows(list("took < duration(\"12m\")", "took", null)))
                    .as("after %d batches", step)
                    .hasSize(took.size());
            assertThat(rows(list("took == null", "cost", null))).hasSize(count(f -> !f.containsKey("f_took")));
            assertThat(rows(list(null, "took", null)).stream()
                            .map(row -> String.valueOf(row.fields().get("took")))
                            .filter(t -> !t.equals("null")))
                    .isSortedAccordingTo(Comparator.comparing(Duration::parse));
            work();
        }
        slots.refresh(tenant);
        assertThat(slots().columns()).containsEntry("f_took", column);
        assertThat(columns("took").stream().filter(Objects::nonNull))
                .as("nothing of the other one is left")
                .allSatisfy(micros -> assertThat(Long.parseLong(micros)).isGreaterThanOrEqualTo(60_000_000))
                .hasSize((int) held.values().stream()
                        .filter(f -> f.containsKey("f_took"))
                        .count());
    }

    @Test
    void aSmallTypeIsFilledWhereItIsPublished() {
        publish(files());
        tickets(LARGE);
        publish(files("note"));
        assertThat(columns("note").stream().filter(Objects::nonNull)).hasSize(withNote());
        assertThat(slots().columns()).containsKey("f_note");
        assertThat(filling().filling(tenant)).isEmpty();
        assertThat(work()).isZero();
    }

    @Test
    void howFarItIsIsTold() {
        publish(files());
        tickets(ROWS);
        publish(files("note"));
        assertThat(told()).containsExactly("t_repair [f_note] 0/30");
        work();
        work();
        assertThat(told()).containsExactly("t_repair [f_note] 14/30");
        // Another field: all of the type begins anew, the orders of before are void.
        publish(files("note", "due"));
        assertThat(told()).allMatch(t -> t.matches("t_repair \\[(f_note, f_due|f_due, f_note)] 0/30"));
        assertThat(work()).as("an order that is void and one that is not").isEqualTo(2);
        assertThat(filling().filling(tenant))
                .extracting(FillingSlots.Filling::done)
                .containsExactly(7L);
        workToTheEnd();
        assertThat(told()).isEmpty();
        assertThat(Desk.column(tenant, "SELECT done || '/' || total FROM slot_backfill WHERE tenant_id = ?"))
                .containsExactly("30/30");
    }

    @Test
    void whatANodeLeftUnfinishedWhenItDiedTheNextOneDoes() throws Exception {
        publish(files());
        tickets(ROWS);
        publish(files("note"));
        work();
        UUID second = held.keySet().stream().sorted().toList().get(BATCH + 3);
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                AgroalDataSource own = ownPool();
                Connection other = TestDatabase.asTenant(tenant, TenantTx.SET_TENANT)) {
            lock(other, second);
            TenantTx node = new TenantTx(own);
            OutboxPump pump = new OutboxPump(
                    new JdbcOutboxStore(node), List.of(new SlotFilling(node, snapshots, _ -> {}, clock, BATCH)), clock);
            Future<?> dying = threads.submit(() -> pump.run(List.of(tenant), clock.instant()));
            blockedBy(other);
            // In the middle of its second batch all it has open is gone.
            try (Connection c = TestDatabase.asApp();
                    Statement s = c.createStatement()) {
                s.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '" + NODE
                        + "' ORDER BY state = 'active'");
            }
            assertThatThrownBy(() -> dying.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(StoreException.class);
            other.rollback();
        }
        assertThat(told()).containsExactly("t_repair [f_note] 7/30");
        assertThat(columns("note").stream().filter(Objects::nonNull))
                .as("of the first batch only")
                .hasSizeBetween(1, BATCH);
        assertThat(workToTheEnd()).as("batches of the rest").isEqualTo(4);
        assertThat(columns("note").stream().filter(Objects::nonNull)).hasSize(withNote());
    }

    private static final String NODE = "a-node-that-dies";

    private static AgroalDataSource ownPool() throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(4)
                        .connectionFactoryConfiguration(
                                f -> f.jdbcUrl(TestDatabase.get().url())
                                        .jdbcProperty("ApplicationName", NODE)
                                        .principal(new NamePrincipal(Database.APP))
                                        .credential(new SimplePassword(
                                                TestDatabase.get().appPassword())))));
    }

    @Test
    void twoNodesWithTheSameOrderDoItOnce() throws Exception {
        publish(files());
        tickets(ROWS);
        publish(files("note"));
        List<UUID> ids = held.keySet().stream().sorted().toList();
        String order = "SELECT payload::text FROM outbox WHERE tenant_id = ? AND kind = 'fill-slots'";
        assertThat(Desk.column(tenant, order)).hasSize(1);
        var effect = (io.deskloom.effect.Effect.FillSlots)
                EffectJson.read("fill-slots", Desk.column(tenant, order).getFirst());
        try (ExecutorService nodes = Executors.newFixedThreadPool(2);
                Connection other = TestDatabase.asTenant(tenant, TenantTx.SET_TENANT)) {
            lock(other, ids.get(3));
            Future<?> one = nodes.submit(() -> filling().execute(tenant, UUID.randomUUID(), effect));
            int first = blockedBy(other);
            Future<?> two = nodes.submit(() -> filling().execute(tenant, UUID.randomUUID(), effect));
            await(
                    "the second one waits",
                    "SELECT count(*) FROM pg_stat_activity WHERE pid <> " + first
                            + " AND (" + first + " = ANY (pg_blocking_pids(pid)) OR " + pid(other)
                            + " = ANY (pg_blocking_pids(pid)))");
            // Nor does whoever purges a field get past a batch that may still write its column.
            try (Connection purge = TestDatabase.asTenant(tenant, TenantTx.SET_TENANT);
                    Statement s = purge.createStatement()) {
                s.execute("SET LOCAL lock_timeout = '300ms'");
                assertThatThrownBy(() -> s.execute("DELETE FROM slot_assignment WHERE field_id = 'f_note'"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            }
            other.rollback();
            one.get(30, TimeUnit.SECONDS);
            two.get(30, TimeUnit.SECONDS);
        }
        assertThat(told()).containsExactly("t_repair [f_note] 7/30");
        assertThat(Desk.column(tenant, order))
                .as("the first order, which nobody took, and the next")
                .hasSize(2);
        workToTheEnd();
        assertThat(Desk.column(tenant, "SELECT done || '/' || total FROM slot_backfill WHERE tenant_id = ?"))
                .containsExactly("30/30");
    }

    @Test
    void whatIsSavedMeanwhileHasItsSlot() throws Exception {
        publish(files());
        tickets(ROWS);
        publish(files("note"));
        work();
        UUID fresh = ticket(Map.of("f_device", Value.text("kettle"), "f_note", Value.text("brand new")));
        assertThat(stored(fresh)).isEqualTo("brand new");
        // One that is being saved while its batch is filled: what is saved counts.
        UUID changed = held.keySet().stream().sorted().toList().get(BATCH + 2);
        try (ExecutorService node = Executors.newSingleThreadExecutor();
                Connection writer = TestDatabase.asTenant(tenant, TenantTx.SET_TENANT)) {
            try (PreparedStatement s = writer.prepareStatement(
                    "UPDATE record SET version = version + 1, fields = fields || '{\"f_note\": \"saved\"}', "
                            + slots().written().get("f_note") + " = 'saved' WHERE tenant_id = ? AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, changed);
                assertThat(s.executeUpdate()).isOne();
            }
            Future<?> filling = node.submit(this::work);
            blockedBy(writer);
            writer.commit();
            filling.get(30, TimeUnit.SECONDS);
        }
        assertThat(stored(changed)).isEqualTo("saved");
        workToTheEnd();
        assertThat(stored(changed)).isEqualTo("saved");
        assertThat(stored(fresh)).isEqualTo("brand new");
    }

    @Test
    void whoeverBeganToWriteBeforeTheSwitchIsWaitedFor() throws Exception {
        publish(files());
        tickets(ROWS);
        // Before all others in the order they are gone through.
        UUID late = new UUID(0, ThreadLocalRandom.current().nextLong());
        try (ExecutorService node = Executors.newSingleThreadExecutor();
                Connection writer = TestDatabase.asApp()) {
            writer.setAutoCommit(false);
            try (PreparedStatement s = writer.prepareStatement(TenantTx.SET_TENANT + ", " + ReleaseGate.ENTER)) {
                s.setString(1, Integer.toString(tenant.value()));
                s.setInt(2, tenant.value());
                s.execute();
            }
            try (PreparedStatement s = writer.prepareStatement(
                    "INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, flow_release,"
                            + " created_at, updated_at, title, fields) SELECT tenant_id, ?, type_id, number - 1, 1, step, st,"
                            + " priority, flow_release, created_at, updated_at, title, '{\"f_note\": \"late\"}' FROM record"
                            + " WHERE tenant_id = ? ORDER BY number LIMIT 1")) {
                s.setObject(1, late);
                s.setInt(2, tenant.value());
                assertThat(s.executeUpdate()).isOne();
            }
            // Who publishes does not wait.
            publish(files("note"));
            Future<?> filling = node.submit(this::work);
            blockedBy(writer);
            assertThat(told()).containsExactly("t_repair [f_note] 0/30");
            writer.commit();
            filling.get(30, TimeUnit.SECONDS);
        }
        workToTheEnd();
        assertThat(stored(late)).isEqualTo("late");
    }

    @Test
    void numbersAreFilledAnewWhenTheirDigitsChange() {
        publish(files("weight"));
        tickets(LARGE);
        assertThat(columns("weight")).contains("1005");
        List<String> heavy = expected("weight", f -> number(f).compareTo(new BigDecimal("100.6")) > 0);
        assertThat(heavy).isNotEmpty();
        // A small type at once.
        publish(digits("weight", 3));
        assertThat(columns("weight")).contains("100500").doesNotContain("1005");
        assertThat(weights(list("weight > 100.6", "weight", null))).isEqualTo(heavy);

        // A large one batch by batch, right meanwhile.
        tickets(ROWS);
        List<String> all = expected("weight", f -> number(f).compareTo(new BigDecimal("100.6")) > 0);
        publish(digits("weight", 2));
        assertThat(slots().columns()).isEmpty();
        for (int step = 0; step < 6; step++) {
            assertThat(weights(list("weight > 100.6", "weight", null))).isEqualTo(all);
            work();
        }
        assertThat(work()).isZero();
        slots.refresh(tenant);
        assertThat(slots().columns()).containsKey("f_weight");
        assertThat(weights(list("weight > 100.6", "weight", null))).isEqualTo(all);
        assertThat(columns("weight")).contains("10050").doesNotContain("100500");
        // The same digits once more are no change.
        publish(digits("weight", 2));
        assertThat(filling().filling(tenant)).isEmpty();
        // Fewer than are stored: they are compared as their slots will hold them.
        publish(digits("weight", 0));
        List<String> rounded = weights(list("weight >= 101", "weight", null));
        assertThat(rounded).contains("100.6").doesNotContain("100.5");
        workToTheEnd();
        assertThat(slots().columns()).containsKey("f_weight");
        assertThat(weights(list("weight >= 101", "weight", null))).isEqualTo(rounded);
    }

    @Test
    void aConvertedFieldIsRightWhileItsSlotIsBeingFilled() {
        publish(files());
        tickets(ROWS);
        List<SourceFile> converted = files("note").stream()
                .map(f -> f.path().equals("types/mending/type.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text()
                                                .replace(
                                                        "{id: f_note, key: note, kind: text, label: {en: note}, indexed: true}",
                                                        "{id: f_note, key: note_old, kind: text, label: {en: note}, life: archived}")
                                        + "  - {id: f_note2, key: note, kind: email, label: {en: Note}, indexed: true,"
                                        + " convertedFrom: f_note}\n")
                        : f)
                .toList();
        UUID fits = ticket(Map.of("f_device", Value.text("kettle"), "f_note", Value.text("a@b.example")));
        publish(converted, Set.of("t_repair/f_note2"));
        while (!told().isEmpty()) {
            assertThat(rows(list("note == \"a@b.example\"", null, null)))
                    .extracting(TicketRow::id)
                    .containsExactly(fits);
            assertThat(rows(list("note == null", null, null))).hasSize(ROWS);
            work();
        }
        slots.refresh(tenant);
        assertThat(slots().columns()).containsKey("f_note2");
        assertThat(notes(list(null, "note", null))).containsExactly("a@b.example");
        // A row that somebody on the release before has saved when the filling had passed it.
        UUID late = ticket(Map.of("f_device", Value.text("pan")));
        Desk.column(
                tenant,
                "UPDATE record SET fields = fields || '{\"f_note\": \"c@d.example\"}' WHERE tenant_id = ? AND id = '"
                        + late + "' RETURNING 1");
        MetadataSnapshot now = snapshots.current(tenant);
        int written = transactions.inTenant(tenant, c -> {
            ConversionBackfill one = ConversionBackfill.of(c, tenant, now, Set.of("t_repair/f_note2"))
                    .getFirst();
            return one.run(
                    c, tenant, Slots.column(c, tenant, one.typeId(), one.to().id()));
        });
        assertThat(written).isEqualTo(1);
        assertThat(notes(list(null, "note", null))).containsExactly("a@b.example", "c@d.example");
    }

    @Test
    void aNodeThatHasNotHeardOfOtherDigitsWritesThemAllTheSame() {
        publish(files("weight"));
        CurrentSnapshots own = new CurrentSnapshots(releaseStore, Snapshots.NO_RULES, _ -> {});
        JdbcSlotDirectory directory = new JdbcSlotDirectory(transactions, own);
        MetadataSnapshot old = own.current(tenant);
        directory.of(tenant, "t_repair");
        publish(digits("weight", 3));
        TicketStore late = new JdbcTicketStore(transactions, directory, numbers, ahead, _ -> {});
        ticket(late, old, Map.of("f_device", Value.text("pan"), "f_weight", Value.num(new BigDecimal("7.5"))));
        assertThat(columns("weight")).containsExactly("7500");
        assertThat(weights(list("weight == 7.5", "weight", null))).containsExactly("7.5");
    }

    // ---- Lists

    private void checkLists(String when) {
        assertThat(notes(list(null, "note", null))).as(when).isEqualTo(expected("note", _ -> true));
        assertThat(notes(list(null, "-note", null)))
                .as(when)
                .isEqualTo(expected("note", _ -> true).reversed());
        assertThat(weights(list(null, "weight", null))).as(when).isEqualTo(expected("weight", _ -> true));
        assertThat(weights(list("weight > 100.6", "-weight", null)))
                .as(when)
                .isEqualTo(expected("weight", f -> number(f).compareTo(new BigDecimal("100.6")) > 0)
                        .reversed());
        assertThat(values(list("cost >= money(20, \"EUR\")", "cost", null), "cost"))
                .as(when)
                .hasSize((int) held.values().stream()
                        .filter(f -> f.get("f_cost") instanceof Value.Money(BigDecimal a, String _)
                                && a.compareTo(new BigDecimal(20)) >= 0)
                        .count());
        for (String key : List.of("due", "seen", "stay", "cost", "ok")) {
            List<String> ascending = values(list(null, key, null), key);
            assertThat(ascending).as("%s %s", key, when).isEqualTo(inOrder.computeIfAbsent(key, _ -> ascending));
            assertThat(values(list(null, "-" + key, null), key))
                    .as("%s %s", key, when)
                    .hasSameSizeAs(ascending);
        }
        assertThat(values(list(null, "due", null), "due")).as(when).isSorted().hasSizeGreaterThan(10);
        assertThat(values(list(null, "seen", null), "seen"))
                .as(when)
                .isSortedAccordingTo(Comparator.comparing(Instant::parse))
                .hasSizeGreaterThan(10);
        assertThat(rows(list("due >= date(\"2026-01-12\") && due < date(\"2026-01-30\")", null, null)))
                .as(when)
                .hasSize(count(f -> f.get("f_due") instanceof Value.Date(LocalDate d)
                        && d.getDayOfMonth() >= 12
                        && d.getDayOfMonth() < 30));
        assertThat(rows(list("ok == true", "due", null)))
                .as(when)
                .hasSize(count(f -> new Value.Bool(true).equals(f.get("f_ok"))));
        assertThat(rows(list("note == null", "-due", null))).as(when).hasSize(count(f -> !f.containsKey("f_note")));
        assertThat(rows(list("stay.start > date(\"2026-03-10\")", "stay", null)))
                .as(when)
                .hasSize(count(f -> f.get("f_stay") instanceof Value.Parts p
                        && p.part("start") instanceof Value.Date(LocalDate d)
                        && d.isAfter(LocalDate.of(2026, 3, 10))));
    }

    private final Map<String, List<String>> inOrder = new HashMap<>();

    private int count(Predicate<Map<String, Value>> which) {
        return (int) held.values().stream().filter(which).count();
    }

    /** All pages of the list, or what it was refused with. */
    private io.deskloom.kernel.Result<List<TicketRow>> list(String filter, String sort, String words) {
        MetadataSnapshot now = snapshots.current(tenant);
        List<TicketRow> all = new ArrayList<>();
        String cursor = null;
        do {
            ListRequest request = new ListRequest("mending", null, filter, Map.of(), sort, BATCH, cursor, words);
            io.deskloom.kernel.Result<TicketPage> page = reads.list(owner, now, request, NOON);
            if (!page.isOk()) {
                return page.map(TicketPage::items);
            }
            all.addAll(page.orThrow().items());
            cursor = page.orThrow().next();
        } while (cursor != null);
        assertThat(all).extracting(TicketRow::id).as("each once").doesNotHaveDuplicates();
        return io.deskloom.kernel.Result.ok(all);
    }

    private static List<TicketRow> rows(io.deskloom.kernel.Result<List<TicketRow>> list) {
        return list.orThrow();
    }

    /** The field's values in the order of the list; rows that have none come last and are left out. */
    private static List<String> values(io.deskloom.kernel.Result<List<TicketRow>> list, String key) {
        List<Object> values = new ArrayList<>();
        rows(list).forEach(row -> values.add(row.fields().get(key)));
        int last = values.lastIndexOf(
                values.stream().filter(Objects::nonNull).reduce((_, b) -> b).orElse(null));
        List<String> out =
                values.subList(0, last + 1).stream().map(String::valueOf).toList();
        assertThat(out).as("what is empty comes last").doesNotContain("null");
        return out;
    }

    private static List<String> notes(io.deskloom.kernel.Result<List<TicketRow>> list) {
        return values(list, "note");
    }

    private static List<String> weights(io.deskloom.kernel.Result<List<TicketRow>> list) {
        return values(list, "weight").stream()
                .map(w -> new BigDecimal(w).stripTrailingZeros().toPlainString())
                .toList();
    }

    private List<String> expected(String key, Predicate<Value> which) {
        return held.values().stream()
                .map(f -> f.get(id(key)))
                .filter(Objects::nonNull)
                .filter(which)
                .sorted(Comparator.comparing(v -> v instanceof Value.Num(BigDecimal n) ? n : BigDecimal.ZERO)
                        .thenComparing(v -> v instanceof Value.Text(String t) ? t : ""))
                .map(v -> v instanceof Value.Num(BigDecimal n)
                        ? n.stripTrailingZeros().toPlainString()
                        : text(v))
                .toList();
    }

    private static String text(Value v) {
        return v instanceof Value.Text(String t) ? t : "";
    }

    private static BigDecimal number(Value v) {
        return v instanceof Value.Num(BigDecimal n) ? n : BigDecimal.ZERO;
    }

    // ---- Definitions

    /** Acme's, with more fields, of which these are indexed. */
    private static List<SourceFile> files(String... indexed) {
        Map<String, String> more = new TreeMap<>(Map.of(
                "note", "text",
                "weight", "decimal, scale: 1",
                "ok", "boolean",
                "due", "date",
                "seen", "date_time",
                "stay", "date_range",
                "took", "duration"));
        return Snapshots.acmeFiles().stream()
                .map(f -> switch (f.path()) {
                    case "types/mending/type.yaml" -> {
                        StringBuilder text = new StringBuilder(f.text().replace(", indexed: true", ""));
                        more.forEach((key, kind) -> text.append("  - {id: ")
                                .append(id(key))
                                .append(", key: ")
                                .append(key)
                                .append(", kind: ")
                                .append(kind)
                                .append(", label: {en: ")
                                .append(key)
                                .append("}}\n"));
                        String all = text.toString();
                        for (String key : indexed) {
                            all = all.replaceAll("(, key: " + key + ",.*)}\n", "$1, indexed: true}\n");
                        }
                        yield new SourceFile(f.path(), all);
                    }
                    case "types/mending/access.yaml" ->
                        new SourceFile(
                                f.path(),
                                f.text()
                                        .replace(
                                                "margin: edit}",
                                                "margin: edit, " + String.join(": edit, ", more.keySet()) + ": edit}"));
                    default -> f;
                })
                .toList();
    }

    private static List<SourceFile> digits(String key, int scale) {
        return files(key).stream()
                .map(f -> new SourceFile(f.path(), f.text().replace("decimal, scale: 1", "decimal, scale: " + scale)))
                .toList();
    }

    private static String id(String key) {
        return "f_" + key;
    }

    private void publish(List<SourceFile> files) {
        publish(files, Set.of());
    }

    /** @param following fields that begin with the values of another one */
    private void publish(List<SourceFile> files, Set<String> following) {
        ReleaseStore store = new JdbcReleaseStore(transactions, LARGE);
        MetadataSnapshot next = releases.validate(files).orThrow();
        long before = store.current(tenant).map(ReleaseStore.Current::revision).orElse(0L);
        store.publish(
                        tenant,
                        new ReleaseStore.Publication(
                                next,
                                files,
                                Map.of(),
                                following,
                                Map.of(),
                                java.util.Set.of(),
                                before,
                                ADMIN,
                                "",
                                clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .orThrow();
        snapshots.reload(tenant);
    }

    private SlotDirectory.TypeSlots slots() {
        return slots.of(tenant, "t_repair");
    }

    // ---- The queue

    private SlotFilling filling() {
        return new SlotFilling(transactions, snapshots, _ -> {}, clock, BATCH);
    }

    /** Does what is ordered, as a node of its own; what that orders is for the next time. Answers how many orders there were. */
    private int work() {
        return new OutboxPump(outbox, List.of(filling()), clock).run(List.of(tenant), clock.instant());
    }

    private int workToTheEnd() {
        int orders = 0;
        for (int some = work(); some > 0; some = work()) {
            orders += some;
        }
        slots.refresh(tenant);
        return orders;
    }

    private List<String> told() {
        return filling().filling(tenant).stream()
                .map(f -> f.type() + " " + f.fields() + " " + f.done() + "/" + f.total())
                .toList();
    }

    // ---- Records

    private void tickets(int count) {
        String[] words = {"n", "N", "ñ", "中"};
        for (int i = 0; i < count; i++) {
            Map<String, Value> fields = new HashMap<>(Map.of("f_device", Value.text("kettle " + i)));
            if (i % 5 != 0) {
                fields.put("f_note", Value.text(words[i % 4] + (i * 7 % count)));
            }
            if (i % 7 != 6) {
                fields.put("f_weight", Value.num(new BigDecimal("100." + (i * 11 % 9 + 1)).add(new BigDecimal(i / 9))));
            }
            if (i % 7 != 5) {
                fields.put("f_took", new Value.Span(Duration.ofMinutes(1 + i * 13 % count)));
            }
            if (i % 3 != 0) {
                fields.put("f_cost", new Value.Money(new BigDecimal(i * 3 % 40), "EUR"));
                fields.put("f_due", new Value.Date(LocalDate.of(2026, 1, 9).plusDays(i * 5 % 23)));
            }
            fields.put("f_seen", new Value.Timestamp(NOON.now().minusMillis(i * 17L % 29 * 750)));
            fields.put("f_ok", new Value.Bool(i % 2 == 0));
            fields.put(
                    "f_stay",
                    new Value.Parts(Map.of(
                            "start",
                            new Value.Date(LocalDate.of(2026, 3, 1).plusDays(i * 3 % 19)),
                            "end",
                            new Value.Date(LocalDate.of(2026, 5, 1)))));
            ticket(fields);
        }
    }

    private UUID ticket(Map<String, Value> fields) {
        return ticket(tickets, snapshots.current(tenant), fields);
    }

    private UUID ticket(TicketStore store, MetadataSnapshot now, Map<String, Value> fields) {
        TicketTypeDef type = now.type("mending").orElseThrow();
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Ticket ticket = new Ticket(
                new TicketId(Uuid7.at(at)),
                type.id(),
                ThreadLocalRandom.current().nextLong(2, Long.MAX_VALUE),
                1,
                text(Objects.requireNonNull(fields.get("f_device"))),
                "bench",
                2,
                2,
                null,
                null,
                null,
                null,
                now.release(),
                fields,
                List.of(),
                at,
                at);
        Event created = new Event.Created(
                new Event.Meta(Uuid7.at(at), ticket.id(), at, new Event.Cause.System("test"), "api", now.release()),
                type.id(),
                ticket.number(),
                ticket.title(),
                2,
                null,
                now.release(),
                fields);
        assertThat(store.append(new TicketStore.Batch(
                        tenant, now, type, null, ticket, List.of(created), null, List.of(), List.of(), null, null)))
                .isEqualTo(TicketStore.Outcome.WRITTEN);
        held.put(ticket.id().value(), fields);
        return ticket.id().value();
    }

    private int withNote() {
        return count(f -> f.containsKey("f_note"));
    }

    /** What the column of a field holds of every record. */
    private List<String> columns(String key) {
        return Desk.column(
                tenant,
                "SELECT " + slots().written().get(id(key)) + "::text FROM record WHERE tenant_id = ? ORDER BY id");
    }

    private String stored(UUID id) {
        return Desk.column(
                        tenant,
                        "SELECT " + slots().written().get("f_note") + " FROM record WHERE tenant_id = ? AND id = '" + id
                                + "'")
                .getFirst();
    }

    // ---- Who waits for whom

    private static void lock(Connection c, UUID record) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT FROM record WHERE id = ? FOR UPDATE")) {
            s.setObject(1, record);
            s.execute();
        }
    }

    private static int pid(Connection c) throws SQLException {
        return c.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    }

    /** Waits until somebody waits for the connection; answers its process. */
    private static int blockedBy(Connection c) throws SQLException {
        return await(
                "somebody waits",
                "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE " + pid(c)
                        + " = ANY (pg_blocking_pids(pid))");
    }

    private static int await(String what, String sql) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        try (Connection c = TestDatabase.asApp();
                Statement s = c.createStatement()) {
            while (System.nanoTime() < deadline) {
                try (ResultSet row = s.executeQuery(sql)) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        return row.getInt(1);
                    }
                }
                Thread.onSpinWait();
            }
        }
        throw new AssertionError(what + ", but not within 30 s");
    }
}
