package io.deskloom.metadata;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problems;
import io.deskloom.model.TableDef;
import io.deskloom.sheet.Grid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tables as sheets, for a spreadsheet and back. */
public final class TableSheets {
    private TableSheets() {}

    /** The table as a sheet that can be read again: ids of rows first, columns by what people of the language call them. */
    public static Grid grid(TableDef table, String language) {
        Set<String> taken = new HashSet<>(Set.of(TableRows.ID, TableRows.NOTE));
        List<String> header = new ArrayList<>(List.of(TableRows.ID));
        table.inputs().forEach(in -> header.add(name(in.label(), in.key(), language, taken)));
        table.outputs().forEach(out -> header.add(name(out.label(), out.key(), language, taken)));
        header.add(TableRows.NOTE);
        List<Grid.Row> rows = new ArrayList<>();
        for (TableDef.Row row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.id()));
            cells.addAll(row.texts());
            cells.add(row.note());
            rows.add(new Grid.Row(row.line(), cells));
        }
        return new Grid(header, rows);
    }

    private static String name(Label label, String key, String language, Set<String> taken) {
        String said = label.in(language);
        String name = taken.add(Label.plain(said)) ? said : key;
        taken.add(key);
        return name;
    }

    /** The files that change when a table takes its rows from {@code sheet}: the sheet and, if it named another, the definition. */
    static List<SourceFile> changed(List<SourceFile> all, TableDef table, SourceFile sheet) {
        String definition = table.origin().file();
        String folder = definition.substring(0, definition.lastIndexOf('/') + 1);
        String ending = sheet.path().endsWith(".xlsx") ? ".xlsx" : ".csv";
        String own = java.util.Objects.requireNonNullElse(table.file(), "");
        boolean stays = own.endsWith(ending);
        String name = stays ? own : definition.substring(folder.length()).replace(".yaml", ending);
        List<SourceFile> changed = new ArrayList<>(List.of(new SourceFile(folder + name, sheet.text())));
        if (!stays) {
            all.stream()
                    .filter(f -> f.path().equals(definition))
                    .map(f -> naming(f, name))
                    .forEach(changed::add);
        }
        return changed;
    }

    /** {@code all} with what changes, without the sheet the table had. */
    static List<SourceFile> with(List<SourceFile> all, TableDef table, List<SourceFile> changed) {
        String definition = table.origin().file();
        String before = definition.substring(0, definition.lastIndexOf('/') + 1) + table.file();
        Map<String, SourceFile> byPath = new TreeMap<>();
        all.stream().filter(f -> !f.path().equals(before)).forEach(f -> byPath.put(f.path(), f));
        changed.forEach(f -> byPath.put(f.path(), f));
        return List.copyOf(byPath.values());
    }

    /** The definition with a file instead of rows. JSON is YAML, too. */
    private static SourceFile naming(SourceFile definition, String sheet) {
        Doc doc = YamlReader.read(definition, new Problems());
        if (doc == null || !(doc.root().deepCopy() instanceof ObjectNode root)) {
            return definition;
        }
        root.remove("rows");
        root.put("file", sheet);
        return new SourceFile(definition.path(), root.toPrettyString() + "\n");
    }
}
