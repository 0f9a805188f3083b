package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An SOP: nodes and the edges between them. Validated at load: one start, every node reachable, decisions have an else. */
public record FlowDef(String id, String key, Label label, String start, List<Node> nodes, List<Edge> edges) {
    public FlowDef {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /** Of object types, whose records go nowhere: no node at all, which no ticket type's flow is. */
    public static final FlowDef NONE = new FlowDef("", "", Label.of("-"), "", List.of(), List.of());

    /** The keys of all actions of its steps. */
    public Set<String> actions() {
        return nodes.stream()
                .flatMap(node -> node instanceof Task task ? task.actions().stream() : Stream.of())
                .map(Action::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A step of the SOP. */
    public sealed interface Node {
        String id();

        Label label();
    }

    /** Where every ticket begins; passed through at once. */
    public record Start(String id, Label label) implements Node {}

    /**
     * A person's work.
     *
     * @param category the status a ticket has while it is here
     * @param team the team key the ticket is handed to on entry; null leaves the team
     * @param role the role key that may act here; null means any role the access definition lets act
     * @param form form key shown; null is the type's first
     * @param actions the named buttons, first is the main one
     */
    public record Task(
            String id,
            Label label,
            StatusCategory category,
            @Nullable String team,
            @Nullable String role,
            @Nullable String form,
            List<Action> actions)
            implements Node {
        public Task {
            actions = List.copyOf(actions);
        }
    }

    /** Goes on by the first edge whose condition holds. */
    public record Decision(String id, Label label) implements Node {}

    /** The end, with its outcome. */
    public record End(String id, Label label, StatusCategory category) implements Node {}

    /**
     * A named button of a task.
     *
     * @param tone "main", "default" or "danger"
     * @param required field keys needed before this action, beyond the step's own
     */
    public record Action(String key, Label label, String tone, List<String> required) {
        public Action {
            required = List.copyOf(required);
        }
    }

    /**
     * A way from one node to another.
     *
     * @param on the action that takes it; null on edges out of start and decision
     * @param when its condition; null is always
     * @param otherwise taken when no other edge with the same {@code on} holds
     */
    public record Edge(
            String from,
            String to,
            @Nullable String on,
            @Nullable Expr when,
            boolean otherwise) {}

    public Node node(String id) {
        return nodes.stream()
                .filter(n -> n.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + id));
    }
}
