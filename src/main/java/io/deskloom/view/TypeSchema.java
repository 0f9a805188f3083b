package io.deskloom.view;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A ticket type as this caller may see it: what it may not see is not described. Levels and states are those of a new
 * ticket; an existing ticket says its own.
 *
 * @param plural what many of them are called, over a list of them
 * @param steps the flow's steps in order
 * @param jsonSchema JSON Schema 2020-12 of {@code fields} when creating
 * @param columns what a list of this type can show
 * @param related fields of the records its lookups hold, and of those these look up, that a list of it can be filtered by
 */
public record TypeSchema(
        String key,
        Map<String, String> label,
        Map<String, String> plural,
        String icon,
        String prefix,
        boolean canCreate,
        List<FieldSchema> fields,
        List<FormLayout> forms,
        List<StepSchema> steps,
        Map<String, @Nullable Object> jsonSchema,
        List<ColumnSchema> columns,
        List<RelatedField> related) {

    /**
     * A field.
     *
     * @param kind what the field holds, see the guide of field kinds
     * @param level what the caller gets of it when creating
     * @param match may be filtered by equality
     * @param range may be compared and sorted by
     * @param required always needed where it can be written
     * @param sensitivity who should worry about the value; a client keeps nothing "secret" outside the server, drafts included
     * @param visibleWhen expression tree over fields the caller may read; null when always, or judged on the server
     * @param whenHidden what happens to a value that {@code visibleWhen} hides
     * @param deprecated going: shown where it is filled, asked of nobody any more
     * @param rules conditions a saved value must fulfil, as far as they look only at what the caller may read
     * @param derived how the value comes about when nobody writes it; null for what people fill in
     * @param formula expression tree that gives the value over fields the caller may read; null when there is more to it
     */
    public record FieldSchema(
            String key,

            String kind,
            Map<String, String> label,
            @Nullable Map<String, String> help,
            FieldSettings settings,

            @Schema(enumeration = {"masked", "read", "append", "edit"})
            String level,

            boolean match,
            boolean range,
            boolean required,

            @Schema(enumeration = {"public", "internal", "secret"})
            String sensitivity,

            @Nullable Map<String, @Nullable Object> visibleWhen,
            @Nullable Map<String, @Nullable Object> requiredWhen,
            @Nullable Map<String, @Nullable Object> readOnlyWhen,
            @Schema(enumeration = {"keep", "clear"}) String whenHidden,
            List<FieldRule> rules,
            boolean deprecated,

            @Schema(enumeration = {"formula", "mirrored", "roll_up"}) @Nullable
            String derived,

            @Nullable Map<String, @Nullable Object> formula) {}

    /**
     * What the values may be.
     *
     * @param maxLength in code points
     * @param scale digits after the point
     * @param currency ISO 4217
     * @param target object type key of the records a lookup holds
     * @param step distance between the stops of a slider
     * @param maxItems most entries of a list, rows of a table
     * @param depth how many levels of a tree or region must be chosen
     * @param columns of a table
     * @param accept media types of files, "image/*" for a family; empty is all
     * @param refuse media types that may not come in though accepted
     * @param maxBytes largest file, in bytes
     */
    public record FieldSettings(
            List<FieldOption> options,
            @Nullable Integer maxLength,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable Integer scale,
            @Nullable String currency,
            @Nullable String target,
            @Nullable BigDecimal step,
            @Nullable Integer maxItems,
            @Nullable Integer depth,
            List<TableColumn> columns,
            List<String> accept,
            List<String> refuse,
            @Nullable Long maxBytes) {}

    /** A column of a table: a field without a life of its own. */
    public record TableColumn(
            String key, String kind, Map<String, String> label, FieldSettings settings, boolean required) {}

    /** One choice. @param tone meaning for the eye @param options the finer choices below it, in trees */
    public record FieldOption(
            String key,
            Map<String, String> label,

            @Schema(enumeration = {"accent", "good", "warn", "bad", "auto"}) @Nullable
            String tone,

            List<FieldOption> options) {}

    /**
     * A form's layout.
     *
     * @param sections all of them, in reading order
     * @param shape "plain": one section below the other; "tabs": one part at a time, in any order; "pages": one part after
     *     the other
     * @param parts the tabs or pages; none of a plain form
     */
    public record FormLayout(
            String key,
            Map<String, String> label,
            List<FormSection> sections,

            @Schema(enumeration = {"plain", "tabs", "pages"})
            String shape,

            List<FormPart> parts) {}

    /** A tab or a page. @param sections keys of the form's sections on it, in order */
    public record FormPart(String key, Map<String, String> label, List<String> sections) {}

    /** A titled group of fields. @param columns 1 to 3, on wide screens @param notes what stands between the fields, in order */
    public record FormSection(
            String key, Map<String, String> label, int columns, List<String> fields, List<FormNote> notes) {}

    /**
     * A line or a help text between fields.
     *
     * @param at how many of the section's fields stand above it
     * @param text the help, or a line's title; null for a line without one
     */
    public record FormNote(
            int at,

            @Schema(enumeration = {"divider", "text"}) String kind,

            @Nullable Map<String, String> text) {}

    /**
     * A step.
     *
     * @param category status of a ticket in it; null for nodes a ticket never rests in
     * @param actions what is done in it by those who may, as history names it, too
     */
    public record StepSchema(
            String id,
            Map<String, String> label,

            @Schema(enumeration = {"start", "task", "decision", "end"})
            String kind,

            @Schema(enumeration = {"new", "open", "waiting", "solved", "closed", "cancelled"}) @Nullable
            String category,

            List<StepAction> actions) {}

    public record StepAction(String key, Map<String, String> label) {}

    /**
     * Something a list can show.
     *
     * @param key field key or "number", "title", "step", "status", "priority", "assignee", "team", "sla_due", "created", "updated"
     * @param kind field kind, or "number", "title", "step", "status", "priority", "account", "team", "date_time"
     */
    public record ColumnSchema(
            String key, Map<String, String> label, String kind, boolean sortable, boolean filterable) {}

    /**
     * A field behind lookups.
     *
     * @param path as filters write it, "order.status"
     * @param kind field kind
     * @param label with those of the lookups on the way
     * @param level whether any condition may look at it, or only its whole value
     * @param range may be compared
     */
    public record RelatedField(
            String path,

            String kind,
            Map<String, String> label,
            FieldSettings settings,

            @Schema(enumeration = {"masked", "read"}) String level,

            boolean range) {}
}
