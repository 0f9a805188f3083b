package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.command.TicketStore;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.live.News;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.ReleaseStore;
import io.deskloom.metadata.ReleaseSwitched;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ReleasesTest {
    private static final Publisher ADMIN = new Publisher(new AccountId(new UUID(1, 2)), "Ada");

    @Inject
    TicketAhead ahead;

    @Inject
    Releases releases;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    ReleaseStore store;

    @Inject
    TenantTx transactions;

    @Inject
    NumberBlocks numbers;

    private TenantId tenant;

    @BeforeEach
    void anotherTenant() {
        tenant = new TenantId(ThreadLocalRandom.current().nextInt(1_000_000, Integer.MAX_VALUE));
    }

    @Test
    void applyingMakesItCurrentAndExportGivesItBackUnchanged() {
        var applied = apply(Snapshots.acmeFiles()).orThrow();
        assertThat(snapshots.current(tenant).release()).isEqualTo(applied.release());
        var export = releases.export(tenant).orElseThrow();
        assertThat(export.files()).isEqualTo(Snapshots.acmeFiles());
        assertThat(export.release()).isEqualTo(applied.release());

        var again = apply(export.files()).orThrow();
        assertThat(again.diff()).isEmpty();
        assertThat(again.release()).isEqualTo(applied.release());
        assertThat(releases.history(tenant, 10)).hasSize(1).first().satisfies(e -> {
            assertThat(e.actorName()).isEqualTo("Ada");
            assertThat(e.current()).isTrue();
            assertThat(e.counts()).containsEntry("role", 2);
        });
    }

    @Test
    void aDryRunAndAFailingApplyChangeNothing() throws Exception {
        apply(Snapshots.acmeFiles()).orThrow();
        Map<String, Long> before = rowCounts();
        var release = snapshots.current(tenant).release();

        var dry = releases.apply(tenant, withIndexedDevice(), "", ADMIN, true).orThrow();
        assertThat(dry.diff())
                .singleElement()
                .satisfies(d -> assertThat(d.lines()).containsExactly("+ fields.device.indexed: true"));
        List<SourceFile> broken = changed("views/open.yaml", "column", "colum");
        assertThat(apply(broken))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        r -> assertThat(r.rejection().code()).isEqualTo("metadata-invalid"));

        assertThat(rowCounts()).isEqualTo(before);
        assertThat(snapshots.current(tenant).release()).isEqualTo(release);
    }

    @Test
    void aFieldMayNotChangeItsKindNorItsId() {
        apply(Snapshots.acmeFiles()).orThrow();
        var kind = (Result.Refused<?>) apply(
                changed("types/mending/type.yaml", "key: serial_no, kind: text", "key: serial_no, kind: integer"));
        assertThat(kind.rejection().problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("id.changed");
            assertThat(p.suggestion()).isEqualTo("text");
            assertThat(p.source().file()).isEqualTo("types/mending/type.yaml");
            assertThat(p.source().line()).isEqualTo(13);
        });
        var id = (Result.Refused<?>) apply(changed("types/mending/type.yaml", "id: f_serial", "id: f_number"));
        assertThat(id.rejection().problems())
                .singleElement()
                .satisfies(p -> assertThat(p.suggestion()).isEqualTo("f_serial"));
    }

    @Test
    void rollingBackIsPublishingTheEarlierRelease() {
        var first = apply(Snapshots.acmeFiles()).orThrow();
        var second = apply(withIndexedDevice()).orThrow();
        assertThat(second.release()).isNotEqualTo(first.release());
        var back = releases.publish(tenant, first.release(), "back", ADMIN).orThrow();
        assertThat(back.diff()).hasSize(1);
        assertThat(snapshots.current(tenant).release()).isEqualTo(first.release());
        assertThat(releases.history(tenant, 10))
                .extracting(ReleaseStore.Entry::current)
                .containsExactly(true, false, false);
        assertThat(snapshots.release(tenant, second.release())).isPresent();
        assertThat(snapshots.release(new TenantId(tenant.value() - 1), second.release()))
                .as("another tenant's release")
                .isEmpty();
        assertThat(releases.diff(tenant, first.release(), second.release()).orElseThrow())
                .hasSize(1);
    }

    @Test
    void otherCommentsAreTheSameReleaseButAreKept() {
        var first = apply(Snapshots.acmeFiles()).orThrow();
        var second = apply(changed("workspace.yaml", "id: w_acme", "# ours\nid: w_acme"))
                .orThrow();
        assertThat(second.release()).isEqualTo(first.release());
        assertThat(releases.export(tenant).orElseThrow().files())
                .anySatisfy(f -> assertThat(f.text()).startsWith("# ours"));
    }

    @Test
    void twoPublishersAtOnceLeaveOneOfThemInForce() throws Exception {
        apply(Snapshots.acmeFiles()).orThrow();
        CyclicBarrier together = new CyclicBarrier(2);
        Current base = Current.of(store, tenant);
        List<Result<Long>> results = new ArrayList<>();
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<Result<Long>>> running = new ArrayList<>();
            for (List<SourceFile> files :
                    List.of(withIndexedDevice(), changed("teams/bench.yaml", "Work bench", "Bench"))) {
                running.add(two.submit(() -> {
                    var snapshot = releases.validate(files).orThrow();
                    together.await(20, TimeUnit.SECONDS);
                    return store.publish(
                            tenant,
                            new ReleaseStore.Publication(
                                    snapshot,
                                    files,
                                    Map.of(),
                                    java.util.Set.of(),
                                    Map.of(),
                                    java.util.Set.of(),
                                    base.revision,
                                    ADMIN,
                                    "",
                                    java.time.Instant.now()));
                }));
            }
            for (Future<Result<Long>> f : running) {
                results.add(f.get(30, TimeUnit.SECONDS));
            }
        }
        assertThat(results).filteredOn(Result::isOk).hasSize(1);
        assertThat(results)
                .filteredOn(r -> !r.isOk())
                .singleElement()
                .satisfies(
                        r -> assertThat(((Result.Refused<Long>) r).rejection().code())
                                .isEqualTo("release-changed"));
        assertThat(rowCounts()).containsEntry("release", 2L).containsEntry("release_history", 2L);
        var now = store.current(tenant).orElseThrow();
        assertThat(now.revision()).isEqualTo(base.revision + 1);
        assertThat(releases.history(tenant, 1).getFirst().release()).isEqualTo(now.release());
    }

    @Test
    void everyNodeSwitchesAndALostConnectionIsCaughtUp() throws Exception {
        // The largest numbers, too, are heard of.
        tenant = new TenantId(ThreadLocalRandom.current().nextInt(2_000_000_000, Integer.MAX_VALUE));
        var first = apply(Snapshots.acmeFiles()).orThrow();
        Node one = new Node();
        Node two = new Node();
        try (one;
                two) {
            assertThat(one.serves()).isEqualTo(first.release());
            assertThat(two.serves()).isEqualTo(first.release());
            one.listening.await();
            two.listening.await();

            var second = apply(withIndexedDevice()).orThrow();
            assertThat(one.next().release()).isEqualTo(second.release());
            assertThat(two.next().release()).isEqualTo(second.release());

            // Node one loses its connection and cannot get another while the next release is published.
            one.mayConnect = new CountDownLatch(1);
            one.opening = new CountDownLatch(1);
            terminate(one.pid.get());
            assertThat(one.opening.await(30, TimeUnit.SECONDS))
                    .as("the loss is noticed")
                    .isTrue();
            var third =
                    apply(changed("teams/bench.yaml", "Work bench", "Bench")).orThrow();
            assertThat(two.next().release()).isEqualTo(third.release());
            assertThat(one.serves()).isEqualTo(second.release());
            one.mayConnect.countDown();
            assertThat(one.next().release()).isEqualTo(third.release());
            assertThat(one.serves()).isEqualTo(third.release());
        }
    }

    @Test
    void aFieldIndexedLaterIsFilledFromWhatIsStored() throws Exception {
        apply(Snapshots.acmeFiles()).orThrow();
        int type = typeId();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 1_203; i++) {
            ids.add(insertRecord(type, i % 3 == 0 ? "{}" : "{\"f_device\": \"kettle " + i + "\"}"));
        }
        apply(withIndexedDevice()).orThrow();
        String slot = slotOf("f_device");
        assertThat(slot).isEqualTo("s3");
        assertThat(slotOf("f_serial")).isEqualTo("s1");
        Map<UUID, String> filled = new TreeMap<>();
        transactions.inTenant(tenant, c -> {
            try (Statement s = c.createStatement();
                    ResultSet row =
                            s.executeQuery("SELECT id, " + slot + " FROM record WHERE " + slot + " IS NOT NULL")) {
                while (row.next()) {
                    filled.put(row.getObject(1, UUID.class), row.getString(2));
                }
            }
            return null;
        });
        assertThat(filled)
                .hasSize(802)
                .containsEntry(ids.get(1), "kettle 1")
                .containsEntry(ids.get(1_202), "kettle 1202");

        // Not indexed any more, the field keeps its slot: going back costs nothing.
        apply(Snapshots.acmeFiles()).orThrow();
        assertThat(slotOf("f_device")).isEqualTo(slot);
    }

    @Test
    void aReleaseThatCannotBeReadDisturbsNobodyElseAndIsTriedAgain() throws Exception {
        apply(Snapshots.acmeFiles()).orThrow();
        TenantId healthy = tenant;
        TenantId broken = new TenantId(healthy.value() - 1);
        releases.apply(broken, Snapshots.acmeFiles(), "", ADMIN, false).orThrow();
        Unreadable unreadable = new Unreadable(store);
        try (Node node = new Node(unreadable, Duration.ofMillis(50))) {
            node.own.current(broken);
            node.listening.await();
            unreadable.tenant = broken;
            var missed = releases.apply(broken, withIndexedDevice(), "", ADMIN, false)
                    .orThrow();
            unreadable.refused.await();
            unreadable.refusedAgain.await();

            var second = apply(withIndexedDevice()).orThrow();
            assertThat(node.next()).isEqualTo(new ReleaseSwitched(healthy, second.release()));
            assertThat(node.own.current(broken).release()).isNotEqualTo(missed.release());

            unreadable.tenant = null;
            assertThat(node.next()).isEqualTo(new ReleaseSwitched(broken, missed.release()));
            assertThat(node.opened).as("connections it took").hasValue(1);
        }
    }

    @Test
    void goingToAnotherReleaseAndBackReadsTheSlotsAnew() {
        var first = apply(Snapshots.acmeFiles()).orThrow();
        CurrentSnapshots own = new CurrentSnapshots(store, Snapshots.NO_RULES, _ -> {});
        JdbcSlotDirectory directory = new JdbcSlotDirectory(transactions, own);
        String type = own.current(tenant).types().get("mending").id();
        assertThat(directory.of(tenant, type).columns()).doesNotContainKey("f_device");
        apply(withIndexedDevice()).orThrow();
        releases.publish(tenant, first.release(), "back", ADMIN).orThrow();
        own.reload(tenant);
        assertThat(own.current(tenant).release()).isEqualTo(first.release());
        assertThat(directory.of(tenant, type).columns()).containsEntry("f_device", slotOf("f_device"));
    }

    @Test
    void aNodeThatHasNotHeardOfASwitchWritesTheNewSlotsAllTheSame() throws Exception {
        apply(Snapshots.acmeFiles()).orThrow();
        CurrentSnapshots own = new CurrentSnapshots(store, Snapshots.NO_RULES, _ -> {});
        JdbcSlotDirectory directory = new JdbcSlotDirectory(transactions, own);
        JdbcTicketStore late = new JdbcTicketStore(transactions, directory, numbers, ahead, _ -> {});
        MetadataSnapshot old = own.current(tenant);
        TicketTypeDef type = old.types().get("mending");
        directory.of(tenant, type.id());
        apply(withIndexedDevice()).orThrow();

        Ticket ticket = ticket(old, type, "an old kettle");
        assertThat(late.append(batch(old, type, ticket))).isEqualTo(TicketStore.Outcome.WRITTEN);
        assertThat(stored(ticket.id(), slotOf("f_device"))).isEqualTo("an old kettle");
    }

    @Test
    void whatIsWrittenIsToldAndWhatIsRefusedIsNot() {
        apply(Snapshots.acmeFiles()).orThrow();
        CurrentSnapshots own = new CurrentSnapshots(store, Snapshots.NO_RULES, _ -> {});
        MetadataSnapshot now = own.current(tenant);
        TicketTypeDef type = now.types().get("mending");
        List<News> told = new ArrayList<>();
        JdbcTicketStore node = new JdbcTicketStore(
                transactions, new JdbcSlotDirectory(transactions, own), numbers, ahead, told::addAll);
        Ticket ticket = ticket(now, type, "a kettle");
        TicketStore.Batch create = batch(now, type, ticket);
        assertThat(node.append(create)).isEqualTo(TicketStore.Outcome.WRITTEN);
        assertThat(told).containsExactly(new News(tenant, ticket.id(), ticket.version()));
        assertThatThrownBy(() -> node.append(create)).as("twice").isInstanceOf(StoreException.class);
        assertThat(told).hasSize(1);
    }

    /** The table takes any number there (adr/305), and what it holds could not be read. */
    @Test
    void whatIsNoStatusOrNoPriorityIsNotWritten() {
        apply(Snapshots.acmeFiles()).orThrow();
        CurrentSnapshots own = new CurrentSnapshots(store, Snapshots.NO_RULES, _ -> {});
        MetadataSnapshot now = own.current(tenant);
        TicketTypeDef type = now.types().get("mending");
        JdbcTicketStore node =
                new JdbcTicketStore(transactions, new JdbcSlotDirectory(transactions, own), numbers, ahead, _ -> {});
        for (int[] codes : new int[][] {{0, 2}, {7, 2}, {2, 0}, {2, 5}}) {
            Ticket ticket = ticket(now, type, "a kettle", codes[0], codes[1]);
            TicketStore.Batch create = batch(now, type, ticket);
            assertThatThrownBy(() -> node.append(create)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(stored(ticket.id(), "step")).isNull();
        }
    }

    @Test
    void aTicketWrittenWhileTheReleaseSwitchedIsFilledAfterIt() throws Exception {
        apply(Snapshots.acmeFiles()).orThrow();
        int type = typeId();
        UUID late = UUID.randomUUID();
        try (ExecutorService other = Executors.newSingleThreadExecutor();
                Connection writer = TestDatabase.asApp()) {
            // A writer on another node that looked at the release before the switch and has not committed.
            writer.setAutoCommit(false);
            try (var s = writer.prepareStatement(TenantTx.SET_TENANT + ", " + ReleaseGate.ENTER)) {
                s.setString(1, Integer.toString(tenant.value()));
                s.setInt(2, tenant.value());
                s.execute();
            }
            insertRecord(writer, late, type, "{\"f_device\": \"late kettle\"}");
            Future<?> publishing = other.submit(() -> apply(withIndexedDevice()).orThrow());
            while (slotOf("f_device").equals("none")) {
                assertThat(publishing.isDone())
                        .as("published without waiting for the writer")
                        .isFalse();
                Thread.onSpinWait();
            }
            assertThat(stored(new TicketId(late), slotOf("f_device"))).isNull();
            writer.commit();
            publishing.get(30, TimeUnit.SECONDS);
        }
        assertThat(stored(new TicketId(late), slotOf("f_device"))).isEqualTo("late kettle");
    }

    /** A store that cannot give one tenant's release. */
    private static final class Unreadable implements ReleaseStore {
        private final ReleaseStore store;
        final CountDownLatch refused = new CountDownLatch(1);
        final CountDownLatch refusedAgain = new CountDownLatch(2);
        volatile TenantId tenant;

        Unreadable(ReleaseStore store) {
            this.store = store;
        }

        @Override
        public java.util.Optional<ReleaseStore.Current> current(TenantId asked) {
            if (asked.equals(tenant)) {
                refused.countDown();
                refusedAgain.countDown();
                throw new IllegalStateException("cannot be read, says the test");
            }
            return store.current(asked);
        }

        @Override
        public void keep(
                TenantId of,
                io.deskloom.kernel.ReleaseId release,
                List<SourceFile> files,
                java.util.Map<String, Integer> counts,
                java.time.Instant at) {
            store.keep(of, release, files, counts, at);
        }

        @Override
        public java.util.Optional<List<SourceFile>> sources(TenantId asked, io.deskloom.kernel.ReleaseId release) {
            return store.sources(asked, release);
        }

        @Override
        public List<Entry> history(TenantId asked, int limit) {
            return store.history(asked, limit);
        }

        @Override
        public Result<Long> publish(TenantId asked, Publication publication) {
            return store.publish(asked, publication);
        }
    }

    private Ticket ticket(MetadataSnapshot metadata, TicketTypeDef type, String device) {
        return ticket(metadata, type, device, 2, 2);
    }

    private Ticket ticket(MetadataSnapshot metadata, TicketTypeDef type, String device, int status, int priority) {
        java.time.Instant now = java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        return new Ticket(
                new TicketId(Uuid7.at(now)),
                type.id(),
                ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE),
                1,
                device,
                "bench",
                status,
                priority,
                null,
                null,
                null,
                null,
                metadata.release(),
                Map.of("f_device", Value.text(device)),
                List.of(),
                now,
                now);
    }

    private TicketStore.Batch batch(MetadataSnapshot metadata, TicketTypeDef type, Ticket t) {
        Event created = new Event.Created(
                new Event.Meta(
                        Uuid7.at(t.createdAt()),
                        t.id(),
                        t.createdAt(),
                        new Event.Cause.System("test"),
                        "api",
                        metadata.release()),
                type.id(),
                t.number(),
                t.title(),
                2,
                null,
                metadata.release(),
                t.fields());
        return new TicketStore.Batch(
                tenant, metadata, type, null, t, List.of(created), null, List.of(), List.of(), null, null);
    }

    private String stored(TicketId id, String column) {
        return transactions.inTenant(tenant, c -> {
            try (var s = c.prepareStatement("SELECT " + column + " FROM record WHERE id = ?")) {
                s.setObject(1, id.value());
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? row.getString(1) : null;
                }
            }
        });
    }

    private record Current(long revision) {
        static Current of(ReleaseStore store, TenantId tenant) {
            return new Current(store.current(tenant).orElseThrow().revision());
        }
    }

    /** A second server in the same process: its own snapshots, its own connection. */
    private final class Node implements AutoCloseable {
        final BlockingQueue<ReleaseSwitched> switches = new ArrayBlockingQueue<>(10);
        final CountDownLatch listening = new CountDownLatch(1);
        final AtomicInteger pid = new AtomicInteger();
        volatile CountDownLatch mayConnect = new CountDownLatch(0);
        volatile CountDownLatch opening = new CountDownLatch(1);
        final AtomicInteger opened = new AtomicInteger();
        final CurrentSnapshots own;
        final ReleaseListener listener;

        /** Switches by announcements alone: no poll makes a lost one good. */
        Node() {
            this(store, Duration.ofHours(1));
        }

        Node(ReleaseStore store, Duration poll) {
            own = new CurrentSnapshots(store, Snapshots.NO_RULES, switches::add);
            own.current(tenant);
            listener = ReleaseListener.start(this::open, own, poll);
        }

        private Connection open() throws java.sql.SQLException {
            opened.incrementAndGet();
            opening.countDown();
            try {
                mayConnect.await();
            } catch (InterruptedException e) {
                throw new java.sql.SQLException(e);
            }
            Connection c = TestDatabase.asApp();
            pid.set(c.unwrap(org.postgresql.PGConnection.class).getBackendPID());
            listening.countDown();
            return c;
        }

        io.deskloom.kernel.ReleaseId serves() {
            return own.current(tenant).release();
        }

        ReleaseSwitched next() throws InterruptedException {
            ReleaseSwitched heard = switches.poll(30, TimeUnit.SECONDS);
            assertThat(heard).as("a switch within 30 s").isNotNull();
            return heard;
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    private Result<Releases.Applied> apply(List<SourceFile> files) {
        return releases.apply(tenant, files, "a test", ADMIN, false);
    }

    private static List<SourceFile> withIndexedDevice() {
        return changed(
                "types/mending/type.yaml",
                "label: {en: Device}, required: true",
                "label: {en: Device}, required: true, indexed: true");
    }

    private static List<SourceFile> changed(String path, String what, String by) {
        List<SourceFile> files = Snapshots.acmeFiles().stream()
                .map(f -> f.path().equals(path) ? new SourceFile(path, f.text().replace(what, by)) : f)
                .toList();
        assertThat(files).isNotEqualTo(Snapshots.acmeFiles());
        return files;
    }

    private Map<String, Long> rowCounts() {
        return transactions.inTenant(tenant, c -> {
            Map<String, Long> counts = new TreeMap<>();
            for (String table :
                    List.of("release", "release_current", "release_history", "type_ref", "slot_assignment")) {
                try (Statement s = c.createStatement();
                        ResultSet row = s.executeQuery("SELECT count(*) FROM " + table)) {
                    row.next();
                    counts.put(table, row.getLong(1));
                }
            }
            return counts;
        });
    }

    private int typeId() {
        return transactions.inTenant(tenant, c -> {
            try (Statement s = c.createStatement();
                    ResultSet row = s.executeQuery("SELECT type_id FROM type_ref")) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    private String slotOf(String field) {
        return transactions.inTenant(tenant, c -> {
            try (var s = c.prepareStatement("SELECT slot FROM slot_assignment WHERE field_id = ?")) {
                s.setString(1, field);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? row.getString(1) : "none";
                }
            }
        });
    }

    private UUID insertRecord(int type, String fields) {
        UUID id = UUID.randomUUID();
        return transactions.inTenant(tenant, c -> insertRecord(c, id, type, fields));
    }

    private UUID insertRecord(Connection c, UUID id, int type, String fields) throws java.sql.SQLException {
        try (var s =
                c.prepareStatement("INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority,"
                        + " flow_release, created_at, updated_at, title, fields)"
                        + " VALUES (?, ?, ?, ?, 1, 'bench', 2, 2, 'x', '2026-01-01Z', '2026-01-01Z', 't', ?::jsonb)")) {
            s.setInt(1, tenant.value());
            s.setObject(2, id);
            s.setInt(3, type);
            s.setLong(4, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
            s.setString(5, fields);
            s.executeUpdate();
        }
        return id;
    }

    private static void terminate(int pid) throws Exception {
        try (Connection c = TestDatabase.asApp();
                var s = c.prepareStatement("SELECT pg_terminate_backend(?)")) {
            s.setInt(1, pid);
            s.execute();
        }
    }
}
