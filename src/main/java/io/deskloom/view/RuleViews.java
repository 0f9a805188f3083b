package io.deskloom.view;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Names;
import io.deskloom.expr.Sentence;
import io.deskloom.expr.Simplify;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TicketTypeDef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of a release as administrators read them: conditions and wishes as sentences. */
public final class RuleViews {
    private RuleViews() {}

    /**
     * A rule.
     *
     * @param when its condition in the languages sentences are made in, "en" and "zh"
     * @param then what it wants, likewise
     */
    public record RuleView(RuleDef rule, Map<String, String> when, List<Map<String, String>> then) {
        public RuleView {
            when = Map.copyOf(when);
            then = List.copyOf(then);
        }
    }

    /** All of them, in the order they act. */
    public static List<RuleView> of(MetadataSnapshot snapshot) {
        return snapshot.rules().stream()
                .flatMap(rule -> snapshot.anyType(rule.type()).stream().map(type -> view(rule, type, snapshot)))
                .toList();
    }

    private static RuleView view(RuleDef rule, TicketTypeDef type, MetadataSnapshot snapshot) {
        Names names = new TypeNames(type, snapshot);
        Map<String, Value> parameters = parameters(rule, snapshot);
        return new RuleView(
                rule,
                both(lang -> Sentence.of(folded(rule.when(), parameters), names, lang)),
                rule.then().stream()
                        .map(intent -> both(lang -> wish(intent, names, parameters, lang)))
                        .toList());
    }

    private interface Said {
        String in(String language);
    }

    private static Map<String, String> both(Said said) {
        return Map.of("en", said.in("en"), "zh", said.in("zh"));
    }

    private static Expr folded(Expr e, Map<String, Value> parameters) {
        return Simplify.fold(e, path -> Optional.ofNullable(parameters.get(path)));
    }

    private static Map<String, Value> parameters(RuleDef rule, MetadataSnapshot snapshot) {
        PackDef pack = snapshot.packs().get(String.valueOf(rule.origin().pack()));
        Map<String, Value> out = new HashMap<>();
        if (pack != null) {
            pack.parameters().forEach((name, value) -> out.put("param." + name, value));
        }
        return out;
    }

    private static String wish(IntentDef intent, Names names, Map<String, Value> parameters, String language) {
        boolean zh = language.equals("zh");
        return switch (intent) {
            case IntentDef.SetField(String field, Expr value) ->
                set(names.label(field, language), value(field, folded(value, parameters), names, language), zh);
            case IntentDef.SetPriority wish ->
                set(zh ? "优先级" : "Priority", wish.priority().label().in(language), zh);
            case IntentDef.AssignTeam(String team) ->
                set(zh ? "团队" : "Team", option(names, "ticket.team", team, language), zh);
            case IntentDef.Assign(Expr to) ->
                set(zh ? "处理人" : "Assignee", Sentence.of(folded(to, parameters), names, language), zh);
            case IntentDef.AddTo(String field, List<String> entries) ->
                names.label(field, language) + " + " + entries(field, entries, names, language);
            case IntentDef.RemoveFrom(String field, List<String> entries) ->
                names.label(field, language) + " − " + entries(field, entries, names, language);
            case IntentDef.Comment(boolean internal, var _) ->
                internal ? (zh ? "写内部备注" : "Write a note") : (zh ? "回复" : "Write a comment");
            case IntentDef.Act(String action) -> set(zh ? "操作" : "Action", action, zh);
            case IntentDef.Notify _ -> zh ? "通知" : "Tell people";
            case IntentDef.StartClock clock -> (zh ? "启动计时：" : "Start the clock ") + clock.clock();
            case IntentDef.StopClock(String clock) -> (zh ? "停止计时：" : "Stop the clock ") + clock;
            case IntentDef.Promise _ -> zh ? "作出承诺" : "Promise";
            case IntentDef.RequestApproval _ -> zh ? "请求审批" : "Request an approval";
            case IntentDef.SuggestRemedy _ -> zh ? "建议方案" : "Suggest a remedy";
            case IntentDef.LinkTo _ -> zh ? "关联工单" : "Link a ticket";
            case IntentDef.CreateTicket create -> (zh ? "新建工单：" : "Create a ticket: ") + create.type();
            case IntentDef.CallWebhook(String webhook) -> (zh ? "通知外部系统：" : "Tell outside: ") + webhook;
            case IntentDef.CallConnector call -> (zh ? "调用服务：" : "Call: ") + call.connector() + "." + call.operation();
            case IntentDef.Refuse(var _, Label message) -> (zh ? "拒绝：" : "Refuse: ") + message.in(language);
        };
    }

    private static String set(String what, String value, boolean zh) {
        return what + (zh ? "：" : ": ") + value;
    }

    private static String value(String field, Expr value, Names names, String language) {
        // Beside its field, a choice goes by its label.
        return value instanceof Expr.Literal(Value.Text(String key), ExprType _)
                ? option(names, field, key, language)
                : Sentence.of(value, names, language);
    }

    private static String entries(String field, List<String> entries, Names names, String language) {
        return String.join(
                language.equals("zh") ? "、" : ", ",
                entries.stream().map(e -> option(names, field, e, language)).toList());
    }

    private static String option(Names names, String path, String key, String language) {
        String label = names.option(path, key, language);
        return label == null ? key : label;
    }
}
