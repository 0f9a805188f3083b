package io.deskloom.store;

import io.deskloom.command.TicketStore.Batch;
import io.deskloom.command.TicketStore.Beside;
import io.deskloom.command.TicketStore.Once;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.search.Lexemes;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The statements that write one command's outcome, in one {@link SqlBatch}. */
final class TicketWrites {
    /** SQLSTATE of a batch whose slots are not those of the release in force any more. */
    static final String OLD_SLOTS = "DL001";

    /** SQLSTATE of a batch whose record is not the one any more that the command was decided on. */
    static final String MOVED_ON = "DL002";

    /** SQLSTATE of a batch that wants a file somebody has used, discarded or let expire meanwhile. */
    static final String FILES_GONE = "DL003";

    /** SQLSTATE of a batch that carries out what somebody else has carried out. */
    static final String SETTLED = "DL004";

    /**
     * First branches of the version a record is given: fails unless the release is still in force whose slots it is written
     * with. Stands in a statement after the gate's, so that it sees what was committed before that let us in. Parameters:
     * tenant, the release's revision.
     */
    private static final String IN_FORCE =
            "CASE WHEN NOT EXISTS (SELECT FROM release_current WHERE tenant_id = ? AND revision = ?) THEN refuse('"
                    + OLD_SLOTS + "')";

    private TicketWrites() {}

    /** @param files names of {@link #newFiles} */
    static SqlBatch of(Batch batch, TypeSlots slots, Map<UUID, String> files) {
        SqlBatch sql = new SqlBatch(batch.tenant());
        TimerWrites.settle(sql, batch);
        addRecord(sql, batch, slots, files);
        addEvents(sql, batch);
        LoadWrites.add(sql, List.of(batch));
        return sql;
    }

    /** The files that came or went with these commands: their names are what the records are looked up by. */
    static Set<UUID> newFiles(List<Batch> batches) {
        Set<UUID> out = new HashSet<>();
        for (Batch batch : batches) {
            Set<UUID> is = Lexemes.files(batch.after(), batch.type());
            Ticket before = batch.before();
            Set<UUID> was = before == null ? Set.of() : Lexemes.files(before, batch.type());
            if (!is.equals(was)) {
                out.addAll(is);
                out.addAll(was);
            }
            for (Event event : batch.events()) {
                if (event instanceof Event.Commented comment) {
                    out.addAll(comment.attachments());
                }
            }
        }
        return out;
    }

    /** What is to be written beside tickets, when there are none. */
    static SqlBatch alone(TenantId tenant, @Nullable Beside beside) {
        SqlBatch sql = new SqlBatch(tenant);
        if (beside != null) {
            BesideWrites.add(sql, tenant, beside);
        }
        return sql;
    }

    /**
     * Several commands' outcomes together, and what is to be written with them.
     *
     * @param files names of {@link #newFiles}
     */
    static SqlBatch all(
            TenantId tenant, List<Batch> batches, TypeSlots slots, Map<UUID, String> files, @Nullable Beside beside) {
        // First: whoever may not go on must not make others wait for rows.
        SqlBatch sql = alone(tenant, beside);
        // Equal statements are sent together, so what rests on a record comes after every record.
        batches.forEach(batch -> addRecord(sql, batch, slots, files));
        batches.forEach(batch -> addEvents(sql, batch));
        LoadWrites.add(sql, batches);
        return sql;
    }

    private static void addRecord(SqlBatch sql, Batch batch, TypeSlots slots, Map<UUID, String> files) {
        // The key first: whoever repeats a command waits here, not after doing all the work.
        Once once = batch.once();
        if (once != null) {
            insertOnce(sql, batch, once);
        }
        Ticket before = batch.before();
        if (before == null) {
            insertRecord(sql, batch, slots);
            insertSearch(sql, batch, slots, files);
        } else {
            updateRecord(sql, batch, before, slots);
            updateSearch(sql, batch, before, files);
        }
    }

