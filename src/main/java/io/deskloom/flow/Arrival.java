package io.deskloom.flow;

import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What it means to come to a node. {@code command} carries it out. */
public sealed interface Arrival {
    /** There is nothing to stay for. */
    record Passes() implements Arrival {}

    /** People have something to do. */
    record Works(FlowDef.Task task) implements Arrival {}

    /** People are asked. */
    record Asks(FlowDef.Signing signing) implements Arrival {}

    /** It does something by itself. */
    record Does(FlowDef.Doing doing) implements Arrival {}

    /** Another ticket is made. */
    record Makes(FlowDef.Child child) implements Arrival {}

    /** Something is waited for. @param due when it goes on by itself, null for never */
    record Waits(FlowDef.Wait waiting, @Nullable Instant due) implements Arrival {}

    /** It goes several ways at once. */
    record Forks(FlowDef.Parallel parallel, List<Edge> ways) implements Arrival {
        public Forks {
            ways = List.copyOf(ways);
        }
    }

    /** It meets the others. */
    record Meets(FlowDef.Join join) implements Arrival {}

    record Ends(FlowDef.End end) implements Arrival {}
}
