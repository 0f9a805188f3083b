package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Finding;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleChecks;
import io.deskloom.model.RuleText;
import io.deskloom.model.ScriptText;
import io.deskloom.model.TableDef;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that may happen to the metadata of a workspace: check, apply, go back, look back, compare, take out. */
@ApplicationScoped
public class Releases {
    /** Longest note, in characters. */
    public static final int MAX_NOTE = 500;

    private final ReleaseStore store;
    private final CurrentSnapshots snapshots;
    private final RuleText ruleText;
    private final ScriptText scriptText;
    private final RuleChecks checks;
    private final Clock clock;
    private final ReadBefore read = new ReadBefore();

    Releases(
            ReleaseStore store,
            CurrentSnapshots snapshots,
            RuleText ruleText,
            ScriptText scriptText,
            RuleChecks checks,
            Clock clock) {
        this.store = store;
        this.snapshots = snapshots;
        this.ruleText = ruleText;
        this.scriptText = scriptText;
        this.checks = checks;
        this.clock = clock;
    }

    /**
     * What applying came, or would come, to.
     *
     * @param release the content's id
     * @param diff against what was in force; empty when nothing changes
     * @param findings what its author would rather know about the rules, worst first
     */
    public record Applied(ReleaseId release, List<Difference> diff, List<Finding> findings) {
        public Applied {
            findings = List.copyOf(findings);
            diff = List.copyOf(diff);
        }
    }

    /** A release's files as they were applied. */
    public record Export(ReleaseId release, List<SourceFile> files) {
        public Export {
            files = List.copyOf(files);
        }
    }

    /** Checks {@code files} by themselves, without looking at what is in force. */
    public ReadOutcome validate(List<SourceFile> files) {
        return read.read(files, ruleText, scriptText);
    }

    /**
     * What {@code files} would be as the workspace's metadata; refused with {@code metadata-invalid} also when they do not fit
     * the stored tickets, which nothing could read by them.
     */
    public Result<MetadataSnapshot> draft(TenantId tenant, List<SourceFile> files) {
        ReadOutcome outcome = validate(files);
        if (!outcome.isOk()) {
            return invalid(outcome.problems());
        }
        List<Problem> unstable = store.current(tenant)
                .flatMap(current -> snapshots.release(tenant, current.release()))
                .map(now -> Stability.check(now, outcome))
                .orElse(List.of());
        return unstable.isEmpty() ? Result.ok(outcome.orThrow()) : invalid(unstable);
    }

    /**
     * Makes {@code files} the workspace's metadata: all of it, or with one problem nothing. Refused with
     * {@code metadata-invalid} and every problem, or {@code release-changed} when somebody else published meanwhile.
     *
     * @param dryRun only say what would change
     */
    public Result<Applied> apply(TenantId tenant, List<SourceFile> files, String note, Publisher by, boolean dryRun) {
        Optional<ReleaseStore.Current> current = store.current(tenant);
        ReadOutcome outcome = validate(files);
        if (!outcome.isOk()) {
            return invalid(outcome.problems());
        }
        MetadataSnapshot next = outcome.orThrow();
        List<SourceFile> before =
                current.flatMap(c -> store.sources(tenant, c.release())).orElse(List.of());
        if (current.isPresent()) {
            List<Problem> unstable = snapshots
                    .release(tenant, current.get().release())
                    .map(now -> Stability.check(now, outcome))
                    .orElse(List.of());
            if (!unstable.isEmpty()) {
                return invalid(unstable);
            }
        }
        List<Finding> findings = checks.findings(next);
        List<Problem> nonsense = findings.stream()
                .filter(f -> f.severity() == Finding.Severity.ERROR)
                .map(Finding::problem)
                .toList();
        if (!nonsense.isEmpty()) {
            return invalid(nonsense);
        }
        Applied applied = new Applied(next.release(), Difference.between(before, files), findings);
        if (dryRun || current.isPresent() && applied.diff().isEmpty()) {
            return Result.ok(applied);
        }
        return put(tenant, next, files, current, by, note).map(_ -> applied);
    }

