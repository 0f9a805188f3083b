package io.deskloom.flow;

import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.Node;
import io.deskloom.model.StatusCategory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a walk through the flow ended.
 *
 * @param path the edges walked, in order; the last one leads to {@code entered}
 * @param entered the task or end the ticket is in now
 * @param status what it has while it is there
 * @param team team key the ticket is handed to, or null to leave its team as it is
 */
public record FlowStep(
        List<Hop> path,
        Node entered,
        StatusCategory status,
        @Nullable String team) {
    public FlowStep {
        path = List.copyOf(path);
        if (!(entered instanceof FlowDef.Task) && !(entered instanceof FlowDef.End)) {
            throw new IllegalArgumentException("a ticket can only rest in a task or an end, not in " + entered.id());
        }
    }

    /** The node left first: the step before, or the flow's start. */
    public String from() {
        return path.getFirst().taken().from();
    }

    public boolean ended() {
        return entered instanceof FlowDef.End;
    }

    /**
     * One edge walked.
     *
     * @param taken the edge; its condition, if it has one, held
     * @param passedOver edges tried before it whose condition did not hold: why it was not one of those
     */
    public record Hop(Edge taken, List<Edge> passedOver) {
        public Hop {
            passedOver = List.copyOf(passedOver);
        }
    }
}
