package io.deskloom.store;

import io.deskloom.command.Command.MoveBack.Was;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.rollout.MigrationStep;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far a migration has come, in the transaction of the tickets it moves; and what they were, as JSON. */
final class MigrationWrites {
    private MigrationWrites() {}

    static void add(SqlBatch sql, TenantId tenant, MigrationStep step) {
        long done = step.items().stream().filter(item -> item.reason() == null).count();
        long not = step.items().size() - done;
        sql.then("WITH met AS (UPDATE flow_migration SET after_id = ?, moved = moved + ?, stayed = stayed + ?,"
                        + " back = back + ?, kept = kept + ?, state = ?, ended_at = ?"
                        + " WHERE tenant_id = ? AND id = ? AND state = ? AND after_id IS NOT DISTINCT FROM ? RETURNING id) SELECT "
                        + SqlBatch.REQUIRE + "EXISTS (SELECT FROM met), '" + BesideWrites.NOT_YOURS + "')")
                .with(id(step.to()))
                .with(step.back() ? 0 : done)
                .with(step.back() ? 0 : not)
                .with(step.back() ? done : 0)
                .with(step.back() ? not : 0)
                .with(step.last() ? step.back() ? "undone" : "done" : step.back() ? "undoing" : "running")
                .with(step.last() ? step.at() : null)
                .with(tenant.value())
                .with(step.migration())
                .with(step.back() ? "undoing" : "running")
                .with(id(step.from()));
        step.items().forEach(item -> add(sql, tenant, step, item));
        if (!step.last()) {
            Effect next = new Effect.MoveTickets(step.migration(), step.back(), step.to());
            sql.then("INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at)"
                            + " VALUES (?, ?, ?, ?::jsonb, 0, 0, ?, ?)")
                    .with(tenant.value())
                    .with(Uuid7.at(step.at()))
                    .with(EffectJson.kind(next))
                    .with(EffectJson.payload(next))
                    .with(step.at())
                    .with(step.at());
        }
    }

    private static void add(SqlBatch sql, TenantId tenant, MigrationStep step, MigrationStep.Item item) {
        Was was = item.was();
        // One that is gone has no row to speak of.
        sql.then("INSERT INTO flow_migration_item (tenant_id, migration_id, record_id, state, reason, node, was)"
                        + " SELECT ?, ?, id, ?, ?, ?, ?::jsonb FROM record WHERE tenant_id = ? AND id = ?"
                        + " ON CONFLICT (tenant_id, migration_id, record_id) DO UPDATE SET state = excluded.state,"
                        + " reason = excluded.reason, node = excluded.node")
                .with(tenant.value())
                .with(step.migration())
                .with(item.reason() == null ? step.back() ? "back" : "moved" : step.back() ? "kept" : "stayed")
                .with(item.reason())
                .with(item.node())
                .with(was == null ? null : json(was))
                .with(tenant.value())
                .with(item.ticket().value());
    }

    private static @Nullable UUID id(@Nullable TicketId ticket) {
        return ticket == null ? null : ticket.value();
    }

    static String json(Was was) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("release", was.release().hash());
            json.writeStringField("step", was.step());
            json.writeFieldName("flow");
            FlowJson.write(json, was.flow());
            json.writeArrayFieldStart("path");
            for (String node : was.path()) {
                json.writeString(node);
            }
            json.writeEndArray();
            Json.field(json, "team", was.team());
            AccountId assignee = was.assignee();
            Json.field(json, "assignee", assignee == null ? null : assignee.toString());
            json.writeStringField("thenRelease", was.thenRelease().hash());
            json.writeStringField("thenStep", was.thenStep());
            json.writeFieldName("thenFlow");
            FlowJson.write(json, was.thenFlow());
            Json.field(json, "thenTeam", was.thenTeam());
            json.writeNumberField("visits", was.visits());
            json.writeEndObject();
        });
    }

    static Was was(String stored) {
        Map<String, @Nullable Object> json = Json.object(stored);
        String assignee = Json.textOrNull(json, "assignee");
        return new Was(
                new ReleaseId(Json.text(json, "release")),
                Json.text(json, "step"),
                FlowJson.flow(Json.map(json, "flow")),
                ((List<?>) Json.need(json, "path"))
                        .stream().map(String.class::cast).toList(),
                Json.textOrNull(json, "team"),
                assignee == null ? null : new AccountId(UUID.fromString(assignee)),
                new ReleaseId(Json.text(json, "thenRelease")),
                Json.text(json, "thenStep"),
                FlowJson.flow(Json.map(json, "thenFlow")),
                Json.textOrNull(json, "thenTeam"),
                Json.number(json, "visits"));
    }
}
