package io.deskloom.view;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Names;
import io.deskloom.expr.Sentence;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RoleDef;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.RuleDef.To;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.TeamDef;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.WebhookDef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rule wants, as administrators read it: everything by its name, and what people would be told with the names of the
 * values that would stand in it.
 *
 * @param folded a pack's expressions with its parameters put in
 */
record RuleWishes(Names names, TicketTypeDef type, MetadataSnapshot snapshot, UnaryOperator<Expr> folded) {
    /** How much of a text is told, in characters. */
    private static final int TOLD = 120;

    String of(IntentDef intent, String language) {
        boolean zh = language.equals("zh");
        return switch (intent) {
            case IntentDef.SetField(String field, Expr value) ->
                set(names.label(field, language), value(field, folded.apply(value), language), zh);
            case IntentDef.SetPriority wish ->
                set(zh ? "优先级" : "Priority", wish.priority().label().in(language), zh);
            case IntentDef.AssignTeam(String team) -> set(zh ? "团队" : "Team", team(team, language), zh);
            case IntentDef.Route(String routing) -> set(zh ? "分派" : "Routing", routing(routing, language), zh);
            case IntentDef.Assign(Expr to) -> set(zh ? "处理人" : "Assignee", sentence(to, language), zh);
            case IntentDef.AddTo(String field, List<String> entries) ->
                names.label(field, language) + " + " + entries(field, entries, language);
            case IntentDef.RemoveFrom(String field, List<String> entries) ->
                names.label(field, language) + " − " + entries(field, entries, language);
            case IntentDef.Comment(boolean internal, TextTemplate text) ->
                (internal ? (zh ? "写内部备注" : "Write the note ") : (zh ? "回复客户" : "Write to the customer "))
                        + quoted(text, language);
            case IntentDef.Act(String action) -> set(zh ? "操作" : "Action", action(action, language), zh);
            case IntentDef.Notify(List<To> to, TextTemplate text) ->
                (zh ? "通知" : "Tell ") + people(to, language) + (zh ? "" : ": ") + quoted(text, language);
            case IntentDef.Mail mail ->
                (zh ? "发送邮件给" : "Mail ")
                        + people(mail.to(), language)
                        + (zh ? "" : ": ")
                        + quoted(mail.subject(), language);
            case IntentDef.StartClock(String clock, Expr within) ->
                (zh ? "启动计时" : "Start the clock ") + quote(inWords(clock)) + within(within, language);
            case IntentDef.StopClock(String clock) -> (zh ? "停止计时" : "Stop the clock ") + quote(inWords(clock));
            case IntentDef.Promise(String _, TextTemplate text, Expr within) ->
                (zh ? "作出承诺" : "Promise ") + quoted(text, language) + within(within, language);
            case IntentDef.RequestApproval(String _, List<To> of, TextTemplate text, Expr within) ->
                (zh ? "请" : "Ask ")
                        + people(of, language)
                        + (zh ? "审批" : " to approve ")
                        + quoted(text, language)
                        + within(within, language);
            case IntentDef.SuggestRemedy wish -> (zh ? "建议" : "Suggest ") + quoted(wish.remedy(), language);
            case IntentDef.LinkTo _ -> zh ? "关联工单" : "Link a ticket";
            case IntentDef.CreateTicket create ->
                set(
                        zh ? "新建工单" : "Create a ticket",
                        named(snapshot.anyType(create.type()).map(TicketTypeDef::label), create.type(), language),
                        zh);
            case IntentDef.RunScript(String script, var _) ->
                (zh ? "调用脚本" : "Ask the script ")
                        + quote(named(
                                Optional.ofNullable(snapshot.scripts().get(script))
                                        .map(ScriptDef::label),
                                script,
                                language));
            case IntentDef.CallWebhook(String webhook) ->
                set(
                        zh ? "通知外部系统" : "Tell another system",
                        named(
                                Optional.ofNullable(snapshot.integrations()
                                                .webhooks()
                                                .get(webhook))
                                        .map(WebhookDef::label),
                                webhook,
                                language),
                        zh);
            case IntentDef.CallConnector call -> set(zh ? "调用服务" : "Call", call(call, language), zh);
            case IntentDef.Refuse(String _, Label message) ->
                (zh ? "不予保存：" : "Refuse it: ") + quote(message.in(language));
        };
    }

