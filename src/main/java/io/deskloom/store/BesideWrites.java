package io.deskloom.store;

import io.deskloom.command.TicketStore.Beside;
import io.deskloom.imports.Step;
import io.deskloom.kernel.TenantId;
import io.deskloom.rollout.MigrationStep;

/** What others want written in the transaction of several tickets: the progress of an import or a migration. */
final class BesideWrites {
    /** SQLSTATE of a batch whose job is no longer the worker's. */
    static final String NOT_YOURS = "DL003";

    private BesideWrites() {}

    static void add(SqlBatch sql, TenantId tenant, Beside beside) {
        switch (beside) {
            case Step step -> add(sql, tenant, step);
            case MigrationStep step -> MigrationWrites.add(sql, tenant, step);
            default -> throw new IllegalArgumentException("nobody knows how to write " + beside.getClass());
        }
    }

    private static void add(SqlBatch sql, TenantId tenant, Step step) {
        sql.then("WITH met AS (UPDATE import_job SET done = ?, created = created + ?, updated = updated + ?,"
                        + " known = known + ?, rejected = rejected + ?, due_at = ?, attempts = 0"
                        + " WHERE tenant_id = ? AND id = ? AND worker = ? AND state = 'running' AND done = ? RETURNING id) SELECT "
                        + SqlBatch.REQUIRE + "EXISTS (SELECT FROM met), '" + NOT_YOURS + "')")
                .with(step.to())
                .with(step.counts().created())
                .with(step.counts().updated())
                .with(step.counts().known())
                .with(step.counts().rejected())
                .with(step.leased())
                .with(tenant.value())
                .with(step.job())
                .with(step.worker())
                .with(step.from());
        for (Step.Reject reject : step.rejects()) {
            sql.then(
                            "INSERT INTO import_reject (tenant_id, job_id, line, cells, problems) VALUES (?, ?, ?, ?::jsonb, ?::jsonb)")
                    .with(tenant.value())
                    .with(step.job())
                    .with(reject.line())
                    .with(Json.write(
                            reject.cells().stream().map(ImportJson::storable).toList()))
                    .with(Json.write(
                            reject.problems().stream().map(ImportJson::problem).toList()));
        }
    }
}
