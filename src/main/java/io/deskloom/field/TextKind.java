package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kinds share whose value is a text, and whose text says all. */
abstract class TextKind implements FieldType {
    @Override
    public Shape shape() {
        return Shape.TEXT;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // For most of these the shape, checked when it was read, is all there is to be wrong.
    }

    @Override
    public final @Nullable Object toJson(Value value) {
        return value instanceof Value.Text(String text) ? text : null;
    }

    @Override
    public @Nullable SlotKind slot() {
        return SlotKind.TEXT;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return slot() == null ? null : toJson(value);
    }

    @Override
    public List<String> texts(Value value) {
        return isSearched() && value instanceof Value.Text(String text) ? List.of(text) : List.of();
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Text(String text) ? text : "";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Text(String text) ? text : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        return cell.isBlank() ? Value.NULL : parse(cell, settings, pointer, problems);
    }

    /** The field's own limit within the kind's. */
    static int max(Settings settings, int usual, int bound) {
        Integer own = settings.maxLength();
        return own == null ? usual : Math.min(own, bound);
    }
}
