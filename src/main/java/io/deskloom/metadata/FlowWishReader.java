package io.deskloom.metadata;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what the nodes of a flow do by themselves: rules that nobody asks but the flow. */
final class FlowWishReader {
    private static final Expr ALWAYS = new Expr.Literal(Value.bool(true), ExprType.BOOL);

    /** What a step cannot want: actions are its ways out, and nobody is there to be refused. */
    private static final Set<String> NOT_HERE = Set.of("act", "refuse");

    private final Reading reading;
    private final TypeReader type;
    private final FlowDef flow;
    private final TriggerReader triggers;

    FlowWishReader(Reading reading, TypeReader type, FlowDef flow, TriggerReader triggers) {
        this.reading = reading;
        this.type = type;
        this.flow = flow;
        this.triggers = triggers;
    }

    static RuleDef rule(String id, String key, Label label, String file, TypeReader type, List<IntentDef> wishes) {
        return new RuleDef(
                id,
                key,
                label,
                new RuleDef.Origin(null, null, file),
                type.at().get("key").text(),
                Set.of(),
                ALWAYS,
                wishes,
                100,
                false,
                RuleDef.Phase.BEFORE,
                null);
    }

    FlowDef.Node complete(FlowDef.Node node, At at) {
        return switch (node) {
            case FlowDef.Doing doing when doing.script() -> script(doing, at);
            case FlowDef.Doing doing -> action(doing, at);
            case FlowDef.Child child -> child(child, at);
            default -> node;
        };
    }

    private RuleDef rule(FlowDef.Node node, String rest, At at, List<IntentDef> wishes) {
        return rule(
                flow.id() + FlowDef.RULE + node.id() + rest,
                node.id(),
                node.label(),
                at.doc().path(),
                type,
                wishes);
    }

    private FlowDef.Node action(FlowDef.Doing doing, At at) {
        List<IntentDef> wishes = new ArrayList<>();
        Map<Integer, RuleDef> undo = new LinkedHashMap<>();
        for (At wish : at.get("do").items()) {
            String what = wish.entries().keySet().stream().findFirst().orElse("");
            if (NOT_HERE.contains(what)) {
                reading.problems.add(
                        wish.get(what).problem("flow.wish", Said.of("a step cannot do '{wish}'", "wish", what)));
                continue;
            }
            Optional<IntentDef> read = wish(wish, at);
            if (read.isEmpty()) {
                continue;
            }
            At compensate = wish.get("callConnector").get("compensate");
            if (compensate.present()) {
                triggers.compensation(wish.get("callConnector"), type)
                        .ifPresent(back -> undo.put(
                                wishes.size(),
                                rule(doing, FlowDef.UNDO + FlowDef.RULE + wishes.size(), at, List.of(back))));
            }
            wishes.add(read.get());
        }
        return doing.doing(rule(doing, "", at, wishes), undo);
    }

    private Optional<IntentDef> wish(At wish, At at) {
        return triggers.intent(wish, at, type.at().get("key").text(), type, type.rules());
    }

    private FlowDef.Node script(FlowDef.Doing doing, At at) {
        return doing.doing(
                rule(
                        doing,
                        "",
                        at,
                        triggers
                                .runScript(
                                        at.get("script"), type.at().get("key").text())
                                .stream()
                                .toList()),
                Map.of());
    }

    private FlowDef.Node child(FlowDef.Child child, At at) {
        Map<String, String> save = new LinkedHashMap<>();
        TypeReader other = reading.tickets.get(child.type());
        at.get("save").entries().forEach((own, theirs) -> {
            if (type.kind(own) == null) {
                reading.knownKey("field", theirs, own, type.keys());
            } else if (other != null && reading.known("field", theirs, other.keys())) {
                if (type.kind(own) != other.kind(theirs.text())) {
                    reading.problems.add(theirs.problem(
                            "flow.save",
                            Said.of(
                                    "'{field}' and '{other}' are fields of different kinds",
                                    "field",
                                    own,
                                    "other",
                                    theirs.text())));
                }
                save.put(own, theirs.text());
            }
        });
        Optional<IntentDef> wish = triggers.create(at, type)
                .map(create -> create instanceof IntentDef.CreateTicket c
                        ? new IntentDef.CreateTicket(c.type(), c.fields(), LinkKind.CHILD_OF)
                        : create);
        FlowDef.Child made = new FlowDef.Child(
                child.id(), child.label(), child.category(), child.rule(), child.type(), child.waits(), save);
        return made.making(rule(child, "", at, wish.stream().toList()));
    }
}
