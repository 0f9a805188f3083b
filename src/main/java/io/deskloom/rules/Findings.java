package io.deskloom.rules;

import io.deskloom.kernel.Label;
import io.deskloom.model.Finding;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Making findings. */
final class Findings {
    private Findings() {}

    /** @param message with names of {@code params} in braces */
    static Finding of(
            String code,
            Finding.Severity severity,
            List<RuleDef> about,
            String message,
            Map<String, Label> params,
            Finding.@Nullable Place place) {
        String text = message;
        for (Map.Entry<String, Label> param : params.entrySet()) {
            text = text.replace("{" + param.getKey() + "}", param.getValue().in("en"));
        }
        return new Finding(code, severity, about.stream().map(Finding.About::of).toList(), text, params, place);
    }

    /** The row a rule is, null for a rule of its own. */
    static Finding.@Nullable Place place(MetadataSnapshot snapshot, RuleDef rule) {
        RuleDef.Row row = rule.row();
        if (row == null) {
            return null;
        }
        for (Map.Entry<String, TableDef> table : snapshot.tables().entrySet()) {
            if (table.getValue().id().equals(row.table())
                    && table.getValue().origin().equals(rule.origin())) {
                return place(table.getKey(), table.getValue(), List.of(row.position()), List.of());
            }
        }
        return null;
    }

    /**
     * @param key the table's, as the snapshot knows it
     * @param rows positions, the one that is hit first
     * @param columns positions of inputs
     */
    static Finding.Place place(String key, TableDef table, List<Integer> rows, List<Integer> columns) {
        boolean sheet = table.file() != null;
        String folder = table.origin().file().substring(0, table.origin().file().lastIndexOf('/') + 1);
        int line = rows.isEmpty() ? 1 : table.rows().get(rows.getFirst()).line();
        String pointer = rows.isEmpty() ? "" : sheet ? Integer.toString(line) : "/rows/" + rows.getFirst();
        return new Finding.Place(
                key,
                rows.stream().map(i -> table.rows().get(i).id()).toList(),
                columns.stream().map(i -> table.inputs().get(i).key()).toList(),
                sheet ? folder + table.file() : table.origin().file(),
                pointer,
                sheet ? line : 1);
    }
}
