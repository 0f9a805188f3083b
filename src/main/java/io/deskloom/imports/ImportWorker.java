package io.deskloom.imports;

import io.deskloom.command.TicketStore;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.imports.ImportJob.Check;
import io.deskloom.imports.ImportTarget.Draft;
import io.deskloom.imports.ImportTarget.Outcome;
import io.deskloom.imports.Step.Counts;
import io.deskloom.imports.Step.Reject;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.sheet.Layout;
import io.deskloom.sheet.Limits;
import io.deskloom.sheet.RowReader;
import io.deskloom.sheet.SheetRefused;
import io.deskloom.sheet.SheetRow;
import io.deskloom.sheet.Sheets;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works on jobs that are the server's turn: looks at a file, tries a job, runs it. Whatever it does it does batch by batch,
 * each with the job's progress in one transaction; a worker that dies is followed by another one that goes on from there.
 */
@ApplicationScoped
public class ImportWorker {
    /** Rows decided and written together. */
    static final int BATCH = 200;

    /** Refused rows that are kept; a file with more has something wrong with it as a whole. */
    static final int MOST_REJECTED = 20_000;

    static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int SAMPLES = 5;
    private static final int SAMPLE_LENGTH = 120;
    private static final int REASONS = 50;
    private static final int LINES = 5;
    private static final int MOST_REMEMBERED = 20_000;

    private static final Logger LOG = Logger.getLogger(ImportWorker.class);

    private final ImportStore store;
    private final ImportTargets targets;
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;
    private final TicketStore records;
    private final Clock clock;

    ImportWorker(
            ImportStore store,
            ImportTargets targets,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors,
            TicketStore records,
            Clock clock) {
        this.records = records;
        this.store = store;
        this.targets = targets;
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.actors = actors;
        this.clock = clock;
    }

    /** Takes the tenant's oldest job that waits, if any, and works on it as far as it goes; answers whether there was one. */
    public boolean work(TenantId tenant) {
        UUID worker = Uuid7.at(clock.instant());
        Optional<ImportJob> claimed =
                store.claim(tenant, worker, clock.instant(), clock.instant().plus(LEASE));
        claimed.ifPresent(job -> work(tenant, worker, job));
        return claimed.isPresent();
    }

    private void work(TenantId tenant, UUID worker, ImportJob job) {
        try {
            Path file = Files.createTempFile("deskloom-import", "");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    store.copy(tenant, job.id(), out);
                }
                new Run(tenant, worker, job, file).run();
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (SheetRefused e) {
            store.end(tenant, job.id(), worker, e.problem(), clock.instant());
        } catch (IOException | RuntimeException e) {
            // Never the message: it may hold what stands in the file.
            LOG.warnf(
                    "import %s of tenant %d pauses: %s",
                    job.id(), tenant.value(), e.getClass().getName());
            store.release(tenant, job.id(), worker, clock.instant().plus(AGAIN));
        }
    }

    /** One job in the hands of this worker. */
    private final class Run implements RowDrafts.Names {
        private final TenantId tenant;
        private final UUID worker;
        private final ImportJob job;
        private final Path file;
        private final Map<String, String> found = new HashMap<>();

        Run(TenantId tenant, UUID worker, ImportJob job, Path file) {
            this.tenant = tenant;
            this.worker = worker;
            this.job = job;
            this.file = file;
        }

        void run() throws IOException, SheetRefused {
            Optional<Account> owner = accounts.find(tenant, job.account()).filter(a -> !a.isDisabled());
            if (owner.isEmpty()) {
                fail(Problem.of("", "import.account", "The account whose import this is has been disabled."));
                return;
            }
            Actor actor = actor(owner.get());
            if (!actor.can(Imports.ABILITY)) {
                fail(Problem.of("", "import.not-allowed", "The account whose import this is may no longer import."));
                return;
            }
            ZoneId zone = snapshots.current(tenant).workspace().zone();
            Moment moment = new Moment(clock.instant(), zone);
            switch (targets.of(actor, job.type(), moment)) {
                case Result.Refused<ImportTargets.Chosen> _ ->
                    fail(Problem.of("", "import.type-gone", "You may no longer create anything of this type."));
                case Result.Ok<ImportTargets.Chosen>(ImportTargets.Chosen chosen) -> {
                    if (job.state() == JobState.READING) {
                        look(chosen.fields(), zone);
                    } else {
                        go(actor, chosen, zone);
                    }
                }
            }
        }

