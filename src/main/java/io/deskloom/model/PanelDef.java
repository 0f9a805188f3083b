package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands beside a ticket: records it looks up, records that look up the same ones, and theirs in turn. */
public record PanelDef(String id, List<Section> sections) {
    /** The deepest a section may lie, the outermost being 1. */
    public static final int DEEPEST = 3;

    public PanelDef {
        sections = List.copyOf(sections);
    }

    /**
     * One kind of records.
     *
     * @param show how it is drawn
     * @param record key of the lookup whose record is shown, the ticket's or that of the record this one belongs to; null
     *     for a section of several
     * @param type object or ticket type key of several records; null for a section of one
     * @param by key of that type's indexed lookup which must hold the record of {@code of} or, inside another section, the
     *     record this one belongs to
     * @param of key of the ticket's lookup, null inside another section
     * @param current key of the ticket's lookup whose record is marked among several; null when none is
     * @param fields keys of the fields shown, in order
     * @param sort as in a view
     * @param limit most records, for each record of the section around it
     * @param sections about each record
     */
    public record Section(
            String key,
            Label label,
            Show show,
            @Nullable String record,
            @Nullable String type,
            @Nullable String by,
            @Nullable String of,
            @Nullable String current,
            List<String> fields,
            String sort,
            int limit,
            List<Section> sections) {
        public Section {
            fields = List.copyOf(fields);
            sections = List.copyOf(sections);
        }
    }

    /** How a section is drawn. */
    public enum Show {
        /** The one the ticket is about: large, with a face. */
        PROFILE,
        /** A card for each record, with what belongs to it. */
        CARDS,
        /** A line for each record. */
        LINES,
        /** A way with stations, newest first. */
        TRACK,
        /** A bar for each record: the first number against the second. */
        BARS;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
