package io.deskloom.rollout;

import io.deskloom.command.Command.MoveBack.Was;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.FlowState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where migrations are kept, and which open tickets run on which revision; {@code store} implements it. */
public interface MigrationStore {
    /**
     * Open tickets of a type that keep nothing but their step.
     *
     * @param some the ids of a few of them
     */
    record Resting(ReleaseId release, String step, long tickets, List<TicketId> some) {}

    /** An open ticket whose SOP keeps more than its step. */
    record Kept(TicketId ticket, ReleaseId release, String step, FlowState flow) {}

    /** By release and step. @param type definition id; @param some how many ids of each */
    List<Resting> resting(TenantId tenant, String type, int some);

    /** The releases on which there are such whose SOP keeps more. */
    Set<ReleaseId> releases(TenantId tenant, String type);

    /** Those whose SOP keeps more, the oldest first, at most {@code most}. @param releases of these only */
    List<Kept> kept(TenantId tenant, String type, Set<ReleaseId> releases, int most);

    /** How many of those there are. */
    long countKept(TenantId tenant, String type, Set<ReleaseId> releases);

    /** Keeps a migration that begins, and orders its first batch. False when another one of the type is under way. */
    boolean begin(TenantId tenant, Migration migration);

    Optional<Migration> find(TenantId tenant, UUID id);

    /** Of a type, newest first. */
    List<Migration> list(TenantId tenant, String type, int most);

    /** The next open tickets of those releases, by id. */
    List<TicketId> next(TenantId tenant, String type, Set<ReleaseId> releases, @Nullable TicketId after, int most);

    /** A ticket that was moved, and what it was. */
    record Moved(TicketId ticket, Was was) {}

    /** The next ones that were moved and not taken back, by id. */
    List<Moved> moved(TenantId tenant, UUID migration, @Nullable TicketId after, int most);

    /**
     * Brings a migration from one of some states into another, and orders its next batch when that is one of those in which it is
     * worked on. False when it was in none of them, or another one of its type is under way.
     *
     * @param by whose doing it is from now on, null for whose it was
     * @param anew whether it begins with the first ticket
     * @param failure as a code, null for none
     */
    boolean turn(
            TenantId tenant,
            UUID id,
            Set<Migration.State> from,
            Migration.State to,
            @Nullable AccountId by,
            boolean anew,
            @Nullable String failure,
            Instant now);

    /**
     * How many tickets ended in a state for the same reason.
     *
     * @param state moved, stayed, back or kept
     * @param reason null where there is none
     * @param some the ids of a few of them
     */
    record Reason(
            String state, @Nullable String reason, @Nullable String node, long tickets, List<TicketId> some) {}

    List<Reason> reasons(TenantId tenant, UUID migration, int some);
}
