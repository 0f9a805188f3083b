package io.deskloom.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A field of one ticket as the caller gets it. Conditions that look at anything the caller may not read have been folded
 * on the server; what is left looks only at fields of the same form.
 *
 * @param level what the caller gets of it, everything considered
 * @param visible whether {@code visibleWhen} holds now
 * @param required needed to save
 * @param requiredToAct needed to leave the step
 * @param readOnly whether it cannot be changed now
 * @param masked the masked form, when that is all there is to see
 * @param value JSON form of the value (see the field kinds), null when empty or masked; what is null is left out of the JSON
 * @param visibleWhen expression tree, null when always
 * @param requiredWhen expression tree, null when {@code required} does not depend on other fields
 * @param readOnlyWhen expression tree, null likewise
 * @param rules conditions a saved value must fulfil
 * @param formula expression tree that gives the value of a computed field from fields of the same form; null for others, and
 *     where it looks at anything the caller may not read
 * @param emptyBecause why a computed field has no value; null when it has one, is meant to have none, or is no such field
 */
@JsonInclude(JsonInclude.Include.NON_NULL) // A form has dozens of fields, and most have no condition.
public record FieldView(
        String key,

        @Schema(enumeration = {"masked", "read", "append", "edit"})
        String level,

        boolean visible,
        boolean required,
        boolean requiredToAct,
        boolean readOnly,
        @Nullable String masked,
        @Nullable Object value,
        @Nullable Map<String, @Nullable Object> visibleWhen,
        @Nullable Map<String, @Nullable Object> requiredWhen,
        @Nullable Map<String, @Nullable Object> readOnlyWhen,
        List<FieldRule> rules,
        @Nullable Map<String, @Nullable Object> formula,

        @Schema(enumeration = {"missing", "divided-by-zero", "out-of-range", "several-currencies"}) @Nullable
        String emptyBecause) {}
