package io.deskloom.imports;

import io.deskloom.field.FieldType;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.imports.ImportJob.Check;
import io.deskloom.imports.ImportTarget.Draft;
import io.deskloom.imports.ImportTarget.Outcome;
import io.deskloom.imports.Step.Counts;
import io.deskloom.imports.Step.Reject;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FieldDef;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
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

    /** Rows read between two signs of life. */
    private static final int HEARTBEAT = 5_000;

    private static final Logger LOG = Logger.getLogger(ImportWorker.class);

    private final ImportStore store;
    private final ImportTargets targets;
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;
    private final NamesInFiles names;
    private final Clock clock;

    ImportWorker(
            ImportStore store,
            ImportTargets targets,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors,
            NamesInFiles names,
            Clock clock) {
        this.names = names;
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
    private final class Run {
        private final TenantId tenant;
        private final UUID worker;
        private final ImportJob job;
        private final Path file;

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
            Moment moment = new Moment(
                    clock.instant(), snapshots.current(tenant).workspace().zone());
            Wording wording = new Wording(actor.language(), moment.zone());
            switch (targets.of(actor, job.type(), moment)) {
                case Result.Refused<ImportTargets.Chosen> _ ->
                    fail(Problem.of("", "import.type-gone", "You may no longer create anything of this type."));
                case Result.Ok<ImportTargets.Chosen>(ImportTargets.Chosen chosen) -> {
                    if (job.state() == JobState.READING) {
                        look(chosen.fields(), wording);
                    } else {
                        go(actor, chosen, wording, names.of(actor, job.mapping().source(), moment));
                    }
                }
            }
        }

        private Actor actor(Account owner) {
            return job.scopes().containsAll(Actor.ALL_SCOPES)
                    ? actors.of(tenant, owner)
                    : actors.ofToken(tenant, owner, job.scopes());
        }

        private void look(ImportTarget.Fields fields, Wording wording) throws IOException, SheetRefused {
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
                    if (total % HEARTBEAT == 0
                            && !store.hold(
                                    tenant, job.id(), worker, clock.instant().plus(LEASE))) {
                        return;
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
                        ? Guess.of(columns, fields, wording, Imports.source(job.fileName()))
                        : job.mapping();
                store.looked(tenant, job.id(), worker, layout, columns, total, mapping);
            }
        }

        private void go(Actor actor, ImportTargets.Chosen chosen, Wording wording, NamesInFiles.Of called)
                throws IOException, SheetRefused {
            boolean real = job.state() == JobState.RUNNING;
            List<String> columns =
                    job.columns().stream().map(ImportJob.Column::name).toList();
            List<Problem> wrong = MappingCheck.problems(job.mapping(), job.columns(), chosen.fields(), wording);
            if (!wrong.isEmpty()) {
                // Rights or fields have changed since the mapping was accepted.
                fail(wrong.getFirst());
                return;
            }
            RowDrafts drafts = new RowDrafts(job.mapping(), columns, chosen.fields(), wording, called);
            Layout layout = java.util.Objects.requireNonNull(job.layout());
            Findings findings = new Findings(chosen.fields(), wording, called::called);
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
                                ? write(actor, chosen.target(), drafts, some, read, done)
                                : attempt(actor, chosen.target(), drafts, some, read, done, total, findings);
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
                Actor actor,
                ImportTarget target,
                RowDrafts drafts,
                List<SheetRow> rows,
                List<RowDrafts.Read> read,
                long done) {
            Instant now = clock.instant();
            List<Counts> written = new ArrayList<>();
            Optional<List<Outcome>> outcomes = target.write(
                    actor,
                    job.type(),
                    draftsOf(read),
                    made -> {
                        List<RowResult> results = results(drafts, rows, read, made);
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
                RowDrafts drafts,
                List<SheetRow> rows,
                List<RowDrafts.Read> read,
                long done,
                Counts before,
                Findings findings) {
            Instant now = clock.instant();
            List<RowResult> results =
                    results(drafts, rows, read, target.attempt(actor, job.type(), draftsOf(read), now));
            for (int i = 0; i < results.size(); i++) {
                findings.add(rows.get(i).line(), results.get(i), read.get(i));
            }
            Counts counts = count(results);
            Step step = new Step(
                    job.id(), worker, done, done + rows.size(), before.plus(counts), List.of(), now.plus(LEASE));
            return store.tried(tenant, step) ? Optional.of(counts) : Optional.empty();
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
    private static List<RowResult> results(
            RowDrafts drafts, List<SheetRow> rows, List<RowDrafts.Read> read, List<Outcome> made) {
        List<RowResult> results = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < rows.size(); i++) {
            SheetRow row = rows.get(i);
            switch (read.get(i)) {
                case RowDrafts.Read.Wrong(List<Problem> problems) ->
                    results.add(new RowResult(null, Optional.of(new Reject(row.line(), drafts.kept(row), problems))));
                case RowDrafts.Read.Made _ -> {
                    Outcome outcome = made.get(next++);
                    results.add(new RowResult(
                            outcome,
                            outcome instanceof Outcome.Rejected(Rejection why)
                                    ? Optional.of(new Reject(row.line(), drafts.kept(row), problems(why)))
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
        private final Wording wording;
        private final UnaryOperator<String> called;
        private final Map<String, ImportJob.Reason> reasons = new HashMap<>();
        private final List<ImportJob.Sample> samples = new ArrayList<>();

        /** @param called what the file calls an account or a record */
        Findings(ImportTarget.Fields fields, Wording wording, UnaryOperator<String> called) {
            this.fields = fields;
            this.wording = wording;
            this.called = called;
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
                    shown.put(field.key(), shortened(text(field, json)));
                }
            });
            if (draft.priority() != null) {
                shown.put(Mapping.PRIORITY, draft.priority().wire());
            }
            return shown;
        }

        private String text(FieldDef field, Object json) {
            FieldType type = field.kind().type();
            Value value = type.parse(json, field.settings(), "", new Problems());
            // Whoever looks at it words a moment: in his language, which need not be that of whoever tried.
            if (value instanceof Value.Date || value instanceof Value.Timestamp) {
                return String.valueOf(type.toJson(value));
            }
            boolean named = field.settings().target() != null || type.refers() == FieldType.Refers.ACCOUNTS;
            return type.format(named ? named(value) : value, field.settings(), wording);
        }

        private Value named(Value value) {
            return switch (value) {
                case Value.Text(String id) -> Value.text(called.apply(id));
                case Value.Items(List<Value> ids) ->
                    new Value.Items(ids.stream().map(this::named).toList());
                default -> value;
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
