package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.List;

/** A form's layout: sections of fields. What is shown, required or editable is decided by access and the fields. */
public record FormDef(String id, String key, Label label, List<Section> sections) {
    public FormDef {
        sections = List.copyOf(sections);
    }

    /**
     * A titled group.
     *
     * @param columns 1 to 3, on wide screens
     * @param fields field keys in order
     */
    public record Section(String key, Label label, int columns, List<String> fields) {
        public Section {
            fields = List.copyOf(fields);
        }
    }
}
