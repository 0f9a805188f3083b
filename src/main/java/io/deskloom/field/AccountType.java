package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A colleague, by account id. That the account exists is checked where accounts can be asked, in {@code command}. */
final class AccountType extends TextKind {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        String id = json instanceof String text ? id(text) : null;
        if (id != null) {
            return Value.text(id);
        }
        problems.add(Texts.wrongType(pointer, "account"));
        return Value.NULL;
    }

    /** An account id in its stored form; null for what is none. */
    static @Nullable String id(String text) {
        String id = text.length() == 36 ? text.toLowerCase(Locale.ROOT) : "";
        return id.matches(UUID) ? id : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "uuid");
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        return super.fromCell(cell.strip(), settings, wording, pointer, problems);
    }

    @Override
    public Refers refers() {
        return Refers.ACCOUNTS;
    }
}
