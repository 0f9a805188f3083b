package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds that hold files share: a value is the ids of attachments, in order. That there are such files, whose they are and
 * what they hold is judged where attachments can be asked, in {@code command}.
 */
final class FileIds {
    /** The most files of one field, whatever its definition says. */
    static final int MOST = 50;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private FileIds() {}

    static Value parse(@Nullable Object json, String kind, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        if (!(json instanceof List<?> list)) {
            problems.add(Texts.wrongType(pointer, kind));
            return Value.NULL;
        }
        List<String> ids = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof String text) || !ID.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
                problems.add(Texts.wrongType(pointer, kind));
                return Value.NULL;
            }
            String id = text.toLowerCase(Locale.ROOT);
            if (!ids.contains(id)) {
                ids.add(id);
            }
        }
        return ids.isEmpty() ? Value.NULL : Value.texts(ids);
    }

    static void validate(Value value, Settings settings, String pointer, Problems problems) {
        int most = most(settings);
        if (value instanceof Value.Items(List<Value> items) && items.size() > most) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-many-files",
                    "At most " + most + " files.",
                    Map.of("max", Integer.toString(most))));
        }
    }

    static int most(Settings settings) {
        Integer own = settings.files().most();
        return own == null ? MOST : Math.min(own, MOST);
    }

    static List<UUID> ids(Value value) {
        return switch (value) {
            case Value.Items(List<Value> items) ->
                items.stream().flatMap(item -> ids(item).stream()).toList();
            case Value.Text(String id) when ID.matcher(id).matches() -> List.of(UUID.fromString(id));
            default -> List.of();
        };
    }

    static @Nullable Object toJson(Value value) {
        return value instanceof Value.Items
                ? ids(value).stream().map(UUID::toString).toList()
                : null;
    }

    static Map<String, Object> jsonSchema(Settings settings) {
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
}
