package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Derivation;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.RollUps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What computing derived fields needs of the database. */
public interface DerivedStore {
    /** Those of a type that look {@code record} up, in the order of their ids, after {@code after}. */
    List<TicketId> looking(TenantId tenant, Effect.Hop hop, TicketId record, @Nullable TicketId after, int most);

    /** The figures of each of {@code records}; who has none is left out. */
    Map<TicketId, RollUps.Figures> figures(
            TenantId tenant, MetadataSnapshot now, Derivation.RollUp rollUp, Set<TicketId> records);

    /** Adds an effect that is to be carried out now. */
    void enqueue(TenantId tenant, List<Effect> effects, Instant now);

    /** How far computing all of a type (definition id) has come; empty when there is nothing to do. */
    Optional<Progress> progress(TenantId tenant, String type);

    /** Those of a type in the order of their ids, after {@code after}. */
    List<TicketId> all(TenantId tenant, String type, @Nullable TicketId after, int most);

    /** So many more are done, up to {@code last}; false, and nothing changes, for whoever comes too late. */
    boolean advance(TenantId tenant, String type, Progress from, TicketId last, int done);

    void finish(TenantId tenant, String type, Progress from, Instant now);

    /** What is not finished, by type. */
    List<Backfill> backfills(TenantId tenant);

    /**
     * Derived fields that are being computed for all of a type.
     *
     * @param type its id
     * @param fields ids of those whose definition changed
     * @param done how many of {@code total} records are done; there may be some more by now
     */
    record Backfill(String type, Set<String> fields, long done, long total, Instant startedAt) {
        public Backfill {
            fields = Set.copyOf(fields);
        }
    }

    /**
     * @param revision the release switch it is done for
     * @param after the last one that is done, null at the beginning
     */
    record Progress(long revision, @Nullable TicketId after) {}
}
