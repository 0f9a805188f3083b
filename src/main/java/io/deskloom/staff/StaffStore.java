package io.deskloom.staff;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Presence;
import io.deskloom.routing.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Where profiles, absences and presence are kept. */
public interface StaffStore {
    /** Somebody's profile. @param version 0 for one that nobody has written yet */
    record Kept(Profile profile, int version) {}

    /** Of an account there is. */
    Kept profile(TenantId tenant, AccountId account);

    /**
     * Writes it.
     *
     * @param seen the version it was changed from
     * @return false, and nothing is written, when it has been changed meanwhile
     */
    boolean write(TenantId tenant, AccountId account, Profile profile, int seen, Instant now);

    /** Enabled accounts as they are now: those of any of the teams, or all for none; by id, at most {@code limit}. */
    List<Candidate> people(TenantId tenant, Set<String> teams, Instant now, int limit);

    /** Those that are not over, earliest first. */
    List<Absence> absences(TenantId tenant, AccountId account, Instant now);

    /** The absence, also of one that is over; empty when it is somebody else's. */
    Optional<Absence> absence(TenantId tenant, AccountId account, UUID id);

    void add(TenantId tenant, AccountId account, Absence absence);

    /** False when there is none. */
    boolean remove(TenantId tenant, AccountId account, UUID id);

    Presence presence(TenantId tenant, AccountId account);

    void say(TenantId tenant, AccountId account, Presence.State state, Instant now);

    /** A sign of life; nothing is kept of who never said anything. */
    void seen(TenantId tenant, AccountId account, Instant now);
}