    private static void addEvents(SqlBatch sql, Batch batch) {
        moveFiles(sql, batch);
        insertEvents(sql, batch);
        AgendaWrites.add(sql, batch);
        FlowWrites.add(sql, batch);
        insertEffects(sql, batch);
        TimerWrites.change(sql, batch);
    }

    private static void insertOnce(SqlBatch sql, Batch batch, Once once) {
        sql.then("INSERT INTO idempotency (tenant_id, account_id, key, request_hash, record_id, event_id, version,"
                        + " created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .with(batch.tenant().value())
                .with(once.account().value())
                .with(once.key())
                .with(once.request().bytes())
                .with(batch.after().id().value())
                .with(batch.events().getFirst().meta().id())
                .with(batch.after().version())
                .with(batch.after().updatedAt())
                .with(once.expires());
    }

    private static void insertRecord(SqlBatch sql, Batch batch, TypeSlots slots) {
        Ticket t = batch.after();
        Map<String, String> columns = new TreeMap<>(slots.written());
        sql.then("INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, assignee_id, team,"
                + " requester_id, created_by, flow_release, created_at, updated_at, title, path, fields, source, external_id,"
                + " waiting_since, answered_at, channel");
        columns.values().forEach(column -> sql.and(", ").and(column));
        boolean agenda = !t.agenda().isEmpty();
        if (agenda) {
            sql.and(", agenda");
        }
        boolean flow = !t.flow().isNone();
        if (flow) {
            sql.and(", flow");
        }
        boolean clocks = !t.clocks().isEmpty();
        if (clocks) {
            sql.and(", clocks");
        }
        sql.and(") VALUES (?, ?, ?, ?, " + IN_FORCE
                        + " ELSE ? END, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?::jsonb, ?, ?, ?, ?, ?")
                .and(", ?".repeat(columns.size()))
                .and(agenda ? ", ?::json" : "")
                .and(flow ? ", ?::json" : "")
                .and(clocks ? ", ?::jsonb)" : ")")
                .with(batch.tenant().value())
                .with(t.id().value())
                .with(slots.typeId())
                .with(t.number())
                .with(batch.tenant().value())
                .with(slots.revision())
                .with(t.version())
                .with(t.step())
                .with(StatusCategory.ofCode(t.status()).code())
                .with(Priority.ofCode(t.priority()).code())
                .with(id(t.assignee()))
                .with(t.team())
                .with(id(t.requester()))
                .with(id(t.createdBy()))
                .with(t.flowRelease().hash())
                .with(t.createdAt())
                .with(t.updatedAt())
                .with(t.title())
                .with(TicketRows.path(t))
                .with(Json.write(TicketRows.json(t.fields(), batch.type())))
                .with(t.external() == null ? null : t.external().source())
                .with(t.external() == null ? null : t.external().id())
                .with(t.waitingSince())
                .with(t.answeredAt())
                .with(t.channel());
        columns.forEach((field, column) -> sql.withSlot(column, slot(t, field, batch.type(), slots)));
        if (agenda) {
            sql.with(AgendaJson.write(t.agenda()));
        }
        if (flow) {
            sql.with(FlowJson.write(t.flow()));
        }
        if (clocks) {
            sql.with(ClocksJson.write(t.clocks()));
        }
    }

    private static void updateRecord(SqlBatch sql, Batch batch, Ticket before, TypeSlots slots) {
        Ticket after = batch.after();
        Map<String, Value> set = new HashMap<>();
        Set<String> removed = new LinkedHashSet<>();
        Map<String, String> columns = new TreeMap<>();
        for (String field : changedFields(before, after)) {
            if (after.field(field).isNull()) {
                removed.add(field);
            } else {
                set.put(field, after.field(field));
            }
            String column = slots.written().get(field);
            if (column != null) {
                columns.put(field, column);
            }
        }
        // Who lost a race fails here; a record that is gone has no row to fail on, and its history no record to refer
        // to.
        sql.then("UPDATE record SET version = " + IN_FORCE + " WHEN version <> ? THEN refuse('" + MOVED_ON
                + "') ELSE ? END,"
                + " step = ?, st = ?, priority = ?, assignee_id = ?, team = ?, title = ?, updated_at = ?");
        columns.values().forEach(column -> sql.and(", ").and(column).and(" = ?"));
        boolean moved = !after.path().equals(before.path());
        if (moved) {
            sql.and(", path = ?::json");
        }
        boolean said = !Objects.equals(after.waitingSince(), before.waitingSince())
                || !Objects.equals(after.answeredAt(), before.answeredAt());
        if (said) {
            sql.and(", waiting_since = ?, answered_at = ?");
        }
        boolean deleted = !Objects.equals(after.deletedAt(), before.deletedAt());
        if (deleted) {
            sql.and(", deleted_at = ?");
        }
        boolean agenda = !after.agenda().equals(before.agenda());
        if (agenda) {
            sql.and(", agenda = ?::json");
        }
        boolean flow = !after.flow().equals(before.flow());
        if (flow) {
            sql.and(", flow = ?::json");
        }
        boolean clocks = !after.clocks().equals(before.clocks());
        if (clocks) {
            sql.and(", clocks = ?::jsonb");
        }
        boolean migrated = !after.flowRelease().equals(before.flowRelease());
        if (migrated) {
            sql.and(", flow_release = ?");
        }
        boolean patch = !set.isEmpty() || !removed.isEmpty();
        if (patch) {
            sql.and(removed.isEmpty() ? ", fields = fields || ?::jsonb" : ", fields = (fields - ?) || ?::jsonb");
        }
        sql.and(" WHERE tenant_id = ? AND id = ?")
                .with(batch.tenant().value())
                .with(slots.revision())
                .with(before.version())
                .with(after.version())
                .with(after.step())
                .with(StatusCategory.ofCode(after.status()).code())
                .with(Priority.ofCode(after.priority()).code())
                .with(id(after.assignee()))
                .with(after.team())
                .with(after.title())
                .with(after.updatedAt());
        columns.forEach((field, column) -> sql.withSlot(column, slot(after, field, batch.type(), slots)));
        if (moved) {
            sql.with(TicketRows.path(after));
        }
        if (said) {
            sql.with(after.waitingSince()).with(after.answeredAt());
        }
        if (deleted) {
            sql.with(after.deletedAt());
        }
        if (agenda) {
            sql.with(after.agenda().isEmpty() ? null : AgendaJson.write(after.agenda()));
        }
        if (flow) {
            sql.with(after.flow().isNone() ? null : FlowJson.write(after.flow()));
        }
        if (clocks) {
            sql.with(ClocksJson.write(after.clocks()));
        }
        if (migrated) {
            sql.with(after.flowRelease().hash());
        }
        if (!removed.isEmpty()) {
            sql.with(removed);
        }
        if (patch) {
            sql.with(Json.write(TicketRows.json(set, batch.type())));
        }
        sql.with(batch.tenant().value()).with(after.id().value());
    }

    private static void insertSearch(SqlBatch sql, Batch batch, TypeSlots slots, Map<UUID, String> files) {
        Set<String> all = new LinkedHashSet<>(Lexemes.of(batch.after(), batch.type(), files));
        all.addAll(Lexemes.ofComments(batch.events(), files));
        sql.then(
                        "INSERT INTO record_search (tenant_id, record_id, type_id, tokens) VALUES (?, ?, ?, array_to_tsvector(?))")
                .with(batch.tenant().value())
                .with(batch.after().id().value())
                .with(slots.typeId())
                .with(all);
    }

    /** What the fields no longer say goes, what they say now comes, and what was said in comments stays. */
    private static void updateSearch(SqlBatch sql, Batch batch, Ticket before, Map<UUID, String> files) {
        Set<String> said = Lexemes.ofComments(batch.events(), files);
        boolean same = before.fields().equals(batch.after().fields());
        if (same && said.isEmpty()) {
            return;
        }
        Set<String> gone = new LinkedHashSet<>();
        Set<String> come = new LinkedHashSet<>();
        if (!same) {
            Set<String> was = Lexemes.ofChanged(before, batch.after(), batch.type(), files);
            Set<String> is = Lexemes.ofChanged(batch.after(), before, batch.type(), files);
            gone.addAll(was);
            gone.removeAll(is);
            come.addAll(is);
            come.removeAll(was);
        }
        come.addAll(said);
        if (gone.isEmpty() && come.isEmpty()) {
            return;
        }
        // Words without a place stay while another place holds them: of texts that is known here, of comments and files
        // there.
        Set<String> words = Lexemes.wordsOf(gone);
        if (!words.isEmpty()) {
            words.removeAll(Lexemes.wordsOf(Lexemes.of(batch.after(), batch.type(), files)));
            gone.removeIf(Lexemes::isWord);
        }
        // A tsvector has room for a megabyte; what is said after very much has been said is not looked up.
        sql.then("UPDATE record_search SET tokens = "
                + (words.isEmpty() ? "ts_delete(tokens, ?)" : withoutWords(batch.type()))
                + " || CASE WHEN length(tokens) < ? THEN array_to_tsvector(?) ELSE '' END"
                + " WHERE tenant_id = ? AND record_id = ?");
        if (!words.isEmpty()) {
            sql.with(words);
        }
        sql.with(gone)
                .with(Lexemes.MOST)
                .with(come)
                .with(batch.tenant().value())
                .with(batch.after().id().value());
    }

    /**
     * The tokens without some lexemes (the second parameter), and without those of some words (the first, of a to z) that then no
     * comment and no file holds any more.
     */
    private static String withoutWords(TicketTypeDef type) {
        Stream<String> files = type.fields().stream()
                .filter(f -> Lexemes.isSearched(f) && FieldTypes.of(f.kind()).holdsFiles())
                .map(FieldDef::id);
        String held = Stream.concat(Stream.of(Lexemes.PUBLIC, Lexemes.INTERNAL), files)
                .map(place -> "''" + Lexemes.token(place, "") + "' || word || '''")
                .collect(Collectors.joining(" | ", "'", "'"));
        return "(SELECT ts_delete(kept, ARRAY(SELECT '" + Lexemes.token(Lexemes.ANYWHERE, "")
                + "' || word FROM unnest(?::text[]) word WHERE NOT kept @@ (" + held + ")::tsquery))"
                + " FROM (SELECT ts_delete(tokens, ?) AS kept OFFSET 0) k)";
    }

    /** Files that came into a field or with a comment are the ticket's from now on; those taken out are kept for a while. */
    private static void moveFiles(SqlBatch sql, Batch batch) {
        Ticket before = batch.before();
        for (FieldDef field : batch.type().fields()) {
            FieldType kind = FieldTypes.of(field.kind());
            // What is computed only shows files that stay where they are.
            if (!kind.holdsFiles() || field.derivation() != null) {
                continue;
            }
            List<UUID> was = before == null ? List.of() : kind.files(before.field(field.id()));
            List<UUID> is = kind.files(batch.after().field(field.id()));
            List<UUID> added = is.stream().filter(id -> !was.contains(id)).toList();
            List<UUID> removed = was.stream().filter(id -> !is.contains(id)).toList();
            if (!added.isEmpty()) {
                bind(sql, batch, added, field.id(), null);
            }
            if (!removed.isEmpty()) {
                sql.then(
                                "UPDATE attachment SET removed_at = ? WHERE tenant_id = ? AND record_id = ? AND id = ANY (?::uuid[])")
                        .with(batch.after().updatedAt())
                        .with(batch.tenant().value())
                        .with(batch.after().id().value())
                        .with(removed.stream().map(UUID::toString).toList());
            }
        }
        for (Event event : batch.events()) {
            if (event instanceof Event.Commented comment
                    && !comment.attachments().isEmpty()) {
                bind(sql, batch, comment.attachments(), null, comment);
            }
        }
    }

    /** Takes files that are in no ticket, or were in this field, or fails with {@link #FILES_GONE}. */
    private static void bind(
            SqlBatch sql, Batch batch, List<UUID> ids, @Nullable String field, Event.@Nullable Commented comment) {
        UUID ticket = batch.after().id().value();
        sql.then("WITH met AS (UPDATE attachment SET expires_at = NULL, removed_at = NULL, record_id = ?, field_id = ?,"
                        + " event_id = ?::uuid, internal = ?::boolean WHERE tenant_id = ? AND id = ANY (?::uuid[])"
                        + " AND blob_id IS NOT NULL AND (record_id IS NULL AND expires_at > ? AND owner_id = ?::uuid"
                        + " OR record_id = ? AND field_id = ?) RETURNING id) SELECT "
                        + SqlBatch.REQUIRE + "(SELECT count(*) FROM met) = ?, '" + FILES_GONE + "')")
                .with(ticket)
                .with(field)
                .with(comment == null ? null : comment.meta().id())
                .with(comment == null ? null : Boolean.toString(comment.internal()))
                .with(batch.tenant().value())
                .with(ids.stream().map(UUID::toString).toList())
                .with(batch.after().updatedAt())
                .with(person(batch))
                .with(ticket)
                .with(field)
                .with(ids.size());
    }

    /** Whose command it is, null when no person's. */
    private static @Nullable UUID person(Batch batch) {
        return batch.events().stream()
                .map(event -> EventJson.person(event.meta().cause()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static void insertEvents(SqlBatch sql, Batch batch) {
        Event.Meta first = batch.events().getFirst().meta();
        Explanation why = batch.explanation();
        sql.then(
                        "INSERT INTO event (tenant_id, id, record_id, version, at, actor_id, channel, release_id, changes, decision)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?::json)")
                .with(batch.tenant().value())
                .with(first.id())
                .with(first.ticket().value())
                .with(batch.after().version())
                .with(first.at())
                .with(EventJson.person(first.cause()))
                .with(first.channel())
                .with(first.release().hash())
                .with(EventJson.changes(batch.events()))
                .with(why == null ? null : ExplanationJson.write(why, first.release()));
    }

    /** In one statement: each costs more than its row. */
    private static void insertEffects(SqlBatch sql, Batch batch) {
        if (batch.effects().isEmpty()) {
            return;
        }
        Instant now = batch.after().updatedAt();
        sql.then("INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at) VALUES ")
                .and(Stream.generate(() -> "(?, ?, ?, ?::jsonb, 0, 0, ?, ?)")
                        .limit(batch.effects().size())
                        .collect(Collectors.joining(", ")));
        for (Effect effect : batch.effects()) {
            sql.with(batch.tenant().value())
                    .with(Uuid7.at(now))
                    .with(EffectJson.kind(effect))
                    .with(EffectJson.payload(effect))
                    .with(now)
                    .with(now);
        }
    }

    private static List<String> changedFields(Ticket before, Ticket after) {
        Set<String> all = new LinkedHashSet<>(before.fields().keySet());
        all.addAll(after.fields().keySet());
        return all.stream()
                .filter(id -> !before.field(id).equals(after.field(id)))
                .sorted()
                .toList();
    }

    private static @Nullable Object slot(Ticket ticket, String fieldId, TicketTypeDef type, TypeSlots slots) {
        FieldDef field = type.byId().get(fieldId);
        if (field == null) {
            return null;
        }
        Object slot = FieldTypes.of(field.kind()).toSlot(ticket.field(fieldId), field.settings());
        int own = FieldTypes.of(field.kind()).scale(field.settings());
        // The command may have been decided on the release before, which had other digits after the point.
        return slot instanceof Long whole && slots.scale(field) != own
                ? rescaled(whole, own, slots.scale(field))
                : slot;
    }

    /** What does not fit has no slot. */
    private static @Nullable Long rescaled(long whole, int from, int to) {
        try {
            return BigDecimal.valueOf(whole, from)
                    .setScale(to, RoundingMode.HALF_EVEN)
                    .unscaledValue()
                    .longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable UUID id(@Nullable AccountId account) {
        return account == null ? null : account.value();
    }
}