        private Actor actor(Account owner) {
            return job.scopes().containsAll(Actor.ALL_SCOPES)
                    ? actors.of(tenant, owner)
                    : actors.ofToken(tenant, owner, job.scopes());
        }

        private void look(ImportTarget.Fields fields, ZoneId zone) throws IOException, SheetRefused {
            Layout layout = Sheets.look(file);
            try (RowReader rows = Sheets.open(file, layout)) {
                List<List<String>> samples = new ArrayList<>();
                long[] filled = new long[rows.columns().size()];
                rows.columns().forEach(_ -> samples.add(new ArrayList<>()));
                long total = 0;
                for (SheetRow row = rows.next(); row != null; row = rows.next()) {
                    if (row.isBlank()) {
                        continue;
                    }
                    if (++total > Limits.MOST_ROWS) {
                        fail(Problem.of(
                                "",
                                "file.rows",
                                "The file has more than " + Limits.MOST_ROWS + " rows; divide it into several.",
                                Map.of("most", Integer.toString(Limits.MOST_ROWS))));
                        return;
                    }
                    for (int i = 0; i < filled.length; i++) {
                        Object cell = row.cells().get(i);
                        if (cell != null) {
                            filled[i]++;
                            sample(samples.get(i), cell.toString());
                        }
                    }
                }
                if (total == 0) {
                    fail(Problem.of("", "file.no-rows", "The file names columns and has no rows."));
                    return;
                }
                List<ImportJob.Column> columns = new ArrayList<>();
                for (int i = 0; i < filled.length; i++) {
                    columns.add(new ImportJob.Column(rows.columns().get(i), samples.get(i), filled[i]));
                }
                Mapping mapping = job.mapping().columns().isEmpty()
                        ? Guess.of(columns, fields, zone, Imports.source(job.fileName()))
                        : job.mapping();
                store.looked(tenant, job.id(), worker, layout, columns, total, mapping);
            }
        }

        private void go(Actor actor, ImportTargets.Chosen chosen, ZoneId zone) throws IOException, SheetRefused {
            boolean real = job.state() == JobState.RUNNING;
            List<String> names =
                    job.columns().stream().map(ImportJob.Column::name).toList();
            List<Problem> wrong = MappingCheck.problems(job.mapping(), job.columns(), chosen.fields());
            if (!wrong.isEmpty()) {
                // Rights or fields have changed since the mapping was accepted.
                fail(wrong.getFirst());
                return;
            }
            RowDrafts drafts = new RowDrafts(job.mapping(), names, chosen.fields(), zone, this);
            Layout layout = java.util.Objects.requireNonNull(job.layout());
            Findings findings = new Findings(chosen.fields());
            long done = 0;
            long skip = real ? job.done() : 0;
            Counts total = real ? job.counts() : Counts.NONE;
            try (RowReader rows = Sheets.open(file, layout)) {
                List<SheetRow> some = new ArrayList<>(BATCH);
                List<RowDrafts.Read> read = new ArrayList<>(BATCH);
                boolean more = true;
                while (more) {
                    SheetRow row = rows.next();
                    more = row != null;
                    if (row != null && row.isBlank()) {
                        continue;
                    }
                    if (row != null) {
                        RowDrafts.Read draft = drafts.read(row);
                        if (done + some.size() < skip && some.isEmpty()) {
                            done++;
                            continue;
                        }
                        some.add(row);
                        read.add(draft);
                    }
                    if (some.size() == BATCH || (!more && !some.isEmpty())) {
                        Optional<Counts> counts = real
                                ? write(actor, chosen.target(), some, read, done)
                                : attempt(actor, chosen.target(), some, read, done, total, findings);
                        if (counts.isEmpty()) {
                            return;
                        }
                        done += some.size();
                        total = total.plus(counts.get());
                        some.clear();
                        read.clear();
                        if (total.rejected() > MOST_REJECTED) {
                            tooMany(real, total, findings);
                            return;
                        }
                    }
                }
            }
            if (real) {
                store.end(tenant, job.id(), worker, null, clock.instant());
            } else {
                store.checked(tenant, job.id(), worker, findings.check(total, clock.instant()));
            }
        }

