package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.kernel.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a ticket type.
 *
 * @param id immutable; the key in stored JSON
 * @param key readable; what API, expressions and YAML say
 * @param indexed whether it gets a slot: filterable and sortable in lists
 * @param sensitivity who should worry about it
 * @param personal whether {@code erase} must find it
 * @param required always needed when the field is editable (steps may ask for more)
 * @param visibleWhen shown only when true; null is always
 * @param whenHidden what happens to a value that {@code visibleWhen} hides
 * @param requiredWhen needed when true
 * @param readOnlyWhen not editable when true
 * @param rules conditions every saved value must fulfil, with their messages
 * @param life where it is between its first and its last day
 * @param convertedFrom id of the archived field whose values this one began with; null when it began empty
 * @param derivation how its value comes about when nobody writes it; null for what people fill in
 */
public record FieldDef(
        String id,
        String key,
        Kind kind,
        Label label,
        @Nullable Label help,
        Settings settings,
        boolean indexed,
        Sensitivity sensitivity,
        boolean personal,
        boolean required,
        @Nullable Expr visibleWhen,
        WhenHidden whenHidden,
        @Nullable Expr requiredWhen,
        @Nullable Expr readOnlyWhen,
        List<Check> rules,
        Life life,
        @Nullable String convertedFrom,
        @Nullable Derivation derivation) {
    public FieldDef {
        rules = List.copyOf(rules);
    }

    public enum Sensitivity {
        PUBLIC,
        INTERNAL,
        SECRET
    }

    public enum WhenHidden {
        KEEP,
        CLEAR
    }

    /** A field's life. Values are kept through all of it. */
    public enum Life {
        /** In use. */
        ACTIVE,
        /** Going: filled ones are shown and may be changed, nobody is asked to fill in another. */
        DEPRECATED,
        /** Gone from forms, lists, filters and writes, as if it did not exist; history still tells of it. Can be restored. */
        ARCHIVED
    }

    public boolean isArchived() {
        return life == Life.ARCHIVED;
    }

    /** Whether nobody may write it: the server gives its value. */
    public boolean isAssigned() {
        return derivation != null || kind.type().isAssigned();
    }

    /** With another way to its value. */
    public FieldDef with(Derivation other) {
        return new FieldDef(
                id,
                key,
                kind,
                label,
                help,
                settings,
                indexed,
                sensitivity,
                personal,
                required,
                visibleWhen,
                whenHidden,
                requiredWhen,
                readOnlyWhen,
                rules,
                life,
                convertedFrom,
                other);
    }

    /** A condition that must hold and what to say if it does not. */
    public record Check(Expr check, Label message) {}
}
