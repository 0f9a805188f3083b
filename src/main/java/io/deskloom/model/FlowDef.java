package io.deskloom.model;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An SOP: nodes and the edges between them. Validated at load: one start, every node reachable, decisions have an else.
 *
 * @param powers what people may do with a ticket in a node beside its actions, by node id
 * @param cancel how the whole is called off; null when it cannot be
 * @param written how its definition says it, where that is more than what a ticket goes by
 */
public record FlowDef(
        String id,
        String key,
        Label label,
        String start,
        List<Node> nodes,
        List<Edge> edges,
        Map<String, Powers> powers,
        @Nullable Cancel cancel,
        Written written) {
    public FlowDef {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        powers = Map.copyOf(powers);
    }

    /** With nothing that is written otherwise than it goes. */
    public FlowDef(
            String id,
            String key,
            Label label,
            String start,
            List<Node> nodes,
            List<Edge> edges,
            Map<String, Powers> powers,
            @Nullable Cancel cancel) {
        this(id, key, label, start, nodes, edges, powers, cancel, Written.PLAIN);
    }

    /**
     * What of a definition is not needed to take a ticket on, but to show it and to say what is doubtful about it.
     *
     * @param groups what people call the sub-flow that a node comes from, by node id; nothing for nodes of the flow itself
     * @param tables the tables that decisions are written as, by node id: their rows are the node's edges
     * @param ways where each edge stands
     * @param findings what its author would rather know
     */
    public record Written(
            Map<String, Label> groups, Map<String, TableDef> tables, List<Finding.Place> ways, List<Finding> findings) {
        public static final Written PLAIN = new Written(Map.of(), Map.of(), List.of(), List.of());

        public Written {
            groups = Map.copyOf(groups);
            tables = Map.copyOf(tables);
            ways = List.copyOf(ways);
            findings = List.copyOf(findings);
        }

        /** With these findings instead. */
        public Written finding(List<Finding> others) {
            return new Written(groups, tables, ways, others);
        }
    }

    /** The same with these nodes, and how they are written. */
    public FlowDef with(List<Node> others, Written how) {
        return new FlowDef(id, key, label, start, others, edges, powers, cancel, how);
    }

    /** Of a flow in which people only take actions. */
    public FlowDef(String id, String key, Label label, String start, List<Node> nodes, List<Edge> edges) {
        this(id, key, label, start, nodes, edges, Map.of(), null);
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

    /** Between the flow's id and the node's in the ids of the rules that nodes are. */
    public static final String RULE = "/";

    /** What follows in the id of the rule that undoes what a node has done. */
    public static final String UNDO = "/undo";

    /** A step of the SOP. */
    public sealed interface Node {
        String id();

        Label label();

        /** As definitions call it. */
        String kind();
    }

    /** A node a ticket can be in. */
    public sealed interface Place extends Node {
        /** The status a ticket has while it is here. */
        StatusCategory category();
    }

    /** Where every ticket begins; passed through at once. */
    public record Start(String id, Label label) implements Node {
        @Override
        public String kind() {
            return "start";
        }
    }

    /**
     * A person's work.
     *
     * @param category the status a ticket has while it is here
     * @param team the team key the ticket is handed to on entry; null leaves the team
     * @param role the role key that may act here; null means any role the access definition lets act
     * @param form form key shown; null is the type's first
     * @param actions the named buttons, first is the main one
     * @param assign who gets it on entry; null leaves it with its team
     */
    public record Task(
            String id,
            Label label,
            StatusCategory category,
            @Nullable String team,
            @Nullable String role,
            @Nullable String form,
            List<Action> actions,
            @Nullable Assign assign)
            implements Place {
        public Task {
            actions = List.copyOf(actions);
        }

        /** For whoever of its team takes it. */
        public Task(
                String id,
                Label label,
                StatusCategory category,
                @Nullable String team,
                @Nullable String role,
                @Nullable String form,
                List<Action> actions) {
            this(id, label, category, team, role, form, actions, null);
        }

        @Override
        public String kind() {
            return "task";
        }
    }

    /** Who gets a task on entry. */
    public sealed interface Assign {
        /** Whom a routing chooses. @param routing its key */
        record Routed(String routing) implements Assign {}

        /** The account whose id the expression gives; the team's to take while it gives none. */
        record Person(Expr account) implements Assign {}
    }

    /**
     * People's yes or no.
     *
     * @param confirm whether parties confirm something, each for itself, and do not approve it: who asks may be one of them
     * @param of whose: roles, teams, and accounts that expressions give
     * @param needed how many of them must say yes
     * @param sequence whether each is asked only once the one before has said yes
     * @param selfApproval whether who brought the ticket here may say yes himself
     * @param delegation whether who is asked may have somebody else answer in his place
     * @param within how long they have; null for no time in particular
     * @param text what is asked; null for the label
     * @param form form key shown; null is the type's first
     */
    public record Signing(
            String id,
            Label label,
            StatusCategory category,
            boolean confirm,
            List<RuleDef.To> of,
            int needed,
            boolean sequence,
            boolean selfApproval,
            boolean delegation,
            @Nullable Duration within,
            @Nullable Label text,
            @Nullable String form)
            implements Place {
        public Signing {
            of = List.copyOf(of);
        }

        @Override
        public String kind() {
            return confirm ? "confirm" : "approval";
        }

        /** The way out when enough of them have said yes. */
        public String yes() {
            return confirm ? CONFIRM : APPROVE;
        }
    }

    /** Ways out of nodes that are not people's actions. */
    public static final String APPROVE = "approve";

    public static final String CONFIRM = "confirm";
    public static final String REFUSE = "refuse";
    public static final String TIMEOUT = "timeout";
    public static final String FAILED = "failed";
    public static final String CANCELLED = "cancelled";

    /** Goes on by the first edge whose condition holds. */
    public record Decision(String id, Label label) implements Node {
        @Override
        public String kind() {
            return "decision";
        }
    }

    /**
     * Does something by itself: what its rule wants, at once; what it has services outside do, before the ticket goes on.
     *
     * @param category while services are at it
     * @param rule what it wants, without any condition; nobody asks it but the flow
     * @param undo what takes back the calls among {@code rule}'s wishes, by their place there; those not named need nothing
     * @param pointOfNoReturn whether nothing before it can be taken back once it is done
     * @param script whether it is written as a script
     */
    public record Doing(
            String id,
            Label label,
            StatusCategory category,
            RuleDef rule,
            Map<Integer, RuleDef> undo,
            boolean pointOfNoReturn,
            boolean script)
            implements Place {
        public Doing {
            undo = Map.copyOf(undo);
        }

        @Override
        public String kind() {
            return script ? "script" : "action";
        }

        /** The same with what it does. */
        public Doing doing(RuleDef what, Map<Integer, RuleDef> takenBackBy) {
            return new Doing(id, label, category, what, takenBackBy, pointOfNoReturn, script);
        }
    }

    /**
     * Until something happens.
     *
     * @param timeout how long at most; null for as long as it takes
     */
    public record Wait(
            String id,
            Label label,
            StatusCategory category,
            For until,
            @Nullable Duration timeout,
            @Nullable String form)
            implements Place {
        @Override
        public String kind() {
            return "wait";
        }
    }

    /** What is waited for. */
    public sealed interface For {
        /** That time passes. */
        record Time(Duration length) implements For {}

        /** A moment the ticket says. One that is past, or not said, is not waited for. */
        record Moment(Expr at) implements For {}

        /** That the requester says something. */
        record Reply() implements For {}

        /** That a condition over the ticket and what it looks up holds. */
        record Condition(Expr when) implements For {}

        /** That all tickets it is linked with in this way have ended. */
        record Linked(LinkKind kind) implements For {}
    }

    /** Several ways at once: all whose condition holds. */
    public record Parallel(String id, Label label, StatusCategory category) implements Place {
        @Override
        public String kind() {
            return "parallel";
        }
    }

    /** Where the ways of a {@link Parallel} meet. @param any whether the first to come is enough; the others are given up */
    public record Join(String id, Label label, boolean any) implements Node {
        @Override
        public String kind() {
            return "join";
        }
    }

    /**
     * Another ticket, made for this one.
     *
     * @param rule the one wish that makes it
     * @param type ticket type key
     * @param waits whether this ticket goes on only once the other has ended
     * @param save fields of the other that are this one's, too, whenever they change: by key of this one's
     */
    public record Child(
            String id,
            Label label,
            StatusCategory category,
            RuleDef rule,
            String type,
            boolean waits,
            Map<String, String> save)
            implements Place {
        public Child {
            save = Map.copyOf(save);
        }

        @Override
        public String kind() {
            return "child";
        }

        /** The same with the wish that makes it. */
        public Child making(RuleDef what) {
            return new Child(id, label, category, what, type, waits, save);
        }
    }

    /**
     * The end, with its outcome.
     *
     * @param outcome what came of it, for reports; null says no more than the status
     */
    public record End(
            String id,
            Label label,
            StatusCategory category,
            @Nullable String outcome) implements Place {
        public End(String id, Label label, StatusCategory category) {
            this(id, label, category, null);
        }

        @Override
        public String kind() {
            return "end";
        }
    }

    /** What people may do with a ticket beside taking actions. */
    public enum Power {
        /** Back to a step it was in. */
        RETURN("return"),
        /** Hand the step on. */
        TRANSFER("transfer"),
        /** Have somebody else asked, too. */
        ADD_SIGNER("addSigner"),
        /** Take back what one did last, while nobody has gone on from there. */
        WITHDRAW("withdraw"),
        /** Let it rest. */
        HOLD("hold");

        private final String wire;

        Power(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    /**
     * @param roles who may, by what; those who may act in the node where none is named
     * @param back steps that may be returned to; empty is any it was in
     */
    public record Powers(Map<Power, Set<String>> roles, List<String> back) {
        public static final Powers NONE = new Powers(Map.of(), List.of());

        public Powers {
            roles = Map.copyOf(roles);
            back = List.copyOf(back);
        }
    }

    /** @param roles who may; whoever may act where none is named. @param to the end it leads to */
    public record Cancel(Set<String> roles, String to) {
        public Cancel {
            roles = Set.copyOf(roles);
        }
    }

    /** What people may do in a node. */
    public Powers powersIn(String node) {
        return powers.getOrDefault(node, Powers.NONE);
    }

    /** The rules nodes are, those that undo among them. */
    public Stream<RuleDef> rules() {
        return nodes.stream().flatMap(node -> switch (node) {
            case Doing doing -> Stream.concat(Stream.of(doing.rule()), doing.undo().values().stream());
            case Child child -> Stream.of(child.rule());
            default -> Stream.of();
        });
    }

    /** Every expression it is made of. */
    public Stream<Expr> expressions() {
        return Stream.of(
                        edges.stream().map(Edge::when),
                        rules().flatMap(RuleDef::expressions),
                        nodes.stream()
                                .filter(Signing.class::isInstance)
                                .flatMap(node -> ((Signing) node).of().stream())
                                .flatMap(RuleDef.To::expressions),
                        nodes.stream().map(node -> switch (node) {
                            case Task task -> task.assign() instanceof Assign.Person(Expr account) ? account : null;
                            case Wait wait ->
                                switch (wait.until()) {
                                    case For.Condition(Expr when) -> when;
                                    case For.Moment(Expr at) -> at;
                                    case For.Time _, For.Reply _, For.Linked _ -> null;
                                };
                            default -> null;
                        }))
                .flatMap(all -> all)
                .filter(Objects::nonNull);
    }

    public Optional<Node> find(String node) {
        return nodes.stream().filter(n -> n.id().equals(node)).findFirst();
    }

    /**
     * A named button of a task.
     *
     * @param tone "main", "default" or "danger"
     * @param required field keys needed before this action, beyond the step's own
     * @param requiredOn further field keys, needed on tickets that came by one of these channels
     */
    public record Action(
            String key, Label label, String tone, List<String> required, Map<String, Set<String>> requiredOn) {
        public Action {
            required = List.copyOf(required);
            requiredOn = Map.copyOf(requiredOn);
        }

        /** What it needs is the same on all channels. */
        public Action(String key, Label label, String tone, List<String> required) {
            this(key, label, tone, required, Map.of());
        }

        /** The fields needed of a ticket. @param channel by which it came, null when that is not known */
        public List<String> requiredOf(@Nullable String channel) {
            return Stream.concat(
                            required.stream(),
                            requiredOn.entrySet().stream()
                                    .filter(e -> channel != null && e.getValue().contains(channel))
                                    .map(Map.Entry::getKey)
                                    .sorted())
                    .distinct()
                    .toList();
        }

        /** All fields it may need, whatever the channel. */
        public Set<String> mayRequire() {
            Set<String> all = new TreeSet<>(required);
            all.addAll(requiredOn.keySet());
            return all;
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
