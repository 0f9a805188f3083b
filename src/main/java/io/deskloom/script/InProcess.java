package io.deskloom.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on a few threads of this process. Whoever calls waits no longer than the limits say, also when the script
 * cannot be stopped at once: it then keeps its thread until it ends, and nobody else.
 */
final class InProcess implements ScriptRunner {
    // The JDK's own: a worker has no other on its class path.
    private static final System.Logger LOG = System.getLogger(InProcess.class.getName());

    /** A context is given up after so many calls: the engine keeps a little of each module. */
    private static final int CALLS_OF_A_ROOM = 500;

    private static final int ROOMS_OF_A_SCOPE = 2;

    /** How long the first context of a process may take. */
    private static final long PREPARING_MILLIS = 10_000;

    /** What a cancelled call may take to come back before its caller goes on without it. */
    private static final long GRACE_MILLIS = 200;

    private static final long LOOK_MILLIS = 2;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int roomsKept;
    private final Gates gates;
    private final Semaphore free;
    private final ExecutorService threads;
    private final ExecutorService enders = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService watch;

    /** Contexts by whose they are, those used longest ago first; never another's. */
    private final Map<RoomKey, Deque<Room>> rooms = new LinkedHashMap<>(16, 0.75f, true);

    private @Nullable Sandbox sandbox;
    private int roomsHeld;

    private record RoomKey(String scope, long statements) {}

    /**
     * @param atOnce how many scripts run beside each other, of which one scope has half
     * @param roomsKept how many contexts wait for calls, of all scopes together
     */
    InProcess(int atOnce, int roomsKept) {
        this.roomsKept = roomsKept;
        this.gates = new Gates(Math.max(1, (atOnce + 1) / 2));
        this.free = new Semaphore(atOnce, true);
        this.threads = Executors.newCachedThreadPool(work -> daemon("script", work));
        this.watch = Executors.newSingleThreadScheduledExecutor(work -> daemon("script-watch", work));
    }

    private static Thread daemon(String name, Runnable work) {
        // A stack of its own size: how deep a script may call itself must not depend on who asks.
        Thread thread =
                Thread.ofPlatform().daemon().name(name).stackSize(2L << 20).unstarted(work);
        // The engine looks its language up by this one; the packaged application's own shows it no services of
        // libraries.
        thread.setContextClassLoader(Engine.class.getClassLoader());
        return thread;
    }

    @Override
    public RawOutcome run(String scope, ScriptCode code, String input, ScriptLimits limits) {
        if (input.length() > limits.input()) {
            return RawOutcome.failed(ScriptFailure.INPUT);
        }
        boolean through = false;
        boolean handed = false;
        try {
            long most = limits.longest().toMillis();
            through = gates.enter(scope, most);
            if (!through || !free.tryAcquire(most, TimeUnit.MILLISECONDS)) {
                return RawOutcome.failed(ScriptFailure.BUSY);
            }
            Call call = new Call(scope, code, input, limits);
            handed = true;
            threads.execute(call);
            return call.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RawOutcome.failed(ScriptFailure.BUSY);
        } finally {
            if (through && !handed) {
                gates.leave(scope);
            }
        }
    }

    /** One call on its way through a thread. */
    private final class Call implements Runnable {
        private final String scope;
        private final RoomKey key;
        private final ScriptCode code;
        private final String input;
        private final ScriptLimits limits;
        private final GuestLog log;
        private final CompletableFuture<Boolean> started = new CompletableFuture<>();
        private final CompletableFuture<RawOutcome> done = new CompletableFuture<>();
        private final AtomicReference<@Nullable String> cancelled = new AtomicReference<>();

        Call(String scope, ScriptCode code, String input, ScriptLimits limits) {
            this.scope = scope;
            this.key = new RoomKey(scope, limits.statements());
            this.code = code;
            this.input = input;
            this.limits = limits;
            this.log = new GuestLog(limits);
        }

