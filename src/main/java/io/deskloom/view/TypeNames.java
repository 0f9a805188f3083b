package io.deskloom.view;

import io.deskloom.agenda.Agenda;
import io.deskloom.expr.Names;
import io.deskloom.kernel.Label;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Relations;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a type's paths and values are called. */
record TypeNames(TicketTypeDef type, MetadataSnapshot metadata) implements Names {
    private static final Map<String, Label> SYSTEM = Map.ofEntries(
            Map.entry("ticket.number", Label.of("Number", "编号")),
            Map.entry("ticket.title", Label.of("Title", "标题")),
            Map.entry("ticket.type", Label.of("Ticket type", "工单类型")),
            Map.entry("ticket.step", Label.of("Step", "步骤")),
            Map.entry("ticket.status", Label.of("Status", "状态")),
            Map.entry("ticket.priority", Label.of("Priority", "优先级")),
            Map.entry("ticket.team", Label.of("Team", "团队")),
            Map.entry("ticket.assignee", Label.of("Assignee", "处理人")),
            Map.entry("ticket.requester", Label.of("Requester", "请求人")),
            Map.entry("ticket.created", Label.of("Created", "创建时间")),
            Map.entry("ticket.updated", Label.of("Last changed", "最后更新")),
            Map.entry("ticket.channel", Label.of("Came by", "来源渠道")),
            Map.entry("ticket.sla_due", Label.of("Next deadline", "下一时限")),
            Map.entry("ticket.waiting_since", Label.of("Waiting for an answer since", "等待答复起始时间")),
            Map.entry("ticket.answered", Label.of("First answered", "首次答复时间")),
            Map.entry("ticket.step_since", Label.of("In this step since", "进入当前步骤时间")),
            Map.entry("record.title", Label.of("Title", "标题")),
            Map.entry("record.source", Label.of("Source", "来源")),
            Map.entry("record.external_id", Label.of("Id at the source", "外部编号")),
            Map.entry("record.created", Label.of("Created", "创建时间")),
            Map.entry("record.updated", Label.of("Last changed", "最后更新")),
            Map.entry("actor", Label.of("Whoever acts", "操作人")),
            Map.entry("actor.roles", Label.of("Roles of whoever acts", "操作人的角色")),
            Map.entry("actor.teams", Label.of("Teams of whoever acts", "操作人的团队")),
            Map.entry("requester.roles", Label.of("Roles of whom it is for", "客户角色")),
            Map.entry("requester.teams", Label.of("Teams of whom it is for", "客户所属团队")),
            Map.entry("event.channel", Label.of("Channel", "渠道")),
            Map.entry("event.action", Label.of("Action taken", "执行的操作")),
            Map.entry("event.comment", Label.of("What was written", "留言内容")),
            Map.entry("event.internal", Label.of("Written for colleagues", "内部备注")),
            Map.entry("event.from_requester", Label.of("From whom it is for", "由客户发起")),
            Map.entry("event.kind", Label.of("Event", "事件")),
            Map.entry("event.changed", Label.of("Changed fields", "变更的字段")),
            Map.entry("event.clock", Label.of("Clock that ran out", "到期的计时")),
            Map.entry("event.promise", Label.of("Promise that was not kept", "未兑现的承诺")),
            Map.entry("event.approval", Label.of("Approval", "审批")),
            Map.entry("event.decision", Label.of("Decision", "审批结果")));

    /** What rules ask of an entry of the agenda. */
    private static final Map<String, Label> ENTRY = Map.of(
            "state", Label.of("state", "状态"),
            "running", Label.of("running", "进行中"),
            "due", Label.of("due", "期限"),
            "overdue", Label.of("overdue", "超时"));

    private static final Map<String, Label> PRIORITIES = Map.of(
            "low", Label.of("Low", "低"),
            "normal", Label.of("Normal", "普通"),
            "high", Label.of("High", "高"),
            "urgent", Label.of("Urgent", "紧急"));

    private static final Map<String, Label> STATUSES = Map.of(
            "new", Label.of("New", "新建"),
            "open", Label.of("Open", "处理中"),
            "waiting", Label.of("Waiting", "等待中"),
            "solved", Label.of("Solved", "已解决"),
            "closed", Label.of("Closed", "已关闭"),
            "cancelled", Label.of("Cancelled", "已取消"));

    private static final Map<String, Label> EVENTS = Map.of(
            "created",
            Label.of("a new ticket", "新建工单"),
            "updated",
            Label.of("a change", "工单变更"),
            "commented",
            Label.of("a comment", "新评论"),
            "elapsed",
            Label.of("time that has passed", "到时"));

    @Override
    public String label(String path, String language) {
        Optional<FieldDef> field = type.field(path);
        if (field.isPresent()) {
            return field.get().label().in(language);
        }
        if (path.startsWith(TicketPaths.OLD)) {
            String was = label(path.substring(TicketPaths.OLD.length()), language);
            return language.equals("zh") ? was + "（原值）" : was + " before";
        }
        if (path.startsWith(CounterDef.PREFIX)) {
            CounterDef counter = metadata.counters().get(CounterDef.keyIn(path));
            String name = counter == null ? path : counter.label().in(language);
            return !path.endsWith(CounterDef.LATEST) ? name : language.equals("zh") ? name + "：最新" : name + ": newest";
        }
        if (path.startsWith(Agenda.PATH)) {
            return entry(path.substring(Agenda.PATH.length()), language);
        }
        Label system = SYSTEM.get(path);
        return system == null ? related(type, path, language) : system.in(language);
    }

    /** "First look: running", by the key its rule gave it. */
    private static String entry(String path, String language) {
        int dot = path.lastIndexOf('.');
        String key = path.substring(0, Math.max(0, dot)).replace('_', ' ');
        String what = path.substring(dot + 1);
        Label label = ENTRY.get(what);
        return (key.isEmpty() ? "" : Character.toUpperCase(key.charAt(0)) + key.substring(1) + ": ")
                + (label == null ? what : label.in(language));
    }

    /** "Order › Paid" for what a record looked up holds. */
    private String related(TicketTypeDef from, String path, String language) {
        return Relations.first(from, path)
                .flatMap(lookup -> metadata.object(
                                String.valueOf(lookup.settings().target()))
                        .map(target -> lookup.label().in(language) + " › "
                                + target.field(Relations.rest(path))
                                        .map(f -> f.label().in(language))
                                        .orElseGet(() -> related(target, Relations.rest(path), language))))
                .orElse(path);
    }

    @Override
    public @Nullable String option(String path, String value, String language) {
        Optional<Label> label = switch (path) {
            case "ticket.team", "actor.teams", "requester.teams" ->
                Optional.ofNullable(metadata.teams().get(value)).map(t -> t.label());
            case "actor.roles", "requester.roles" ->
                Optional.ofNullable(metadata.roles().get(value)).map(r -> r.label());
            case "ticket.step" ->
                type.flow().nodes().stream()
                        .filter(n -> n.id().equals(value))
                        .map(n -> n.label())
                        .findFirst();
            case "ticket.priority" -> Optional.ofNullable(PRIORITIES.get(value));
            case "ticket.status" -> Optional.ofNullable(STATUSES.get(value));
            case "event.kind" -> Optional.ofNullable(EVENTS.get(value));
            case "event.changed" -> type.field(value).map(FieldDef::label);
            default ->
                type.field(path)
                        .flatMap(f -> f.settings().options().stream()
                                .filter(o -> o.key().equals(value))
                                .map(o -> o.label())
                                .findFirst());
        };
        return label.map(l -> l.in(language)).orElse(null);
    }
}
