package io.deskloom.view;

import io.deskloom.search.Marks;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A place of a record that holds what was looked for, as its reader may read it: plain text, never markup.
 *
 * @param place where it stands; "file" is the name of one attached to a comment, that of one in a field is the field's
 * @param field key of the field; null elsewhere
 * @param text the text, or of a long one the part around the first range
 * @param from where {@code text} begins in the whole text, in UTF-16 units
 * @param of length of the whole text
 * @param ranges what was found, relative to {@code text}
 */
public record Highlight(
        @Schema(
                enumeration = {"field", "number", "external_id", "comment", "internal_comment", "file", "internal_file"
                })
        String place,

        @Nullable String field,
        String text,
        int from,
        int of,
        List<Marks.Range> ranges) {}
