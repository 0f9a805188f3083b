package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Value;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rule writes, as far as other rules can see it. */
final class Writes {
    private Writes() {}

    /**
     * One thing written.
     *
     * @param path what is written: a field's key, {@code ticket.priority}, or {@code <list field>\n<entry>}
     * @param says equal exactly for wishes that write the same
     * @param value what stands there then; null when only the facts say
     * @param from what it is computed from, null when from nothing
     */
    record Write(
            String path,
            String says,
            @Nullable Value value,
            @Nullable Expr from) {}

    static List<Write> of(RuleDef rule) {
        List<Write> all = new ArrayList<>();
        rule.then().forEach(intent -> add(intent, all));
        return all;
    }

    private static void add(IntentDef intent, List<Write> into) {
        switch (intent) {
            case IntentDef.SetField(String field, Expr value) -> {
                Optional<Value> constant =
                        value instanceof Expr.Literal(Value v, var _) ? Optional.of(v) : Optional.empty();
                into.add(new Write(
                        field, Canonical.of(value), constant.orElse(null), constant.isPresent() ? null : value));
            }
            case IntentDef.SetPriority wish ->
                into.add(text("ticket.priority", wish.priority().wire()));
            case IntentDef.AssignTeam(String team) -> into.add(text("ticket.team", team));
            // To which team and whom is known only once it is asked.
            case IntentDef.Route(String routing) -> {
                into.add(new Write("ticket.team", "routing " + routing, null, null));
                into.add(new Write("ticket.assignee", "routing " + routing, null, null));
            }
            case IntentDef.Assign(Expr to) -> into.add(new Write("ticket.assignee", Canonical.of(to), null, to));
            case IntentDef.Act(String action) -> into.add(new Write("ticket.step", action, null, null));
            case IntentDef.AddTo(String field, List<String> entries) ->
                entries.forEach(e -> into.add(entry(field, e, true)));
            case IntentDef.RemoveFrom(String field, List<String> entries) ->
                entries.forEach(e -> into.add(entry(field, e, false)));
            // What is done outside or beside the ticket changes no field that conditions look at.
            case IntentDef.Comment _,
                    IntentDef.Notify _,
                    IntentDef.Mail _,
                    IntentDef.Refuse _,
                    IntentDef.CallWebhook _,
                    IntentDef.CallConnector _,
                    IntentDef.StartClock _,
                    IntentDef.StopClock _,
                    IntentDef.Promise _,
                    IntentDef.RequestApproval _,
                    IntentDef.SuggestRemedy _,
                    IntentDef.LinkTo _,
                    IntentDef.CreateTicket _ -> {}
            // What a script wants is known only once it has run.
            case IntentDef.RunScript _ -> {}
        }
    }

    private static Write text(String path, String value) {
        return new Write(
                path, Canonical.of(new Expr.Literal(Value.text(value), ExprType.TEXT)), Value.text(value), null);
    }

    private static Write entry(String field, String entry, boolean in) {
        return new Write(Regions.entry(field, entry), in ? "in" : "out", Value.bool(in), null);
    }
}
