package io.deskloom.script;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Before what there is only little of: a scope that has its share of it waits here, so that others do not wait behind it.
 * Holds nothing of scopes nobody is in.
 */
final class Gates {
    private final int share;
    private final Map<String, Gate> gates = new HashMap<>();

    /** @param share how many of one scope pass beside each other */
    Gates(int share) {
        this.share = share;
    }

    /** Lets one through within {@code millis}; who got through must leave by {@link #leave}. */
    boolean enter(String scope, long millis) throws InterruptedException {
        Gate gate;
        synchronized (this) {
            gate = gates.computeIfAbsent(scope, _ -> new Gate(new Semaphore(share, true)));
            gate.users++;
        }
        boolean through = false;
        try {
            through = gate.places.tryAcquire(millis, TimeUnit.MILLISECONDS);
            return through;
        } finally {
            if (!through) {
                gone(scope, gate);
            }
        }
    }

    void leave(String scope) {
        synchronized (this) {
            Gate gate = gates.get(scope);
            if (gate != null) {
                gate.places.release();
                gone(scope, gate);
            }
        }
    }

    synchronized int users(String scope) {
        Gate gate = gates.get(scope);
        return gate == null ? 0 : gate.users;
    }

    private synchronized void gone(String scope, Gate gate) {
        if (--gate.users == 0) {
            gates.remove(scope);
        }
    }

    private static final class Gate {
        private final Semaphore places;
        private int users;

        Gate(Semaphore places) {
            this.places = places;
        }
    }
}
