package io.deskloom.field;

import io.deskloom.kernel.Label;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a definition says about a field's values, for all kinds; each kind reads what concerns it.
 *
 * @param options for single, multi and tree: key and label, in order; empty otherwise
 * @param maxLength in code points, for text kinds; null is the kind's own bound
 * @param min smallest number or amount, inclusive
 * @param max largest number or amount, inclusive
 * @param scale digits after the point for decimal (0–9), percent, slider and money; null is the kind's default
 * @param currency ISO 4217 default currency for money
 * @param target object type key of the records a lookup may hold; null for other kinds
 * @param step distance between the stops of a slider
 * @param maxItems most entries of a list, files, rows of a table; null is the kind's own bound
 * @param prefix what an autonumber starts with
 * @param depth how many levels of a tree or region must be chosen; null leaves it to the person
 * @param columns of a table, in order
 * @param files which files, for file and image
 */
public record Settings(
        List<Option> options,
        @Nullable Integer maxLength,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        @Nullable Integer scale,
        @Nullable String currency,
        @Nullable String target,
        @Nullable BigDecimal step,
        @Nullable Integer maxItems,
        @Nullable String prefix,
        @Nullable Integer depth,
        List<Column> columns,
        FileSettings files) {
    public static final Settings NONE = new Settings(List.of(), null, null, null, null, null);

    public Settings {
        options = List.copyOf(options);
        columns = List.copyOf(columns);
    }

    /** Of the kinds that hold no files. */
    public Settings(
            List<Option> options,
            @Nullable Integer maxLength,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable Integer scale,
            @Nullable String currency,
            @Nullable String target,
            @Nullable BigDecimal step,
            @Nullable Integer maxItems,
            @Nullable String prefix,
            @Nullable Integer depth,
            List<Column> columns) {
        this(
                options,
                maxLength,
                min,
                max,
                scale,
                currency,
                target,
                step,
                maxItems,
                prefix,
                depth,
                columns,
                FileSettings.ANY);
    }

    /** Of the kinds that need no more than this. */
    public Settings(
            List<Option> options,
            @Nullable Integer maxLength,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable Integer scale,
            @Nullable String currency) {
        this(options, maxLength, min, max, scale, currency, null, null, null, null, null, List.of());
    }

    /**
     * Which files.
     *
     * @param accept media types that may come in, "image/*" for a whole family; empty is all
     * @param refuse media types that may not, though accepted
     * @param mostBytes of each; null is the installation's own bound
     */
    public record FileSettings(
            List<String> accept,
            List<String> refuse,
            @Nullable Long mostBytes) {
        public static final FileSettings ANY = new FileSettings(List.of(), List.of(), null);

        public FileSettings {
            accept = List.copyOf(accept);
            refuse = List.copyOf(refuse);
        }
    }

    /**
     * One choice.
     *
     * @param tone optional meaning for the eye: accent, good, warn, bad, auto, or null
     * @param children the finer choices below it, in trees
     */
    public record Option(String key, Label label, @Nullable String tone, List<Option> children) {
        public Option {
            children = List.copyOf(children);
        }

        public Option(String key, Label label, @Nullable String tone) {
            this(key, label, tone, List.of());
        }
    }

    /**
     * A column of a table.
     *
     * @param kind one that {@link #canBeColumn} allows
     * @param required needed in every row
     */
    public record Column(String key, Label label, Kind kind, Settings settings, boolean required) {}

    /** Whether a column of a table may be of {@code kind}. */
    public static boolean canBeColumn(Kind kind) {
        return TableType.canBeColumn(kind);
    }

    public boolean hasOption(String key) {
        return options.stream().anyMatch(o -> o.key().equals(key));
    }
}
