package io.deskloom.store;

import io.deskloom.command.TicketStore.Batch;
import io.deskloom.command.TicketStore.Settles;
import io.deskloom.effect.TimerChange;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The statements for a ticket's timers, and for the rows of queues that end with what they led to. */
final class TimerWrites {
    /** {@code timer.state} of one that has fired and is kept, so that it is not set again for the same time. */
    static final int FIRED = 2;

    private static final Set<String> BROUGHT_HERE = Set.of("import", "seed");

    private TimerWrites() {}

    /** First of all: who comes too late must not make others wait for rows. */
    static void settle(SqlBatch sql, Batch batch) {
        switch (batch.settles()) {
            case null -> {}
            case Settles.Queued(UUID id) ->
                sql.then(
                                "WITH met AS (DELETE FROM outbox WHERE tenant_id = ? AND id = ? AND state = 0 RETURNING id) SELECT "
                                        + SqlBatch.REQUIRE + "EXISTS (SELECT FROM met), '" + TicketWrites.SETTLED
                                        + "')")
                        .with(batch.tenant().value())
                        .with(id);
            case Settles.Timer(UUID id, int attempt, TimerChange.Set next) ->
                sql.then("WITH met AS (UPDATE timer SET state = ?, due_at = coalesce(?, due_at), attempts = 0,"
                                + " payload = coalesce(?::jsonb, payload), last_error = NULL"
                                + " WHERE tenant_id = ? AND id = ? AND state = 0 AND attempts = ? RETURNING id) SELECT "
                                + SqlBatch.REQUIRE + "EXISTS (SELECT FROM met), '" + TicketWrites.SETTLED + "')")
                        .with(next == null ? FIRED : 0)
                        .with(next == null ? null : next.due())
                        .with(next == null ? null : details(next.details()))
                        .with(batch.tenant().value())
                        .with(id)
                        .with(attempt);
        }
    }

    /**
     * A time that had passed before its ticket was brought here from elsewhere counts as seen to: nobody wants to be told of ten thousand
     * old tickets on the day they are imported.
     */
    static void change(SqlBatch sql, Batch batch) {
        Instant now = batch.after().updatedAt();
        boolean broughtHere =
                BROUGHT_HERE.contains(batch.events().getFirst().meta().channel());
        for (TimerChange change : batch.timers()) {
            switch (change) {
                case TimerChange.Clear(UUID id) ->
                    sql.then("DELETE FROM timer WHERE tenant_id = ? AND id = ?")
                            .with(batch.tenant().value())
                            .with(id);
                case TimerChange.Set set ->
                    sql.then(
                                    "INSERT INTO timer (tenant_id, id, kind, record_id, payload, state, attempts, created_at, due_at)"
                                            + " VALUES (?, ?, ?, ?, ?::jsonb, CASE WHEN ? = 1 AND ? < now() THEN ? ELSE 0 END, 0, ?, ?)"
                                            + " ON CONFLICT (tenant_id, id) DO UPDATE SET payload = excluded.payload,"
                                            + " due_at = excluded.due_at, state = excluded.state, attempts = 0, last_error = NULL")
                            .with(batch.tenant().value())
                            .with(set.id())
                            .with(set.kind())
                            .with(batch.after().id().value())
                            .with(details(set.details()))
                            .with(broughtHere ? 1 : 0)
                            .with(set.due())
                            .with(FIRED)
                            .with(now)
                            .with(set.due());
            }
        }
    }

    static String details(Map<String, String> details) {
        return Json.write(new TreeMap<>(details));
    }
}
