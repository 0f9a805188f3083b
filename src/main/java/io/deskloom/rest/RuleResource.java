package io.deskloom.rest;

import io.deskloom.model.RuleChecks;
import io.deskloom.model.RuleDef;
import io.deskloom.view.RuleViews;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rules in force, and what there is to say about them. */
@Path("/api/v1/admin/rules")
@Tag(name = "admin")
class RuleResource {
    private final Now now;
    private final RuleChecks checks;

    RuleResource(Now now, RuleChecks checks) {
        this.now = now;
        this.checks = checks;
    }

    /**
     * A rule.
     *
     * @param pack whose it is, null for the workspace's own
     * @param type ticket or object type key
     * @param table key of the table it is a row of, null for a rule of its own
     * @param row the row's id, likewise
     * @param when its condition as a sentence, by language tag
     * @param then what it wants, likewise
     */
    @Schema(name = "RuleLine")
    record RuleBody(
            String id,
            String key,
            Map<String, String> label,
            @Nullable String pack,
            String file,
            String type,
            List<String> on,
            int order,
            boolean stop,
            @Nullable String table,
            @Nullable String row,
            Map<String, String> when,
            List<Map<String, String>> then) {}

    /** @param types labels of the types rules are for, by key */
    @Schema(name = "RuleList")
    record ListBody(String release, Map<String, Map<String, String>> types, List<RuleBody> rules) {}

    @Schema(name = "RuleAnalysis")
    record AnalysisBody(String release, List<FindingBody> findings) {}

    @GET
    @Needs("metadata.read")
    @Operation(operationId = "listRules", summary = "The rules in force, in the order they act")
    public ListBody list() {
        Map<String, Map<String, String>> types = new java.util.TreeMap<>();
        now.metadata().everyType().forEach(t -> types.put(t.key(), t.label().byLanguage()));
        List<RuleBody> rules =
                RuleViews.of(now.metadata()).stream().map(RuleResource::body).toList();
        types.keySet().removeIf(key -> rules.stream().noneMatch(r -> r.type().equals(key)));
        return new ListBody(now.metadata().release().hash(), types, rules);
    }

    @GET
    @Path("/analysis")
    @Needs("metadata.read")
    @Operation(
            operationId = "analyseRules",
            summary = "Conflicts, unreachable and shadowed rules, loops, gaps and overlaps of tables")
    public AnalysisBody analysis() {
        return new AnalysisBody(now.metadata().release().hash(), FindingBody.of(checks.findings(now.metadata())));
    }

    private static RuleBody body(RuleViews.RuleView view) {
        RuleDef rule = view.rule();
        RuleDef.Row row = rule.row();
        return new RuleBody(
                rule.id(),
                rule.key(),
                rule.label().byLanguage(),
                rule.origin().pack(),
                rule.origin().file(),
                rule.type(),
                rule.on().stream().sorted().map(RuleDef.On::wire).toList(),
                rule.order(),
                rule.stop(),
                row == null ? null : row.tableKey(),
                row == null ? null : row.id(),
                view.when(),
                view.then());
    }
}
