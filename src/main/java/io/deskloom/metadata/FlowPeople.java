package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import io.deskloom.model.AccessDef;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Finding;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Signing;
import io.deskloom.model.RuleDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether there can be somebody to answer where people are asked, and something where values are needed. */
final class FlowPeople {
    private static final String REQUESTER = "ticket.requester";

    private final Reading reading;
    private final TypeReader type;
    private final AccessDef access;
    private final FlowShape shape;
    private final Collection<RuleDef> rules;
    private final List<Finding> findings;

    FlowPeople(
            Reading reading,
            TypeReader type,
            AccessDef access,
            FlowShape shape,
            Collection<RuleDef> rules,
            List<Finding> findings) {
        this.reading = reading;
        this.type = type;
        this.access = access;
        this.shape = shape;
        this.rules = rules;
        this.findings = findings;
    }

    void check() {
        for (FlowDef.Node node : shape.flow().nodes()) {
            At at = shape.at(node.id());
            switch (node) {
                case Signing signing -> {
                    approvers(signing, at.get("of").items());
                    self(signing);
                }
                case FlowDef.Task task
                when task.assign() instanceof FlowDef.Assign.Person(Expr account) ->
                    given(node, account, at.get("assign").get("person"));
                case FlowDef.Wait wait
                when wait.until() instanceof FlowDef.For.Moment(Expr moment) ->
                    given(node, moment, at.get("for").get("until"));
                default -> {}
            }
        }
    }

    // Who is asked

    private void approvers(Signing signing, List<At> written) {
        if (written.size() != signing.of().size()) {
            // One could not be read.
            return;
        }
        Set<Expr> accounts = new HashSet<>();
        for (int i = 0; i < signing.of().size(); i++) {
            At at = written.get(i);
            switch (signing.of().get(i)) {
                case RuleDef.To.Role(String role) -> {
                    AccessDef.RoleGrant grant = access.roles().get(role);
                    if (reading.roles.contains(role)
                            && (grant == null || !grant.verbs().contains(Verb.READ))) {
                        reading.problems.add(at.get("role")
                                .problem(
                                        "flow.approver_blind",
                                        Said.of(
                                                "'{role}' may not read tickets of this type, so nobody of them can answer in '{node}'",
                                                "role",
                                                role,
                                                "node",
                                                signing.id())));
                    }
                }
                case RuleDef.To.Account(Expr account) -> {
                    if (!accounts.add(account)) {
                        reading.problems.add(at.get("account")
                                .problem(
                                        "flow.approver_twice",
                                        Said.of(
                                                "the same account is asked twice in '{node}'; nobody answers twice",
                                                "node",
                                                signing.id())));
                    }
                    given(shape.node(signing.id()), account, at.get("account"));
                }
                default -> {}
            }
        }
    }

    /** Who brings a ticket to an approval may not approve it, and is the only one asked. */
    private void self(Signing signing) {
        if (signing.confirm() || signing.selfApproval() || signing.of().size() != 1) {
            return;
        }
        if (!(signing.of().getFirst() instanceof RuleDef.To.Account(Expr only))) {
            return;
        }
        boolean always = bringers(signing.id()).stream().allMatch(id -> switch (shape.node(id)) {
            case FlowDef.Start _ -> only instanceof Expr.Attribute(String path, var _) && path.equals(REQUESTER);
            case FlowDef.Task task ->
                task.assign() instanceof FlowDef.Assign.Person(Expr account) && account.equals(only);
            default -> false;
        });
        if (always) {
            findings.add(FlowShape.doubt(
                    "flow.approver_self",
                    shape.at(signing.id()).get("of"),
                    Said.of(
                            "whoever brings a ticket to '{node}' is the only one asked there and may not approve it himself",
                            "node",
                            signing.id())));
        }
    }

