package io.deskloom.imports;

import io.deskloom.field.Wording;
import io.deskloom.identity.Actor;
import io.deskloom.imports.Step.Counts;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.sheet.Limits;
import io.deskloom.sheet.Sheets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What people do with imports. A job's file, mapping and refused rows are its owner's alone: others who may import see
 * that there is a job and how far it is, and may stop it.
 */
@ApplicationScoped
public class Imports {
    /** What an account needs to import at all, beside its rights on what the rows become. */
    public static final String ABILITY = "tickets.import";

    /** Bytes of every part of a file but the last. */
    public static final int PART = 1024 * 1024;

    /** Jobs one account may have that are not over. */
    public static final int MOST_OPEN = 5;

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_FINGERPRINT = 200;

    private final ImportStore store;
    private final ImportTargets targets;
    private final ImportSignal signal;

    Imports(ImportStore store, ImportTargets targets, ImportSignal signal) {
        this.store = store;
        this.targets = targets;
        this.signal = signal;
    }

    /**
     * A job as one caller may see it.
     *
     * @param mine whether the rest is there: problems and warnings of the mapping
     * @param targets where columns can go: field keys, and {@link Mapping#PRIORITY}
     */
    public record Seen(
            ImportJob job, boolean mine, List<Problem> problems, List<Problem> warnings, List<String> targets) {}

