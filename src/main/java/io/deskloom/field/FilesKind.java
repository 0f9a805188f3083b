package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds share that hold several files: a value is the ids of attachments, in order, at most 50. That there are such
 * files, whose they are and what they hold is judged where attachments can be asked, in {@code command}.
 */
abstract class FilesKind extends ListKind {
    private static final int MOST = 50;

    private final String name;

    FilesKind(String name) {
        super(name, MOST);
        this.name = name;
    }

    @Override
    final @Nullable String entry(String text, String pointer, Problems problems) {
        String id = LookupType.id(text).orElse(null);
        if (id == null) {
            problems.add(Texts.wrongType(pointer, name));
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
    public boolean isSearched() {
        return true;
    }

    @Override
    public boolean holdsFiles() {
        return true;
    }

    @Override
    public List<UUID> files(Value value) {
        return entries(value).stream()
                .flatMap(text -> LookupType.id(text).stream())
                .map(UUID::fromString)
                .toList();
    }
}
