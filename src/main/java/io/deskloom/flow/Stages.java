package io.deskloom.flow;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.Node;
import io.deskloom.ticket.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The progress line of a ticket. What lies ahead is the <em>likely</em> path: main actions and default branches only. It
 * never looks at the ticket's values, because the line is shown to people who may not see those.
 */
public final class Stages {
    private Stages() {}

    public enum State {
        DONE,
        NOW,
        NEXT;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param id node id
     * @param who for a done stage the person who finished it, if it was one
     * @param at when it was finished (done) or entered (now); null for next
     */
    public record Stage(
            String id,
            Label label,
            State state,
            @Nullable AccountId who,
            @Nullable Instant at) {}

    /**
     * The line: what is behind, where the ticket is, what is likely ahead. A ticket sent back has only what was done
     * before the step it was sent back to behind it. An end that is reached counts as done.
     *
     * @param history every step entered, oldest first; the last one is the current one
     */
    public static List<Stage> of(FlowDef flow, String currentNode, List<Visit> history) {
        List<Stage> line = new ArrayList<>(behind(flow, currentNode, history));
        Node current = node(flow, currentNode).orElse(null);
        if (current == null) {
            return line;
        }
        boolean ended = current instanceof FlowDef.End;
        Visit last = history.isEmpty() ? null : history.getLast();
        Visit entered = last != null && last.node().equals(currentNode) ? last : null;
        line.add(new Stage(
                current.id(),
                current.label(),
                ended ? State.DONE : State.NOW,
                ended && entered != null ? entered.by() : null,
                entered != null ? entered.at() : null));
        Set<String> seen = new HashSet<>();
        line.forEach(s -> seen.add(s.id()));
        for (Node node = next(flow, current); node != null && seen.add(node.id()); node = next(flow, node)) {
            if (node instanceof FlowDef.Place) {
                line.add(new Stage(node.id(), node.label(), State.NEXT, null, null));
            }
        }
        return List.copyOf(line);
    }

    /** What is likely ahead of one of several ways, until they meet or it ends; without {@code from} itself. */
    public static List<Node> ahead(FlowDef flow, String from) {
        List<Node> out = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(from));
        Node at = node(flow, from).orElse(null);
        Node next = at == null || at instanceof FlowDef.Join ? null : next(flow, at);
        while (next != null && !(next instanceof FlowDef.Join) && seen.add(next.id())) {
            if (next instanceof FlowDef.Place) {
                out.add(next);
            }
            next = next(flow, next);
        }
        return List.copyOf(out);
    }

    private static List<Stage> behind(FlowDef flow, String currentNode, List<Visit> history) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            String node = history.get(i).node();
            kept.stream()
                    .filter(k -> history.get(k).node().equals(node))
                    .findFirst()
                    .ifPresent(again -> kept.removeIf(k -> k >= again));
            kept.add(i);
        }
        List<Stage> done = new ArrayList<>();
        for (int i : kept) {
            Visit entered = history.get(i);
            Node node = node(flow, entered.node()).orElse(null);
            if (node != null && !node.id().equals(currentNode) && i + 1 < history.size()) {
                Visit left = history.get(i + 1);
                done.add(new Stage(node.id(), node.label(), State.DONE, left.by(), left.at()));
            }
        }
        return done;
    }

    /** The main way out: of a task by its first action, of a request by yes; of several edges the unconditional or default one. */
    private static @Nullable Node next(FlowDef flow, Node node) {
        String on = switch (node) {
            case FlowDef.Task t ->
                t.actions().isEmpty() ? null : t.actions().getFirst().key();
            case FlowDef.Signing s -> s.yes();
            default -> null;
        };
        if (node instanceof FlowDef.Parallel) {
            // Behind where they meet: a join that is come to is that of a fork around.
            Node join = meeting(flow, node);
            return join == null ? null : next(flow, join);
        }
        List<Edge> out = flow.edges().stream()
                .filter(e -> e.from().equals(node.id()) && Objects.equals(e.on(), on))
                .toList();
        return out.stream()
                .filter(e -> e.otherwise() || e.when() == null)
                .findFirst()
                .or(() -> out.stream().findFirst())
                .flatMap(e -> node(flow, e.to()))
                .orElse(null);
    }

    /**
     * Where the ways of a fork meet: what is on them is shown beside the line. As far as is likely: a way that goes round, or ends the
     * whole, says nothing of it; null when none does.
     */
    private static @Nullable Node meeting(FlowDef flow, Node fork) {
        return flow.edges().stream()
                .filter(edge -> edge.from().equals(fork.id()))
                .flatMap(edge -> Stream.ofNullable(meeting(flow, edge)))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Node meeting(FlowDef flow, Edge way) {
        Set<String> seen = new HashSet<>();
        Node at = node(flow, way.to()).orElse(null);
        while (at != null && !(at instanceof FlowDef.Join)) {
            at = seen.add(at.id()) ? next(flow, at) : null;
        }
        return at;
    }

    private static Optional<Node> node(FlowDef flow, String id) {
        return flow.nodes().stream().filter(n -> n.id().equals(id)).findFirst();
    }
}
