package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.model.AccessDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads access.yaml, and proves that what a step demands somebody can give. */
final class AccessReader {
    private final Reading reading;
    private final TypeReader type;
    private final At at;

    AccessReader(Reading reading, TypeReader type, At at) {
        this.reading = reading;
        this.type = type;
        this.at = at;
    }

    /** An object type's: its records are in no step. */
    AccessDef readWithoutSteps() {
        Map<String, AccessDef.RoleGrant> roles = roles();
        checkRevealed(roles);
        return new AccessDef(at.get("id").text(), roles, Map.of(), records(roles));
    }

    private Map<String, AccessDef.RoleGrant> roles() {
        reading.uniqueId("access", at.get("id"));
        Map<String, AccessDef.RoleGrant> roles = new LinkedHashMap<>();
        at.get("roles").entries().forEach((role, grant) -> {
            reading.knownKey("role", grant, role, reading.roles);
            roles.put(role, roleGrant(grant));
        });
        return roles;
    }

    AccessDef read(FlowReader flowFile, FlowDef flow) {
        Map<String, AccessDef.RoleGrant> roles = roles();
        Map<String, AccessDef.StepAccess> steps = new LinkedHashMap<>();
        Set<String> tasks = flowFile.places();
        at.get("steps").entries().forEach((step, entry) -> {
            reading.knownKey("task", entry, step, tasks);
            steps.put(step, stepAccess(entry));
        });
        AccessDef access = new AccessDef(at.get("id").text(), roles, steps, records(roles));
        checkSteps(access, flowFile, flow);
        checkRevealed(roles);
        return access;
    }

    /**
     * Who may read a computed field may read what it is computed from, or its definition says that it reveals it: else a
     * grant here would be one of which nothing comes.
     */
    private void checkRevealed(Map<String, AccessDef.RoleGrant> roles) {
        roles.forEach((role, rights) -> rights.fields().forEach((field, grant) -> {
            if (grant.deny() || grant.level() == Level.HIDDEN) {
                return;
            }
            List<String> closed = type.hiddenInputs(field).stream()
                    .filter(input -> {
                        AccessDef.FieldGrant own = rights.fields().get(input);
                        return own == null || own.deny() || !own.level().canRead();
                    })
                    .toList();
            if (!closed.isEmpty()) {
                reading.problems.add(reveals(at, role, field, closed));
            }
        }));
    }

    /** A grant that would reveal what its role may not read, or come to nothing. */
    static Problem reveals(At access, String role, String field, List<String> closed) {
        return access.get("roles")
                .get(role)
                .get("fields")
                .get(field)
                .keyProblem(
                        "access.reveals",
                        Said.of(
                                "'{role}' may not read {inputs}, which '{field}' is computed from; grant that, too, or say 'reveals: true' at the field",
                                "role",
                                role,
                                "inputs",
                                String.join(", ", closed),
                                "field",
                                field),
                        null);
    }

    private AccessDef.RoleGrant roleGrant(At grant) {
        Set<AccessDef.Verb> verbs = EnumSet.noneOf(AccessDef.Verb.class);
        for (String verb : grant.get("verbs").texts()) {
            for (AccessDef.Verb v : AccessDef.Verb.values()) {
                if (v.name().toLowerCase(Locale.ROOT).equals(verb)) {
                    verbs.add(v);
                }
            }
        }
        Map<String, AccessDef.FieldGrant> fields = new LinkedHashMap<>();
        grant.get("fields").entries().forEach((field, level) -> {
            reading.knownKey("field", level, field, type.keys());
            fields.put(field, fieldGrant(level));
        });
        return new AccessDef.RoleGrant(verbs, fields);
    }

    private AccessDef.FieldGrant fieldGrant(At grant) {
        boolean isShort = grant.node().isTextual();
        String level = isShort ? grant.text() : grant.get("level").text();
        boolean deny = level.equals("deny");
        return new AccessDef.FieldGrant(
                deny ? Level.HIDDEN : level(level, Level.HIDDEN),
                deny,
                !isShort && grant.get("match").isTrue(),
                !isShort && grant.get("range").isTrue(),
                isShort ? null : type.ownCondition(grant.get("when")));
    }

