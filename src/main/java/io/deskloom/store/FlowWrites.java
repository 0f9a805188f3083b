package io.deskloom.store;

import io.deskloom.command.TicketStore.Batch;
import io.deskloom.kernel.AccountId;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that make a ticket's ways, and what it is stuck on, be found. */
final class FlowWrites {
    private FlowWrites() {}

    /** @param stuck why it cannot go on, null while it can */
    private record Row(
            int branch,
            String node,
            @Nullable String team,
            @Nullable AccountId assignee,
            Instant since,
            @Nullable Stuck stuck) {}

    static void add(SqlBatch sql, Batch batch) {
        Ticket before = batch.before();
        Ticket after = batch.after();
        FlowState was = before == null ? FlowState.NONE : before.flow();
        if (was.equals(after.flow())) {
            return;
        }
        Map<Integer, Row> had = before == null ? Map.of() : rows(before);
        Map<Integer, Row> has = rows(after);
        had.values().stream()
                .filter(row -> !row.equals(has.get(row.branch())))
                .forEach(row -> sql.then("DELETE FROM flow_work WHERE tenant_id = ? AND record_id = ? AND branch = ?")
                        .with(batch.tenant().value())
                        .with(after.id().value())
                        .with(row.branch()));
        has.values().stream().filter(row -> !row.equals(had.get(row.branch()))).forEach(row -> insert(sql, batch, row));
    }

    private static Map<Integer, Row> rows(Ticket ticket) {
        Map<Integer, Row> rows = new LinkedHashMap<>();
        FlowState flow = ticket.flow();
        flow.leaves().forEach(leaf -> rows.put(leaf.id(), row(leaf)));
        flow.branches().stream().filter(b -> b.stuck() != null).forEach(b -> rows.put(b.id(), row(b)));
        Ending ending = flow.ending();
        if (ending != null && ending.stuck() != null) {
            rows.put(
                    FlowState.MAIN,
                    new Row(
                            FlowState.MAIN,
                            ticket.step(),
                            null,
                            null,
                            ending.stuck().since(),
                            ending.stuck()));
        }
        return rows;
    }

    private static Row row(Branch branch) {
        return new Row(branch.id(), branch.node(), branch.team(), branch.assignee(), branch.since(), branch.stuck());
    }

    private static void insert(SqlBatch sql, Batch batch, Row row) {
        Stuck stuck = row.stuck();
        AccountId assignee = row.assignee();
        sql.then(
                        "INSERT INTO flow_work (tenant_id, record_id, branch, node, team, assignee_id, since, stuck, stuck_since)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .with(batch.tenant().value())
                .with(batch.after().id().value())
                .with(row.branch())
                .with(row.node())
                .with(row.team())
                .with(assignee == null ? null : assignee.value())
                .with(row.since())
                .with(stuck == null ? null : stuck.code())
                .with(stuck == null ? null : stuck.since());
    }
}
