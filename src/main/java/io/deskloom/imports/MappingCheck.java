package io.deskloom.imports;

import io.deskloom.field.FieldType;
import io.deskloom.field.Wording;
import io.deskloom.imports.ImportJob.Column;
import io.deskloom.imports.ImportTarget.Fields;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a mapping fits the file and what its owner may write. A field out of reach is one there is not. */
final class MappingCheck {
    private MappingCheck() {}

    /** What must be put right before the job can go on. */
    static List<Problem> problems(Mapping mapping, List<Column> columns, Fields fields, Wording wording) {
        Problems problems = new Problems();
        Set<String> known = columns.stream().map(Column::name).collect(Collectors.toSet());
        Map<String, String> takenBy = new HashMap<>();
        mapping.columns().forEach((column, target) -> {
            if (!known.contains(column)) {
                problems.add(unknownColumn("/columns/" + escaped(column), column));
            }
            target.when().keySet().stream()
                    .filter(other -> !known.contains(other))
                    .forEach(other -> problems.add(unknownColumn("/columns/" + escaped(column), other)));
            for (String to : target.to()) {
                if (!isField(fields, to)) {
                    problems.add(noTarget(fields, to, "/columns/" + escaped(column)));
                } else if (takenBy.putIfAbsent(to, column) instanceof String other) {
                    problems.add(Problem.of(
                            "/columns/" + escaped(column),
                            "import.field-twice",
                            "The column '" + other + "' goes to this field already.",
                            Map.of("column", other)));
                }
            }
        });
        mapping.constants().forEach((key, text) -> {
            if (!isField(fields, key)) {
                problems.add(noTarget(fields, key, "/constants/" + escaped(key)));
            } else if (takenBy.containsKey(key)) {
                problems.add(Problem.of(
                        "/constants/" + escaped(key),
                        "import.field-twice",
                        "The column '" + takenBy.get(key) + "' goes to this field already.",
                        Map.of("column", takenBy.getOrDefault(key, ""))));
            } else if (key.equals(Mapping.PRIORITY)) {
                if (RowDrafts.priority(text) == null) {
                    problems.add(unknownPriority("/constants/" + escaped(key)));
                }
            } else {
                fields.fields().stream()
                        .filter(f -> f.key().equals(key))
                        .forEach(f -> checkConstant(f, text, wording, problems));
            }
        });
        String id = mapping.externalId();
        if (id != null && !known.contains(id)) {
            problems.add(unknownColumn("/externalId", id));
        }
        if (mapping.columns().isEmpty()) {
            problems.add("/columns", "import.nothing-mapped", "Say for at least one column which field it goes to.");
        }
        return problems.list();
    }

    /** Whether every row can get the text there. What it names is looked up when the job runs. */
    private static void checkConstant(FieldDef field, String text, Wording wording, Problems problems) {
        FieldType type = field.kind().type();
        if (field.settings().target() == null && type.refers() == FieldType.Refers.NOTHING) {
            String at = "/constants/" + escaped(field.key());
            type.validate(type.fromCell(text, field.settings(), wording, at, problems), field.settings(), at, problems);
        }
    }

    static Problem unknownPriority(String pointer) {
        return Problem.of(pointer, "field.unknown-option", "A priority is low, normal, high or urgent.");
    }

    /** What will probably refuse rows, and need not. */
    static List<Problem> warnings(Mapping mapping, Fields fields) {
        List<Problem> warnings = new ArrayList<>();
        for (FieldDef field : fields.fields()) {
            boolean given = mapping.constants().containsKey(field.key())
                    || mapping.columns().values().stream().anyMatch(t -> t.to().contains(field.key()));
            if (field.required() && field.visibleWhen() == null && !given) {
                warnings.add(Problem.of(
                        "/fields/" + field.key(),
                        "import.required-unmapped",
                        "This field is needed and no column goes to it.",
                        Map.of("field", field.key())));
            }
        }
        return warnings;
    }

    private static boolean isField(Fields fields, String key) {
        return fields.targets().contains(key);
    }

    private static Problem noTarget(Fields fields, String key, String pointer) {
        return fields.closed().contains(key)
                ? Problem.of(
                        pointer,
                        "import.no-cell",
                        "No cell can fill '" + key + "': it holds files, or the server fills it itself.",
                        Map.of("field", key))
                : Problem.of(pointer, "field.unknown", "There is no such field.");
    }

    private static Problem unknownColumn(String at, String column) {
        return Problem.of(
                at, "import.unknown-column", "The file has no column '" + column + "'.", Map.of("column", column));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
