package io.deskloom.metadata;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.kernel.Label;
import io.deskloom.model.AccessDef;
import io.deskloom.model.Finding;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads flow.yaml and proves that a ticket can always go on: no node out of reach, no dead end, no way without an else. */
final class FlowReader {
    private final Reading reading;
    private final TypeReader type;
    private final At at;
    private final FlowParts parts;
    private final FlowTables tables;
    private final Map<String, At> nodes = new LinkedHashMap<>();

    /** The edges, those that rows of tables are among them. */
    private final List<At> ways = new ArrayList<>();

    /** @param subflows the sub-flows there are, by key */
    FlowReader(Reading reading, TypeReader type, At at, Map<String, At> subflows) {
        this.reading = reading;
        this.type = type;
        this.at = at;
        this.parts = FlowParts.of(reading, at, subflows);
        this.tables = new FlowTables(reading, type);
        for (At node : parts.nodes()) {
            if (!node.get("id").text().isEmpty()) {
                nodes.putIfAbsent(node.get("id").text(), node);
            }
        }
    }

    FlowDef read(Collection<String> forms) {
        reading.uniqueId("flow", at.get("id"));
        Set<String> ids = new HashSet<>();
        List<FlowDef.Node> read = new ArrayList<>();
        int before = reading.problems.list().size();
        for (At node : parts.nodes()) {
            reading.unique("nodes", node.get("id"), ids);
            read.add(node(node, forms));
        }
        ways.addAll(parts.edges());
        parts.nodes().forEach(node -> ways.addAll(tables.ways(node, nodes.keySet())));
        List<FlowDef.Edge> edges = new ArrayList<>();
        for (At edge : ways) {
            edges.add(edge(edge));
        }
        checkStart();
        nodes.values().forEach(this::checkWaysOut);
        checkReach();
        checkLoops();
        checkRouted();
        Map<String, FlowDef.Powers> powers = powers();
        FlowDef.Cancel cancel = cancel();
        parts.blame(reading, before);
        return new FlowDef(
                at.get("id").text(),
                at.get("key").text(),
                reading.label(at.get("label")),
                at.get("start").text(),
                read,
                edges,
                powers,
                cancel,
                new FlowDef.Written(
                        parts.groups(),
                        tables.read(),
                        ways.stream().map(FlowShape::place).toList(),
                        List.of()));
    }

    /** With what its nodes do, which can be read only once everything else is known. */
    FlowDef complete(FlowDef flow, TriggerReader triggers) {
        FlowWishReader wishes = new FlowWishReader(reading, type, flow, triggers);
        int before = reading.problems.list().size();
        List<FlowDef.Node> read = flow.nodes().stream()
                .map(node -> wishes.complete(node, node(node.id())))
                .toList();
        parts.blame(reading, before);
        return flow.with(read, flow.written());
    }

    /**
     * The same with what its author would rather know; what cannot be meant is reported.
     *
     * @param rules all there are
     */
    FlowDef checked(FlowDef flow, AccessDef access, Collection<RuleDef> rules) {
        FlowShape shape = new FlowShape(flow, nodes, ways);
        // Of a flow that cannot be walked through nothing more can be said.
        if (!shape.isSound()) {
            return flow;
        }
        int before = reading.problems.list().size();
        List<Finding> findings = new ArrayList<>();
        FlowForks forks = new FlowForks(reading, shape, findings);
        forks.check();
        FlowPeople people = new FlowPeople(reading, type, access, shape, rules, findings);
        people.check();
        new FlowNeeds(reading, type, shape, forks, people).check();
        new FlowDoings(shape, forks, findings).check();
        parts.blame(reading, before);
        return flow.with(flow.nodes(), flow.written().finding(findings));
    }

