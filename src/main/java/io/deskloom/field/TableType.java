package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows with columns of plain kinds: what was ordered, what was found broken. Rows keep their order, empty ones are left out.
 * At most {@code maxItems} rows (100 when left out, never more than 1,000): more of them are records of their own.
 */
final class TableType implements FieldType {
    private static final int USUAL_ROWS = 100;
    private static final int MOST_ROWS = 1_000;

    /** Whether a column may be of {@code kind}: one value on one line that refers to nothing outside. */
    static boolean canBeColumn(Kind kind) {
        return EnumSet.of(
                        Kind.TEXT,
                        Kind.INTEGER,
                        Kind.DECIMAL,
                        Kind.MONEY,
                        Kind.PERCENT,
                        Kind.RATING,
                        Kind.DURATION,
                        Kind.BOOLEAN,
                        Kind.SINGLE,
                        Kind.DATE,
                        Kind.DATE_TIME,
                        Kind.TIME,
                        Kind.EMAIL,
                        Kind.PHONE,
                        Kind.URL,
                        Kind.BARCODE)
                .contains(kind);
    }

    @Override
    public Shape shape() {
        return Shape.PARTS;
    }

    @Override
    public Map<String, Shape> parts() {
        return Map.of("count", Shape.NUMBER);
    }

    private static int most(Settings settings) {
        Integer own = settings.maxItems();
        return own == null ? USUAL_ROWS : Math.min(own, MOST_ROWS);
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        if (!(json instanceof List<?> rows)) {
            problems.add(Texts.wrongType(pointer, "table"));
            return Value.NULL;
        }
        // Before any row is looked at: a hundred thousand of them must cost nothing.
        if (rows.size() > MOST_ROWS) {
            problems.add(tooMany(pointer, most(settings), rows.size()));
            return Value.NULL;
        }
        List<Value> read = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i) instanceof Map<?, ?> row)) {
                problems.add(Texts.wrongType(pointer + "/" + i, "table"));
                return Value.NULL;
            }
            Value.Parts parts = row(row, settings, pointer + "/" + i, problems);
            if (!parts.parts().isEmpty()) {
                read.add(parts);
            }
        }
        return read.isEmpty() ? Value.NULL : new Value.Items(read);
    }

    private static Problem tooMany(String pointer, int most, int rows) {
        return Problem.of(
                pointer,
                "field.too-many-rows",
                "At most " + most + " rows fit here; these are " + rows + ".",
                Map.of("max", Integer.toString(most), "rows", Integer.toString(rows)));
    }

    private static Value.Parts row(Map<?, ?> row, Settings settings, String pointer, Problems problems) {
        Map<String, Value> parts = new LinkedHashMap<>();
        for (Settings.Column column : settings.columns()) {
            parts.put(
                    column.key(),
                    column.kind()
                            .type()
                            .parse(row.get(column.key()), column.settings(), pointer + "/" + column.key(), problems));
        }
        for (Object key : row.keySet()) {
            if (!(key instanceof String name) || !parts.containsKey(name)) {
                problems.add(pointer, "field.unknown-column", "There is no such column.");
                break;
            }
        }
        return new Value.Parts(parts);
    }

    private static List<Value.Parts> rows(Value value) {
        return value instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .filter(Value.Parts.class::isInstance)
                        .map(Value.Parts.class::cast)
                        .toList()
                : List.of();
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        List<Value.Parts> rows = rows(value);
        if (rows.size() > most(settings)) {
            problems.add(tooMany(pointer, most(settings), rows.size()));
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            for (Settings.Column column : settings.columns()) {
                Value cell = rows.get(i).part(column.key());
                String at = pointer + "/" + i + "/" + column.key();
                if (cell.isNull() && column.required()) {
                    problems.add(at, "field.required", "This field is needed.");
                } else {
                    column.kind().type().validate(cell, column.settings(), at, problems);
                }
            }
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        if (!(value instanceof Value.Items)) {
            return null;
        }
        return rows(value).stream().map(TableType::rowJson).toList();
    }

    /** A row knows its values and not its columns: each is written by what it is, as the column's kind would. */
    private static Map<String, @Nullable Object> rowJson(Value.Parts row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        row.parts().forEach((column, cell) -> json.put(column, cellJson(cell)));
        return json;
    }

    private static @Nullable Object cellJson(Value cell) {
        return switch (cell) {
            case Value.Null _, Value.Parts _, Value.Items _ -> null;
            case Value.Text(String text) -> text;
            case Value.Num(var number) -> number;
            case Value.Money _ -> Kind.MONEY.type().toJson(cell);
            case Value.Bool(boolean is) -> is;
            case Value.Date _ -> Kind.DATE.type().toJson(cell);
            case Value.Timestamp _ -> Kind.DATE_TIME.type().toJson(cell);
            case Value.Span _ -> Kind.DURATION.type().toJson(cell);
        };
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Settings.Column column : settings.columns()) {
            properties.put(column.key(), column.kind().type().jsonSchema(column.settings()));
            if (column.required()) {
                required.add(column.key());
            }
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "object");
        row.put("additionalProperties", false);
        row.put("properties", properties);
        if (!required.isEmpty()) {
            row.put("required", required);
        }
        return Map.of("type", "array", "maxItems", most(settings), "items", row);
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return null;
    }

    /** How many rows there are: they do not fit on a line. */
    @Override
    public String format(Value value, Settings settings, Wording wording) {
        int rows = rows(value).size();
        return rows == 0 ? "" : wording.chinese() ? rows + " 行" : rows == 1 ? "1 row" : rows + " rows";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return CellJson.write(toJson(value));
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        Object json = CellJson.read(cell);
        return parse(json == null ? cell : json, settings, pointer, problems);
    }

    @Override
    public boolean isSearched() {
        return true;
    }

    /** The texts in its cells. */
    @Override
    public List<String> texts(Value value) {
        return rows(value).stream()
                .flatMap(row -> row.parts().values().stream())
                .filter(Value.Text.class::isInstance)
                .map(cell -> ((Value.Text) cell).text())
                .toList();
    }
}
