package io.deskloom.view;

import io.deskloom.model.FormDef;
import io.deskloom.view.TypeSchema.FormLayout;
import io.deskloom.view.TypeSchema.FormNote;
import io.deskloom.view.TypeSchema.FormPart;
import io.deskloom.view.TypeSchema.FormSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Forms as far as somebody may see their fields: what stands around fields that are not there is not there either. */
final class FormLayouts {
    private FormLayouts() {}

    /** @param shown keys of the fields the reader may see */
    static FormLayout of(FormDef form, Set<String> shown) {
        List<FormSection> sections = form.sections().stream()
                .map(s -> section(s, shown))
                .filter(s -> !s.fields().isEmpty())
                .toList();
        Set<String> there = sections.stream().map(FormSection::key).collect(Collectors.toSet());
        List<FormPart> parts = form.layout().parts().stream()
                .map(p -> new FormPart(
                        p.key(),
                        p.label().byLanguage(),
                        p.sections().stream()
                                .map(FormDef.Section::key)
                                .filter(there::contains)
                                .toList()))
                .filter(p -> !p.sections().isEmpty())
                .toList();
        String shape = switch (form.layout()) {
            case FormDef.Plain _ -> "plain";
            case FormDef.Tabs _ -> "tabs";
            case FormDef.Pages _ -> "pages";
        };
        return new FormLayout(form.key(), form.label().byLanguage(), sections, shape, parts);
    }

    private static FormSection section(FormDef.Section section, Set<String> shown) {
        List<String> fields = new ArrayList<>();
        List<FormNote> notes = new ArrayList<>();
        for (Group group : groups(section.entries())) {
            if (group.entries.stream().noneMatch(e -> e instanceof FormDef.Placed(String key) && shown.contains(key))) {
                continue;
            }
            if (group.divider != null && (group.divider.title() != null || !fields.isEmpty())) {
                notes.add(new FormNote(fields.size(), "divider", texts(group.divider)));
            }
            for (FormDef.Entry entry : group.entries) {
                switch (entry) {
                    case FormDef.Placed(String key) when shown.contains(key) -> fields.add(key);
                    case FormDef.Text text ->
                        notes.add(
                                new FormNote(fields.size(), "text", text.text().byLanguage()));
                    default -> {}
                }
            }
        }
        return new FormSection(section.key(), section.label().byLanguage(), section.columns(), fields, notes);
    }

    private static @Nullable Map<String, String> texts(FormDef.Divider divider) {
        return divider.title() == null ? null : divider.title().byLanguage();
    }

    /** What stands between two dividers, with the one above. */
    private record Group(FormDef.@Nullable Divider divider, List<FormDef.Entry> entries) {}

    private static List<Group> groups(List<FormDef.Entry> entries) {
        List<Group> groups = new ArrayList<>(List.of(new Group(null, new ArrayList<>())));
        for (FormDef.Entry entry : entries) {
            if (entry instanceof FormDef.Divider divider) {
                groups.add(new Group(divider, new ArrayList<>()));
            } else {
                groups.getLast().entries.add(entry);
            }
        }
        return groups;
    }
}
