package io.deskloom.rest;

import io.deskloom.kernel.AccountId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many files are on their way out. Each takes a thread until its receiver has it all, so that many slow receivers could take
 * the whole server.
 */
@ApplicationScoped
class Downloads {
    private static final int OF_ONE = 12;
    private static final int OF_ALL = 64;

    private final Semaphore all = new Semaphore(OF_ALL);
    private final Map<AccountId, Integer> running = new ConcurrentHashMap<>();

    /** Whether {@code account} may begin one more; then it must {@link #end} it. */
    boolean begin(AccountId account) {
        if (!all.tryAcquire()) {
            return false;
        }
        if (running.merge(account, 1, Integer::sum) > OF_ONE) {
            end(account);
            return false;
        }
        return true;
    }

    void end(AccountId account) {
        running.computeIfPresent(account, (_, n) -> n == 1 ? null : n - 1);
        all.release();
    }
}