        private void tooMany(boolean real, Counts total, Findings findings) {
            if (real) {
                fail(Problem.of(
                        "",
                        "import.too-many-rejected",
                        "More than " + MOST_REJECTED + " rows were refused; look at the mapping.",
                        Map.of("most", Integer.toString(MOST_REJECTED))));
            } else {
                store.checked(tenant, job.id(), worker, findings.check(total, clock.instant()));
            }
        }

        private Optional<Counts> write(
                Actor actor, ImportTarget target, List<SheetRow> rows, List<RowDrafts.Read> read, long done) {
            Instant now = clock.instant();
            List<Counts> written = new ArrayList<>();
            Optional<List<Outcome>> outcomes = target.write(
                    actor,
                    job.type(),
                    draftsOf(read),
                    made -> {
                        List<RowResult> results = results(rows, read, made);
                        Counts counts = count(results);
                        written.add(counts);
                        return new Step(
                                job.id(),
                                worker,
                                done,
                                done + rows.size(),
                                counts,
                                results.stream()
                                        .flatMap(r -> r.reject().stream())
                                        .toList(),
                                now.plus(LEASE));
                    },
                    now);
            return outcomes.map(_ -> written.getLast());
        }

        private Optional<Counts> attempt(
                Actor actor,
                ImportTarget target,
                List<SheetRow> rows,
                List<RowDrafts.Read> read,
                long done,
                Counts before,
                Findings findings) {
            Instant now = clock.instant();
            List<RowResult> results = results(rows, read, target.attempt(actor, job.type(), draftsOf(read), now));
            for (int i = 0; i < results.size(); i++) {
                findings.add(rows.get(i).line(), results.get(i), read.get(i));
            }
            Counts counts = count(results);
            Step step = new Step(
                    job.id(), worker, done, done + rows.size(), before.plus(counts), List.of(), now.plus(LEASE));
            return store.tried(tenant, step) ? Optional.of(counts) : Optional.empty();
        }

        @Override
        public String account(String called) {
            return remembered("account " + called, () -> {
                List<String> ids = accounts.search(tenant, called, 10).stream()
                        .filter(a ->
                                a.login().equalsIgnoreCase(called) || a.name().equals(called))
                        .map(a -> a.id().toString())
                        .toList();
                return ids.size() == 1 ? ids.getFirst() : called;
            });
        }

        @Override
        public String record(String type, String called) {
            MetadataSnapshot snapshot = snapshots.current(tenant);
            return !External.isId(called) || snapshot.object(type).isEmpty()
                    ? called
                    : remembered(
                            type + " " + called,
                            () -> records.findExternal(
                                            tenant,
                                            snapshot,
                                            snapshot.object(type).orElseThrow().id(),
                                            new External(job.mapping().source(), called))
                                    .map(record -> record.id().toString())
                                    .orElse(called));
        }

        private String remembered(String what, Supplier<String> look) {
            String known = found.get(what);
            if (known == null) {
                known = look.get();
                if (found.size() < MOST_REMEMBERED) {
                    found.put(what, known);
                }
            }
            return known;
        }

        private void fail(Problem why) {
            store.end(tenant, job.id(), worker, why, clock.instant());
        }
    }

    private static List<Draft> draftsOf(List<RowDrafts.Read> read) {
        List<Draft> drafts = new ArrayList<>();
        for (RowDrafts.Read one : read) {
            if (one instanceof RowDrafts.Read.Made(Draft draft)) {
                drafts.add(draft);
            }
        }
        return drafts;
    }

    /** What became of a row. @param reject when it was refused */
    private record RowResult(@Nullable Outcome outcome, Optional<Reject> reject) {}

