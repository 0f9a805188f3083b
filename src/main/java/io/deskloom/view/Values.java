package io.deskloom.view;

import io.deskloom.access.FieldState;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A field's value as its reader may have it. */
final class Values {
    /** What stands for a record its reader may not see: that something is there, and nothing else of it. */
    private static final String HIDDEN_RECORD = "•••";

    private Values() {}

    /**
     * JSON of the value, {@code {"masked": text}}, or null when empty or out of reach.
     *
     * @param targets what is known of the records that lookups hold
     */
    static @Nullable Object json(FieldDef field, Value value, FieldState state, Map<String, RecordRef> targets) {
        String masked = masked(field, value, state, targets);
        if (masked != null) {
            return Map.of("masked", masked);
        }
        if (!state.level().canRead()) {
            return null;
        }
        return field.settings().target() == null ? FieldTypes.of(field.kind()).toJson(value) : looked(value, targets);
    }

    private static @Nullable Object looked(Value value, Map<String, RecordRef> targets) {
        return switch (value) {
            case Value.Text(String id) -> targets.get(id);
            case Value.Items(List<Value> items) ->
                items.stream()
                        .map(item -> looked(item, targets))
                        .filter(Objects::nonNull)
                        .toList();
            default -> null;
        };
    }

    /** The masked form, null when the value may be read, is empty, or is out of reach; secrets nobody reads. */
    static @Nullable String masked(FieldDef field, Value value, FieldState state, Map<String, RecordRef> targets) {
        FieldType kind = FieldTypes.of(field.kind());
        if (state.level().canRead() && !kind.isWriteOnly()) {
            boolean hidden = field.settings().target() != null
                    && value instanceof Value.Text(String id)
                    && !targets.containsKey(id);
            return hidden ? HIDDEN_RECORD : null;
        }
        if (state.level() == Level.HIDDEN) {
            return null;
        }
        return kind.mask(value) instanceof Value.Text(String text) ? text : null;
    }
}
