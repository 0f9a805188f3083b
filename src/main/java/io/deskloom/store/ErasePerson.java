package io.deskloom.store;

import io.deskloom.archive.BadArchive;
import io.deskloom.field.Kind;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Erases a person, known by the record that stands for them, in one transaction. What is <em>about</em> the person is that record and
 * what looks it up, directly or through others (an order, a ticket about the order): there every field marked personal loses its
 * value, now and in the history, and its files go. The values are then taken out of every text there, and looked for in every
 * column of the workspace. The records, their steps, amounts and who worked on them stay.
 */
public final class ErasePerson {
    /** Steps from the person's record to a record about them: customer, order, ticket, ticket of the ticket. */
    private static final int FARTHEST = 3;

    /** More than a person has: the record is something shared, a product say. */
    private static final int MOST = 5_000;

    /** Shorter texts stand in others' records by chance; in Chinese two characters are a name. */
    private static final int TELLING = 4;

    private static final int TELLING_PART = 6;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Set<Kind> CHOICES = Set.of(Kind.SINGLE, Kind.MULTI, Kind.TREE);

    private final Connection c;
    private final TenantId tenant;
    private final MetadataSnapshot now;
    private final Map<String, Long> found = new TreeMap<>();
    private final Set<String> values = new HashSet<>();

    /** @param c in a transaction that has set the tenant */
    public ErasePerson(Connection c, TenantId tenant, MetadataSnapshot now) {
        this.c = c;
        this.tenant = tenant;
        this.now = now;
    }

    /**
     * @param erased how many values, rows and files were found, by place
     * @param values how many different values were looked for afterwards
     * @param left how many rows still hold one of them, by table and column: another person's, who has the same
     */
    public record Proof(UUID subject, Instant at, Map<String, Long> erased, int values, Map<String, Long> left) {
        public Proof {
            erased = new TreeMap<>(erased);
            left = new TreeMap<>(left);
        }

