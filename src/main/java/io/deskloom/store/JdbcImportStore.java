package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.imports.ImportJob;
import io.deskloom.imports.ImportStore;
import io.deskloom.imports.JobState;
import io.deskloom.imports.Mapping;
import io.deskloom.imports.Step;
import io.deskloom.imports.Step.Counts;
import io.deskloom.imports.Step.Reject;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.sheet.Layout;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code import_job}, {@code import_part} and {@code import_reject}. */
@ApplicationScoped
class JdbcImportStore implements ImportStore {
    /** Of a tenant, so many times what one account may have. */
    private static final int ACCOUNTS = 10;

    /** Taken so often without getting on, a job is given up. */
    private static final int MOST_ATTEMPTS = 10;

    private static final int REJECTS_AT_ONCE = 500;

    private static final String COLUMNS =
            "id, account_id, scopes, type, file_name, size, stored, state, layout, columns, mapping, total, done, created,"
                    + " updated, known, rejected, checked, failure, created_at, started_at, ended_at";

    /** What stood in the file goes with it. */
    private static final String NO_SAMPLES =
            "columns = (SELECT coalesce(jsonb_agg(c || '{\"samples\": []}' ORDER BY at), '[]')"
                    + " FROM jsonb_array_elements(columns) WITH ORDINALITY AS e (c, at)),"
                    + " checked = jsonb_set(checked, '{samples}', '[]')";

    private final TenantTx transactions;
    private final TicketQueries queries;

    JdbcImportStore(TenantTx transactions, TicketQueries queries) {
        this.transactions = transactions;
        this.queries = queries;
    }

    @Override
    public List<TicketId> find(QueryPlan plan, MetadataSnapshot now) {
        return queries.page(plan, now).tickets().stream().map(Ticket::id).toList();
    }

