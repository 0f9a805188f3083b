package io.deskloom.imports;

import io.deskloom.command.TicketStore;
import io.deskloom.kernel.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come with some more rows: written in the transaction that writes what the rows became, so that neither
 * can be there without the other. Refused when the job has another worker by now, has been cancelled, or is elsewhere.
 *
 * @param from how many rows had been done before
 * @param to how many are done now
 * @param rejects the rows among them that were refused
 * @param leased until when the worker has the job
 */
public record Step(UUID job, UUID worker, long from, long to, Counts counts, List<Reject> rejects, Instant leased)
        implements TicketStore.Beside {
    public Step {
        rejects = List.copyOf(rejects);
    }

    /** What rows became. */
    public record Counts(long created, long updated, long known, long rejected) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        public Counts plus(Counts more) {
            return new Counts(
                    created + more.created, updated + more.updated, known + more.known, rejected + more.rejected);
        }
    }

    /**
     * A row that was refused.
     *
     * @param line in the file, from 1
     * @param cells as they were in the file, in the order of its columns
     */
    public record Reject(long line, List<@Nullable Object> cells, List<Problem> problems) {
        public Reject {
            cells = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(cells));
            problems = List.copyOf(problems);
        }
    }
}
