package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.text.Normalizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Free words, each once whatever its case, in the order they were given; at most 50 of at most 50 characters. */
final class TagsType extends ListKind {
    private static final int LONGEST = 50;

    TagsType() {
        super("tags", 50);
    }

    @Override
    @Nullable
    String entry(String text, String pointer, Problems problems) {
        if (!Texts.storable(text)) {
            problems.add(pointer, "field.characters", "This text holds characters that cannot be stored.");
            return null;
        }
        String tag = Normalizer.normalize(text, Normalizer.Form.NFC).strip().replaceAll("\\s+", " ");
        if (tag.isEmpty()) {
            return null;
        }
        if (Options.BETWEEN.matcher(tag).find()) {
            problems.add(pointer, "field.tag", "A tag is one word or phrase without commas.");
            return null;
        }
        Texts.checkLength(tag, LONGEST, pointer, problems);
        return tag;
    }

    @Override
    java.util.List<String> ordered(java.util.List<String> entries, Settings settings) {
        java.util.Set<String> seen = new java.util.HashSet<>();
        return entries.stream()
                .filter(tag -> seen.add(tag.toLowerCase(java.util.Locale.ROOT)))
                .toList();
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
                Map.of("type", "string", "maxLength", LONGEST));
    }

    @Override
    public boolean isSearched() {
        return true;
    }

    @Override
    public java.util.List<String> texts(Value value) {
        return entries(value);
    }
}