    @Override
    public List<TenantId> due(Instant now) {
        return transactions.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT imports_due(?)")) {
                s.setObject(1, now.atOffset(ZoneOffset.UTC));
                try (ResultSet row = s.executeQuery()) {
                    List<TenantId> tenants = new ArrayList<>();
                    while (row.next()) {
                        tenants.add(new TenantId(row.getInt(1)));
                    }
                    return tenants;
                }
            }
        });
    }

    @Override
    public boolean insert(TenantId tenant, ImportJob job, String fingerprint, int most) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT count(*) FILTER (WHERE account_id = ?), count(*) FROM import_job WHERE tenant_id = ? AND ended_at IS NULL")) {
                s.setObject(1, job.account().value());
                s.setInt(2, tenant.value());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    if (row.getInt(1) >= most || row.getInt(2) >= most * ACCOUNTS) {
                        return false;
                    }
                }
            }
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO import_job (tenant_id, id, account_id, scopes, fingerprint, type, file_name, size, stored, state,"
                            + " columns, mapping, total, done, created, updated, known, rejected, attempts, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '[]'::jsonb, ?::jsonb, 0, 0, 0, 0, 0, 0, 0, ?)")) {
                s.setInt(1, tenant.value());
                s.setObject(2, job.id());
                s.setObject(3, job.account().value());
                s.setArray(4, c.createArrayOf("text", job.scopes().toArray()));
                s.setString(5, fingerprint);
                s.setString(6, job.type());
                s.setString(7, job.fileName());
                s.setLong(8, job.size());
                s.setString(9, job.state().wire());
                s.setString(10, Json.write(job.mapping().plain()));
                s.setObject(11, job.createdAt().atOffset(ZoneOffset.UTC));
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Optional<ImportJob> open(TenantId tenant, AccountId account, String fingerprint) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + COLUMNS
                    + " FROM import_job WHERE tenant_id = ? AND account_id = ? AND fingerprint = ? AND ended_at IS NULL"
                    + " ORDER BY id DESC LIMIT 1")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setString(3, fingerprint);
                return one(s);
            }
        });
    }

    @Override
    public Optional<ImportJob> find(TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, c -> find(c, tenant, id));
    }

    private static Optional<ImportJob> find(Connection c, TenantId tenant, UUID id) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT " + COLUMNS + " FROM import_job WHERE tenant_id = ? AND id = ?")) {
            s.setInt(1, tenant.value());
            s.setObject(2, id);
            return one(s);
        }
    }

    @Override
    public List<ImportJob> list(TenantId tenant, @Nullable UUID before, int limit) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + COLUMNS + " FROM import_job WHERE tenant_id = ?"
                    + (before == null ? "" : " AND id < ?") + " ORDER BY id DESC LIMIT ?")) {
                int at = 1;
                s.setInt(at++, tenant.value());
                if (before != null) {
                    s.setObject(at++, before);
                }
                s.setInt(at, limit);
                List<ImportJob> jobs = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        jobs.add(read(row));
                    }
                }
                return jobs;
            }
        });
    }

    @Override
    public boolean put(TenantId tenant, UUID job, int part, byte[] bytes, long partSize) {
        return transactions.inTenant(tenant, c -> {
            long from = part * partSize;
            try (PreparedStatement s = c.prepareStatement("UPDATE import_job SET stored = greatest(stored, ?),"
                    + " state = CASE WHEN greatest(stored, ?) = size THEN 'reading' ELSE state END"
                    + " WHERE tenant_id = ? AND id = ? AND stored >= ? AND (state = 'uploading' OR stored >= ?)")) {
                long to = from + bytes.length;
                s.setLong(1, to);
                s.setLong(2, to);
                s.setInt(3, tenant.value());
                s.setObject(4, job);
                s.setLong(5, from);
                // A part that is there already, sent again because its answer was lost, changes nothing.
                s.setLong(6, to);
                if (s.executeUpdate() == 0) {
                    return false;
                }
            }
            try (PreparedStatement s = c.prepareStatement("INSERT INTO import_part (tenant_id, job_id, part, bytes)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (tenant_id, job_id, part) DO NOTHING")) {
                s.setInt(1, tenant.value());
                s.setObject(2, job);
                s.setInt(3, part);
                s.setBytes(4, bytes);
                s.executeUpdate();
            }
            return true;
        });
    }

    @Override
    public void copy(TenantId tenant, UUID job, OutputStream out) throws IOException {
        for (int part = 0; ; part++) {
            int wanted = part;
            byte[] bytes = transactions.inTenant(tenant, c -> {
                try (PreparedStatement s = c.prepareStatement(
                        "SELECT bytes FROM import_part WHERE tenant_id = ? AND job_id = ? AND part = ?")) {
                    s.setInt(1, tenant.value());
                    s.setObject(2, job);
                    s.setInt(3, wanted);
                    try (ResultSet row = s.executeQuery()) {
                        return row.next() ? row.getBytes(1) : new byte[0];
                    }
                }
            });
            if (bytes.length == 0) {
                return;
            }
            out.write(bytes);
        }
    }

    @Override
    public boolean map(TenantId tenant, UUID job, Mapping mapping) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET mapping = ?::jsonb, checked = NULL, done = 0,"
                            + " created = 0, updated = 0, known = 0, rejected = 0"
                            + " WHERE tenant_id = ? AND id = ? AND state = 'ready'")) {
                s.setString(1, Json.write(mapping.plain()));
                s.setInt(2, tenant.value());
                s.setObject(3, job);
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean start(TenantId tenant, UUID job, JobState next, Mapping mapping, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET state = ?, done = 0, created = 0, updated = 0,"
                            + " known = 0, rejected = 0, checked = CASE WHEN ? = 'checking' THEN NULL ELSE checked END, attempts = 0,"
                            + " due_at = NULL, worker = NULL, started_at = ?"
                            + " WHERE tenant_id = ? AND id = ? AND state = 'ready' AND mapping = ?::jsonb")) {
                s.setString(1, next.wire());
                s.setString(2, next.wire());
                s.setObject(3, now.atOffset(ZoneOffset.UTC));
                s.setInt(4, tenant.value());
                s.setObject(5, job);
                s.setString(6, Json.write(mapping.plain()));
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean cancel(TenantId tenant, UUID job, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET state = 'cancelled', ended_at = ?, worker = NULL, "
                            + NO_SAMPLES + " WHERE tenant_id = ? AND id = ? AND ended_at IS NULL")) {
                s.setObject(1, now.atOffset(ZoneOffset.UTC));
                s.setInt(2, tenant.value());
                s.setObject(3, job);
                return s.executeUpdate() == 1 && forgetFile(c, tenant, job);
            }
        });
    }

    private static boolean forgetFile(Connection c, TenantId tenant, UUID job) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("DELETE FROM import_part WHERE tenant_id = ? AND job_id = ?")) {
            s.setInt(1, tenant.value());
            s.setObject(2, job);
            s.executeUpdate();
            return true;
        }
    }

    @Override
    public Optional<ImportJob> claim(TenantId tenant, UUID worker, Instant now, Instant until) {
        return transactions.inTenant(tenant, c -> {
            UUID job = null;
            int attempts = 0;
            // Locked rows are being claimed by another node this moment: leave them to it.
            try (PreparedStatement s = c.prepareStatement("SELECT id, attempts FROM import_job j WHERE tenant_id = ?"
                    + " AND state IN ('reading', 'checking', 'running') AND (due_at IS NULL OR due_at <= ?)"
                    + " AND NOT EXISTS (SELECT FROM import_job o WHERE o.tenant_id = j.tenant_id"
                    + " AND o.state IN ('reading', 'checking', 'running') AND o.worker IS NOT NULL AND o.due_at > ?)"
                    + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")) {
                s.setInt(1, tenant.value());
                s.setObject(2, now.atOffset(ZoneOffset.UTC));
                s.setObject(3, now.atOffset(ZoneOffset.UTC));
                try (ResultSet row = s.executeQuery()) {
                    if (row.next()) {
                        job = row.getObject(1, UUID.class);
                        attempts = row.getInt(2);
                    }
                }
            }
            if (job == null) {
                return Optional.empty();
            }
            if (attempts >= MOST_ATTEMPTS) {
                Problem failure = Problem.of(
                        "",
                        "import.internal",
                        "The import could not be carried out; somebody must look at the server's log.");
                try (PreparedStatement s =
                        c.prepareStatement("UPDATE import_job SET state = 'failed', failure = ?::jsonb, ended_at = ?,"
                                + " worker = NULL, " + NO_SAMPLES + " WHERE tenant_id = ? AND id = ?")) {
                    s.setString(1, Json.write(ImportJson.problem(failure)));
                    s.setObject(2, now.atOffset(ZoneOffset.UTC));
                    s.setInt(3, tenant.value());
                    s.setObject(4, job);
                    s.executeUpdate();
                }
                forgetFile(c, tenant, job);
                return Optional.empty();
            }
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET worker = ?, due_at = ?, attempts = attempts + 1"
                            + " WHERE tenant_id = ? AND id = ?")) {
                s.setObject(1, worker);
                s.setObject(2, until.atOffset(ZoneOffset.UTC));
                s.setInt(3, tenant.value());
                s.setObject(4, job);
                s.executeUpdate();
            }
            return find(c, tenant, job);
        });
    }

    @Override
    public boolean looked(
            TenantId tenant,
            UUID job,
            UUID worker,
            Layout layout,
            List<ImportJob.Column> columns,
            long total,
            Mapping guess) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET state = 'ready', layout = ?::jsonb, columns = ?::jsonb,"
                            + " total = ?, mapping = ?::jsonb, worker = NULL, due_at = NULL, attempts = 0"
                            + " WHERE tenant_id = ? AND id = ? AND worker = ? AND state = 'reading'")) {
                s.setString(1, ImportJson.layout(layout));
                s.setString(2, ImportJson.columns(columns));
                s.setLong(3, total);
                s.setString(4, Json.write(guess.plain()));
                return mine(s, 5, tenant, job, worker);
            }
        });
    }

    @Override
    public boolean hold(TenantId tenant, UUID job, UUID worker, Instant until) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET due_at = ? WHERE tenant_id = ? AND id = ? AND worker = ?"
                            + " AND state = 'reading'")) {
                s.setObject(1, until.atOffset(ZoneOffset.UTC));
                return mine(s, 2, tenant, job, worker);
            }
        });
    }

    @Override
    public boolean tried(TenantId tenant, Step step) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET done = ?, created = ?, updated = ?, known = ?,"
                            + " rejected = ?, due_at = ?, attempts = 0"
                            + " WHERE tenant_id = ? AND id = ? AND worker = ? AND state = 'checking'")) {
                s.setLong(1, step.to());
                s.setLong(2, step.counts().created());
                s.setLong(3, step.counts().updated());
                s.setLong(4, step.counts().known());
                s.setLong(5, step.counts().rejected());
                s.setObject(6, step.leased().atOffset(ZoneOffset.UTC));
                return mine(s, 7, tenant, step.job(), step.worker());
            }
        });
    }

    @Override
    public boolean checked(TenantId tenant, UUID job, UUID worker, ImportJob.Check check) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET state = 'ready', checked = ?::jsonb, done = 0,"
                            + " created = 0, updated = 0, known = 0, rejected = 0, worker = NULL, due_at = NULL"
                            + " WHERE tenant_id = ? AND id = ? AND worker = ? AND state = 'checking'")) {
                s.setString(1, ImportJson.check(check));
                return mine(s, 2, tenant, job, worker);
            }
        });
    }

    @Override
    public boolean end(TenantId tenant, UUID job, UUID worker, @Nullable Problem failure, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE import_job SET state = ?, failure = ?::jsonb, ended_at = ?,"
                            + " worker = NULL, due_at = NULL, " + NO_SAMPLES
                            + " WHERE tenant_id = ? AND id = ? AND worker = ?")) {
                s.setString(1, (failure == null ? JobState.DONE : JobState.FAILED).wire());
                s.setString(2, failure == null ? null : Json.write(ImportJson.problem(failure)));
                s.setObject(3, now.atOffset(ZoneOffset.UTC));
                return mine(s, 4, tenant, job, worker) && forgetFile(c, tenant, job);
            }
        });
    }

    @Override
    public void release(TenantId tenant, UUID job, UUID worker, Instant due) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "UPDATE import_job SET worker = NULL, due_at = ? WHERE tenant_id = ? AND id = ? AND worker = ?")) {
                s.setObject(1, due.atOffset(ZoneOffset.UTC));
                return mine(s, 2, tenant, job, worker);
            }
        });
    }

    private static boolean mine(PreparedStatement s, int at, TenantId tenant, UUID job, UUID worker)
            throws SQLException {
        s.setInt(at, tenant.value());
        s.setObject(at + 1, job);
        s.setObject(at + 2, worker);
        return s.executeUpdate() == 1;
    }

    @Override
    public List<Reject> rejects(TenantId tenant, UUID job, int most) {
        return rejects(tenant, job, 0, most);
    }

    @Override
    public void eachReject(TenantId tenant, UUID job, Consumer<Reject> each) {
        long after = 0;
        while (true) {
            List<Reject> some = rejects(tenant, job, after, REJECTS_AT_ONCE);
            some.forEach(each);
            if (some.size() < REJECTS_AT_ONCE) {
                return;
            }
            after = some.getLast().line();
        }
    }

    private List<Reject> rejects(TenantId tenant, UUID job, long after, int most) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT line, cells, problems FROM import_reject"
                    + " WHERE tenant_id = ? AND job_id = ? AND line > ? ORDER BY line LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, job);
                s.setLong(3, after);
                s.setInt(4, most);
                List<Reject> rejects = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        rejects.add(ImportJson.reject(row.getLong(1), row.getString(2), row.getString(3)));
                    }
                }
                return rejects;
            }
        });
    }

    @Override
    public int forget(TenantId tenant, Instant before) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("DELETE FROM import_job WHERE tenant_id = ? AND created_at < ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, before.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    private static Optional<ImportJob> one(PreparedStatement s) throws SQLException {
        try (ResultSet row = s.executeQuery()) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
    }

    private static ImportJob read(ResultSet row) throws SQLException {
        return new ImportJob(
                row.getObject("id", UUID.class),
                new AccountId(row.getObject("account_id", UUID.class)),
                Set.copyOf(Arrays.asList((String[]) row.getArray("scopes").getArray())),
                row.getString("type"),
                row.getString("file_name"),
                row.getLong("size"),
                row.getLong("stored"),
                JobState.of(row.getString("state")),
                ImportJson.layout(row.getString("layout")),
                ImportJson.columns(row.getString("columns")),
                ImportJson.mapping(row.getString("mapping")),
                row.getLong("total"),
                row.getLong("done"),
                new Counts(
                        row.getLong("created"), row.getLong("updated"), row.getLong("known"), row.getLong("rejected")),
                ImportJson.check(row.getString("checked")),
                ImportJson.problemOrNull(row.getString("failure")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
