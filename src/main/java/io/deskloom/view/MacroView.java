package io.deskloom.view;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A macro somebody may apply to a ticket, and what it would do to it now.
 *
 * @param changes in the order they are made
 * @param comment null when it writes none
 * @param requires keys of fields that its action needs, that are empty now and that it does not fill: to be given when it is applied
 */
public record MacroView(
        String key,
        Map<String, String> label,
        @Nullable Map<String, String> help,
        List<MacroStep> changes,
        @Nullable MacroComment comment,
        List<String> requires) {
    /**
     * One change.
     *
     * @param field field key (field)
     * @param label the field's, team's or action's name by language
     * @param value the field's value as JSON, the priority, the team key or the action
     * @param person whom it is handed to (assignee); null takes it from whoever has it
     */
    public record MacroStep(
            @Schema(enumeration = {"field", "priority", "team", "assignee", "action"})
            String kind,

            @Nullable String field,
            @Nullable Map<String, String> label,
            @Nullable Object value,
            @Nullable Person person) {}

    /** @param text as proposed; what is sent in its place may be another */
    public record MacroComment(
            @Schema(enumeration = {"public", "internal"}) String visibility, String text) {}
}
