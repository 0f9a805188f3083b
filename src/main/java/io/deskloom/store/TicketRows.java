package io.deskloom.store;

import io.deskloom.agenda.Agenda;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.StoredFields;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tickets to and from rows of {@code record}. */
final class TicketRows {
    /** The columns {@link #read} needs for a list beside those of fields. */
    static final String WITHOUT_FIELDS = """
            id, type_id, number, version, title, step, st, priority, assignee_id, team, requester_id, created_by, flow_release,
            created_at, updated_at, source, external_id, deleted_at, waiting_since, answered_at, channel""";

    /** The columns {@link #read} needs for a list. */
    static final String COLUMNS = WITHOUT_FIELDS + ", fields";

    /** One ticket, unless it is deleted; parameters by {@link #bindId}. */
    static final String BY_ID = "SELECT " + COLUMNS
            + ", agenda, flow, clocks, path FROM record WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL";

    /** The same, also when it is deleted. */
    static final String BY_ID_EVEN_DELETED =
            "SELECT " + COLUMNS + ", agenda, flow, clocks, path FROM record WHERE tenant_id = ? AND id = ?";

    /** The record of a type that is called so elsewhere, also when it is deleted. */
    static final String BY_EXTERNAL = "SELECT " + COLUMNS
            + ", agenda, flow, clocks, path FROM record WHERE tenant_id = ? AND type_id = ? AND source = ? AND external_id = ?";

    static final String BY_EXTERNALS = "SELECT " + COLUMNS
            + ", agenda, flow, clocks FROM record WHERE tenant_id = ? AND type_id = ? AND source = ? AND external_id = ANY (?)";

    private TicketRows() {}

    /** Several, unless they are deleted; parameters by {@link #bindIds}. */
    static final String BY_IDS = "SELECT " + COLUMNS
            + ", agenda, flow, clocks FROM record WHERE tenant_id = ? AND id = ANY (?) AND deleted_at IS NULL";

    static void bindIds(PreparedStatement statement, int first, TenantId tenant, Collection<TicketId> ids)
            throws SQLException {
        statement.setInt(first, tenant.value());
        Object[] all = ids.stream().map(TicketId::value).toArray();
        statement.setArray(first + 1, statement.getConnection().createArrayOf("uuid", all));
    }

    /** The tickets of {@link #BY_IDS}'s rows, without those whose type is no longer defined. */
    static List<Ticket> all(ResultSet rows, TenantId tenant, MetadataSnapshot now, SlotDirectory slots)
            throws SQLException {
        try (rows) {
            List<Ticket> out = new ArrayList<>();
            while (rows.next()) {
                Optional<TicketTypeDef> type =
                        slots.typeOf(tenant, rows.getInt("type_id")).flatMap(now::typeById);
                if (type.isPresent()) {
                    out.add(read(rows, type.get(), List.of(), agenda(rows), flow(rows), clocks(rows), null));
                }
            }
            return out;
        }
    }

    static void bindId(PreparedStatement statement, int first, TenantId tenant, TicketId id) throws SQLException {
        statement.setInt(first, tenant.value());
        statement.setObject(first + 1, id.value());
    }

    /** The ticket of {@link #BY_ID}'s rows; empty when there is none or its type is no longer defined. */
    static Optional<Ticket> one(ResultSet rows, TenantId tenant, MetadataSnapshot now, SlotDirectory slots)
            throws SQLException {
        try (rows) {
            if (!rows.next()) {
                return Optional.empty();
            }
            Optional<TicketTypeDef> type =
                    slots.typeOf(tenant, rows.getInt("type_id")).flatMap(now::typeById);
            return type.isEmpty()
                    ? Optional.empty()
                    : Optional.of(read(
                            rows,
                            type.get(),
                            path(Json.list(rows.getString("path"))),
                            agenda(rows),
                            flow(rows),
                            clocks(rows),
                            null));
        }
    }

    /** The ticket in the current row, which holds {@link #COLUMNS}. */
    static Ticket read(ResultSet row, TicketTypeDef type) throws SQLException {
        return read(row, type, List.of(), Agenda.NONE, FlowState.NONE, Clocks.NONE, null);
    }

