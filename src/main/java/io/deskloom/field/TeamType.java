package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A team, by its key. That the team is defined is checked where definitions can be asked, in {@code command}. */
final class TeamType extends TextKind {
    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String key && key.matches("[a-z][a-z0-9_]{0,62}")) {
            return Value.text(key);
        }
        problems.add(Texts.wrongType(pointer, "team"));
        return Value.NULL;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "pattern", "^[a-z][a-z0-9_]{0,62}$");
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        return super.fromCell(cell.strip(), settings, wording, pointer, problems);
    }

    @Override
    public Refers refers() {
        return Refers.TEAMS;
    }
}
