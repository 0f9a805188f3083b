package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.ScriptText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reading a set of files came to: a snapshot, or everything that is wrong.
 *
 * @param snapshot null exactly when there are problems
 * @param problems sorted by file and line
 * @param canonical the content the release id is the hash of, "" with problems
 * @param places where definitions stand, by name ("return_refund/fields/f_reason"), for problems found later
 */
public record ReadOutcome(
        @Nullable MetadataSnapshot snapshot,
        List<Problem> problems,
        String canonical,
        Map<String, Problem.Source> places) {
    public ReadOutcome {
        problems = List.copyOf(problems);
        places = Map.copyOf(places);
    }

    public boolean isOk() {
        return snapshot != null;
    }

    /** The same, unless a script's text cannot be used. */
    public ReadOutcome checked(ScriptText texts) {
        if (snapshot == null || snapshot.scripts().isEmpty()) {
            return this;
        }
        List<Problem> found = snapshot.scripts().values().stream()
                .sorted(Comparator.comparing(ScriptDef::name))
                .flatMap(script -> texts.check(script).stream())
                .toList();
        return found.isEmpty() ? this : new ReadOutcome(null, found, "", places);
    }

    /** The snapshot; for callers that have looked at {@link #problems}. */
    public MetadataSnapshot orThrow() {
        if (snapshot == null) {
            throw new IllegalStateException("metadata has problems:\n" + Problem.lines(problems));
        }
        return snapshot;
    }
}
