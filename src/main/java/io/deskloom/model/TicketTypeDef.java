package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A ticket type with all that belongs to it, or an object type: the same without a flow.
 *
 * @param id immutable
 * @param plural what many of them are called: over a list, in the navigation; its label where the definition says nothing
 * @param prefix of the numbers people read ("RET"), upper-case letters, unique per workspace; "" of an object type
 * @param icon a name from the front end's fixed icon map
 * @param titleField key of the text field that is the ticket's title
 * @param classifyText key of the long-text field that the customer's own words belong to: who may not read it sees no
 *     title, no public message either; "" if there is none
 * @param forms by key, in order; the first is the default
 * @param derived the derived fields, archived ones too, each after those it rests on
 * @param retention how long tickets are kept once they are over, records once nothing looks them up; null is for good
 */
public record TicketTypeDef(
        String id,
        String key,
        Label label,
        Label plural,
        String prefix,
        String icon,
        String titleField,
        String classifyText,
        List<FieldDef> fields,
        List<FormDef> forms,
        FlowDef flow,
        AccessDef access,
        Map<String, FieldDef> byKey,
        Map<String, FieldDef> byId,
        List<FieldDef> derived,
        @Nullable Retention retention) {
    public TicketTypeDef {
        fields = List.copyOf(fields);
        forms = List.copyOf(forms);
        byKey = Map.copyOf(byKey);
        byId = Map.copyOf(byId);
        derived = List.copyOf(derived);
    }

    public static TicketTypeDef of(
            String id,
            String key,
            Label label,
            Label plural,
            String prefix,
            String icon,
            String titleField,
            String classifyText,
            List<FieldDef> fields,
            List<FormDef> forms,
            FlowDef flow,
            AccessDef access) {
        return new TicketTypeDef(
                id,
                key,
                label,
                plural,
                prefix,
                icon,
                titleField,
                classifyText,
                fields,
                forms,
                flow,
                access,
                fields.stream().collect(java.util.stream.Collectors.toMap(FieldDef::key, f -> f)),
                fields.stream().collect(java.util.stream.Collectors.toMap(FieldDef::id, f -> f)),
                inOrder(fields),
                null);
    }

    /** Kept only for so long once a ticket is over, or a record is not looked up; null is for good. */
    public TicketTypeDef with(@Nullable Retention other) {
        return new TicketTypeDef(
                id,
                key,
                label,
                plural,
                prefix,
                icon,
                titleField,
                classifyText,
                fields,
                forms,
                flow,
                access,
                byKey,
                byId,
                derived,
                other);
    }

    /** With this flow instead. */
    public TicketTypeDef withFlow(FlowDef other) {
        return new TicketTypeDef(
                id,
                key,
                label,
                plural,
                prefix,
                icon,
                titleField,
                classifyText,
                fields,
                forms,
                other,
                access,
                byKey,
                byId,
                derived,
                retention);
    }

    /** With these fields instead. */
    public TicketTypeDef withFields(List<FieldDef> others) {
        return of(id, key, label, plural, prefix, icon, titleField, classifyText, others, forms, flow, access)
                .with(retention);
    }

    private static List<FieldDef> inOrder(List<FieldDef> fields) {
        List<FieldDef> ordered = new ArrayList<>();
        fields.forEach(f -> place(f, fields, ordered));
        return ordered;
    }

    /** The inputs first; that none rests on itself has been checked when the definition was read. */
    private static void place(FieldDef field, List<FieldDef> fields, List<FieldDef> ordered) {
        if (field.derivation() == null || ordered.contains(field)) {
            return;
        }
        fields.stream()
                .filter(f -> f != field && field.derivation().inputs().contains(f.key()))
                .forEach(input -> place(input, fields, ordered));
        ordered.add(field);
    }

    /** Whether its records are objects (customers, orders …) and not tickets: they are in no step and nobody's to do. */
    public boolean isObject() {
        return flow.nodes().isEmpty();
    }

    public Optional<FieldDef> field(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    public Optional<FieldDef> fieldById(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
