package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import java.util.List;
import java.util.Map;

/** What must not change from one release to the next, because stored tickets rest on it. */
final class Stability {
    private Stability() {}

    static List<Problem> check(MetadataSnapshot before, ReadOutcome next) {
        Problems problems = new Problems();
        MetadataSnapshot after = next.orThrow();
        if (!before.workspace().key().equals(after.workspace().key())) {
            problems.add(new Problem(
                    "/key",
                    "id.changed",
                    "this is the workspace '" + before.workspace().key() + "', the files are for '"
                            + after.workspace().key() + "'",
                    Map.of(),
                    before.workspace().key(),
                    new Problem.Source("workspace.yaml", 1, 1)));
            return problems.list();
        }
        for (TicketTypeDef type : after.types().values()) {
            TicketTypeDef sameKey = before.types().get(type.key());
            if (sameKey != null && !sameKey.id().equals(type.id())) {
                problems.add(problem(
                        next,
                        type.key(),
                        "/id",
                        "the type '" + type.key() + "' has the id '" + sameKey.id()
                                + "'; ids never change, or its tickets would be lost",
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
                        "'" + field.key() + "' is of kind " + sameId.kind().wire()
                                + " and has stored values; add a new field of kind "
                                + field.kind().wire() + " with another id instead",
                        sameId.kind().wire()));
            }
            if (sameKey != null && !sameKey.id().equals(field.id())) {
                problems.add(problem(
                        next,
                        place,
                        "/fields/" + field.id() + "/id",
                        "'" + field.key() + "' has the id '" + sameKey.id()
                                + "'; ids never change, or its values would be lost",
                        sameKey.id()));
            }
        }
    }

    private static Problem problem(ReadOutcome next, String place, String pointer, String message, String suggestion) {
        return new Problem(
                pointer,
                "id.changed",
                message,
                Map.of(),
                suggestion,
                next.places().get(place));
    }
}