    /** @param only the fields that were read, null for all */
    static Ticket read(ResultSet row, TicketTypeDef type, @Nullable Set<String> only) throws SQLException {
        return read(row, type, List.of(), Agenda.NONE, FlowState.NONE, Clocks.NONE, only);
    }

    private static Agenda agenda(ResultSet row) throws SQLException {
        return AgendaJson.read(row.getString("agenda"));
    }

    private static FlowState flow(ResultSet row) throws SQLException {
        return FlowJson.read(row.getString("flow"));
    }

    private static Clocks clocks(ResultSet row) throws SQLException {
        return ClocksJson.read(row.getString("clocks"));
    }

    private static Ticket read(
            ResultSet row,
            TicketTypeDef type,
            List<Visit> path,
            Agenda agenda,
            FlowState flow,
            Clocks clocks,
            @Nullable Set<String> only)
            throws SQLException {
        String source = row.getString("source");
        String external = row.getString("external_id");
        OffsetDateTime deleted = row.getObject("deleted_at", OffsetDateTime.class);
        return new Ticket(
                new TicketId(row.getObject("id", UUID.class)),
                type.id(),
                row.getLong("number"),
                row.getInt("version"),
                row.getString("title"),
                row.getString("step"),
                row.getInt("st"),
                row.getInt("priority"),
                account(row, "assignee_id"),
                row.getString("team"),
                account(row, "requester_id"),
                account(row, "created_by"),
                new ReleaseId(row.getString("flow_release")),
                fields(row.getString("fields"), type, only),
                path,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                source == null || external == null ? null : new External(source, external),
                deleted == null ? null : deleted.toInstant(),
                instant(row, "waiting_since"),
                instant(row, "answered_at"),
                Map.of(),
                agenda,
                flow,
                clocks,
                row.getString("channel"));
    }

    /**
     * Stored fields as values of the current definitions. What no definition reads any more (a purged field, a changed
     * kind) is left out here and stays in the row: writing patches the JSON, it never replaces it.
     */
    private static Map<String, Value> fields(@Nullable String json, TicketTypeDef type, @Nullable Set<String> only) {
        return new StoredFields(
                json == null ? Map.of() : Json.object(json),
                (id, stored) -> {
                    FieldDef field = type.byId().get(id);
                    // Whatever is wrong with a stored value, nobody asks: it is read as none.
                    return field == null
                            ? Value.NULL
                            : FieldTypes.of(field.kind()).parse(stored, field.settings(), "", new Problems());
                },
                only);
    }

    /** The stored JSON of {@code values} by field id, in stable order; empty values are left out. */
    static Map<String, @Nullable Object> json(Map<String, Value> values, TicketTypeDef type) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        new TreeMap<>(values).forEach((id, value) -> {
            FieldDef field = type.byId().get(id);
            if (field != null && !value.isNull()) {
                json.put(id, FieldTypes.of(field.kind()).toJson(value));
            }
        });
        return json;
    }

    /** {@link Ticket#path} as {@code record.path} keeps it. */
    static String path(Ticket ticket) {
        return Json.write(ticket.path().stream().map(TicketRows::visit).toList());
    }

    private static Map<String, Object> visit(Visit visit) {
        AccountId by = visit.by();
        return by == null
                ? Map.of("node", visit.node(), "at", visit.at().toString())
                : Map.of("node", visit.node(), "at", visit.at().toString(), "by", by.toString());
    }

    private static List<Visit> path(List<?> stored) {
        return stored.stream()
                .map(visit -> (Map<?, ?>) visit)
                .map(visit -> {
                    String by = Json.textOrNull(visit, "by");
                    return new Visit(
                            Json.text(visit, "node"),
                            Instant.parse(Json.text(visit, "at")),
                            by == null ? null : new AccountId(UUID.fromString(by)));
                })
                .toList();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable AccountId account(ResultSet row, String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new AccountId(id);
    }
}
