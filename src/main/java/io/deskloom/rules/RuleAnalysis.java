package io.deskloom.rules;

import io.deskloom.expr.Trees;
import io.deskloom.kernel.Label;
import io.deskloom.model.Finding;
import io.deskloom.model.Finding.Severity;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleChecks;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What can be told about rules without running them: two that write different values at once, one that never acts because
 * of its condition or because another stops it, some that set each other off in a circle, and of tables the holes, overlaps
 * and rows that never come to act. Conditions are judged by where they can hold (see {@link Regions}): two are said to
 * exclude each other only when they surely do.
 */
@ApplicationScoped
public class RuleAnalysis implements RuleChecks {
    /** Nobody reads more. */
    static final int MOST = 500;

    /** Pairs of rules that are held against each other for one thing they write. */
    private static final int MOST_PAIRS = 200_000;

    private static final int MOST_OF_A_KIND = 100;

    @Override
    public List<Finding> findings(MetadataSnapshot snapshot) {
        return of(snapshot);
    }

    /** What there is to say about the rules of a release, worst first. */
    public static List<Finding> of(MetadataSnapshot snapshot) {
        Map<String, List<RuleDef>> byType = new TreeMap<>();
        RuleSet.of(snapshot.rules(), snapshot.packs().values())
                .rules()
                .forEach(r ->
                        byType.computeIfAbsent(r.type(), _ -> new ArrayList<>()).add(r));
        List<Finding> all = new ArrayList<>();
        byType.forEach((key, rules) -> {
            Optional<TicketTypeDef> type = snapshot.anyType(key);
            type.ifPresent(t -> all.addAll(new OfType(snapshot, t, rules).findings()));
        });
        new TreeMap<>(snapshot.types())
                .values()
                .forEach(type -> all.addAll(FlowAnalysis.of(type.flow(), new Universe(snapshot, type))));
        new TreeMap<>(snapshot.tables()).forEach((key, table) -> {
            Optional<TicketTypeDef> type = snapshot.anyType(table.type());
            List<RuleDef> rows = snapshot.rules().stream()
                    .filter(r -> r.row() != null
                            && r.row().table().equals(table.id())
                            && r.origin().equals(table.origin()))
                    .toList();
            type.ifPresent(t -> all.addAll(new TableAnalysis(key, table, new Universe(snapshot, t), rows).findings()));
        });
        return all.stream()
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::code)
                        // Of a table they stand in the order of its rows already.
                        .thenComparing(f -> f.place() != null || f.rules().isEmpty()
                                ? ""
                                : f.rules().getFirst().key()))
                .limit(MOST)
                .toList();
    }

    /**
     * A rule with what its condition comes to.
     *
     * @param opaque the paths of those parts of its condition that are not understood
     */
    record Judged(RuleDef rule, Regions where, List<Writes.Write> writes, Set<String> opaque) {
        boolean isRowOf(Judged other) {
            RuleDef.Row mine = rule.row();
            RuleDef.Row theirs = other.rule.row();
            return mine != null
                    && theirs != null
                    && mine.table().equals(theirs.table())
                    && java.util.Objects.equals(
                            rule.origin().pack(), other.rule.origin().pack());
        }

        /** What it is in a list of findings: all rows of a table are one. */
        String group() {
            RuleDef.Row row = rule.row();
            String pack = String.valueOf(rule.origin().pack());
            return row == null ? pack + " " + rule.id() : pack + "\n" + row.table();
        }

        /** Whether an event sets both off. */
        boolean hearsWith(Judged other) {
            return rule.phase() == other.rule.phase()
                    && Stream.of(RuleDef.On.values()).anyMatch(on -> rule.listensTo(on) && other.rule.listensTo(on));
        }
    }

    /** The rules of one type. */
    private static final class OfType {
        private final Universe universe;
        private final List<Judged> rules = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final MetadataSnapshot snapshot;

        OfType(MetadataSnapshot snapshot, TicketTypeDef type, List<RuleDef> all) {
            this.snapshot = snapshot;
            this.universe = new Universe(snapshot, type);
            for (RuleDef rule : all) {
                Regions where = Regions.of(rule.when(), universe)
                        .and(new Regions(List.of(new Region(Map.of("event.kind", Universe.kinds(rule.on())))), true));
                rules.add(new Judged(rule, where, Writes.of(rule), opaque(rule, where)));
            }
        }

        /** All the condition mentions but what has a domain of its own. */
        private static Set<String> opaque(RuleDef rule, Regions where) {
            Set<String> paths = new HashSet<>(Trees.paths(rule.when()));
            where.any()
                    .forEach(region -> region.domains().keySet().forEach(key -> {
                        int entry = key.indexOf('\n');
                        paths.remove(entry < 0 ? key : key.substring(0, entry));
                    }));
            return paths;
        }

        List<Finding> findings() {
            unreachable();
            // Automations are asked one by one, whatever the others say.
            rules.removeIf(r -> r.rule().timing() != null);
            shadowed();
            duplicates();
            conflicts();
            findings.addAll(RuleLoops.of(rules));
            return findings;
        }

        private void unreachable() {
            rules.stream()
                    .filter(r -> r.where().isEmpty())
                    .limit(MOST_OF_A_KIND)
                    .forEach(r -> findings.add(finding(
                            "rule.unreachable",
                            Severity.WARNING,
                            List.of(r),
                            "The condition of '{rule}' contradicts itself; it never acts.",
                            Map.of("rule", r.rule().label()))));
        }

        /** Only rules that stop others can shadow; there are few. */
        private void shadowed() {
            List<Judged> stoppers = new ArrayList<>();
            for (Judged rule : rules) {
                if (rule.where().isEmpty()) {
                    continue;
                }
                stoppers.stream()
                        .filter(s -> hearsAll(s, rule) && rule.where().within(s.where(), universe))
                        .findFirst()
                        .ifPresent(s -> findings.add(finding(
                                "rule.shadowed",
                                Severity.WARNING,
                                List.of(rule, s),
                                "'{rule}' never acts: whenever its condition holds, '{other}' stands before it and stops"
                                        + " it.",
                                Map.of(
                                        "rule",
                                        rule.rule().label(),
                                        "other",
                                        s.rule().label()))));
                if (rule.rule().stop() && stoppers.size() < MOST_OF_A_KIND) {
                    stoppers.add(rule);
                }
            }
        }

        private static boolean hearsAll(Judged stopper, Judged rule) {
            return stopper.rule().phase() == rule.rule().phase()
                    && Stream.of(RuleDef.On.values())
                            .allMatch(on ->
                                    !rule.rule().listensTo(on) || stopper.rule().listensTo(on));
        }

        private void duplicates() {
            Map<List<Object>, Judged> seen = new HashMap<>();
            for (Judged rule : rules) {
                List<Object> what = List.of(
                        rule.rule().on(),
                        rule.rule().phase(),
                        Canonical.of(rule.rule().when()),
                        rule.rule().then());
                Judged before = seen.putIfAbsent(what, rule);
                // Rows of one table are looked at as cells.
                if (before != null
                        && !before.isRowOf(rule)
                        && !rule.rule().then().isEmpty()) {
                    findings.add(finding(
                            "rule.duplicate",
                            Severity.WARNING,
                            List.of(rule, before),
                            "'{rule}' does under the same condition what '{other}' does.",
                            Map.of(
                                    "rule",
                                    rule.rule().label(),
                                    "other",
                                    before.rule().label())));
                }
            }
        }

        private void conflicts() {
            Map<String, List<Judged>> writers = new TreeMap<>();
            for (Judged rule : rules) {
                if (!rule.where().isEmpty()) {
                    rule.writes().stream()
                            .map(Writes.Write::path)
                            .distinct()
                            .forEach(p -> writers.computeIfAbsent(p, _ -> new ArrayList<>())
                                    .add(rule));
                }
            }
            Set<String> told = new HashSet<>();
            writers.forEach((path, all) -> conflicts(path, all, told));
        }

        private void conflicts(String path, List<Judged> all, Set<String> told) {
            int pairs = 0;
            int found = 0;
            for (int i = 0; i < all.size(); i++) {
                for (int j = i + 1; j < all.size(); j++) {
                    Judged first = all.get(i);
                    Judged second = all.get(j);
                    if (++pairs > MOST_PAIRS || found >= MOST_OF_A_KIND) {
                        return;
                    }
                    if (said(first, path).equals(said(second, path)) || !actTogether(first, second)) {
                        continue;
                    }
                    if (told.add(path + "\r" + first.group() + "\r" + second.group())) {
                        found++;
                        conflict(path, first, second);
                    }
                }
            }
        }

        private static String said(Judged rule, String path) {
            String last = "";
            for (Writes.Write write : rule.writes()) {
                if (write.path().equals(path)) {
                    last = write.says();
                }
            }
            return last;
        }

        private static boolean actTogether(Judged first, Judged second) {
            RuleDef.Row row = first.rule().row();
            boolean oneAtATime = row != null && row.hit() != TableDef.Hit.COLLECT && first.isRowOf(second);
            return !oneAtATime
                    && !first.rule().stop()
                    && first.hearsWith(second)
                    && first.where().overlaps(second.where());
        }

        private void conflict(String path, Judged first, Judged second) {
            boolean ordered = first.rule().order() != second.rule().order();
            findings.add(finding(
                    ordered ? "rule.override" : "rule.conflict",
                    ordered ? Severity.INFO : Severity.WARNING,
                    List.of(second, first),
                    ordered
                            ? "When both hold, '{rule}' overrides what '{other}' writes to {what}, because it comes later."
                            : "'{rule}' and '{other}' may hold at once and write different values to {what}; they have the"
                                    + " same order. Give them different orders, or conditions that exclude each other.",
                    Map.of("rule", second.rule().label(), "other", first.rule().label(), "what", what(path))));
        }

        private Label what(String path) {
            return switch (path) {
                case "ticket.priority" -> Label.of("the priority", "优先级");
                case "ticket.team" -> Label.of("the team", "团队");
                case "ticket.assignee" -> Label.of("the assignee", "受理人");
                case "ticket.step" -> Label.of("the step", "步骤");
                default -> {
                    int entry = path.indexOf('\n');
                    yield universe.field(entry < 0 ? path : path.substring(0, entry))
                            .map(io.deskloom.model.FieldDef::label)
                            .orElse(Label.of(path));
                }
            };
        }

        private Finding finding(
                String code, Severity severity, List<Judged> about, String message, Map<String, Label> params) {
            return Findings.of(
                    code,
                    severity,
                    about.stream().map(Judged::rule).toList(),
                    message,
                    params,
                    Findings.place(snapshot, about.getFirst().rule()));
        }
    }
}
