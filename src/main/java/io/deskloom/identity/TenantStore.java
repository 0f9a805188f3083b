package io.deskloom.identity;

import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What is kept outside all workspaces: the workspaces themselves, operators, login counters. */
public interface TenantStore {
    record StoredOperator(UUID id, String login, String passwordHash) {}

    record OperatorSession(UUID operator, String login, Instant createdAt, Instant lastSeenAt) {}

    Optional<Tenant> bySlug(String slug);

    Optional<Tenant> byId(TenantId id);

    /** In order of their numbers. */
    List<Tenant> list();

    /** A workspace with the next free number; empty if the slug is taken. */
    Optional<Tenant> insert(String slug, String name, Instant now);

    /** The same, into which a demo of {@code tickets} is being put from then on. */
    Optional<Tenant> insertDemo(String slug, String name, int tickets, Instant now);

    /** Of how many tickets the demo is that is being put into it; empty when none is, or no longer. */
    OptionalInt demoBeingMade(TenantId id);

    void demoIsMade(TenantId id);

    /** False if there is no such workspace. */
    boolean setSuspended(TenantId id, boolean suspended);

    Optional<StoredOperator> operator(String login);

    /** Creates the operator or replaces the password, which ends the operator's sessions. */
    void putOperator(String login, String passwordHash, Instant now);

    void insertOperatorSession(byte[] id, UUID operator, Instant now);

    Optional<OperatorSession> operatorSession(byte[] id);

    void touchOperatorSession(byte[] id, Instant now);

    void deleteOperatorSession(byte[] id);

    /** A counter after one more attempt. */
    record Attempts(int count, Instant windowStart) {}

    /** Counts one attempt, in one statement: the counter starts anew when its window began before {@code staleBefore}. */
    Attempts countAttempt(byte[] key, Instant now, Instant staleBefore);

    void forgetAttempts(byte[] key);

    /** Takes back one attempt, so that a successful login does not weigh on an address that many people share. */
    void takeBackAttempt(byte[] key);

    void deleteAttempts(Instant begunBefore);
}