    private AccessDef.StepAccess stepAccess(At step) {
        Map<String, AccessDef.StepField> fields = new LinkedHashMap<>();
        step.get("fields").entries().forEach((field, rule) -> {
            reading.knownKey("field", rule, field, type.keys());
            String level = rule.get("access").textOrNull();
            fields.put(
                    field,
                    new AccessDef.StepField(
                            level == null ? null : level(level, Level.EDIT),
                            reading.isRequired(rule),
                            reading.channels(rule)));
        });
        return new AccessDef.StepAccess(fields, step.get("others").text().equals("read"));
    }

    private List<AccessDef.RecordScope> records(Map<String, AccessDef.RoleGrant> roles) {
        List<AccessDef.RecordScope> records = new ArrayList<>();
        Set<String> named = new java.util.HashSet<>();
        for (At record : at.get("records").items()) {
            At role = record.get("role");
            if (reading.known("role", role, reading.roles) && !roles.containsKey(role.text()) && role.present()) {
                reading.problems.add(role.problem(
                        "access.no_rights",
                        Said.of("'{role}' has no rights above, so it sees no ticket", "role", role.text())));
            }
            reading.unique("entries for the role", role, named);
            records.add(new AccessDef.RecordScope(role.text(), type.ownCondition(record.get("where"))));
        }
        at.get("roles").entries().forEach((role, grant) -> {
            if (!named.contains(role) && grant.get("verbs").texts().contains("read")) {
                reading.problems.add(grant.keyProblem(
                        "access.no_records",
                        Said.of("'{role}' may read tickets, but no entry in 'records' says which", "role", role),
                        null));
            }
        });
        return records;
    }

    private void checkSteps(AccessDef access, FlowReader flowFile, FlowDef flow) {
        for (FlowDef.Node node : flow.nodes()) {
            if (!(node instanceof FlowDef.Task task)) {
                continue;
            }
            AccessDef.StepAccess step = access.steps().get(task.id());
            checkActor(access, flowFile, task);
            if (step != null) {
                step.fields().forEach((field, rule) -> {
                    if (rule.required() && type.keys().contains(field) && !canGive(access, task, step, field)) {
                        At where = at.get("steps").get(task.id()).get("fields").get(field);
                        reading.problems.add(where.keyProblem("access.cannot_give", cannotGive(field, task), null));
                    }
                });
            }
        }
    }

    private void checkActor(AccessDef access, FlowReader flowFile, FlowDef.Task task) {
        String role = task.role();
        boolean somebody = access.roles().entrySet().stream()
                .filter(r -> role == null || r.getKey().equals(role))
                .anyMatch(r -> r.getValue().verbs().contains(AccessDef.Verb.ACT));
        if (!somebody && (role == null || reading.roles.contains(role))) {
            At where = flowFile.node(task.id());
            reading.problems.add((role == null ? where : where.get("role"))
                    .problem(
                            "access.nobody_acts",
                            role == null
                                    ? Said.of(
                                                    "no role has the verb 'act' in access.yaml, so nobody can leave '{step}'",
                                                    "step",
                                                    task.id())
                                            .in("anybody")
                                    : Said.of(
                                            "'{role}' has not the verb 'act' in access.yaml, so nobody can leave '{step}'",
                                            "role",
                                            role,
                                            "step",
                                            task.id())));
        }
    }

    private static Said cannotGive(String field, FlowDef.Task task) {
        return Said.of(
                "'{field}' is needed in '{step}', but no role that acts there may edit it",
                "field",
                field,
                "step",
                task.id());
    }

    private boolean canGive(AccessDef access, FlowDef.Task task, AccessDef.@Nullable StepAccess step, String field) {
        if (type.isDerived(field)) {
            return false;
        }
        if (step != null) {
            AccessDef.StepField rule = step.fields().get(field);
            Level limit = rule == null ? null : rule.level();
            if (limit != null && !limit.canWrite() || rule == null && step.othersReadOnly()) {
                return false;
            }
        }
        return access.roles().entrySet().stream()
                .filter(r -> task.role() == null || r.getKey().equals(task.role()))
                .filter(r -> r.getValue().verbs().contains(AccessDef.Verb.ACT))
                .map(r -> r.getValue().fields().get(field))
                .anyMatch(g -> g != null && !g.deny() && g.level().canWrite());
    }

    private static Level level(String text, Level otherwise) {
        for (Level level : Level.values()) {
            if (level.wire().equals(text)) {
                return level;
            }
        }
        return otherwise;
    }
}
