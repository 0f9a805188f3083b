package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several colleagues, by account id; at most 50. */
final class AccountsType extends ListKind {
    AccountsType() {
        super("accounts", 50);
    }

    @Override
    @Nullable
    String entry(String text, String pointer, Problems problems) {
        String id = AccountType.id(text);
        if (id == null) {
            problems.add(Texts.wrongType(pointer, "account"));
        }
        return id;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of(
                "type",
                "array",
                "uniqueItems",
                true,
                "maxItems",
                most(settings),
                "items",
                Map.of("type", "string", "format", "uuid"));
    }

    @Override
    public Refers refers() {
        return Refers.ACCOUNTS;
    }
}