    private static String set(String what, String value, boolean zh) {
        return what + (zh ? "：" : ": ") + value;
    }

    private static String quote(String text) {
        return "“" + text + "”";
    }

    private String sentence(Expr e, String language) {
        return Sentence.of(folded.apply(e), names, language);
    }

    private String value(String field, Expr value, String language) {
        // Beside its field, a choice goes by its label.
        return value instanceof Expr.Literal(Value.Text(String key), ExprType _)
                ? option(field, key, language)
                : Sentence.of(value, names, language);
    }

    private String entries(String field, List<String> entries, String language) {
        return entries.stream()
                .map(e -> option(field, e, language))
                .collect(Collectors.joining(language.equals("zh") ? "、" : ", "));
    }

    private String option(String path, String key, String language) {
        String label = names.option(path, key, language);
        if (label != null) {
            return label;
        }
        boolean isTeam = type.field(path).filter(f -> f.kind() == Kind.TEAM).isPresent();
        return isTeam ? team(key, language) : key;
    }

    private static String named(Optional<Label> label, String key, String language) {
        return label.map(l -> l.in(language)).orElse(key);
    }

    private String team(String key, String language) {
        return named(Optional.ofNullable(snapshot.teams().get(key)).map(TeamDef::label), key, language);
    }

    private String routing(String key, String language) {
        return named(Optional.ofNullable(snapshot.routings().get(key)).map(RoutingDef::label), key, language);
    }

    private String action(String key, String language) {
        return named(
                type.flow().nodes().stream()
                        .filter(FlowDef.Task.class::isInstance)
                        .flatMap(node -> ((FlowDef.Task) node).actions().stream())
                        .filter(action -> action.key().equals(key))
                        .findFirst()
                        .map(FlowDef.Action::label),
                key,
                language);
    }

    private String call(IntentDef.CallConnector call, String language) {
        ConnectorDef connector = snapshot.integrations().connectors().get(call.connector());
        if (connector == null) {
            return call.connector() + " · " + call.operation();
        }
        return connector.label().in(language)
                + " · "
                + named(
                        Optional.ofNullable(connector.operations().get(call.operation()))
                                .map(ConnectorDef.Operation::label),
                        call.operation(),
                        language);
    }

    private String people(List<To> all, String language) {
        boolean zh = language.equals("zh");
        return all.stream().map(to -> person(to, language)).collect(Collectors.joining(zh ? "、" : ", "));
    }

    private String person(To to, String language) {
        boolean zh = language.equals("zh");
        return switch (to) {
            case To.Assignee _ -> zh ? "处理人" : "the assignee";
            case To.Requester _ -> zh ? "申请人" : "the requester";
            case To.OwnTeam _ -> zh ? "工单所属团队" : "the ticket's team";
            case To.Team(String key) -> team(key, language);
            case To.Role(String key) ->
                named(Optional.ofNullable(snapshot.roles().get(key)).map(RoleDef::label), key, language);
            case To.Account(Expr id) -> sentence(id, language);
            case To.Address(Expr address) -> sentence(address, language);
        };
    }

    /** " within 1 hour"; nothing where no time is given. */
    private String within(@Nullable Expr within, String language) {
        if (within == null) {
            return "";
        }
        String span = sentence(within, language);
        return language.equals("zh") ? "（" + span + "内）" : " within " + span;
    }

    /** "first_look" as people say it. */
    private static String inWords(String key) {
        String words = key.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The text with the names of its values in brackets, in quotes; long ones are cut. */
    private String quoted(TextTemplate template, String language) {
        String text = template.in(language).stream()
                .map(part -> switch (part) {
                    case TextTemplate.Part.Words(String words) -> words;
                    case TextTemplate.Part.Value(Expr expr) -> "[" + sentence(expr, language) + "]";
                })
                .collect(Collectors.joining())
                .strip()
                .replaceAll("\\s+", " ");
        int[] points = text.codePoints().toArray();
        return quote(points.length <= TOLD ? text : new String(points, 0, TOLD).stripTrailing() + "…");
    }
}
