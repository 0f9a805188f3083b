package io.deskloom.field;

import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Choices by key and in words. */
final class Options {
    /** What stands between the entries of a list in a cell. */
    static final Pattern BETWEEN = Pattern.compile("[,，、;；\\n]");

    private Options() {}

    /** The option's word in the language, its key once the option is gone. */
    static String word(List<Settings.Option> options, String key, Wording wording) {
        return options.stream()
                .filter(o -> o.key().equals(key))
                .findFirst()
                .map(o -> o.label().in(wording.language()))
                .orElse(key);
    }

    /** The word where it is read back as this option, else the key. */
    static String cell(List<Settings.Option> options, String key, Wording wording) {
        String word = word(options, key, wording);
        boolean plain = word.equals(word.strip())
                && !BETWEEN.matcher(word).find()
                && word.indexOf('/') < 0
                && word.indexOf('>') < 0;
        return plain && find(options, word).filter(o -> o.key().equals(key)).isPresent() ? word : key;
    }

    /**
     * The option somebody means by its key or by its word in any language, if that is clear: as it is spelled, else without
     * regard to capitals, spaces and underlines.
     */
    static Optional<Settings.Option> find(List<Settings.Option> options, String text) {
        String wanted = text.strip();
        Optional<Settings.Option> byKey =
                options.stream().filter(o -> o.key().equals(wanted)).findFirst();
        if (byKey.isPresent()) {
            return byKey;
        }
        List<Settings.Option> byWord = options.stream()
                .filter(o -> o.label().byLanguage().values().stream().anyMatch(wanted::equalsIgnoreCase))
                .toList();
        if (byWord.size() == 1) {
            return Optional.of(byWord.getFirst());
        }
        String plain = Label.plain(wanted);
        List<Settings.Option> alike = options.stream()
                .filter(o -> Label.plain(o.key()).equals(plain) || o.label().says(plain))
                .toList();
        return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
    }
}
