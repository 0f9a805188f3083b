package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.field.Kind;
import io.deskloom.model.ViewDef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a saved list. What it filters and sorts by must be indexed: no view may become a full scan. */
final class ViewReader {
    private static final Set<String> SORTS = Set.of("updated", "created", "number", "priority", ViewDef.SLA_DUE);

    private final Reading reading;
    private final Map<String, TypeReader> types;
    private final Map<String, String> starts = new HashMap<>();

    ViewReader(Reading reading, Map<String, TypeReader> types) {
        this.reading = reading;
        this.types = types;
    }

    Optional<ViewDef> read(At at) {
        reading.uniqueId("view", at.get("id"));
        var label = reading.label(at.get("label"));
        at.get("roles").items().forEach(r -> reading.known("role", r, reading.roles));
        checkStart(at);
        TypeReader type = types.get(at.get("type").text());
        if (type == null) {
            reading.known("type", at.get("type"), types.keySet());
            return Optional.empty();
        }
        Expr filter = type.listCondition(at.get("filter"));
        if (filter != null) {
            for (String path : Mentions.of(filter)) {
                mustBeIndexed(at.get("filter"), path, type);
            }
        }
        checkSort(at.get("sort"), type);
        Set<String> columns = new HashSet<>(ViewDef.SYSTEM_COLUMNS);
        columns.addAll(type.keys());
        at.get("columns").items().forEach(c -> reading.known("column", c, columns));
        return Optional.of(new ViewDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                at.get("type").text(),
                filter,
                at.get("filter").text(),
                at.get("sort").text("-updated"),
                at.get("columns").texts(),
                new TreeSet<>(at.get("roles").texts()),
                new TreeSet<>(at.get("startFor").texts())));
    }

    /** A role begins in one list, and in one it is offered. */
    private void checkStart(At at) {
        List<String> offered = at.get("roles").texts();
        for (At role : at.get("startFor").items()) {
            if (!reading.known("role", role, reading.roles) || role.text().isEmpty()) {
                continue;
            }
            String key = at.get("key").text();
            if (!offered.isEmpty() && !offered.contains(role.text())) {
                reading.problems.add(role.problem(
                        "view.start_not_offered",
                        Said.of(
                                "'{role}' is not among the roles of this view, so nobody could begin with it",
                                "role",
                                role.text())));
            }
            String other = starts.putIfAbsent(role.text(), key);
            if (other != null) {
                reading.problems.add(role.problem(
                        "view.start_twice",
                        Said.of("'{role}' already begins with the view '{view}'", "role", role.text(), "view", other)));
            }
        }
    }

    private void checkSort(At sort, TypeReader type) {
        if (!sort.present()) {
            return;
        }
        String by = sort.text().startsWith("-") ? sort.text().substring(1) : sort.text();
        if (SORTS.contains(by)) {
            return;
        }
        Kind kind = type.kind(by);
        if (kind == null) {
            Set<String> known = new HashSet<>(type.keys());
            known.addAll(SORTS);
            if (!type.keys().contains(by)) {
                reading.problems.add(sort.problem(
                        "reference.field",
                        Said.of("unknown {what} '{name}' to sort by", "what", "field", "name", by)
                                .in("bare"),
                        Nearest.to(by, List.copyOf(known))));
            }
        } else {
            mustBeIndexed(sort, by, type);
        }
    }

    /** The field, or every lookup on a path and the field it leads to. */
    private void mustBeIndexed(At where, String path, TypeReader type) {
        int dot = path.indexOf('.');
        String key = dot < 0 ? path : path.substring(0, dot);
        if (type.kind(key) != null && !type.field(key).get("indexed").isTrue()) {
            reading.problems.add(where.problem(
                    "view.not_indexed",
                    Said.of(
                            "'{field}' is not indexed, so no list can filter or sort by it; add 'indexed: true' to the field",
                            "field",
                            key)));
        }
        TypeReader target = dot < 0 ? null : type.target(key);
        if (target != null) {
            mustBeIndexed(where, path.substring(dot + 1), target);
        }
    }
}