    /** @param made one for each draft there is, in order */
    private static List<RowResult> results(List<SheetRow> rows, List<RowDrafts.Read> read, List<Outcome> made) {
        List<RowResult> results = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < rows.size(); i++) {
            SheetRow row = rows.get(i);
            switch (read.get(i)) {
                case RowDrafts.Read.Wrong(List<Problem> problems) ->
                    results.add(new RowResult(null, Optional.of(new Reject(row.line(), row.cells(), problems))));
                case RowDrafts.Read.Made _ -> {
                    Outcome outcome = made.get(next++);
                    results.add(new RowResult(
                            outcome,
                            outcome instanceof Outcome.Rejected(Rejection why)
                                    ? Optional.of(new Reject(row.line(), row.cells(), problems(why)))
                                    : Optional.empty()));
                }
            }
        }
        return results;
    }

    private static List<Problem> problems(Rejection why) {
        return why.problems().isEmpty() ? List.of(Problem.of("", why.code(), why.message())) : why.problems();
    }

    private static Counts count(List<RowResult> results) {
        long created = 0;
        long updated = 0;
        long known = 0;
        long rejected = 0;
        for (RowResult result : results) {
            switch (result.outcome()) {
                case Outcome.Created _ -> created++;
                case Outcome.Updated _ -> updated++;
                case Outcome.Known _ -> known++;
                case Outcome.Rejected _ -> rejected++;
                case null -> rejected++;
            }
        }
        return new Counts(created, updated, known, rejected);
    }

    /** What a try says in the end. */
    private static final class Findings {
        private final ImportTarget.Fields fields;
        private final Map<String, ImportJob.Reason> reasons = new HashMap<>();
        private final List<ImportJob.Sample> samples = new ArrayList<>();

        Findings(ImportTarget.Fields fields) {
            this.fields = fields;
        }

        void add(long line, RowResult result, RowDrafts.Read read) {
            result.reject().ifPresent(reject -> reject.problems().forEach(problem -> add(line, problem)));
            boolean good = result.outcome() instanceof Outcome.Created || result.outcome() instanceof Outcome.Updated;
            if (good && samples.size() < SAMPLES && read instanceof RowDrafts.Read.Made(Draft draft)) {
                samples.add(new ImportJob.Sample(line, shown(draft)));
            }
        }

        private void add(long line, Problem problem) {
            String key = problem.code() + " " + problem.pointer();
            if (reasons.size() >= REASONS && !reasons.containsKey(key)) {
                return;
            }
            reasons.merge(key, new ImportJob.Reason(problem, 1, List.of(line)), (a, b) -> {
                List<Long> lines = new ArrayList<>(a.lines());
                if (lines.size() < LINES) {
                    lines.add(line);
                }
                return new ImportJob.Reason(a.problem(), a.rows() + 1, lines);
            });
        }

        private Map<String, String> shown(Draft draft) {
            Map<String, String> shown = new java.util.LinkedHashMap<>();
            fields.fields().forEach(field -> {
                Object json = draft.fields().get(field.key());
                if (json != null) {
                    shown.put(field.key(), shortened(text(json)));
                }
            });
            if (draft.priority() != null) {
                shown.put(Mapping.PRIORITY, draft.priority().wire());
            }
            return shown;
        }

        private static String text(Object json) {
            return switch (json) {
                case List<?> list ->
                    String.join("; ", list.stream().map(String::valueOf).toList());
                case Map<?, ?> map -> map.get("amount") + " " + map.get("currency");
                default -> json.toString();
            };
        }

        Check check(Counts counts, Instant now) {
            List<ImportJob.Reason> sorted = reasons.values().stream()
                    .sorted(java.util.Comparator.comparingLong(ImportJob.Reason::rows)
                            .reversed()
                            .thenComparing(r -> r.problem().code())
                            .thenComparing(r -> r.problem().pointer()))
                    .toList();
            return new Check(counts, sorted, samples, now);
        }
    }

    private static void sample(List<String> samples, String cell) {
        String text = shortened(cell.strip());
        if (samples.size() < SAMPLES && !text.isEmpty() && !samples.contains(text)) {
            samples.add(text);
        }
    }

    private static String shortened(String text) {
        return text.length() <= SAMPLE_LENGTH ? text : text.substring(0, SAMPLE_LENGTH) + "…";
    }
}