    /** The places from which somebody, or nobody, sets out for a node, with only what goes by itself in between. */
    private Set<String> bringers(String node) {
        Set<String> bringers = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        List<String> todo = new ArrayList<>(List.of(node));
        while (!todo.isEmpty()) {
            String id = todo.removeLast();
            for (int edge : shape.in(id)) {
                String from = shape.edge(edge).from();
                if (!(shape.node(from) instanceof FlowDef.Decision) && !(shape.node(from) instanceof FlowDef.Doing)) {
                    bringers.add(from);
                } else if (seen.add(from)) {
                    todo.add(from);
                }
            }
        }
        return bringers;
    }

    // What is needed

    /** Whether anything the expression looks at can have a value by then. */
    private void given(FlowDef.Node node, Expr needed, At at) {
        Set<String> fields = new LinkedHashSet<>();
        for (String path : Trees.paths(needed)) {
            int dot = path.indexOf('.');
            String field = dot < 0 ? path : path.substring(0, dot);
            if (type.kind(field) != null) {
                fields.add(field);
            } else {
                // It looks at the ticket itself, too.
                return;
            }
        }
        if (fields.isEmpty() || fields.stream().anyMatch(field -> isGiven(field, node.id()))) {
            return;
        }
        findings.add(FlowShape.doubt(
                "flow.never_given",
                at,
                Said.of(
                        "'{field}' is needed in '{node}', but nobody can fill it in and nothing sets it before",
                        "field",
                        String.join(", ", fields),
                        "node",
                        node.id())));
    }

    private boolean isGiven(String field, String node) {
        if (type.isDerived(field) || isGivenAnywhere(field)) {
            return true;
        }
        Set<String> before = new LinkedHashSet<>(shape.before(node));
        before.remove(node);
        return before.stream().anyMatch(id -> isWritten(field, shape.node(id)));
    }

    /** Whether it may have a value wherever a ticket is: when it is made, or by a rule. */
    boolean isGivenAnywhere(String field) {
        String own = type.at().get("key").text();
        return rules.stream()
                        .filter(rule -> rule.type().equals(own))
                        .anyMatch(rule -> FlowDoings.writes(rule).contains(field)
                                || rule.then().stream().anyMatch(RuleDef.IntentDef.RunScript.class::isInstance))
                || mayWrite(field, null, Set.of(Verb.CREATE));
    }

    /** Whether somebody may fill it in while a ticket is in the node, or the node does. */
    boolean isWritten(String field, FlowDef.Node node) {
        return switch (node) {
            // Whoever may change tickets may do so in any step; who acts in one is of its role.
            case FlowDef.Task task ->
                mayWrite(field, task, Set.of(Verb.UPDATE)) || mayWrite(field, task, task.role(), Set.of(Verb.ACT));
            case FlowDef.Doing doing ->
                doing.script() || FlowDoings.writes(doing).contains(field);
            case FlowDef.Child child -> child.save().containsKey(field);
            case FlowDef.Place place -> mayWrite(field, place, Set.of(Verb.UPDATE));
            default -> false;
        };
    }

    /** @param place where; null before it is anywhere */
    private boolean mayWrite(String field, FlowDef.@Nullable Node place, Set<Verb> verbs) {
        return mayWrite(field, place, null, verbs);
    }

    /** @param role only as this one; null for any */
    private boolean mayWrite(String field, FlowDef.@Nullable Node place, @Nullable String role, Set<Verb> verbs) {
        AccessDef.StepAccess step = place == null ? null : access.steps().get(place.id());
        if (step != null) {
            AccessDef.StepField rule = step.fields().get(field);
            if (rule == null
                    ? step.othersReadOnly()
                    : rule.level() != null && !rule.level().canWrite()) {
                return false;
            }
        }
        return access.roles().entrySet().stream()
                .filter(one -> role == null || one.getKey().equals(role))
                .map(java.util.Map.Entry::getValue)
                .filter(grant -> grant.verbs().stream().anyMatch(verbs::contains))
                .map(grant -> grant.fields().get(field))
                .anyMatch(
                        grant -> grant != null && !grant.deny() && grant.level().canWrite());
    }
}