        RawOutcome await() throws InterruptedException {
            try {
                started.get(PREPARING_MILLIS, TimeUnit.MILLISECONDS);
                return done.get(limits.longest().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return new RawOutcome(
                        ScriptFailure.TIMEOUT,
                        0,
                        "",
                        log.lines(),
                        limits.longest().toNanos() / 1_000);
            } catch (ExecutionException e) {
                return RawOutcome.failed(ScriptFailure.FAILED);
            }
        }

        @Override
        public void run() {
            Room room = null;
            try {
                room = room(key);
                RawOutcome outcome = watched(room);
                // From here on nobody cancels it: it may be the next call's.
                boolean inTime = cancelled.compareAndSet(null, "");
                String why = cancelled.get();
                boolean well = inTime && outcome.isDone();
                giveBack(key, room, well);
                done.complete(
                        inTime || why == null
                                ? outcome
                                : new RawOutcome(why, outcome.line(), "", outcome.log(), outcome.micros()));
            } catch (RuntimeException | Error e) {
                // The script has its own way to fail: this is the engine, and whoever runs the server must see it.
                LOG.log(System.Logger.Level.ERROR, "the engine of scripts failed", e);
                started.complete(false);
                done.complete(
                        RawOutcome.failed(e instanceof OutOfMemoryError ? ScriptFailure.MEMORY : ScriptFailure.FAILED));
                if (room != null) {
                    room.close();
                }
            } finally {
                gates.leave(scope);
                free.release();
            }
        }

        private RawOutcome watched(Room room) {
            long id = Thread.currentThread().threadId();
            long allocated = THREADS.getThreadAllocatedBytes(id);
            long worked = THREADS.getThreadCpuTime(id);
            long begun = System.nanoTime();
            long most = limits.time().toNanos();
            long longest = limits.longest().toNanos();
            started.complete(true);
            Future<?> looks = watch.scheduleWithFixedDelay(
                    () -> {
                        String why = tookTooLong(id, worked, most, begun, longest)
                                ? ScriptFailure.TIMEOUT
                                : THREADS.getThreadAllocatedBytes(id) - allocated > limits.memory()
                                        ? ScriptFailure.MEMORY
                                        : null;
                        if (why != null && cancelled.compareAndSet(null, why)) {
                            // Waits for the script, and the watch must go on looking at the others.
                            enders.execute(room::cancel);
                        }
                    },
                    LOOK_MILLIS,
                    LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
            try {
                return room.run(sandbox().source(code), input, limits, log);
            } finally {
                looks.cancel(false);
            }
        }
    }

    private static boolean tookTooLong(long thread, long worked, long most, long begun, long longest) {
        return THREADS.getThreadCpuTime(thread) - worked > most || System.nanoTime() - begun > longest;
    }

    private synchronized Sandbox sandbox() {
        if (sandbox == null) {
            Sandbox fresh = new Sandbox();
            warm(fresh);
            sandbox = fresh;
        }
        return sandbox;
    }

    /** What an engine does for the first time takes long, which must not be put down to the first script. */
    private static void warm(Sandbox fresh) {
        ScriptLimits limits = ScriptLimits.DEFAULT;
        try (Room room = fresh.room(limits.statements())) {
            for (int i = 0; i < 3; i++) {
                room.run(
                        fresh.source(ScriptCode.of("warm.js", WARM)),
                        "{\"a\":[1,2],\"b\":\"1.5\"}",
                        limits,
                        new GuestLog(limits));
            }
        }
    }

    private static final String WARM = """
            const RATE = "0.1";
            export default function (input, log) {
              const { a, b } = input;
              let sum = "0";
              for (const x of a.map((y) => y + 1)) { sum = decimal.add(sum, decimal.mul(x, RATE)); }
              if (/^[0-9.]+$/.test(b) && b.split(".").length === 2) { log(`sum ${sum}`, { ...input }); }
              return { fields: { sum: decimal.round(decimal.max(sum, b), 2) }, n: Math.max(...a), none: a[9] ?? null };
            }
            """;

    private Room room(RoomKey key) {
        synchronized (this) {
            Deque<Room> waiting = rooms.get(key);
            Room known = waiting == null ? null : waiting.pollFirst();
            if (known != null && waiting != null) {
                roomsHeld--;
                if (waiting.isEmpty()) {
                    rooms.remove(key);
                }
                return known;
            }
        }
        return sandbox().room(key.statements());
    }

    private void giveBack(RoomKey key, Room room, boolean well) {
        if (!well || room.calls() >= CALLS_OF_A_ROOM) {
            room.close();
            return;
        }
        Room tooMany = null;
        synchronized (this) {
            Deque<Room> waiting = rooms.computeIfAbsent(key, _ -> new ArrayDeque<>());
            if (waiting.size() >= ROOMS_OF_A_SCOPE) {
                tooMany = room;
            } else {
                waiting.addFirst(room);
                roomsHeld++;
                tooMany = roomsHeld > roomsKept ? oldest() : null;
            }
        }
        if (tooMany != null) {
            tooMany.close();
        }
    }

    /** Takes out the context used longest ago. */
    private @Nullable Room oldest() {
        for (Iterator<Deque<Room>> each = rooms.values().iterator(); each.hasNext(); ) {
            Room room = each.next().pollLast();
            if (room != null) {
                roomsHeld--;
                return room;
            }
            each.remove();
        }
        return null;
    }

    /** How many calls of a scope run or wait; for tests. */
    int waiting(String scope) {
        return gates.users(scope);
    }

    /** How many contexts wait for calls; for tests. */
    synchronized int roomsHeld() {
        return roomsHeld;
    }

    @Override
    public void close() {
        watch.shutdownNow();
        threads.shutdownNow();
        Sandbox open;
        synchronized (this) {
            open = sandbox;
            sandbox = null;
            rooms.clear();
            roomsHeld = 0;
        }
        if (open != null) {
            open.close();
        }
        enders.shutdown();
    }
}
