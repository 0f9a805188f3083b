package io.deskloom.metadata;

import io.deskloom.model.AccessDef;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Who may read the fields of other types that derived fields rest on. What is computed over many records, or stands in
 * another one, is open to those only who may read its sources on every record and in every step.
 */
final class Sources {
    private final Map<String, TicketTypeDef> types = new HashMap<>();

    Sources(Map<String, TicketTypeDef> tickets, Map<String, TicketTypeDef> objects) {
        types.putAll(objects);
        types.putAll(tickets);
    }

    /** The type with what is known of the sources of its fields. */
    TicketTypeDef bound(TicketTypeDef type) {
        if (type.derived().stream().allMatch(f -> sources(f).isEmpty())) {
            return type;
        }
        return type.withFields(type.fields().stream().map(this::bound).toList());
    }

    private FieldDef bound(FieldDef field) {
        Derivation derivation = field.derivation();
        return derivation == null || derivation.sources().isEmpty()
                ? field
                : field.with(derivation.with(
                        derivation.sources().stream().map(this::bound).toList()));
    }

    private Derivation.Source bound(Derivation.Source source) {
        TicketTypeDef type = types.get(source.type());
        return type == null
                ? source
                : new Derivation.Source(
                        source.type(), source.field(), readers(type, source.field()), denied(type, source.field()));
    }

    /** Who may read a computed field may read its sources, or its definition says that it reveals them. */
    void check(Reading reading, Function<TicketTypeDef, Optional<At>> accessOf) {
        for (TicketTypeDef type : types.values()) {
            for (FieldDef field : type.derived()) {
                Derivation derivation = field.derivation();
                if (derivation == null || derivation.reveals() || field.isArchived()) {
                    continue;
                }
                type.access().roles().forEach((role, rights) -> {
                    AccessDef.FieldGrant grant = rights.fields().get(field.key());
                    if (grant == null || grant.deny() || grant.level() == Level.HIDDEN) {
                        return;
                    }
                    List<String> closed = derivation.sources().stream()
                            .map(this::bound)
                            .filter(s -> !s.isOpenTo(Set.of(role)))
                            .map(s -> s.type() + "." + s.field())
                            .toList();
                    if (!closed.isEmpty()) {
                        accessOf.apply(type)
                                .ifPresent(at ->
                                        reading.problems.add(AccessReader.reveals(at, role, field.key(), closed)));
                    }
                });
            }
        }
    }

    private static List<Derivation.Source> sources(FieldDef field) {
        Derivation derivation = field.derivation();
        return derivation == null ? List.of() : derivation.sources();
    }

    private static Set<String> readers(TicketTypeDef type, String field) {
        Set<String> readers = new TreeSet<>();
        boolean hiddenSomewhere = type.access().steps().values().stream()
                .map(step -> step.fields().get(field))
                .anyMatch(f -> f != null && f.level() != null && !f.level().canRead());
        if (hiddenSomewhere) {
            return readers;
        }
        type.access().roles().forEach((role, rights) -> {
            boolean all =
                    type.access().records().stream().anyMatch(r -> r.role().equals(role) && r.where() == null);
            if (all && rights.verbs().contains(AccessDef.Verb.READ) && reads(type, rights, field)) {
                readers.add(role);
            }
        });
        return readers;
    }

    private static boolean reads(TicketTypeDef type, AccessDef.RoleGrant rights, String field) {
        AccessDef.FieldGrant grant = rights.fields().get(field);
        boolean own = grant != null && !grant.deny() && grant.level().canRead() && grant.when() == null;
        // The title speaks of what the classified text says.
        boolean speaks = field.equals(type.titleField()) && !type.classifyText().isEmpty();
        return own && (!speaks || reads(type, rights, type.classifyText()));
    }

    private static Set<String> denied(TicketTypeDef type, String field) {
        List<String> keys = new ArrayList<>(List.of(field));
        if (field.equals(type.titleField()) && !type.classifyText().isEmpty()) {
            keys.add(type.classifyText());
        }
        Set<String> denied = new TreeSet<>();
        type.access()
                .roles()
                .forEach((role, rights) -> keys.stream()
                        .map(rights.fields()::get)
                        .filter(grant -> grant != null && grant.deny())
                        .forEach(_ -> denied.add(role)));
        return denied;
    }
}
