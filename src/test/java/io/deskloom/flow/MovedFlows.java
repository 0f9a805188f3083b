package io.deskloom.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Sops;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Revisions of flows for tests, and what a ticket in one may hold. */
final class MovedFlows {
    static final Instant THEN = Instant.parse("2026-03-02T08:00:00Z");

    private MovedFlows() {}

    /** Everything there is, in one line and in two ways. */
    static final String OLD = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: agent, team: after_sales, actions: [{key: go, label: {en: Go}}]}
              - {id: sign, kind: approval, label: {en: Sign}, of: [{role: supervisor}, {role: finance}]}
              - {id: rest, kind: wait, label: {en: Rest}, for: {time: P2D}}
              - id: pick
                kind: action
                label: {en: Pick}
                do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}]
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}}]}
              - {id: wrap, kind: task, label: {en: Wrap}, role: warehouse, actions: [{key: wrapped, label: {en: Wrapped}}]}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: asked, label: {en: Asked}}]}
              - {id: meet, kind: join, label: {en: Meet}}
              - {id: close, kind: task, label: {en: Close}, role: agent, actions: [{key: done, label: {en: Done}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: sign}
              - {from: sign, on: approve, to: rest}
              - {from: sign, on: refuse, to: close}
              - {from: rest, to: pick}
              - {from: pick, to: both}
              - {from: both, to: pack}
              - {from: both, to: ask}
              - {from: pack, on: packed, to: wrap}
              - {from: wrap, on: wrapped, to: meet}
              - {from: ask, on: asked, to: meet}
              - {from: meet, to: close}
              - {from: close, on: done, to: done}
            """;

    /** A fork in a way of another fork. */
    static final String NESTED = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: inner, kind: parallel, label: {en: Inner}}
              - {id: red, kind: task, label: {en: Red}, role: agent, actions: [{key: ok, label: {en: Ok}}]}
              - {id: blue, kind: task, label: {en: Blue}, role: agent, actions: [{key: ok, label: {en: Ok}}]}
              - {id: near, kind: join, label: {en: Near}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: ok, label: {en: Ok}}]}
              - {id: far, kind: join, label: {en: Far}}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: both}
              - {from: both, to: inner}
              - {from: both, to: ask}
              - {from: inner, to: red}
              - {from: inner, to: blue}
              - {from: red, on: ok, to: near}
              - {from: blue, on: ok, to: near}
              - {from: near, to: far}
              - {from: ask, on: ok, to: far}
              - {from: far, to: done}
            """;

    static FlowDef flow(String yaml) {
        return MetadataReader.read(Sops.files(yaml), Snapshots.NO_RULES)
                .orThrow()
                .types()
                .get("job")
                .flow();
    }

    /** Of the nodes alone: none is in a fork. */
    static FlowDef of(FlowDef.Node... nodes) {
        List<FlowDef.Node> all = new ArrayList<>(List.of(nodes));
        all.add(new FlowDef.Start("begin", Label.of("Begin")));
        return new FlowDef("fl", "nodes", Label.of("Nodes"), "begin", all, List.of());
    }

    /** What an action wants. @param wishes operations of a service; "-" for something that is no call */
    static RuleDef rule(String... wishes) {
        return new RuleDef(
                "f/act",
                "act",
                Label.of("Act"),
                new RuleDef.Origin(null, null, ""),
                "t",
                Set.of(),
                new Expr.Literal(Value.bool(true), ExprType.BOOL),
                Arrays.stream(wishes).map(MovedFlows::wish).toList(),
                100,
                false,
                RuleDef.Phase.BEFORE,
                null);
    }

    private static IntentDef wish(String operation) {
        return operation.equals("-")
                ? new IntentDef.CallWebhook("news")
                : new IntentDef.CallConnector("erp", operation, Map.of(), Map.of());
    }

    /** From one node to another, which stands for it. */
    static NodeMap map(FlowDef.Node was, FlowDef.Node is) {
        return new NodeMap(of(was), of(is), Map.of(was.id(), is.id()));
    }

    static NodeMap map(String now, Map<String, String> nodes) {
        return new NodeMap(flow(OLD), flow(now), nodes);
    }

    static FlowState state(Branch... branches) {
        FlowState state = FlowState.NONE;
        for (Branch branch : branches) {
            state = state.with(branch);
        }
        return state;
    }

    static Branch at(int id, String node) {
        return Branch.at(id, 0, node, THEN, null);
    }

    static Moves.Goes goes(NodeMap map, String step, FlowState state) {
        Moves.Verdict verdict = Moves.judge(map, step, state);
        assertThat(verdict).isInstanceOf(Moves.Goes.class);
        return (Moves.Goes) verdict;
    }

    static void stays(NodeMap map, String step, FlowState state, String reason, String node) {
        assertThat(Moves.judge(map, step, state)).isEqualTo(new Moves.Stays(reason, node));
    }

    /** What is said of a plan while tickets rest in these nodes. */
    static List<String> problems(NodeMap map, String... resting) {
        return map.problems(Set.of(resting), node -> "/nodes/" + node).stream()
                .map(p -> p.pointer() + " " + p.code())
                .toList();
    }
}