    private Map<String, FlowDef.Powers> powers() {
        Map<String, FlowDef.Powers> all = new LinkedHashMap<>();
        nodes.forEach((id, node) -> {
            Map<FlowDef.Power, Set<String>> roles = new EnumMap<>(FlowDef.Power.class);
            for (FlowDef.Power power : FlowDef.Power.values()) {
                At may = node.get("may").get(power.wire());
                if (may.present()) {
                    may.get("roles").items().forEach(role -> reading.known("role", role, reading.roles));
                    roles.put(power, Set.copyOf(may.get("roles").texts()));
                }
            }
            At back = node.get("may").get("return").get("to");
            back.items().forEach(to -> {
                if (reading.known("node", to, nodes.keySet())
                        && !kind(node(to.text())).equals("task")) {
                    reading.problems.add(to.problem(
                            "flow.return",
                            Said.of("a ticket goes back to tasks only; '{node}' is none", "node", to.text())));
                }
            });
            if (!roles.isEmpty()) {
                all.put(id, new FlowDef.Powers(roles, back.texts()));
            }
        });
        return all;
    }

    private FlowDef.@Nullable Cancel cancel() {
        At cancel = at.get("cancel");
        if (!cancel.present()) {
            return null;
        }
        At to = cancel.get("to");
        cancel.get("roles").items().forEach(role -> reading.known("role", role, reading.roles));
        if (reading.known("node", to, nodes.keySet()) && !kind(node(to.text())).equals("end")) {
            reading.problems.add(to.problem(
                    "flow.cancel", Said.of("a ticket is cancelled to an end; '{node}' is none", "node", to.text())));
        }
        return new FlowDef.Cancel(Set.copyOf(cancel.get("roles").texts()), to.text());
    }

