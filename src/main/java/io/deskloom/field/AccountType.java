package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A colleague, by account id. That the account exists is checked where accounts can be asked, in {@code command}. */
final class AccountType implements FieldType {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Override
    public Kind kind() {
        return Kind.ACCOUNT;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String text && text.toLowerCase(Locale.ROOT).matches(UUID)) {
            return Value.text(text.toLowerCase(Locale.ROOT));
        }
        problems.add(Texts.wrongType(pointer, "account"));
        return Value.NULL;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // Whether the account exists cannot be judged without asking.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Text(String id) ? id : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "uuid");
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TEXT;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return toJson(value);
    }
}
