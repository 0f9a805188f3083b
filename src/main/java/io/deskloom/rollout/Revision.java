package io.deskloom.rollout;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.FlowDef;
import java.util.List;
import java.util.Map;

/**
 * A type's flow as one or several releases have it.
 *
 * @param releases those whose flow it is, the newest first; of which tickets run on them, or it is in force or being tried
 * @param current whether it is in force
 * @param pilot whether it is being tried
 * @param open how many open tickets are in each node of it, by node id; one that goes several ways is in several
 * @param tickets how many open tickets run on it
 * @param all whether every open ticket was looked at; of very many that go several ways only the oldest are counted by node
 */
public record Revision(
        List<ReleaseId> releases,
        FlowDef flow,
        boolean current,
        boolean pilot,
        Map<String, Long> open,
        long tickets,
        boolean all) {
    public Revision {
        releases = List.copyOf(releases);
        open = Map.copyOf(open);
    }
}
