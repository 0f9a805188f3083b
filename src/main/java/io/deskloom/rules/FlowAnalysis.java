package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import io.deskloom.model.Finding;
import io.deskloom.model.Finding.Severity;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What there is to say about a flow: what was found when it was read, and the ways that are never taken. */
final class FlowAnalysis {
    private FlowAnalysis() {}

    static List<Finding> of(FlowDef flow, Universe universe) {
        List<Finding> all = new ArrayList<>(flow.written().findings());
        new TreeMap<>(flow.written().tables()).forEach((node, table) -> tables(flow, node, table, universe, all));
        edges(flow, universe, all);
        return all;
    }

    /** As of decision tables, but for holes: what no row says the last one does. */
    private static void tables(FlowDef flow, String node, TableDef table, Universe universe, List<Finding> into) {
        List<RuleDef> rows = new ArrayList<>();
        table.rows().forEach(row -> rows.add(rule(table, row, rows.size())));
        List<Finding.Place> places = new ArrayList<>();
        for (int i = 0; i < flow.edges().size(); i++) {
            if (flow.edges().get(i).from().equals(node)) {
                places.add(place(flow, i));
            }
        }
        for (Finding finding : new TableAnalysis(node, table, universe, rows).findings()) {
            Finding.Place at = finding.place();
            List<Integer> hit = new ArrayList<>();
            for (int i = 0; at != null && i < table.rows().size(); i++) {
                if (at.rows().contains(table.rows().get(i).id())) {
                    hit.add(i);
                }
            }
            // Something has to stand in the last row, whether or not anything is left to it.
            boolean last = finding.code().equals("table.shadowed")
                    && hit.equals(List.of(table.rows().size() - 1));
            if (!finding.code().equals("table.gap") && !last) {
                into.add(new Finding(
                        finding.code(),
                        finding.severity(),
                        List.of(),
                        finding.message(),
                        finding.params(),
                        first(finding, table, places, hit)));
            }
        }
    }

    /** The row that is hit first, which need not be the topmost of those it is about. */
    private static Finding.@Nullable Place first(
            Finding finding, TableDef table, List<Finding.Place> places, List<Integer> hit) {
        if (hit.isEmpty()) {
            return places.isEmpty() ? null : places.getFirst();
        }
        Finding.Place at = finding.place();
        String first = at == null ? "" : at.rows().getFirst();
        return hit.stream()
                .filter(i -> table.rows().get(i).id().equals(first))
                .filter(i -> i < places.size())
                .map(places::get)
                .findFirst()
                .orElse(null);
    }

    private static RuleDef rule(TableDef table, TableDef.Row row, int position) {
        return new RuleDef(
                table.ruleId(row),
                table.key() + "." + row.id(),
                table.label(),
                table.origin(),
                table.type(),
                Set.of(),
                table.condition(row),
                List.of(),
                table.order(),
                false,
                RuleDef.Phase.BEFORE,
                null,
                new RuleDef.Row(table.id(), table.key(), table.hit(), row.id(), position));
    }

    private static void edges(FlowDef flow, Universe universe, List<Finding> into) {
        Map<List<String>, List<Regions>> before = new HashMap<>();
        for (int i = 0; i < flow.edges().size(); i++) {
            Edge edge = flow.edges().get(i);
            Expr when = edge.when();
            // Of a fork every way is taken whose condition holds.
            boolean several = flow.find(edge.from()).orElse(null) instanceof FlowDef.Parallel;
            if (when == null || flow.written().tables().containsKey(edge.from())) {
                continue;
            }
            Regions where = Regions.of(when, universe);
            List<Regions> above = before.computeIfAbsent(
                    List.of(edge.from(), edge.on() == null ? "" : edge.on()), _ -> new ArrayList<>());
            if (where.isEmpty()) {
                into.add(never(
                        "flow.way_never",
                        flow,
                        i,
                        "The condition of the way from '{from}' to '{to}'"
                                + " contradicts itself; it is never taken."));
            } else if (!several && above.stream().anyMatch(earlier -> where.within(earlier, universe))) {
                into.add(never(
                        "flow.way_hidden",
                        flow,
                        i,
                        "The way from '{from}' to '{to}' is never taken:"
                                + " whenever its condition holds, that of a way above it does."));
            }
            above.add(where);
        }
    }

    private static Finding never(String code, FlowDef flow, int edge, String message) {
        return Findings.of(
                code,
                Severity.WARNING,
                List.of(),
                message,
                Map.of(
                        "from", label(flow, flow.edges().get(edge).from()),
                        "to", label(flow, flow.edges().get(edge).to())),
                place(flow, edge));
    }

    private static Label label(FlowDef flow, String node) {
        return flow.find(node).map(FlowDef.Node::label).orElse(Label.of(node));
    }

    private static Finding.@Nullable Place place(FlowDef flow, int edge) {
        List<Finding.Place> ways = flow.written().ways();
        return edge < ways.size() ? ways.get(edge) : null;
    }
}
