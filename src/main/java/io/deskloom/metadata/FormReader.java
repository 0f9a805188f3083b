package io.deskloom.metadata;

import io.deskloom.model.FormDef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the form-*.yaml of a type. */
final class FormReader {
    private static final int MOST_SECTIONS = 50;
    private static final int MOST_NOTES = 100;

    private final Reading reading;
    private final At form;
    private final Set<String> known;
    private final Set<String> sectionKeys = new HashSet<>();
    private final Set<String> placed = new HashSet<>();
    private int notes;

    private FormReader(Reading reading, At form, Set<String> known) {
        this.reading = reading;
        this.form = form;
        this.known = known;
    }

    /** @param known keys of the type's fields */
    static FormDef read(Reading reading, At form, Set<String> known) {
        return new FormReader(reading, form, known).read();
    }

    private FormDef read() {
        reading.uniqueId("form", form.get("id"));
        FormDef read =
                new FormDef(form.get("id").text(), form.get("key").text(), reading.label(form.get("label")), layout());
        atMost(MOST_SECTIONS, read.sections().size(), "sections", "has {count} sections; at most {most} are allowed");
        atMost(MOST_NOTES, notes, "notes", "has {count} dividers and texts; at most {most} are allowed");
        return read;
    }

    private FormDef.Layout layout() {
        if (form.get("tabs").present()) {
            return new FormDef.Tabs(parts("tabs"));
        }
        if (form.get("pages").present()) {
            return new FormDef.Pages(parts("pages"));
        }
        return new FormDef.Plain(sections(form.get("sections")));
    }

    private List<FormDef.Part> parts(String name) {
        List<FormDef.Part> parts = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At part : form.get(name).items()) {
            reading.unique(name, part.get("key"), keys);
            parts.add(new FormDef.Part(
                    part.get("key").text(), reading.label(part.get("label")), sections(part.get("sections"))));
        }
        return parts;
    }

    private List<FormDef.Section> sections(At at) {
        List<FormDef.Section> sections = new ArrayList<>();
        for (At section : at.items()) {
            // Within the whole form: what is open and what is folded is remembered by it.
            reading.unique("sections", section.get("key"), sectionKeys);
            FormDef.Section read = new FormDef.Section(
                    section.get("key").text(),
                    reading.label(section.get("label")),
                    section.get("columns").number(2),
                    section.get("fields").items().stream().map(this::entry).toList());
            sections.add(read);
            if (!read.entries().isEmpty() && read.fields().isEmpty()) {
                reading.problems.add(section.get("fields")
                        .problem(
                                "form.no_field",
                                "a section needs a field: without one nobody is shown what stands in it"));
            }
        }
        return sections;
    }

    private FormDef.Entry entry(At at) {
        if (at.get("text").present()) {
            notes++;
            return new FormDef.Text(reading.label(at.get("text")));
        }
        if (at.node().isObject()) {
            notes++;
            At title = at.get("divider");
            return new FormDef.Divider(title.node().isObject() ? reading.label(title) : null);
        }
        reading.known("field", at, known);
        reading.unique("places for the field", at, placed);
        return new FormDef.Placed(at.text());
    }

    private void atMost(int most, int count, String context, String said) {
        if (count > most) {
            reading.problems.add(form.problem(
                    "form.too_many", Said.of(said, "count", count, "most", most).in(context)));
        }
    }
}
