package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import java.util.List;

/** What must not change from one release to the next, because stored tickets rest on it. */
final class Stability {
    private Stability() {}

    static List<Problem> check(MetadataSnapshot before, ReadOutcome next) {
        Problems problems = new Problems();
        MetadataSnapshot after = next.orThrow();
        if (!before.workspace().key().equals(after.workspace().key())) {
            Said said = Said.of(
                            "this is the workspace '{key}', the files are for '{other}'",
                            "key",
                            before.workspace().key(),
                            "other",
                            after.workspace().key())
                    .in("workspace");
            problems.add(new Problem(
                    "/key",
                    "id.changed",
                    said.text(),
                    said.params(),
                    before.workspace().key(),
                    new Problem.Source("workspace.yaml", 1, 1)));
            return problems.list();
        }
        for (TicketTypeDef type : after.everyType().toList()) {
            TicketTypeDef sameKey = before.anyType(type.key()).orElse(null);
            if (sameKey != null && !sameKey.id().equals(type.id())) {
                problems.add(problem(
                        next,
                        type.key(),
                        "/id",
                        Said.of(
                                        "the type '{key}' has the id '{id}'; ids never change, or its tickets would be lost",
                                        "key",
                                        type.key(),
                                        "id",
                                        sameKey.id())
                                .in("type"),
                        sameKey.id()));
            }
            before.typeById(type.id()).ifPresent(old -> fields(old, type, next, problems));
        }
        return problems.list();
    }

    private static void fields(TicketTypeDef before, TicketTypeDef after, ReadOutcome next, Problems problems) {
        for (FieldDef field : after.fields()) {
            FieldDef sameId = before.byId().get(field.id());
            FieldDef sameKey = before.byKey().get(field.key());
            String place = after.key() + "/fields/" + field.id();
            if (sameId != null && sameId.kind() != field.kind()) {
                problems.add(problem(
                        next,
                        place,
                        "/fields/" + field.id() + "/kind",
                        Said.of(
                                        "'{key}' is of kind {kind} and has stored values; add a new field of kind {other} with another id instead",
                                        "key",
                                        field.key(),
                                        "kind",
                                        sameId.kind().wire(),
                                        "other",
                                        field.kind().wire())
                                .in("kind"),
                        sameId.kind().wire()));
            }
            if (sameId != null && sameId.derivation() == null && field.derivation() != null) {
                problems.add(problem(
                        next,
                        place,
                        "/fields/" + field.id() + "/kind",
                        Said.of(
                                        "'{key}' has values people entered; add a new field with another id for what is computed",
                                        "key",
                                        field.key())
                                .in("derived"),
                        sameId.kind().wire()));
            }
            // A field that takes another one's values over may take its key as well.
            boolean follows = sameKey != null && sameKey.id().equals(field.convertedFrom());
            if (sameKey != null && !follows && !sameKey.id().equals(field.id())) {
                problems.add(problem(
                        next,
                        place,
                        "/fields/" + field.id() + "/id",
                        Said.of(
                                "'{key}' has the id '{id}'; ids never change, or its values would be lost",
                                "key",
                                field.key(),
                                "id",
                                sameKey.id()),
                        sameKey.id()));
            }
        }
    }

    private static Problem problem(ReadOutcome next, String place, String pointer, Said said, String suggestion) {
        return new Problem(
                pointer,
                "id.changed",
                said.text(),
                said.params(),
                suggestion,
                next.places().get(place));
    }
}
