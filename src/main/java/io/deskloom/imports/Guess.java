package io.deskloom.imports;

import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.imports.ImportJob.Column;
import io.deskloom.imports.ImportTarget.Fields;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where columns probably go: by their name, which is a field's key or label in any language; else by what is in them, if
 * only one field is left that such values fit.
 */
final class Guess {
    private static final Set<String> IDS =
            Set.of("external id", "externalid", "id", "message id", "record id", "外部编号", "外部 id", "唯一标识");

    private static final Set<String> PRIORITIES = Set.of("priority", "优先级");

    /** Kinds whose values look like no others. */
    private static final Set<Kind> BY_CONTENT = EnumSet.of(
            Kind.SINGLE,
            Kind.MULTI,
            Kind.TREE,
            Kind.DATE,
            Kind.DATE_TIME,
            Kind.PHONE,
            Kind.EMAIL,
            Kind.URL,
            Kind.GEO_POINT,
            Kind.REGION,
            Kind.BOOLEAN);

    private static final Set<Kind> LONG = EnumSet.of(Kind.LONG_TEXT, Kind.MARKDOWN, Kind.RICH_TEXT);

    /** Digits alone are any number: of a phone they are grouped, have a country, or are those of a Chinese mobile. */
    private static final Pattern LIKE_A_PHONE =
            Pattern.compile("\\+?[0-9][0-9()]*([ -][0-9()]+)+|\\+[0-9]{8,15}|1[3-9][0-9]{9}");

    private static final Pattern ADDRESS_OF_THE_WEB = Pattern.compile("(?i)https?://.*");

    private static final int LONG_TEXT = 20;

    private Guess() {}

    static Mapping of(List<Column> columns, Fields fields, Wording wording, String source) {
        Map<String, Mapping.Target> to = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        String id = null;
        for (Column column : columns) {
            String name = Label.plain(column.name());
            Optional<FieldDef> named = fields.fields().stream()
                    .filter(f -> !taken.contains(f.key()) && isCalled(f, name))
                    // A lookup takes what names a record; a text called the same takes whatever the file has.
                    .min(Comparator.comparing(f -> f.settings().target() != null));
            if (column.name().startsWith("_")) {
                continue;
            }
            if (named.isPresent()) {
                to.put(column.name(), target(named.get()));
                taken.add(named.get().key());
            } else if (fields.priority() && PRIORITIES.contains(name) && taken.add(Mapping.PRIORITY)) {
                to.put(column.name(), Mapping.Target.field(Mapping.PRIORITY));
            } else if (id == null && IDS.contains(name)) {
                id = column.name();
            }
        }
        for (Column column : columns) {
            if (to.containsKey(column.name())
                    || column.name().equals(id)
                    || column.name().startsWith("_")) {
                continue;
            }
            List<FieldDef> fitting = fields.fields().stream()
                    .filter(f -> !taken.contains(f.key()) && fits(f, column, wording))
                    .toList();
            if (fitting.size() == 1) {
                to.put(column.name(), target(fitting.getFirst()));
                taken.add(fitting.getFirst().key());
            }
        }
        longText(columns, fields, id, to, taken);
        return new Mapping(source, id, to, Map.of());
    }

    /** The only column with long texts goes to the first field for such. */
    private static void longText(
            List<Column> columns,
            Fields fields,
            @Nullable String id,
            Map<String, Mapping.Target> to,
            Set<String> taken) {
        List<Column> wordy = columns.stream()
                .filter(c -> !to.containsKey(c.name())
                        && !c.name().equals(id)
                        && !c.name().startsWith("_"))
                .filter(c ->
                        c.samples().stream().mapToInt(String::length).average().orElse(0) >= LONG_TEXT)
                .toList();
        List<FieldDef> free = fields.fields().stream()
                .filter(f -> LONG.contains(f.kind()) && !taken.contains(f.key()))
                .toList();
        if (wordy.size() == 1 && !free.isEmpty()) {
            to.put(wordy.getFirst().name(), target(free.getFirst()));
        }
        // A type needs its title; with none of its own a text makes a good one.
        String title = fields.titleField();
        if (!taken.contains(title)) {
            to.replaceAll((column, target) -> target.to().size() == 1
                            && fields.fields().stream()
                                    .anyMatch(f -> f.key().equals(target.to().getFirst()) && LONG.contains(f.kind()))
                            && taken.add(title)
                    ? new Mapping.Target(List.of(title, target.to().getFirst()), Map.of(), Map.of())
                    : target);
        }
    }

    private static Mapping.Target target(FieldDef field) {
        return Mapping.Target.field(field.key());
    }

    private static boolean isCalled(FieldDef field, String name) {
        return Label.plain(field.key()).equals(name) || field.label().says(name);
    }

    private static boolean fits(FieldDef field, Column column, Wording wording) {
        return BY_CONTENT.contains(field.kind())
                && !column.samples().isEmpty()
                && column.samples().stream().allMatch(sample -> fits(field, sample, wording));
    }

    private static boolean fits(FieldDef field, String sample, Wording wording) {
        Pattern like = field.kind() == Kind.PHONE ? LIKE_A_PHONE : field.kind() == Kind.URL ? ADDRESS_OF_THE_WEB : null;
        if (like != null && !like.matcher(sample).matches()) {
            return false;
        }
        Problems problems = new Problems();
        Value value = field.kind().type().fromCell(sample, field.settings(), wording, "", problems);
        field.kind().type().validate(value, field.settings(), "", problems);
        return problems.isEmpty() && !value.isNull();
    }
}
