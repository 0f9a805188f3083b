package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.model.MetadataSnapshot;
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

    /** The snapshot; for callers that have looked at {@link #problems}. */
    public MetadataSnapshot orThrow() {
        if (snapshot == null) {
            throw new IllegalStateException("metadata has problems:\n" + Problem.lines(problems));
        }
        return snapshot;
    }
}
