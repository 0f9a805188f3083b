package io.deskloom.field;

import io.deskloom.kernel.Label;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a definition says about a field's values, for all kinds; each kind reads what concerns it.
 *
 * @param options for single and multi: key and label, in order; empty otherwise
 * @param maxLength in code points, for text kinds; null is the kind's own bound
 * @param min smallest number or amount, inclusive
 * @param max largest number or amount, inclusive
 * @param scale digits after the point for decimal (0–9) and money; null is the kind's default
 * @param currency ISO 4217 default currency for money
 * @param target object type key of the records a lookup may hold; null for other kinds
 * @param files which files, for file, image and signature
 */
public record Settings(
        List<Option> options,
        @Nullable Integer maxLength,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        @Nullable Integer scale,
        @Nullable String currency,
        @Nullable String target,
        FileSettings files) {
    public static final Settings NONE = new Settings(List.of(), null, null, null, null, null);

    /** Of a kind that looks nothing up and holds no files. */
    public Settings(
            List<Option> options,
            @Nullable Integer maxLength,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable Integer scale,
            @Nullable String currency) {
        this(options, maxLength, min, max, scale, currency, null, FileSettings.ANY);
    }

    public Settings {
        options = List.copyOf(options);
    }

    /**
     * Which files.
     *
     * @param accept media types that may come in, "image/*" for a whole family; empty is all
     * @param refuse media types that may not, though accepted
     * @param most how many; null is the kind's own bound
     * @param mostBytes of each; null is the installation's own bound
     */
    public record FileSettings(
            List<String> accept,
            List<String> refuse,
            @Nullable Integer most,
            @Nullable Long mostBytes) {
        public static final FileSettings ANY = new FileSettings(List.of(), List.of(), null, null);

        public FileSettings {
            accept = List.copyOf(accept);
            refuse = List.copyOf(refuse);
        }
    }

    /**
     * One choice.
     *
     * @param tone optional meaning for the eye: good, warn, bad, auto, or null
     */
    public record Option(String key, Label label, @Nullable String tone) {}

    public boolean hasOption(String key) {
        return options.stream().anyMatch(o -> o.key().equals(key));
    }
}
