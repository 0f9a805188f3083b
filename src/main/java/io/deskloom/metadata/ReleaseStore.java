package io.deskloom.metadata;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where releases are kept; {@code store} implements it. */
public interface ReleaseStore {
    /** The release in force and the number of its switch; empty for a tenant that never published. */
    Optional<Current> current(TenantId tenant);

    /** The files of a release as they were written; empty when this tenant never had it. */
    Optional<List<SourceFile>> sources(TenantId tenant, ReleaseId release);

    /** Keeps a release's content without putting it in force; what is known already stays as it is. */
    void keep(
            TenantId tenant,
            ReleaseId release,
            List<SourceFile> files,
            java.util.Map<String, Integer> counts,
            Instant at);

    /** The latest switches, newest first. */
    List<Entry> history(TenantId tenant, int limit);

    /**
     * Puts a release in force, in one transaction: content, type numbers, slots (with backfill), current, history, and the
     * notice to every node. Refuses with {@code release-changed} when another switch came first.
     *
     * @return the switch's number
     */
    Result<Long> publish(TenantId tenant, Publication publication);

    /** @param revision counts the switches of the tenant from 1 */
    record Current(ReleaseId release, long revision) {}

    /**
     * One switch.
     *
     * @param counts definitions by kind
     * @param current whether it is the one in force
     */
    record Entry(
            ReleaseId release,
            long revision,
            Instant at,
            @Nullable AccountId actor,
            String actorName,
            String note,
            java.util.Map<String, Integer> counts,
            boolean current) {}

    /**
     * What to put in force.
     *
     * @param following type and field ids ({@code t_return/f_12}) of fields that are new in this release and begin with another one's values; only now, or what
     *     somebody has emptied since would come back
     * @param recomputed ids of the derived fields that give something else than before, or are new, by type id
     * @param timed ids of the types whose automations have changed
     * @param expected the switch it was decided on, 0 for the first: two publishers cannot overwrite each other unseen
     */
    record Publication(
            MetadataSnapshot snapshot,
            List<SourceFile> files,
            java.util.Map<String, Integer> counts,
            java.util.Set<String> following,
            java.util.Map<String, java.util.Set<String>> recomputed,
            java.util.Set<String> timed,
            long expected,
            Publisher by,
            String note,
            Instant at) {
        public Publication {
            files = List.copyOf(files);
            counts = java.util.Map.copyOf(counts);
            following = java.util.Set.copyOf(following);
            recomputed = java.util.Map.copyOf(recomputed);
            timed = java.util.Set.copyOf(timed);
        }
    }
}
