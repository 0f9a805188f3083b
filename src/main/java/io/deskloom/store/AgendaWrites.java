package io.deskloom.store;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.command.TicketStore.Batch;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Ticket;
import java.util.LinkedHashSet;
import java.util.Set;

/** What stands beside a ticket's row: who is waited for to decide, what was promised, and what the ticket is linked with. */
final class AgendaWrites {
    private AgendaWrites() {}

    static void add(SqlBatch sql, Batch batch) {
        waiting(sql, batch);
        promises(sql, batch);
        for (Effect effect : batch.effects()) {
            // Whoever links tells the other; who is told has nothing to add.
            if (effect instanceof Effect.LinkBack back) {
                link(sql, batch, new Link(back.link().kind().seenFromThere(), back.ticket()), back.linked());
            }
        }
    }

    private static void link(SqlBatch sql, Batch batch, Link link, boolean linked) {
        TicketId own = batch.after().id();
        boolean forward = link.kind() == link.kind().seenFromThere()
                ? own.toString().compareTo(link.other().toString()) < 0
                : link.kind().isKept();
        sql.then(
                        linked
                                ? "INSERT INTO ticket_link (tenant_id, from_id, to_id, kind, created_at) VALUES (?, ?, ?, ?, ?)"
                                        + " ON CONFLICT DO NOTHING"
                                : "DELETE FROM ticket_link WHERE tenant_id = ? AND from_id = ? AND to_id = ? AND kind = ?")
                .with(batch.tenant().value())
                .with(forward ? own.value() : link.other().value())
                .with(forward ? link.other().value() : own.value())
                .with((link.kind().isKept() ? link.kind() : link.kind().seenFromThere()).wire());
        if (linked) {
            sql.with(batch.after().updatedAt());
        }
    }

    private static void waiting(SqlBatch sql, Batch batch) {
        Ticket before = batch.before();
        Agenda was = before == null ? Agenda.NONE : before.agenda();
        Agenda is = batch.after().agenda();
        if (was.equals(is)) {
            return;
        }
        was.entries().forEach(entry -> {
            Set<Approver> had = waits(entry);
            Set<Approver> has = is.find(entry.id()).map(AgendaWrites::waits).orElse(Set.of());
            had.stream()
                    .filter(one -> !has.contains(one))
                    .forEach(one -> sql.then(
                                    "DELETE FROM approval_waiting WHERE tenant_id = ? AND approver = ? AND entry_id = ?")
                            .with(batch.tenant().value())
                            .with(one.wire())
                            .with(entry.id()));
        });
        is.entries().forEach(entry -> {
            Set<Approver> had = was.find(entry.id()).map(AgendaWrites::waits).orElse(Set.of());
            waits(entry).stream()
                    .filter(one -> !had.contains(one))
                    .forEach(one -> sql.then(
                                    "INSERT INTO approval_waiting (tenant_id, approver, entry_id, record_id) VALUES (?, ?, ?, ?)")
                            .with(batch.tenant().value())
                            .with(one.wire())
                            .with(entry.id())
                            .with(batch.after().id().value()));
        });
    }

    /** Who has the ticket when a promise ends is whose promise it was. */
    private static void promises(SqlBatch sql, Batch batch) {
        Ticket before = batch.before();
        Agenda was = before == null ? Agenda.NONE : before.agenda();
        Ticket after = batch.after();
        for (Entry entry : after.agenda().entries()) {
            Entry had = was.find(entry.id()).orElse(null);
            if (entry.kind() == Entry.Kind.PROMISE && !entry.equals(had)) {
                Entry.Closing closing = entry.closing();
                sql.then(
                                "INSERT INTO promise (tenant_id, entry_id, record_id, made_at, due_at, state, ended_at, team, assignee_id)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, entry_id) DO UPDATE SET"
                                        + " due_at = excluded.due_at, state = excluded.state, ended_at = excluded.ended_at,"
                                        + " team = excluded.team, assignee_id = excluded.assignee_id")
                        .with(batch.tenant().value())
                        .with(entry.id())
                        .with(after.id().value())
                        .with(entry.since())
                        .with(entry.due())
                        .with(entry.state().wire())
                        .with(closing == null ? null : closing.at())
                        .with(closing == null ? null : after.team())
                        .with(
                                closing == null || after.assignee() == null
                                        ? null
                                        : after.assignee().value());
            }
        }
    }

    /** Whose answers an entry waits for. */
    private static Set<Approver> waits(Entry entry) {
        Entry.Approval approval = entry.approval();
        return approval == null || !entry.isOpen() ? Set.of() : new LinkedHashSet<>(approval.waitsFor());
    }
}