        public String json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("subject", subject.toString());
            json.put("at", at.toString());
            json.put("erased", erased);
            json.put("values", values);
            json.put("left", left);
            return Json.write(json);
        }
    }

    /** Tables of texts that may speak of anybody. */
    private static final List<String> SAID =
            List.of("outbox", "timer", "import_job", "import_reject", "notification", "delivery");

    private record Row(UUID id, int typeId, String title, Map<String, @Nullable Object> fields) {}

    /** @throws BadArchive in one sentence, when there is nothing personal to erase or it is not a person's */
    public Proof record(UUID subject, String by, Instant at) throws IOException, SQLException {
        Map<Integer, TicketTypeDef> types = types();
        Row person = rows("id = ANY (?)", List.of(subject)).stream()
                .findFirst()
                .orElseThrow(() -> new BadArchive("There is no record " + subject + " in this workspace."));
        TicketTypeDef type = types.get(person.typeId());
        if (type == null || type.fields().stream().noneMatch(FieldDef::personal)) {
            throw new BadArchive("The record is not a person's: its type has no field marked personal.");
        }
        refuseWhileImporting();
        List<Row> about = about(person);
        for (Row row : about) {
            collect(row, types.get(row.typeId()));
        }
        external(person);
        Traces traces = new Traces(values);
        forget(about, types, traces, Set.of(subject));
        for (String table : SAID) {
            texts(table, traces);
        }
        return prove(subject, by, at, traces);
    }

    private void forget(List<Row> about, Map<Integer, TicketTypeDef> types, Traces traces, Set<UUID> subject)
            throws SQLException {
        for (Row row : about) {
            TicketTypeDef of = types.get(row.typeId());
            history(row, of, traces, subject.contains(row.id()));
            state(row, of, traces, subject.contains(row.id()));
        }
        Set<UUID> ids = about.stream().map(Row::id).collect(Collectors.toSet());
        files(ids);
        count("idempotency", update("DELETE FROM idempotency WHERE tenant_id = ? AND record_id = ANY (?)", ids));
        // What colleagues were told of it holds what was personal, in words of its own.
        count("notification", update("DELETE FROM notification WHERE tenant_id = ? AND record_id = ANY (?)", ids));
        // A mail on its way would still go to the person, or tell of him.
        count(
                "outbox",
                update(
                        "DELETE FROM outbox WHERE tenant_id = ? AND kind = 'mail' AND payload->>'ticket' IN (SELECT unnest(?)::text)",
                        ids));
        // So does the copy of what was sent outside.
        count("delivery", update("DELETE FROM delivery WHERE tenant_id = ? AND record_id = ANY (?)", ids));
        search(ids, types);
    }

    /**
     * Erases what is personal in one ticket that has been kept for long enough. Whose it was is not asked, so only the ticket
     * itself and its files are looked through.
     */
    public void ticket(UUID ticket, String by, Instant at) throws SQLException {
        Map<Integer, TicketTypeDef> types = types();
        List<Row> one = rows("id = ANY (?)", List.of(ticket));
        for (Row row : one) {
            collect(row, types.get(row.typeId()));
        }
        Traces traces = new Traces(values);
        forget(one, types, traces, Set.of());
        keep(new Proof(ticket, at, found, traces.words().size(), Map.of()), by);
    }

    /** Erases who signs in: the account stays without a name, so that the history says that it was the same one. */
    public Proof account(String login, String by, Instant at) throws IOException, SQLException {
        UUID id;
        try (PreparedStatement s =
                c.prepareStatement("SELECT id, name FROM account WHERE tenant_id = ? AND login = ? FOR UPDATE")) {
            s.setInt(1, tenant.value());
            s.setString(2, login);
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new BadArchive("There is no account '" + login + "' in this workspace.");
                }
                id = row.getObject(1, UUID.class);
                telling(row.getString(2), TELLING);
                telling(login, TELLING);
            }
        }
        refuseWhileImporting();
        Set<UUID> ids = Set.of(id);
        count("session", update("DELETE FROM session WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count("api_token", update("DELETE FROM api_token WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count("idempotency", update("DELETE FROM idempotency WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count(
                "attachment",
                update("DELETE FROM attachment WHERE tenant_id = ? AND owner_id = ANY (?) AND record_id IS NULL", ids));
        count(
                "release_history",
                update(
                        "UPDATE release_history SET actor_name = '[erased]' WHERE tenant_id = ? AND actor_id = ANY (?)",
                        ids));
        count("notification", update("DELETE FROM notification WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count(
                "notification_mute",
                update("DELETE FROM notification_mute WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        // What they can do, when they are away and whether they are there; how many tickets were theirs tells of
        // nobody.
        count("agent", update("DELETE FROM agent WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count("agent_absence", update("DELETE FROM agent_absence WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count("agent_presence", update("DELETE FROM agent_presence WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        mailbox(id);
        // The hash of no password: its bytes are as random as its salt, so nothing opens it.
        count("account", update("""
                UPDATE account SET login = 'erased-' || id::text, name = '[erased]', roles = '{}',
                    password_hash = regexp_replace(password_hash, '[^$]+$', translate(encode(sha256(
                        convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'base64'), '=', '')),
                    teams = '{}', language = 'en', theme = 'auto', disabled_at = coalesce(disabled_at, now())
                WHERE tenant_id = ? AND id = ANY (?)""", ids));
        Traces traces = new Traces(values);
        for (String table : SAID) {
            texts(table, traces);
        }
        return prove(id, by, at, traces);
    }

    /** Where an account has its mail, and what is on its way there. */
    private void mailbox(UUID account) throws SQLException {
        Set<UUID> ids = Set.of(account);
        try (PreparedStatement s = c.prepareStatement("SELECT address FROM notification_channel"
                + " WHERE tenant_id = ? AND account_id = ? AND address IS NOT NULL")) {
            s.setInt(1, tenant.value());
            s.setObject(2, account);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    telling(row.getString(1), TELLING);
                }
            }
        }
        count(
                "notification_channel",
                update("DELETE FROM notification_channel WHERE tenant_id = ? AND account_id = ANY (?)", ids));
        count(
                "outbox",
                update(
                        "DELETE FROM outbox WHERE tenant_id = ? AND kind IN ('mail', 'confirm-address', 'ask-by-mail')"
                                + " AND payload->>'account' IN (SELECT unnest(?)::text)",
                        ids));
    }

    /** The record called so: its id, or {@code <type key>:<external id>}. */
    public Optional<UUID> find(String person) throws SQLException {
        if (ID.matcher(person).matches()) {
            return Optional.of(UUID.fromString(person));
        }
        int colon = person.indexOf(':');
        Optional<TicketTypeDef> type = colon < 0 ? Optional.empty() : now.anyType(person.substring(0, colon));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement s = c.prepareStatement("""
                SELECT r.id FROM record r JOIN type_ref t ON t.tenant_id = r.tenant_id AND t.type_id = r.type_id
                WHERE r.tenant_id = ? AND t.tenant_id = ? AND t.def_id = ? AND r.external_id = ? LIMIT 2""")) {
            s.setInt(1, tenant.value());
            s.setInt(2, tenant.value());
            s.setString(3, type.get().id());
            s.setString(4, person.substring(colon + 1));
            try (ResultSet row = s.executeQuery()) {
                Optional<UUID> first = row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
                // Two sources may call two of them the same: then only the id says which.
                return row.next() ? Optional.empty() : first;
            }
        }
    }

    private Map<Integer, TicketTypeDef> types() throws SQLException {
        Map<Integer, TicketTypeDef> types = new LinkedHashMap<>();
        try (PreparedStatement s = c.prepareStatement("SELECT type_id, def_id FROM type_ref WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Optional<TicketTypeDef> type = now.typeById(row.getString(2));
                    if (type.isPresent()) {
                        types.put(row.getInt(1), type.get());
                    }
                }
            }
        }
        return types;
    }

    private List<Row> rows(String which, List<?> parameter) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT id, type_id, title, fields FROM record WHERE tenant_id = ? AND " + which
                        + " ORDER BY id LIMIT " + (MOST + 1) + " FOR UPDATE")) {
            s.setInt(1, tenant.value());
            s.setArray(2, c.createArrayOf(parameter.getFirst() instanceof UUID ? "uuid" : "text", parameter.toArray()));
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            row.getString(3),
                            Json.object(row.getString(4))));
                }
            }
            return rows;
        }
    }

    // One lookup names whose record it is; a list of lookups only mentions many.
    private List<Row> about(Row person) throws IOException, SQLException {
        Map<UUID, Row> about = new LinkedHashMap<>(Map.of(person.id(), person));
        List<String> last = List.of(person.id().toString());
        for (int step = 0; step < FARTHEST && !last.isEmpty(); step++) {
            Set<String> named = Set.copyOf(last);
            List<String> next = new ArrayList<>();
            for (Row row :
                    rows("EXISTS (SELECT FROM unnest(?) AS named WHERE strpos(fields::text, named) > 0)", last)) {
                boolean its =
                        row.fields().values().stream().anyMatch(v -> v instanceof String id && named.contains(id));
                if (its && about.putIfAbsent(row.id(), row) == null) {
                    next.add(row.id().toString());
                }
            }
            if (about.size() > MOST) {
                throw new BadArchive("More than " + MOST + " records belong to it: that is no person's record.");
            }
            last = next;
        }
        return List.copyOf(about.values());
    }

    /** A value no definition reads any more was of a field that is gone: nobody knows that it was not personal. */
    private static boolean personal(@Nullable TicketTypeDef type, String field) {
        FieldDef def = type == null ? null : type.byId().get(field);
        return def == null || def.personal();
    }

    private void collect(Row row, @Nullable TicketTypeDef type) throws SQLException {
        row.fields().forEach((field, value) -> keep(type, field, value));
        if (titled(type)) {
            telling(row.title(), TELLING);
        }
        for (Stored event : events(row.id())) {
            for (Object each : event.changes) {
                Map<?, ?> data = Json.map((Map<?, ?>) each, "data");
                if (data.get("fields") instanceof Map<?, ?> fields) {
                    fields.forEach((field, value) -> keep(type, String.valueOf(field), value));
                }
                if (data.get("field") instanceof String field) {
                    keep(type, field, data.get("from"));
                    keep(type, field, data.get("to"));
                }
                if (titled(type) && data.get("title") instanceof String title) {
                    telling(title, TELLING);
                }
            }
        }
    }

    private static boolean titled(@Nullable TicketTypeDef type) {
        FieldDef title = type == null ? null : type.byKey().get(type.titleField());
        return title != null && title.personal();
    }

    private void keep(@Nullable TicketTypeDef type, String field, @Nullable Object value) {
        FieldDef def = type == null ? null : type.byId().get(field);
        if (personal(type, field) && (def == null || !CHOICES.contains(def.kind()))) {
            leaves(value, TELLING);
        }
    }

    private void leaves(@Nullable Object value, int shortest) {
        switch (value) {
            case String text -> telling(text, shortest);
            case List<?> list -> list.forEach(each -> leaves(each, TELLING_PART));
            case Map<?, ?> map -> map.values().forEach(each -> leaves(each, TELLING_PART));
            case null, default -> {}
        }
    }

    private void telling(String text, int shortest) {
        String word = text.strip();
        boolean chinese = word.codePoints().anyMatch(Character::isIdeographic);
        if (!ID.matcher(word).matches() && word.length() >= (chinese ? Math.max(2, shortest - 2) : shortest)) {
            values.add(word);
        }
    }

    private void external(Row person) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT external_id FROM record WHERE tenant_id = ? AND id = ?")) {
            s.setInt(1, tenant.value());
            s.setObject(2, person.id());
            try (ResultSet row = s.executeQuery()) {
                if (row.next() && row.getString(1) != null) {
                    telling(row.getString(1), TELLING);
                }
            }
        }
    }

    // ---- History

    private record Stored(
            UUID id, List<?> changes, @Nullable Map<String, @Nullable Object> decision) {}

    private List<Stored> events(UUID record) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT id, changes, decision FROM event WHERE tenant_id = ? AND record_id = ? ORDER BY id")) {
            s.setInt(1, tenant.value());
            s.setObject(2, record);
            List<Stored> events = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    String decision = row.getString(3);
                    events.add(new Stored(
                            row.getObject(1, UUID.class),
                            Json.list(row.getString(2)),
                            decision == null ? null : Json.object(decision)));
                }
            }
            return events;
        }
    }

    private void history(Row row, @Nullable TicketTypeDef type, Traces traces, boolean subject) throws SQLException {
        for (Stored event : events(row.id())) {
            List<?> changes = event.changes.stream()
                    .map(each -> change((Map<?, ?>) each, type, traces, subject ? row.id() : null))
                    .toList();
            Map<String, @Nullable Object> decision = event.decision == null ? null : decision(event.decision, traces);
            if (changes.equals(event.changes) && Objects.equals(decision, event.decision)) {
                continue;
            }
            try (PreparedStatement s = c.prepareStatement(
                    "UPDATE event SET changes = ?::json, decision = ?::json" + " WHERE tenant_id = ? AND id = ?")) {
                s.setString(1, Json.write(changes));
                s.setString(2, decision == null ? null : Json.write(decision));
                s.setInt(3, tenant.value());
                s.setObject(4, event.id);
                count("event", s.executeUpdate());
            }
        }
    }

    // As the row loses them, so that its history still adds up to it. @param subject the row's id when it is the
    // person's
    private Map<Object, @Nullable Object> change(
            Map<?, ?> change, @Nullable TicketTypeDef type, Traces traces, @Nullable UUID subject) {
        Map<Object, @Nullable Object> data = new LinkedHashMap<>(Json.map(change, "data"));
        if (data.get("fields") instanceof Map<?, ?> fields) {
            Map<Object, @Nullable Object> kept = new LinkedHashMap<>(fields);
            kept.entrySet().removeIf(e -> goes(type, String.valueOf(e.getKey()), e.getValue(), traces));
            data.put("fields", kept);
        }
        if (data.get("field") instanceof String field) {
            for (String side : List.of("from", "to")) {
                if (goes(type, field, data.get(side), traces)) {
                    data.remove(side);
                }
            }
        }
        if (titled(type)) {
            if (data.containsKey("title")) {
                data.put("title", Traces.ERASED);
            } else if ("title".equals(change.get("kind"))) {
                data.put("from", Traces.ERASED);
                data.put("to", Traces.ERASED);
            }
        }
        if (subject != null && data.containsKey("externalId")) {
            data.put("externalId", "erased-" + subject);
        }
        for (String side : List.of("was", "is")) {
            if (data.get(side) instanceof Map<?, ?> entry) {
                data.put(side, entry(entry, type, traces));
            }
        }
        Map<Object, @Nullable Object> out = new LinkedHashMap<>(change);
        out.put("data", traces.without((Object) data));
        return out;
    }

    /** An entry of an agenda: the personal values a remedy would set go, and what texts were made of such values. */
    private static Map<Object, @Nullable Object> entry(Map<?, ?> entry, @Nullable TicketTypeDef type, Traces traces) {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>(entry);
        if (out.get("fields") instanceof Map<?, ?> fields) {
            Map<Object, @Nullable Object> kept = new LinkedHashMap<>(fields);
            kept.entrySet().removeIf(e -> goes(type, String.valueOf(e.getKey()), e.getValue(), traces));
            out.put("fields", kept);
        }
        return out;
    }

    /** Whether a value goes altogether: a personal one, or one that was only copied here from where it goes. */
    private static boolean goes(@Nullable TicketTypeDef type, String field, @Nullable Object value, Traces traces) {
        FieldDef def = type == null ? null : type.byId().get(field);
        return personal(type, field)
                || (def != null && def.isAssigned() && !Objects.equals(traces.without(value), value));
    }

    // Facts are named by the way to them ("order.customer.phone"): the last of it is a field's key.
    private Map<String, @Nullable Object> decision(Map<String, @Nullable Object> decision, Traces traces) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>(decision);
        Set<String> keys = now.everyType()
                .flatMap(type -> type.fields().stream())
                .filter(FieldDef::personal)
                .map(FieldDef::key)
                .collect(Collectors.toSet());
        if (out.get("facts") instanceof Map<?, ?> facts) {
            out.put("facts", without(facts, path -> keys.contains(path.substring(path.lastIndexOf('.') + 1))));
        }
        Map<String, @Nullable Object> erased = new LinkedHashMap<>();
        out.forEach((name, value) -> erased.put(name, traces.without((Object) value)));
        return erased;
    }

    private static Map<Object, @Nullable Object> without(Map<?, ?> members, Predicate<String> which) {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>(members);
        out.keySet().removeIf(name -> which.test(String.valueOf(name)));
        return out;
    }

    // ---- The row itself

    private void state(Row row, @Nullable TicketTypeDef type, Traces traces, boolean subject) throws SQLException {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        Set<String> changed = new HashSet<>();
        row.fields().forEach((field, value) -> {
            Object without = traces.without(value);
            if (goes(type, field, value, traces)) {
                changed.add(field);
            } else {
                kept.put(field, without);
                if (!Objects.equals(without, value)) {
                    changed.add(field);
                }
            }
        });
        count("value", changed.size());
        String title = titled(type) ? Traces.ERASED : traces.without(row.title());
        StringBuilder columns = new StringBuilder();
        agenda(row.id(), type, traces);
        for (String slot : slots(row.typeId(), changed)) {
            columns.append(", ").append(slot).append(" = NULL");
        }
        // Another version: who has the record on screen or in a cache reads it anew.
        try (PreparedStatement s =
                c.prepareStatement("UPDATE record SET fields = ?::jsonb, title = ?, version = version + 1"
                        + (subject
                                ? ", external_id = CASE WHEN external_id IS NOT NULL THEN 'erased-' || id::text END"
                                : "")
                        + columns + " WHERE tenant_id = ? AND id = ?")) {
            s.setString(1, Json.write(kept));
            s.setString(2, title);
            s.setInt(3, tenant.value());
            s.setObject(4, row.id());
            count("record", s.executeUpdate());
        }
    }

    private void agenda(UUID record, @Nullable TicketTypeDef type, Traces traces) throws SQLException {
        String stored;
        try (PreparedStatement s =
                c.prepareStatement("SELECT agenda FROM record WHERE tenant_id = ? AND id = ? AND agenda IS NOT NULL")) {
            s.setInt(1, tenant.value());
            s.setObject(2, record);
            try (ResultSet row = s.executeQuery()) {
                stored = row.next() ? row.getString(1) : null;
            }
        }
        if (stored == null) {
            return;
        }
        List<?> entries = Json.list(stored);
        Object without = traces.without((Object) entries.stream()
                .map(entry -> entry((Map<?, ?>) entry, type, traces))
                .toList());
        if (!Objects.equals(without, entries)) {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE record SET agenda = ?::json WHERE tenant_id = ? AND id = ?")) {
                s.setString(1, Json.write(without));
                s.setInt(2, tenant.value());
                s.setObject(3, record);
                count("agenda", s.executeUpdate());
            }
        }
    }

    private List<String> slots(int typeId, Set<String> fields) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT slot FROM slot_assignment WHERE tenant_id = ? AND type_id = ? AND field_id = ANY (?)")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setArray(3, c.createArrayOf("text", fields.toArray()));
            List<String> slots = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    // Checked where slots are assigned; they become SQL.
                    slots.add(ArchiveTables.quote(row.getString(1)));
                }
            }
            return slots;
        }
    }

    private void files(Set<UUID> records) throws SQLException {
        Set<UUID> contents = new HashSet<>();
        try (PreparedStatement s = c.prepareStatement("SELECT DISTINCT blob_id FROM attachment"
                + " WHERE tenant_id = ? AND record_id = ANY (?) AND blob_id IS NOT NULL")) {
            s.setInt(1, tenant.value());
            s.setArray(2, c.createArrayOf("uuid", records.toArray()));
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    contents.add(row.getObject(1, UUID.class));
                }
            }
        }
        count(
                "attachment",
                update(
                        "UPDATE attachment SET blob_id = NULL, name = '' WHERE tenant_id = ? AND record_id = ANY (?)"
                                + " AND (blob_id IS NOT NULL OR name <> '')",
                        records));
        // What nothing else refers to is doomed now, as the collector would: it deletes the bytes, wherever they are.
        update("SELECT FROM blob WHERE tenant_id = ? AND id = ANY (?) FOR UPDATE", contents);
        Set<UUID> doomed = new HashSet<>();
        try (PreparedStatement s =
                c.prepareStatement("UPDATE blob b SET state = 2 WHERE b.tenant_id = ? AND b.id = ANY (?)"
                        + " AND NOT EXISTS (SELECT FROM attachment a WHERE a.tenant_id = b.tenant_id AND a.blob_id = b.id)"
                        + " RETURNING b.id")) {
            s.setInt(1, tenant.value());
            s.setArray(2, c.createArrayOf("uuid", contents.toArray()));
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    doomed.add(row.getObject(1, UUID.class));
                }
            }
        }
        update("DELETE FROM blob_chunk WHERE tenant_id = ? AND blob_id = ANY (?)", doomed);
        update("DELETE FROM blob_picture WHERE tenant_id = ? AND blob_id = ANY (?)", doomed);
        count("blob", doomed.size());
    }

    private long update(String sql, Set<UUID> ids) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setInt(1, tenant.value());
            s.setArray(2, c.createArrayOf("uuid", ids.toArray()));
            return s.execute() ? 0 : s.getUpdateCount();
        }
    }

    private void search(Set<UUID> ids, Map<Integer, TicketTypeDef> types) throws SQLException {
        count("record_search", update("DELETE FROM record_search WHERE tenant_id = ? AND record_id = ANY (?)", ids));
        for (Map.Entry<Integer, TicketTypeDef> type : types.entrySet()) {
            List<Ticket> batch = new ArrayList<>();
            try (PreparedStatement s = c.prepareStatement("SELECT " + TicketRows.COLUMNS
                    + " FROM record WHERE tenant_id = ? AND type_id = ? AND id = ANY (?)")) {
                s.setInt(1, tenant.value());
                s.setInt(2, type.getKey());
                s.setArray(3, c.createArrayOf("uuid", ids.toArray()));
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        batch.add(TicketRows.read(row, type.getValue()));
                    }
                }
            }
            SearchRebuild.write(c, tenant, type.getKey(), type.getValue(), batch);
        }
    }

    // ---- Whatever else holds text

    private void refuseWhileImporting() throws IOException, SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT count(*) FROM import_job WHERE tenant_id = ? AND ended_at IS NULL AND stored > 0")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                if (row.getLong(1) > 0) {
                    throw new BadArchive("A file is being imported, and nobody can see into it: let the imports end, or"
                            + " cancel them, and erase then.");
                }
            }
        }
    }

    private void texts(String table, Traces traces) throws SQLException {
        for (Column column : columns()) {
            if (!column.table.equals(table) || column.type.equals("bytea")) {
                continue;
            }
            for (Hit hit : hits(column, traces)) {
                boolean json = column.type.startsWith("json");
                String text = json ? Json.write(traces.without(Json.any(hit.text))) : traces.without(hit.text);
                try (PreparedStatement s = c.prepareStatement("UPDATE " + ArchiveTables.quote(table) + " SET "
                        + ArchiveTables.quote(column.name) + " = ?::" + column.type
                        + " WHERE tenant_id = ? AND ctid = ?::tid")) {
                    s.setString(1, text);
                    s.setInt(2, tenant.value());
                    s.setString(3, hit.place);
                    count(table, s.executeUpdate());
                }
            }
        }
    }

    private record Column(String table, String name, String type) {}

    private record Hit(String place, String text) {}

    private List<Column> columns() throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                    AND a.atttypid::regtype::text IN ('text', 'text[]', 'json', 'jsonb', 'tsvector', 'bytea')
                    AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id')
                ORDER BY c.relname, a.attnum""")) {
            List<Column> columns = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
            return columns;
        }
    }

    /** Rows whose column holds a word; the database finds those that may, and the words say whether they do. */
    private List<Hit> hits(Column column, Traces traces) throws SQLException {
        if (traces.words().isEmpty()) {
            return List.of();
        }
        boolean bytes = column.type.equals("bytea");
        String name = ArchiveTables.quote(column.name);
        // JSON writes some characters otherwise than they are, so it is asked for its values; bytes are taken for
        // UTF-8.
        String may = bytes
                ? "EXISTS (SELECT FROM unnest(?) AS w WHERE position(convert_to(w, 'UTF8') IN " + name + ") > 0)"
                : "EXISTS (SELECT FROM unnest(?) AS w WHERE strpos(lower(" + name + "::text), w) > 0)";
        List<Hit> hits = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement("SELECT ctid::text, " + (bytes ? "''" : name + "::text")
                + " FROM " + ArchiveTables.quote(column.table) + " WHERE tenant_id = ? AND " + may)) {
            s.setInt(1, tenant.value());
            s.setArray(
                    2,
                    c.createArrayOf(
                            "text",
                            traces.words().stream()
                                    .map(w -> bytes ? w : needle(column, w))
                                    .toArray()));
            s.setFetchSize(500);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    if (bytes || holds(column, row.getString(2), traces)) {
                        hits.add(new Hit(row.getString(1), row.getString(2)));
                    }
                }
            }
        }
        return hits;
    }

    // As it stands within the column's own way of writing: a quote in JSON has a backslash before it.
    private static String needle(Column column, String word) {
        String lower = Traces.surely(word);
        if (!column.type.startsWith("json")) {
            return lower;
        }
        String quoted = Json.write(lower);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static boolean holds(Column column, String text, Traces traces) {
        return column.type.startsWith("json")
                ? !Objects.equals(traces.without(Json.any(text)), Json.any(text))
                : traces.in(text);
    }

    private Proof prove(UUID subject, String by, Instant at, Traces traces) throws SQLException {
        Map<String, Long> left = new TreeMap<>();
        for (Column column : columns()) {
            int n = hits(column, traces).size();
            if (n > 0) {
                left.put(column.table + "." + column.name, (long) n);
            }
        }
        Proof proof = new Proof(subject, at, found, traces.words().size(), left);
        keep(proof, by);
        return proof;
    }

    private void keep(Proof proof, String by) throws SQLException {
        Instant at = proof.at();
        try (PreparedStatement s = c.prepareStatement("INSERT INTO erasure (tenant_id, id, at, subject, by_whom, proof)"
                + " VALUES (?, ?, ?, ?, ?, ?::jsonb)")) {
            s.setInt(1, tenant.value());
            s.setObject(2, Uuid7.at(at));
            s.setObject(3, at.atOffset(ZoneOffset.UTC));
            s.setObject(4, proof.subject());
            s.setString(5, by);
            s.setString(6, proof.json());
            s.executeUpdate();
        }
    }

    private void count(String place, long n) {
        if (n > 0) {
            found.merge(place, n, Long::sum);
        }
    }
}