    /**
     * Begins a job, or finds the one that was begun for the same file and cut off.
     *
     * @param fingerprint what the sender knows its file and mapping by
     * @param mapping plain JSON, null to have it guessed
     */
    public Result<Seen> begin(
            Actor actor,
            String type,
            String fileName,
            long size,
            String fingerprint,
            @Nullable Map<?, ?> mapping,
            Moment moment) {
        Problems problems = new Problems();
        if (targets.of(actor, type, moment) instanceof Result.Refused<ImportTargets.Chosen> _) {
            problems.add("/type", "type.unknown", "There is no such ticket type.");
        }
        String name = fileName.strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            problems.add("/fileName", "text.length", "A file's name has 1 to 200 characters.");
        }
        if (fingerprint.length() > LONGEST_FINGERPRINT) {
            problems.add("/fingerprint", "text.length", "A fingerprint has at most 200 characters.");
        }
        if (size <= 0) {
            problems.add("/size", "file.empty", "The file is empty.");
        } else if (size > Limits.LARGEST_FILE) {
            problems.add(at("/size", Sheets.tooLarge().problem()));
        }
        Mapping wanted = mapping == null ? Mapping.NONE : Mapping.read(mapping, source(name), problems);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        if (!fingerprint.isEmpty()) {
            var open = store.open(actor.tenant(), actor.account(), fingerprint);
            if (open.isPresent()) {
                return Result.ok(seen(actor, open.get(), moment));
            }
        }
        ImportJob job = new ImportJob(
                Uuid7.at(moment.now()),
                actor.account(),
                actor.scopes(),
                type,
                name,
                size,
                0,
                JobState.UPLOADING,
                null,
                List.of(),
                wanted,
                0,
                0,
                Counts.NONE,
                null,
                null,
                moment.now().truncatedTo(ChronoUnit.MICROS),
                null,
                null);
        if (!store.insert(actor.tenant(), job, fingerprint, MOST_OPEN)) {
            return Result.refused(Rejection.conflict(
                    "import-too-many",
                    "There are too many imports that are not over; finish or cancel one first.",
                    List.of()));
        }
        return Result.ok(seen(actor, job, moment));
    }

    /** Takes in a part of the file; parts come in order, from 0. */
    public Result<Seen> put(Actor actor, UUID id, int part, byte[] bytes, Moment moment) {
        return mine(actor, id).flatMap(job -> {
            long expected = Math.min(PART, job.size() - (long) part * PART);
            if (part < 0 || bytes.length == 0 || bytes.length != expected) {
                return Result.refused(Rejection.invalid(List.of(Problem.of(
                        "",
                        "import.part",
                        "A part has " + PART + " bytes, the last one the rest of the file.",
                        Map.of("size", Integer.toString(PART))))));
            }
            if (!store.put(actor.tenant(), id, part, bytes, PART)) {
                return Result.refused(elsewhere());
            }
            signal.workFor(actor.tenant());
            return get(actor, id, moment);
        });
    }

    public Result<Seen> map(Actor actor, UUID id, Map<?, ?> mapping, Moment moment) {
        return mine(actor, id).flatMap(job -> {
            Problems problems = new Problems();
            Mapping read = Mapping.read(mapping, source(job.fileName()), problems);
            if (!problems.isEmpty()) {
                return Result.refused(Rejection.invalid(problems.list()));
            }
            return store.map(actor.tenant(), id, read) ? get(actor, id, moment) : Result.refused(elsewhere());
        });
    }

    /** Tries the job without effect, or runs it; refused with every problem of its mapping. */
    public Result<Seen> start(Actor actor, UUID id, boolean dryRun, Moment moment) {
        return mine(actor, id).flatMap(job -> {
            Seen seen = seen(actor, job, moment);
            if (job.state() == JobState.READY && !seen.problems().isEmpty()) {
                return Result.refused(Rejection.invalid(seen.problems()));
            }
            JobState next = dryRun ? JobState.CHECKING : JobState.RUNNING;
            if (job.state() != next && !store.start(actor.tenant(), id, next, job.mapping(), moment.now())) {
                return Result.refused(elsewhere());
            }
            signal.workFor(actor.tenant());
            return get(actor, id, moment);
        });
    }

    /** Ends an open job; what has been written stays. Anybody who may import may stop anybody's. */
    public Result<Seen> cancel(Actor actor, UUID id, Moment moment) {
        return store.find(actor.tenant(), id)
                .map(job -> store.cancel(actor.tenant(), id, moment.now()) || job.state() == JobState.CANCELLED
                        ? get(actor, id, moment)
                        : Result.<Seen>refused(elsewhere()))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    public Result<Seen> get(Actor actor, UUID id, Moment moment) {
        return store.find(actor.tenant(), id)
                .map(job -> Result.ok(seen(actor, job, moment)))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    /** Newest first. */
    public List<Seen> list(Actor actor, @Nullable UUID before, int limit) {
        return store.list(actor.tenant(), before, limit).stream()
                .map(job -> new Seen(job, job.account().equals(actor.account()), List.of(), List.of(), List.of()))
                .toList();
    }

    /** The first refused rows, of the owner's own job. */
    public Result<List<Step.Reject>> rejects(Actor actor, UUID id, int most) {
        return mine(actor, id).map(job -> store.rejects(actor.tenant(), id, most));
    }

    /** All refused rows of the owner's own job, to be written somewhere. */
    public Result<Rejected> rejected(Actor actor, UUID id) {
        TenantId tenant = actor.tenant();
        return mine(actor, id).map(job -> new Rejected(job, each -> store.eachReject(tenant, id, each)));
    }

    /** @param each calls back for every refused row, in the order of their lines */
    public record Rejected(ImportJob job, Consumer<Consumer<Step.Reject>> each) {}

    private Result<ImportJob> mine(Actor actor, UUID id) {
        return store.find(actor.tenant(), id)
                .filter(job -> job.account().equals(actor.account()))
                .map(Result::ok)
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    private Seen seen(Actor actor, ImportJob job, Moment moment) {
        boolean mine = job.account().equals(actor.account());
        if (!mine || job.state() != JobState.READY) {
            return new Seen(job, mine, List.of(), List.of(), List.of());
        }
        return switch (targets.of(actor, job.type(), moment)) {
            case Result.Refused<ImportTargets.Chosen> _ ->
                new Seen(
                        job,
                        true,
                        List.of(Problem.of("", "import.type-gone", "You may no longer create anything of this type.")),
                        List.of(),
                        List.of());
            case Result.Ok<ImportTargets.Chosen>(ImportTargets.Chosen chosen) ->
                new Seen(
                        job,
                        true,
                        MappingCheck.problems(
                                job.mapping(),
                                job.columns(),
                                chosen.fields(),
                                new Wording(actor.language(), moment.zone())),
                        MappingCheck.warnings(job.mapping(), chosen.fields()),
                        chosen.fields().targets());
        };
    }

    /** What rows of the file are from, when nobody says: the file's name, as far as it can be one. */
    static String source(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String bare = (dot > 0 ? fileName.substring(0, dot) : fileName)
                .replaceAll("[^\\p{L}\\p{N}._-]+", "-")
                .replaceAll("^[._-]+|-+$", "");
        return bare.isEmpty()
                ? "file"
                : bare.substring(0, Math.min(bare.length(), io.deskloom.kernel.External.LONGEST_SOURCE));
    }

    private static Problem at(String pointer, Problem p) {
        return Problem.of(pointer, p.code(), p.message(), p.params());
    }

    private static Rejection elsewhere() {
        return Rejection.conflict(
                "import-elsewhere", "The import is at another point by now; look at it again.", List.of());
    }
}
