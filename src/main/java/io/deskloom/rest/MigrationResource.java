package io.deskloom.rest;

import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.ReleaseStore;
import io.deskloom.metadata.Releases;
import io.deskloom.model.FlowDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rollout.Migration;
import io.deskloom.rollout.MigrationStore;
import io.deskloom.rollout.Migrations;
import io.deskloom.rollout.Preview;
import io.deskloom.rollout.Revision;
import io.deskloom.rollout.Revisions;
import io.deskloom.view.OtherTicket;
import io.deskloom.view.TicketReads;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which revisions of a type's flow there are tickets on, and moving them to another one. */
@Path("/api/v1/admin")
@Tag(name = "admin")
class MigrationResource {
    private static final int HISTORY = 200;

    private final Migrations migrations;
    private final Revisions revisions;
    private final Releases releases;
    private final TicketReads tickets;
    private final Accounts accounts;
    private final Now now;
    private final RoutingContext routing;

    MigrationResource(
            Migrations migrations,
            Revisions revisions,
            Releases releases,
            TicketReads tickets,
            Accounts accounts,
            Now now,
            RoutingContext routing) {
        this.migrations = migrations;
        this.revisions = revisions;
        this.releases = releases;
        this.tickets = tickets;
        this.accounts = accounts;
        this.now = now;
        this.routing = routing;
    }

    /**
     * @param shortId its first eight digits, for people ("short" in JSON)
     * @param at when it was published last, null when it never was or that is long ago; @param by whose doing that was
     */
    @Schema(name = "FlowRelease")
    record ReleaseBody(
            String id,

            @com.fasterxml.jackson.annotation.JsonProperty("short")
            String shortId,

            @Nullable Instant at,
            @Nullable String by,
            @Nullable String note) {}

    /** @param open how many open tickets are in it */
    @Schema(name = "FlowRevisionNode")
    record NodeBody(String id, Map<String, String> label, String kind, long open) {}

    /**
     * A flow as one or several releases have it.
     *
     * @param current whether it is in force; @param pilot whether it is being tried
     * @param tickets how many open tickets run on it
     * @param exact whether all of them were looked at
     */
    @Schema(name = "FlowRevision")
    record RevisionBody(
            List<ReleaseBody> releases,
            boolean current,
            boolean pilot,
            List<NodeBody> nodes,
            long tickets,
            boolean exact) {}

    /**
     * @param from release ids whose tickets are moved; @param to the one they are moved to
     * @param nodes the other revision's node ids by those of the old ones, where they are not the same
     */
    @Schema(name = "MigrationPlan")
    record PlanBody(
            @Schema(required = true) @Nullable List<@Nullable String> from,

            @Schema(required = true) @Nullable String to,

            @Nullable Map<String, @Nullable String> nodes) {}

    /**
     * @param step node id in the old revision; @param to in the other, null when they stay
     * @param reason why they stay, as a code; null when they are moved
     * @param node because of what
     * @param anew whether something is asked or waited for anew
     * @param samples a few of them, as far as the caller sees them
     */
    @Schema(name = "MigrationGroup")
    record GroupBody(
            String release,
            String step,
            @Nullable String to,
            @Nullable String reason,
            @Nullable String node,
            boolean anew,
            long tickets,
            List<OtherTicket> samples) {}

    /** @param unseen how many were not looked at because they are too many */
    @Schema(name = "MigrationPreview")
    record PreviewBody(long moves, long stays, long unseen, List<GroupBody> groups) {}

    /**
     * @param state moved, stayed, back (taken back) or kept (could not be)
     * @param reason as a code, null when there is none; @param node because of what
     */
    @Schema(name = "MigrationReason")
    record ReasonBody(
            @Schema(enumeration = {"moved", "stayed", "back", "kept"})
            String state,

            @Nullable String reason,
            @Nullable String node,
            long tickets,
            List<OtherTicket> samples) {}

    /**
     * @param total open tickets there were to look at when it began
     * @param back how many were taken back; @param kept how many could not be
     * @param failure why it stopped by itself, as a code
     * @param reasons only where one migration is asked for
     */
    @Schema(name = "Migration")
    record MigrationBody(
            UUID id,
            String type,
            List<String> from,
            String to,
            Map<String, String> nodes,

            @Schema(enumeration = {"running", "stopped", "done", "undoing", "undone"})
            String state,

            String by,
            long total,
            long moved,
            long stayed,
            long back,
            long kept,
            @Nullable String failure,
            Instant createdAt,
            @Nullable Instant endedAt,
            @Nullable List<ReasonBody> reasons) {}