    /**
     * Keeps {@code files} as a release that is not in force: for tickets that are to run on it before others do. Refused as applying it
     * would be.
     */
    public Result<ReleaseId> keep(TenantId tenant, List<SourceFile> files) {
        return apply(tenant, files, "", Publisher.SYSTEM, true).map(applied -> {
            store.keep(
                    tenant,
                    applied.release(),
                    files.stream().sorted().toList(),
                    counts(files),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            return applied.release();
        });
    }

    /** The files of a release as they were written; none when the tenant never had it. */
    public List<SourceFile> files(TenantId tenant, ReleaseId release) {
        return store.sources(tenant, release).orElse(List.of());
    }

    /**
     * Puts an earlier release in force again: that is how one rolls back. Refused when the tenant never had it, or when
     * it no longer fits the stored tickets.
     */
    public Result<Applied> publish(TenantId tenant, ReleaseId release, String note, Publisher by) {
        Optional<ReleaseStore.Current> current = store.current(tenant);
        Optional<List<SourceFile>> files = store.sources(tenant, release);
        if (current.isEmpty() || files.isEmpty()) {
            return Result.refused(Rejection.notFound());
        }
        List<SourceFile> before = store.sources(tenant, current.get().release()).orElse(List.of());
        ReadOutcome outcome = validate(files.get());
        if (!outcome.isOk()) {
            return invalid(outcome.problems());
        }
        List<Problem> unstable = snapshots
                .release(tenant, current.get().release())
                .map(now -> Stability.check(now, outcome))
                .orElse(List.of());
        if (!unstable.isEmpty()) {
            return invalid(unstable);
        }
        // What was in force may be so again, whatever is thought of its rules by now.
        Applied applied =
                new Applied(release, Difference.between(before, files.get()), checks.findings(outcome.orThrow()));
        if (current.get().release().equals(release)) {
            return Result.ok(applied);
        }
        return put(tenant, outcome.orThrow(), files.get(), current, by, note).map(_ -> applied);
    }

    /**
     * What a sheet would make of a table of the workspace.
     *
     * @param problems cells and columns that cannot be read, and what keeps it from being published; none when it may be
     * @param findings what its author would rather know about the table's rows
     * @param table the table it becomes, null when it cannot be read
     * @param files the files that change, to be applied with the others
     */
    public record TableCheck(
            List<Problem> problems,
            List<Finding> findings,
            @Nullable TableDef table,
            List<SourceFile> files) {
        public TableCheck {
            problems = List.copyOf(problems);
            findings = List.copyOf(findings);
            files = List.copyOf(files);
        }
    }

    /**
     * Checks a sheet as the rows of a table, and publishes nothing. Refused when there is no such table.
     *
     * @param key the table's, as the snapshot knows it
     * @param sheet named .csv or .xlsx
     */
    public Result<TableCheck> check(TenantId tenant, String key, SourceFile sheet) {
        Optional<Export> export = export(tenant);
        Optional<TableDef> table =
                Optional.ofNullable(snapshots.current(tenant).tables().get(key));
        if (export.isEmpty() || table.isEmpty()) {
            return Result.refused(Rejection.notFound());
        }
        List<SourceFile> changed = TableSheets.changed(export.get().files(), table.get(), sheet);
        ReadOutcome outcome = validate(TableSheets.with(export.get().files(), table.get(), changed));
        if (!outcome.isOk()) {
            return Result.ok(new TableCheck(outcome.problems(), List.of(), null, changed));
        }
        List<Finding> findings = checks.findings(outcome.orThrow()).stream()
                .filter(f -> f.place() != null && f.place().table().equals(key))
                .toList();
        return Result.ok(new TableCheck(
                findings.stream()
                        .filter(f -> f.severity() == Finding.Severity.ERROR)
                        .map(Finding::problem)
                        .toList(),
                findings,
                outcome.orThrow().tables().get(key),
                changed));
    }

    /** The latest switches, newest first. */
    public List<ReleaseStore.Entry> history(TenantId tenant, int limit) {
        return store.history(tenant, limit);
    }

    /** The files in force, exactly as they were applied; applying them again changes nothing. */
    public Optional<Export> export(TenantId tenant) {
        return store.current(tenant)
                .flatMap(c -> store.sources(tenant, c.release()).map(files -> new Export(c.release(), files)));
    }

    /** What leads from one release of the tenant to another; empty if it never had one of them. */
    public Optional<List<Difference>> diff(TenantId tenant, ReleaseId from, ReleaseId to) {
        return store.sources(tenant, from)
                .flatMap(a -> store.sources(tenant, to).map(b -> Difference.between(a, b)));
    }

    /** The JSON Schema of a definition kind ("flow"), or of the parts they share ("common"). */
    public static Optional<String> schema(String kind) {
        return SchemaCheck.text(kind);
    }

    private Result<Long> put(
            TenantId tenant,
            MetadataSnapshot next,
            List<SourceFile> files,
            Optional<ReleaseStore.Current> current,
            Publisher by,
            String note) {
        String shortNote = note.length() > MAX_NOTE ? note.substring(0, MAX_NOTE) : note;
        return store.publish(
                        tenant,
                        new ReleaseStore.Publication(
                                next,
                                files.stream().sorted().toList(),
                                counts(files),
                                following(current.flatMap(c -> snapshots.release(tenant, c.release())), next),
                                recomputed(current.flatMap(c -> snapshots.release(tenant, c.release())), next),
                                timed(current.flatMap(c -> snapshots.release(tenant, c.release())), next),
                                current.map(ReleaseStore.Current::revision).orElse(0L),
                                by,
                                shortNote,
                                clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .map(revision -> {
                    // This node need not wait for its own announcement.
                    snapshots.switchTo(tenant, next, revision);
                    return revision;
                });
    }

    private static Set<String> following(Optional<MetadataSnapshot> before, MetadataSnapshot next) {
        Set<String> following = new HashSet<>();
        for (TicketTypeDef type : next.everyType().toList()) {
            Optional<TicketTypeDef> old = before.flatMap(b -> b.typeById(type.id()));
            type.fields().stream()
                    .filter(f -> f.convertedFrom() != null)
                    .filter(f -> old.flatMap(t -> t.fieldById(f.id())).isEmpty())
                    .forEach(f -> following.add(type.id() + "/" + f.id()));
        }
        return following;
    }

    /** The types (ids) whose automations are due at other times than before. */
    private static Set<String> timed(Optional<MetadataSnapshot> before, MetadataSnapshot next) {
        return next.everyType()
                .filter(type -> !timings(next, type)
                                .equals(before.map(b -> timings(b, type)).orElse(List.of()))
                        || !calendars(next, type)
                                .equals(before.map(b -> calendars(b, type)).orElse(List.of())))
                .map(TicketTypeDef::id)
                .collect(Collectors.toSet());
    }

    /** What the clocks of a type's service levels are counted by. */
    private static List<CalendarDef> calendars(MetadataSnapshot release, TicketTypeDef type) {
        return release.serviceLevels().of(type.key()).isEmpty()
                ? List.of()
                : List.copyOf(release.serviceLevels().calendars().values());
    }

    /** What decides when automations of a type are due; what they do then is looked up then. */
    private static List<List<Object>> timings(MetadataSnapshot release, TicketTypeDef type) {
        return release.rules().stream()
                .filter(rule -> rule.timing() != null && rule.type().equals(type.key()))
                .map(rule -> List.<Object>of(rule.id(), rule.when(), Objects.requireNonNull(rule.timing())))
                .toList();
    }

    /** The derived fields whose stored values may not be what the next release computes, by type. */
    private static Map<String, Set<String>> recomputed(Optional<MetadataSnapshot> before, MetadataSnapshot next) {
        Map<String, Set<String>> changed = new HashMap<>();
        boolean sameZone = before.filter(
                        b -> b.workspace().zone().equals(next.workspace().zone()))
                .isPresent();
        next.everyType()
                .forEach(type -> before.flatMap(b -> b.typeById(type.id()))
                        .ifPresent(old -> type.derived().stream()
                                .filter(f -> !sameZone
                                        || old.fieldById(f.id())
                                                .filter(o -> isComputedAlike(o, f))
                                                .isEmpty()
                                        || !restsOnTheSame(f, before.get(), next))
                                .forEach(f -> changed.computeIfAbsent(type.id(), _ -> new HashSet<>())
                                        .add(f.id()))));
        return changed;
    }

    /** Whether what the field rests on in other types holds what it held: a change of kind is no change of a record. */
    private static boolean restsOnTheSame(FieldDef field, MetadataSnapshot before, MetadataSnapshot next) {
        Derivation derivation = field.derivation();
        return derivation == null
                || derivation.sources().stream().allMatch(source -> {
                    Optional<FieldDef> was = before.anyType(source.type()).flatMap(t -> t.field(source.field()));
                    Optional<FieldDef> is = next.anyType(source.type()).flatMap(t -> t.field(source.field()));
                    return was.isPresent()
                            && is.isPresent()
                            && was.get().id().equals(is.get().id())
                            && was.get().kind() == is.get().kind()
                            && was.get().settings().equals(is.get().settings())
                            && was.get().isArchived() == is.get().isArchived();
                });
    }

    private static boolean isComputedAlike(FieldDef a, FieldDef b) {
        return a.derivation() != null
                && b.derivation() != null
                && a.derivation().with(List.of()).equals(b.derivation().with(List.of()))
                && a.settings().equals(b.settings())
                && Objects.equals(a.visibleWhen(), b.visibleWhen())
                && a.whenHidden() == b.whenHidden()
                && a.isArchived() == b.isArchived();
    }

    private static Map<String, Integer> counts(List<SourceFile> files) {
        Map<String, Integer> counts = new TreeMap<>();
        for (SourceFile file : files) {
            DefinitionKind.of(file.path()).ifPresent(p -> {
                String kind = p.kind().schema();
                // A sheet and a script's text are part of what stands beside them.
                if (!p.kind().isSheet() && !file.path().endsWith(".js")) {
                    counts.merge(kind.isEmpty() ? "rules" : kind, 1, Integer::sum);
                }
            });
        }
        return counts;
    }

    private static <T> Result<T> invalid(List<Problem> problems) {
        return Result.refused(new Rejection(
                Rejection.Kind.INVALID,
                "metadata-invalid",
                "The metadata has problems; nothing was changed.",
                problems));
    }
}
