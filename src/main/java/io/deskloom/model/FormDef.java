package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form's layout. What is shown, required or editable is decided by access and the fields. */
public record FormDef(String id, String key, Label label, Layout layout) {
    /** Every section, in reading order, whatever tab or page it is on. */
    public List<Section> sections() {
        return layout.sections();
    }

    /** The key of every field the form has, in reading order. */
    public List<String> fields() {
        return sections().stream().flatMap(s -> s.fields().stream()).toList();
    }

    /** How the sections stand to each other. */
    public sealed interface Layout permits Plain, Tabs, Pages {
        /** All of them, in reading order. */
        List<Section> sections();

        /** The tabs or pages they are grouped by; none when they stand one below the other. */
        List<Part> parts();
    }

    /** One below the other. */
    public record Plain(List<Section> sections) implements Layout {
        public Plain {
            sections = List.copyOf(sections);
        }

        @Override
        public List<Part> parts() {
            return List.of();
        }
    }

    /** One tab at a time, in any order. */
    public record Tabs(List<Part> parts) implements Layout {
        public Tabs {
            parts = List.copyOf(parts);
        }

        @Override
        public List<Section> sections() {
            return parts.stream().flatMap(p -> p.sections().stream()).toList();
        }
    }

    /** One page after the other, each to be right before the next. */
    public record Pages(List<Part> parts) implements Layout {
        public Pages {
            parts = List.copyOf(parts);
        }

        @Override
        public List<Section> sections() {
            return parts.stream().flatMap(p -> p.sections().stream()).toList();
        }
    }

    /** A tab or a page. */
    public record Part(String key, Label label, List<Section> sections) {
        public Part {
            sections = List.copyOf(sections);
        }
    }

    /**
     * A titled group.
     *
     * @param columns 1 to 3, on wide screens
     * @param entries fields, and what stands between them
     */
    public record Section(String key, Label label, int columns, List<Entry> entries) {
        public Section {
            entries = List.copyOf(entries);
        }

        /** Field keys in order. */
        public List<String> fields() {
            return entries.stream()
                    .filter(Placed.class::isInstance)
                    .map(e -> ((Placed) e).field())
                    .toList();
        }
    }

    /** What stands in a section. */
    public sealed interface Entry permits Placed, Divider, Text {}

    /** @param field key of a field of the type */
    public record Placed(String field) implements Entry {}

    /** A line across; what is below it up to the next one belongs together. @param title what that is called */
    public record Divider(@Nullable Label title) implements Entry {}

    /** Help for the fields below it, or above it where it ends a section; plain text. */
    public record Text(Label text) implements Entry {}
}