    @GET
    @Path("/flows/{type}/revisions")
    @Needs("metadata.read")
    @Operation(operationId = "listFlowRevisions", summary = "Which revisions of a type's flow there are tickets on")
    public List<RevisionBody> revisions(@PathParam("type") String type) {
        Map<ReleaseId, ReleaseStore.Entry> history = new HashMap<>();
        releases.history(now.actor().tenant(), HISTORY).forEach(entry -> history.putIfAbsent(entry.release(), entry));
        return revisions.of(now.actor(), now.metadata(), type(type)).stream()
                .map(revision -> body(revision, history))
                .toList();
    }

    private static RevisionBody body(Revision revision, Map<ReleaseId, ReleaseStore.Entry> history) {
        return new RevisionBody(
                revision.releases().stream()
                        .map(release -> body(release, history.get(release)))
                        .toList(),
                revision.current(),
                revision.pilot(),
                revision.flow().nodes().stream()
                        .map((FlowDef.Node node) -> new NodeBody(
                                node.id(),
                                node.label().byLanguage(),
                                node.kind(),
                                revision.open().getOrDefault(node.id(), 0L)))
                        .toList(),
                revision.tickets(),
                revision.all());
    }

    private static ReleaseBody body(ReleaseId release, ReleaseStore.@Nullable Entry entry) {
        return new ReleaseBody(
                release.hash(),
                release.shortForm(),
                entry == null ? null : entry.at(),
                entry == null ? null : entry.actorName(),
                entry == null ? null : entry.note());
    }

    @POST
    @Path("/flows/{type}/migrations/preview")
    @Needs("metadata.publish")
    @Operation(operationId = "previewMigration", summary = "What a migration plan would come to; writes nothing")
    public PreviewBody preview(@PathParam("type") String type, PlanBody body) {
        Preview preview = Responses.valueOf(migrations.preview(now.actor(), now.metadata(), wanted(type, body)));
        Map<TicketId, OtherTicket> seen = seen(preview.groups().stream().flatMap(group -> group.some().stream()));
        return new PreviewBody(
                preview.moves(),
                preview.stays(),
                preview.unseen(),
                preview.groups().stream()
                        .map(group -> new GroupBody(
                                group.release().hash(),
                                group.step(),
                                group.to(),
                                group.reason(),
                                group.node(),
                                group.anew(),
                                group.tickets(),
                                shown(group.some(), seen)))
                        .toList());
    }

    @POST
    @Path("/flows/{type}/migrations")
    @Needs("metadata.publish")
    @Operation(operationId = "startMigration", summary = "Begin to move tickets to another revision of their flow")
    public MigrationBody start(@PathParam("type") String type, PlanBody body) {
        Migration migration = Responses.valueOf(migrations.start(now.actor(), now.metadata(), wanted(type, body)));
        RequestInfo.of(routing).note("migration-started");
        return body(migration, names(List.of(migration)), null);
    }

    private static Migrations.Wanted wanted(String type, PlanBody body) {
        Given given = new Given().need("from", body.from()).need("to", body.to());
        List<String> from = new ArrayList<>();
        for (String release : body.from() == null ? List.<@Nullable String>of() : body.from()) {
            given.need("from/" + from.size(), release);
            from.add(release == null ? "" : release);
        }
        Map<String, String> nodes = new HashMap<>();
        if (body.nodes() != null) {
            body.nodes().forEach((node, to) -> {
                given.need("nodes/" + node.replace("~", "~0").replace("/", "~1"), to);
                nodes.put(node, to == null ? "" : to);
            });
        }
        given.check();
        return new Migrations.Wanted(type, from, Given.sure(body.to()), nodes);
    }

    @GET
    @Path("/flows/{type}/migrations")
    @Needs("metadata.read")
    @Operation(operationId = "listMigrations", summary = "The migrations of a type's tickets, newest first")
    public List<MigrationBody> list(@PathParam("type") String type) {
        List<Migration> all = migrations.list(now.actor(), type(type));
        Map<AccountId, String> names = names(all);
        return all.stream().map(migration -> body(migration, names, null)).toList();
    }

