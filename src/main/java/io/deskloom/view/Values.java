package io.deskloom.view;

import io.deskloom.access.FieldState;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field's value as its reader may have it. */
final class Values {
    private Values() {}

    /** JSON of the value, {@code {"masked": text}}, or null when empty or out of reach. */
    static @Nullable Object json(FieldDef field, Value value, FieldState state) {
        if (state.level().canRead()) {
            return FieldTypes.of(field.kind()).toJson(value);
        }
        String masked = masked(field, value, state);
        return masked == null ? null : Map.of("masked", masked);
    }

    /** The masked form, null when the value may be read, is empty, or is out of reach. */
    static @Nullable String masked(FieldDef field, Value value, FieldState state) {
        if (state.level() != io.deskloom.model.Level.MASKED) {
            return null;
        }
        FieldType kind = FieldTypes.of(field.kind());
        return kind.mask(value) instanceof Value.Text(String text) ? text : null;
    }
}
