package io.deskloom.rollout;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where pilots are kept; {@code store} implements it. */
public interface PilotStore {
    /** The one of a type (definition id) that is running. */
    Optional<Pilot> running(TenantId tenant, String type);

    /** All that are running. */
    List<Pilot> running(TenantId tenant);

    Optional<Pilot> find(TenantId tenant, UUID id);

    /** Of a type, newest first. */
    List<Pilot> list(TenantId tenant, String type, int most);

    /** False when one of the type is running. */
    boolean begin(TenantId tenant, Pilot pilot);

    /** Ends one that is running; false when it is not. */
    boolean end(TenantId tenant, UUID id, Pilot.State as, Instant now);

    /**
     * Tickets made since a pilot began, as far as they have come.
     *
     * @param status category code; @param tickets how many; @param meanSeconds between being made and their last change
     */
    record Outcome(ReleaseId release, int status, String step, long tickets, long meanSeconds) {}

    /** Of a type's tickets made from one moment to another, by release, status and step. */
    List<Outcome> outcomes(TenantId tenant, String type, Instant from, Instant to);
}