    @GET
    @Path("/migrations/{id}")
    @Needs("metadata.read")
    @Operation(operationId = "getMigration", summary = "A migration, how far it is, and what became of its tickets")
    public MigrationBody get(@PathParam("id") @Schema(format = "uuid") String id) {
        return detail(Responses.valueOf(migrations.find(now.actor(), TicketReadResource.uuid(id))));
    }

    @POST
    @Path("/migrations/{id}/stop")
    @Needs("metadata.publish")
    @Operation(operationId = "stopMigration", summary = "Let a migration rest; what is done stays done")
    public MigrationBody stop(@PathParam("id") @Schema(format = "uuid") String id) {
        Migration migration = Responses.valueOf(migrations.stop(now.actor(), TicketReadResource.uuid(id)));
        RequestInfo.of(routing).note("migration-stopped");
        return detail(migration);
    }

    @POST
    @Path("/migrations/{id}/resume")
    @Needs("metadata.publish")
    @Operation(operationId = "resumeMigration", summary = "Go on with a migration that was stopped")
    public MigrationBody resume(@PathParam("id") @Schema(format = "uuid") String id) {
        Migration migration = Responses.valueOf(migrations.resume(now.actor(), TicketReadResource.uuid(id)));
        RequestInfo.of(routing).note("migration-resumed");
        return detail(migration);
    }

    @POST
    @Path("/migrations/{id}/undo")
    @Needs("metadata.publish")
    @Operation(operationId = "undoMigration", summary = "Take back those tickets that have not gone on since")
    public MigrationBody undo(@PathParam("id") @Schema(format = "uuid") String id) {
        Migration migration = Responses.valueOf(migrations.undo(now.actor(), TicketReadResource.uuid(id)));
        RequestInfo.of(routing).note("migration-undone");
        return detail(migration);
    }

    private MigrationBody detail(Migration migration) {
        List<MigrationStore.Reason> reasons = migrations.reasons(now.actor(), migration);
        Map<TicketId, OtherTicket> seen = seen(reasons.stream().flatMap(reason -> reason.some().stream()));
        return body(
                migration,
                names(List.of(migration)),
                reasons.stream()
                        .map(reason -> new ReasonBody(
                                reason.state(),
                                reason.reason(),
                                reason.node(),
                                reason.tickets(),
                                shown(reason.some(), seen)))
                        .toList());
    }

    private MigrationBody body(Migration migration, Map<AccountId, String> names, @Nullable List<ReasonBody> reasons) {
        return new MigrationBody(
                migration.id(),
                now.metadata()
                        .typeById(migration.type())
                        .map(TicketTypeDef::key)
                        .orElse(migration.type()),
                migration.plan().from().stream().map(ReleaseId::hash).sorted().toList(),
                migration.plan().to().hash(),
                migration.plan().nodes(),
                migration.state().wire(),
                names.getOrDefault(migration.by(), ""),
                migration.total(),
                migration.moved(),
                migration.stayed(),
                migration.back(),
                migration.kept(),
                migration.failure(),
                migration.createdAt(),
                migration.endedAt(),
                reasons);
    }

    private Map<AccountId, String> names(Collection<Migration> all) {
        return accounts
                .byIds(
                        now.actor().tenant(),
                        all.stream().map(Migration::by).distinct().toList())
                .stream()
                .collect(Collectors.toMap(Account::id, Account::name));
    }

    /** Of those tickets the ones the caller sees. */
    private Map<TicketId, OtherTicket> seen(Stream<TicketId> ids) {
        Set<TicketId> all = ids.collect(Collectors.toSet());
        return tickets.others(now.actor(), now.metadata(), all, now.moment());
    }

    private static List<OtherTicket> shown(List<TicketId> ids, Map<TicketId, OtherTicket> seen) {
        return ids.stream().map(seen::get).filter(Objects::nonNull).toList();
    }

    private TicketTypeDef type(String key) {
        return now.metadata().type(key).orElseThrow(() -> RefusedException.of(Rejection.notFound()));
    }
}