    /** The steps a ticket can be in, for which access may say more. */
    Set<String> places() {
        Set<String> ids = new LinkedHashSet<>();
        nodes.forEach((id, node) -> {
            if (!Set.of("start", "decision", "join", "end").contains(kind(node))) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** Adds what its steps put on a ticket's agenda. */
    void agendaKeys(Set<String> keys) {
        nodes.values().forEach(node -> AgendaWishReader.keys(node, keys));
    }

    /** The task's place, for checks that join flow and access. */
    At node(String id) {
        return nodes.getOrDefault(id, at);
    }

    private FlowDef.Node node(At node, Collection<String> forms) {
        String id = node.get("id").text();
        Label label = reading.label(node.get("label"));
        return switch (kind(node)) {
            case "start" -> new FlowDef.Start(id, label);
            case "decision" -> new FlowDef.Decision(id, label);
            case "end" ->
                new FlowDef.End(
                        id,
                        label,
                        status(node, StatusCategory.CLOSED),
                        node.get("outcome").textOrNull());
            case "parallel" -> new FlowDef.Parallel(id, label, status(node, StatusCategory.OPEN));
            case "join" -> new FlowDef.Join(id, label, node.get("mode").text().equals("any"));
            case "approval", "confirm" -> signing(node, id, label, forms);
            case "action", "script" ->
                new FlowDef.Doing(
                        id,
                        label,
                        status(node, StatusCategory.WAITING),
                        nothing(id, label),
                        Map.of(),
                        node.get("pointOfNoReturn").isTrue(),
                        kind(node).equals("script"));
            case "child" ->
                new FlowDef.Child(
                        id,
                        label,
                        status(node, StatusCategory.WAITING),
                        nothing(id, label),
                        node.get("type").text(),
                        !node.get("wait").present() || node.get("wait").isTrue(),
                        Map.of());
            case "wait" -> wait(node, id, label, forms);
            default -> task(node, id, label, forms);
        };
    }

    /** Until it is known what the node does. */
    private RuleDef nothing(String node, Label label) {
        return FlowWishReader.rule(
                at.get("id").text() + FlowDef.RULE + node, node, label, at.doc().path(), type, List.of());
    }

    private FlowDef.Signing signing(At node, String id, Label label, Collection<String> forms) {
        reading.known("form", node.get("form"), forms);
        List<RuleDef.To> of = new ArrayList<>();
        for (At one : node.get("of").items()) {
            At role = one.get("role");
            At team = one.get("team");
            if (role.present()) {
                reading.known("role", role, reading.roles);
                of.add(new RuleDef.To.Role(role.text()));
            } else if (team.present()) {
                reading.known("team", team, reading.teams);
                of.add(new RuleDef.To.Team(team.text()));
            } else {
                Expr account = type.expression(one.get("account"), type.conditions(), ExprType.TEXT);
                if (account != null) {
                    of.add(new RuleDef.To.Account(account));
                }
            }
        }
        boolean confirm = kind(node).equals("confirm");
        At mode = node.get("mode");
        int asked = Math.max(1, node.get("of").items().size());
        int some = mode.number(0);
        int needed = some > 0 ? some : !confirm && mode.text().equals("any") ? 0 : asked;
        if (needed > asked) {
            reading.problems.add(mode.problem(
                    "flow.mode",
                    Said.of("{count} must say yes, but only {asked} are asked", "count", needed, "asked", asked)));
        }
        return new FlowDef.Signing(
                id,
                label,
                status(node, StatusCategory.WAITING),
                confirm,
                of,
                needed,
                node.get("order").text().equals("sequence"),
                node.get("selfApproval").isTrue(),
                node.get("delegation").isTrue(),
                duration(node.get("timeout")),
                reading.labelOrNull(node.get("text")),
                node.get("form").textOrNull());
    }

    private FlowDef.Wait wait(At node, String id, Label label, Collection<String> forms) {
        reading.known("form", node.get("form"), forms);
        At until = node.get("for");
        FlowDef.For what;
        if (until.get("time").present()) {
            Duration length = duration(until.get("time"));
            what = new FlowDef.For.Time(length == null ? Duration.ZERO : length);
        } else if (until.get("until").present()) {
            Expr moment = type.expression(until.get("until"), type.conditions(), ExprType.TIMESTAMP);
            what = moment == null ? new FlowDef.For.Reply() : new FlowDef.For.Moment(moment);
        } else if (until.get("condition").present()) {
            Expr when = type.condition(until.get("condition"));
            what = when == null ? new FlowDef.For.Reply() : new FlowDef.For.Condition(when);
        } else if (until.get("linked").present()) {
            what = new FlowDef.For.Linked(
                    LinkKind.of(until.get("linked").text()).orElse(LinkKind.RELATED));
        } else {
            what = new FlowDef.For.Reply();
        }
        return new FlowDef.Wait(
                id,
                label,
                status(node, StatusCategory.WAITING),
                what,
                duration(node.get("timeout")),
                node.get("form").textOrNull());
    }

    private static final Duration LONGEST = Duration.ofDays(3_660);

    private @Nullable Duration duration(At at) {
        if (!at.present()) {
            return null;
        }
        try {
            Duration length = Duration.parse(at.text());
            if (length.isPositive() && length.compareTo(LONGEST) <= 0) {
                return length;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        reading.problems.add(at.problem(
                "automation.duration",
                Said.of("'{value}' is no length of time; write PT30M, PT2H or P7D", "value", at.text())));
        return null;
    }

    /** The channels on which fields are needed, by field; one that is needed on all of them is not among these. */
    private Map<String, Set<String>> requiredOn(At action) {
        Map<String, Set<String>> on = new TreeMap<>();
        action.get("requiredOn").entries().forEach((field, channels) -> {
            reading.knownKey("field", channels, field, type.keys());
            if (action.get("required").texts().contains(field)) {
                reading.problems.add(channels.keyProblem("field.required_twice", Reading.REQUIRED_TWICE, null));
            }
            on.put(field, Set.copyOf(channels.texts()));
        });
        return on;
    }

    private FlowDef.Task task(At node, String id, Label label, Collection<String> forms) {
        reading.known("team", node.get("team"), reading.teams);
        reading.known("role", node.get("role"), reading.roles);
        reading.known("form", node.get("form"), forms);
        List<FlowDef.Action> actions = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At action : node.get("actions").items()) {
            reading.unique("actions", action.get("key"), keys);
            action.get("required").items().forEach(f -> reading.known("field", f, type.keys()));
            actions.add(new FlowDef.Action(
                    action.get("key").text(),
                    reading.label(action.get("label")),
                    action.get("tone").text(actions.isEmpty() ? "main" : "default"),
                    action.get("required").texts(),
                    requiredOn(action)));
        }
        return new FlowDef.Task(
                id,
                label,
                status(node, StatusCategory.OPEN),
                node.get("team").textOrNull(),
                node.get("role").textOrNull(),
                node.get("form").textOrNull(),
                actions,
                assign(node.get("assign")));
    }

    private FlowDef.@Nullable Assign assign(At assign) {
        At routing = assign.get("routing");
        if (routing.present()) {
            reading.known("routing", routing, reading.routings);
            return new FlowDef.Assign.Routed(routing.text());
        }
        if (assign.get("person").present()) {
            Expr account = type.expression(assign.get("person"), type.conditions(), ExprType.TEXT);
            return account == null ? null : new FlowDef.Assign.Person(account);
        }
        return null;
    }

    private FlowDef.Edge edge(At edge) {
        reading.known("node", edge.get("from"), nodes.keySet());
        if (!tables.isRow(edge)) {
            reading.known("node", edge.get("to"), nodes.keySet());
        }
        Expr when = tables.isRow(edge) ? tables.condition(edge) : type.condition(edge.get("when"));
        At from = nodes.get(edge.get("from").text());
        if (from != null) {
            checkEdgeFits(edge, from);
            if (from.get("table").present() && !tables.isRow(edge)) {
                reading.problems.add(edge.problem(
                        "flow.table_edge",
                        Said.of(
                                "where '{node}' leads its table says; leave this edge out",
                                "node",
                                edge.get("from").text())));
            }
        }
        return new FlowDef.Edge(
                edge.get("from").text(),
                edge.get("to").text(),
                edge.get("on").textOrNull(),
                when,
                edge.get("else").isTrue());
    }

    private void checkEdgeFits(At edge, At from) {
        At on = edge.get("on");
        switch (kind(from)) {
            case "task" -> {
                List<String> actions = actions(from);
                if (!on.present()) {
                    reading.problems.add(edge.problem(
                            "flow.edge_action",
                            Said.of(
                                            "an edge out of the task '{node}' must say on which action",
                                            "node",
                                            edge.get("from").text())
                                    .in("task")));
                } else {
                    reading.known("action", on, actions);
                }
            }
            case "end" ->
                reading.problems.add(edge.problem(
                        "flow.edge_end",
                        Said.of(
                                "nothing can follow the end '{node}'",
                                "node",
                                edge.get("from").text())));
            default -> {
                List<String> outcomes = outcomes(from);
                if (on.present() && outcomes.isEmpty()) {
                    reading.problems.add(on.problem(
                            "flow.edge_action",
                            Said.of(
                                    "only tasks have actions; '{node}' is a {kind}",
                                    "node",
                                    edge.get("from").text(),
                                    "kind",
                                    kind(from))));
                } else if (on.present()) {
                    reading.known("action", on, outcomes);
                } else if (isAsked(from)) {
                    reading.problems.add(edge.problem(
                            "flow.edge_outcome",
                            Said.of(
                                    "an edge out of '{node}' must say on which outcome: {outcomes}",
                                    "node",
                                    edge.get("from").text(),
                                    "outcomes",
                                    String.join(", ", outcomes))));
                }
            }
        }
        At target = nodes.get(edge.get("to").text());
        if (target != null && kind(target).equals("start")) {
            reading.problems.add(edge.get("to").problem("flow.edge_start", "no edge may lead back to the start"));
        }
    }

    private void checkStart() {
        At start = at.get("start");
        if (reading.known("node", start, nodes.keySet()) && nodes.containsKey(start.text())) {
            String kind = kind(node(start.text()));
            if (!kind.isEmpty() && !kind.equals("start")) {
                reading.problems.add(start.problem(
                        "flow.start",
                        Said.of("'{node}' is a {kind}, not the start", "node", start.text(), "kind", kind)));
            }
        }
        nodes.forEach((id, node) -> {
            if (kind(node).equals("start") && !id.equals(start.text())) {
                reading.problems.add(node.problem(
                        "flow.start",
                        Said.of("a flow has one start; '{node}' is another", "node", id)
                                .in("second")));
            }
        });
        if (nodes.values().stream().noneMatch(n -> kind(n).equals("end"))) {
            reading.problems.add(at.get("nodes").problem("flow.no_end", "the flow has no end"));
        }
    }

    private void checkWaysOut(At node) {
        String id = node.get("id").text();
        switch (kind(node)) {
            case "task" -> {
                for (At action : node.get("actions").items()) {
                    String key = action.get("key").text();
                    checkGroup(action, id + " / " + key, edges(id, key));
                }
            }
            case "parallel" -> checkFork(node, id);
            case "end" -> {}
            default -> {
                if (!isAsked(node)) {
                    checkGroup(node, id, without(id));
                }
                for (String outcome : outcomes(node)) {
                    List<At> group = edges(id, outcome);
                    // What services fail at, and cancelled children, may be left for people to repair.
                    if (!group.isEmpty() || needed(node, outcome)) {
                        checkGroup(node, id + " / " + outcome, group);
                    }
                }
            }
        }
    }

    /** What may lead on from a node beside its plain way. */
    private static List<String> outcomes(At node) {
        return switch (kind(node)) {
            case "approval" -> List.of(FlowDef.APPROVE, FlowDef.REFUSE, FlowDef.TIMEOUT);
            case "confirm" -> List.of(FlowDef.CONFIRM, FlowDef.REFUSE, FlowDef.TIMEOUT);
            case "action", "script" -> List.of(FlowDef.FAILED);
            case "wait" -> List.of(FlowDef.TIMEOUT);
            case "child" -> List.of(FlowDef.CANCELLED);
            default -> List.of();
        };
    }

    private static boolean isAsked(At node) {
        return kind(node).equals("approval") || kind(node).equals("confirm");
    }

    private static boolean needed(At node, String outcome) {
        boolean timed = node.get("timeout").present();
        return outcome.equals(FlowDef.TIMEOUT) ? timed : isAsked(node);
    }

    private List<At> without(String from) {
        return edges(from, null).stream().filter(e -> !e.get("on").present()).toList();
    }

    /** Several ways may be open at once; one for else is needed when each has a condition. */
    private void checkFork(At node, String id) {
        List<At> out = edges(id, null);
        if (out.size() < 2) {
            reading.problems.add(
                    node.problem("flow.fork", Said.of("'{node}' splits into fewer than two ways", "node", id)));
        }
        if (!out.isEmpty() && out.stream().allMatch(e -> e.get("when").present())) {
            reading.problems.add(node.problem(
                    "flow.no_else",
                    Said.of(
                            "'{node}' has no edge with 'else: true': a ticket that fits no condition would be stuck",
                            "node",
                            id)));
        }
    }

    /** @param name the node, and after a slash its action */
    private void checkGroup(At owner, String name, List<At> group) {
        if (group.isEmpty()) {
            reading.problems.add(
                    owner.problem("flow.no_edge", Said.of("no edge leads on from '{node}'", "node", name)));
            return;
        }
        List<At> otherwise = group.stream().filter(e -> e.get("else").isTrue()).toList();
        List<At> plain = group.stream()
                .filter(e -> !e.get("else").isTrue() && !e.get("when").present())
                .toList();
        if (otherwise.size() > 1) {
            reading.problems.add(otherwise
                    .get(1)
                    .problem("flow.two_else", Said.of("'{node}' has two edges with else", "node", name)));
        }
        if (plain.size() == 1 && group.size() == 1) {
            return;
        }
        for (At edge : plain) {
            reading.problems.add(edge.problem(
                    "flow.no_condition",
                    Said.of("'{node}' has several edges: this one needs 'when', or 'else: true'", "node", name)));
        }
        if (otherwise.isEmpty() && plain.isEmpty()) {
            reading.problems.add(owner.problem(
                    "flow.no_else",
                    Said.of(
                            "'{node}' has no edge with 'else: true': a ticket that fits no condition would be stuck",
                            "node",
                            name)));
        }
    }

    private void checkReach() {
        Set<String> reached = new HashSet<>(walk(at.get("start").text(), true));
        // Whatever step it is in, it may be called off.
        reached.add(at.get("cancel").get("to").text());
        Set<String> leaves = new HashSet<>();
        nodes.forEach((id, node) -> {
            if (kind(node).equals("end")) {
                leaves.addAll(walk(id, false));
            }
        });
        nodes.forEach((id, node) -> {
            if (!reached.contains(id) && nodes.containsKey(at.get("start").text())) {
                reading.problems.add(node.problem(
                        "flow.unreachable", Said.of("no way leads from the start to '{node}'", "node", id)));
            } else if (!leaves.contains(id)) {
                reading.problems.add(
                        node.problem("flow.dead_end", Said.of("no way leads from '{node}' to an end", "node", id)));
            }
        });
    }

    /** A routing chooses for the ticket as a whole; one of several ways is its team's. */
    private void checkRouted() {
        Set<String> inside = new HashSet<>();
        nodes.forEach((id, node) -> {
            if (kind(node).equals("parallel")) {
                inside.addAll(untilJoined(id));
            }
        });
        inside.forEach(id -> {
            At routing = node(id).get("assign").get("routing");
            if (routing.present()) {
                reading.problems.add(routing.problem(
                        "flow.assign_in_parallel",
                        Said.of("'{node}' is one of several ways at once; give it a team, or a person", "node", id)));
            }
        });
    }

    private Set<String> untilJoined(String fork) {
        Set<String> seen = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>(List.of(fork));
        while (!todo.isEmpty()) {
            String at = todo.pop();
            for (At edge : edges(at, null)) {
                String to = edge.get("to").text();
                if (nodes.containsKey(to) && !kind(node(to)).equals("join") && seen.add(to)) {
                    todo.push(to);
                }
            }
        }
        return seen;
    }

    private Set<String> walk(String from, boolean forward) {
        Set<String> seen = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>(List.of(from));
        while (!todo.isEmpty()) {
            String id = todo.pop();
            if (!seen.add(id)) {
                continue;
            }
            for (At edge : ways) {
                String here = edge.get(forward ? "from" : "to").text();
                if (here.equals(id)) {
                    todo.push(edge.get(forward ? "to" : "from").text());
                }
            }
        }
        return seen;
    }

    /** Decisions that lead back to themselves without a person in between would never come to rest. */
    private void checkLoops() {
        Set<String> reported = new HashSet<>();
        nodes.forEach((id, node) -> {
            if (passes(node) && !reported.contains(id) && returnsTo(id, reported)) {
                reading.problems.add(node.problem(
                        "flow.loop",
                        Said.of("'{node}' can lead back to itself without any task in between", "node", id)));
            }
        });
    }

    private boolean returnsTo(String start, Set<String> reported) {
        Set<String> seen = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>(decisionsAfter(start));
        boolean loop = false;
        while (!todo.isEmpty()) {
            String id = todo.pop();
            if (id.equals(start)) {
                loop = true;
            } else if (seen.add(id)) {
                todo.addAll(decisionsAfter(id));
            }
        }
        if (loop) {
            reported.add(start);
            reported.addAll(seen);
        }
        return loop;
    }

    /** Whether a ticket may pass it without any person, and without waiting. */
    private static boolean passes(At node) {
        return Set.of("decision", "action", "script", "parallel", "join").contains(kind(node))
                || kind(node).equals("child")
                        && node.get("wait").present()
                        && !node.get("wait").isTrue();
    }

    private List<String> decisionsAfter(String id) {
        return ways.stream()
                .filter(e -> e.get("from").text().equals(id))
                .map(e -> e.get("to").text())
                .filter(to -> nodes.containsKey(to) && passes(node(to)))
                .toList();
    }

    private List<At> edges(String from, @Nullable String on) {
        return ways.stream()
                .filter(e -> e.get("from").text().equals(from))
                .filter(e -> on == null || e.get("on").text().equals(on))
                .toList();
    }

    private static List<String> actions(At task) {
        return task.get("actions").items().stream()
                .map(a -> a.get("key").text())
                .toList();
    }

    private static String kind(At node) {
        return node.get("kind").text();
    }

    private static StatusCategory status(At node, StatusCategory otherwise) {
        String text = node.get("status").text();
        for (StatusCategory s : StatusCategory.values()) {
            if (s.name().toLowerCase(Locale.ROOT).equals(text)) {
                return s;
            }
        }
        return otherwise;
    }
}
