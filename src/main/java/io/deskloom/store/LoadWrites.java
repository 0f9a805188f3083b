package io.deskloom.store;

import io.deskloom.command.TicketStore.Batch;
import io.deskloom.kernel.AccountId;
import io.deskloom.model.StatusCategory;
import io.deskloom.routing.Load;
import io.deskloom.routing.Routed;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What people hold after some commands, and what a routing left to be looked at again. Last in the transaction: everybody who is
 * given something waits at these rows. In the order of accounts: two who give each other something must not wait in a circle.
 */
final class LoadWrites {
    /** SQLSTATE of a batch that would give somebody more than they can hold. */
    static final String FULL = "DL005";

    private LoadWrites() {}

    /** What changes for one person. */
    private static final class Change {
        private final Map<String, Integer> held = new TreeMap<>();
        private final Map<String, Integer> most = new TreeMap<>();
        private @Nullable Instant given;
    }

    static void add(SqlBatch sql, List<Batch> batches) {
        Map<String, Change> changes = new TreeMap<>();
        for (Batch batch : batches) {
            Routed routed = routed(batch);
            holders(batch, routed, changes);
            waiting(sql, batch, routed);
            last(sql, batch, routed);
        }
        for (Map.Entry<String, Change> each : changes.entrySet()) {
            Change change = each.getValue();
            change.held.values().removeIf(n -> n == 0);
            if (change.held.isEmpty() && change.given == null) {
                continue;
            }
            String held = Json.write(change.held);
            String most = Json.write(change.most);
            sql.then("INSERT INTO agent_load AS l (tenant_id, account_id, held, given_at)"
                            + " VALUES (?, ?::uuid, agent_holds('{}', ?::jsonb, ?::jsonb), ?)"
                            + " ON CONFLICT (tenant_id, account_id) DO UPDATE SET held = agent_holds(l.held, ?::jsonb, ?::jsonb),"
                            + " given_at = coalesce(excluded.given_at, l.given_at)")
                    .with(batches.getFirst().tenant().value())
                    .with(each.getKey())
                    .with(held)
                    .with(most)
                    .with(change.given)
                    .with(held)
                    .with(most);
        }
    }

    /** What it was routed by, the last time if several. */
    private static @Nullable Routed routed(Batch batch) {
        Routed last = null;
        for (Event event : batch.events()) {
            if (event instanceof Event.Routed(var _, Routed how)) {
                last = how;
            }
        }
        return last;
    }

    private static void holders(Batch batch, @Nullable Routed routed, Map<String, Change> changes) {
        AccountId had = holder(batch.before());
        AccountId has = holder(batch.after());
        if (Objects.equals(had, has)) {
            return;
        }
        if (had != null) {
            hold(batch, changes.computeIfAbsent(had.toString(), _ -> new Change()), -1);
        }
        if (has != null) {
            Change change = changes.computeIfAbsent(has.toString(), _ -> new Change());
            hold(batch, change, 1);
            // Whom people give a ticket by hand may get more than they can hold: that is theirs to judge.
            if (routed != null && has.equals(routed.chosen())) {
                change.most.putAll(routed.limits());
                change.given = batch.after().updatedAt();
            }
        }
    }

    private static void hold(Batch batch, Change change, int n) {
        change.held.merge(Load.ALL, n, Integer::sum);
        change.held.merge(Load.ofType(batch.type().id()), n, Integer::sum);
        if (batch.after().external() != null) {
            change.held.merge(Load.ofChannel(batch.after().external().source()), n, Integer::sum);
        }
    }

    /** Who has it to do, null when nobody has. */
    private static @Nullable AccountId holder(@Nullable Ticket ticket) {
        return ticket == null
                        || ticket.step().isEmpty()
                        || ticket.deletedAt() != null
                        || !StatusCategory.ofCode(ticket.status()).isOpen()
                ? null
                : ticket.assignee();
    }

    private static void waiting(SqlBatch sql, Batch batch, @Nullable Routed routed) {
        if (routed == null || routed.ending() != Routed.Ending.WAITS) {
            return;
        }
        sql.then("INSERT INTO routing_wait (tenant_id, record_id, routing, since) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (tenant_id, record_id) DO UPDATE SET routing = excluded.routing")
                .with(batch.tenant().value())
                .with(batch.after().id().value())
                .with(routed.routing())
                .with(batch.after().updatedAt());
    }

    private static void last(SqlBatch sql, Batch batch, @Nullable Routed routed) {
        AccountId has = holder(batch.after());
        String about = routed == null ? null : routed.about();
        if (about != null) {
            sql.then("INSERT INTO last_agent AS a (tenant_id, about, record_id, account_id) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (tenant_id, about) DO UPDATE SET record_id = excluded.record_id,"
                            + " account_id = coalesce(excluded.account_id, a.account_id)")
                    .with(batch.tenant().value())
                    .with(hash(about))
                    .with(batch.after().id().value())
                    .with(has == null ? null : has.value());
        } else if (has != null
                && batch.before() != null
                && !has.equals(batch.before().assignee())) {
            sql.then("UPDATE last_agent SET account_id = ? WHERE tenant_id = ? AND record_id = ?")
                    .with(has.value())
                    .with(batch.tenant().value())
                    .with(batch.after().id().value());
        }
    }

    /** What a ticket is about, so that nobody reads it where it is looked up. */
    static byte[] hash(String about) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(about.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Counts of what is held, by what it is. */
    static Load load(@Nullable String json) {
        Map<String, Integer> held = new HashMap<>();
        if (json != null) {
            Json.object(json).forEach((what, n) -> held.put(what, ((Number) Objects.requireNonNull(n)).intValue()));
        }
        return new Load(held);
    }
}
