package io.deskloom.store;

import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Pictures;
import io.deskloom.attachment.Scan;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code blob}, {@code blob_picture} and {@code attachment}; what a command does to attachments is in {@link TicketWrites}. */
@ApplicationScoped
class JdbcAttachmentStore implements AttachmentStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private final TenantTx transactions;

    JdbcAttachmentStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public Usage usage(TenantId tenant, AccountId owner, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT (SELECT count(*) FROM attachment"
                    + " WHERE tenant_id = ? AND owner_id = ? AND record_id IS NULL AND expires_at > ?),"
                    + " (SELECT coalesce(sum(size), 0) FROM blob WHERE tenant_id = ? AND state = 1)")) {
                set(s, tenant.value(), owner.value(), now, tenant.value());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return new Usage(row.getInt(1), row.getLong(2));
                }
            }
        });
    }

    @Override
    public void begin(TenantId tenant, UUID blob, String store, Instant now, Instant abandoned) {
        update(
                tenant,
                "INSERT INTO blob (tenant_id, id, store, state, scan, pictured, width, height, created_at, due_at)"
                        + " VALUES (?, ?, ?, 0, 0, false, 0, 0, ?, ?)",
                tenant.value(),
                blob,
                store,
                now,
                abandoned);
    }

    @Override
    public Optional<Attachment> reuse(TenantId tenant, byte[] sha256, Scan scan, Upload upload) {
        return transactions.inTenant(tenant, c -> {
            UUID same = same(c, tenant, sha256, scan);
            return same == null ? Optional.empty() : Optional.of(insert(c, tenant, same, upload));
        });
    }

    @Override
    public Attachment complete(TenantId tenant, Whole content, Upload upload) {
        for (int i = 1; ; i++) {
            try {
                return transactions.inTenant(tenant, c -> {
                    UUID kept = same(c, tenant, content.sha256(), content.scan());
                    if (kept == null) {
                        makeWhole(c, tenant, content, upload.now());
                        kept = content.blob();
                    }
                    return insert(c, tenant, kept, upload);
                });
            } catch (StoreException e) {
                // Somebody else made the same content whole at this moment: use theirs.
                if (!e.state().equals(UNIQUE_VIOLATION) || i == 5) {
                    throw e;
                }
            }
        }
    }

    private static Attachment insert(Connection c, TenantId tenant, UUID blob, Upload upload) throws SQLException {
        execute(
                c,
                "INSERT INTO attachment (tenant_id, id, blob_id, owner_id, name, size, type, created_at, expires_at)"
                        + " SELECT tenant_id, ?, id, ?, ?, size, type, ?, ? FROM blob WHERE tenant_id = ? AND id = ?",
                upload.id(),
                upload.owner().value(),
                upload.name(),
                upload.now(),
                upload.expires(),
                tenant.value(),
                blob);
        return Optional.ofNullable(find(c, tenant, List.of(upload.id())).get(upload.id()))
                .orElseThrow();
    }

    /** The tenant's content with the same bytes, held so that it cannot be doomed before we refer to it. */
    private static @Nullable UUID same(Connection c, TenantId tenant, byte[] sha256, Scan scan) throws SQLException {
        UUID same = null;
        try (PreparedStatement s = c.prepareStatement(
                "SELECT id FROM blob WHERE tenant_id = ? AND sha256 = ? AND state = 1 FOR NO KEY UPDATE")) {
            set(s, tenant.value(), sha256);
            try (ResultSet row = s.executeQuery()) {
                same = row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
        if (same != null && scan == Scan.CLEAN) {
            execute(
                    c,
                    "UPDATE blob SET scan = ? WHERE tenant_id = ? AND id = ? AND scan <> ?",
                    Scan.CLEAN.code(),
                    tenant.value(),
                    same,
                    Scan.INFECTED.code());
        }
        return same;
    }

    private static void makeWhole(Connection c, TenantId tenant, Whole content, Instant now) throws SQLException {
        Optional<Pictures.Both> pictures = content.pictures();
        int made = execute(
                c,
                "UPDATE blob SET state = 1, sha256 = ?, size = ?, type = ?, scan = ?, scanned_at = ?, pictured = ?,"
                        + " width = ?, height = ? WHERE tenant_id = ? AND id = ? AND state = 0",
                content.sha256(),
                content.size(),
                content.type(),
                content.scan().code(),
                now,
                pictures.isPresent(),
                pictures.map(Pictures.Both::width).orElse(0),
                pictures.map(Pictures.Both::height).orElse(0),
                tenant.value(),
                content.blob());
        if (made != 1) {
            throw new IllegalStateException("an upload went on after it was given up");
        }
        if (pictures.isPresent()) {
            insert(
                    c,
                    tenant,
                    content.blob(),
                    Pictures.Size.SMALL,
                    pictures.get().small());
            insert(
                    c,
                    tenant,
                    content.blob(),
                    Pictures.Size.LARGE,
                    pictures.get().large());
        }
    }

    private static void insert(Connection c, TenantId tenant, UUID blob, Pictures.Size size, Pictures.Picture picture)
            throws SQLException {
        execute(
                c,
                "INSERT INTO blob_picture (tenant_id, blob_id, size, type, bytes) VALUES (?, ?, ?, ?, ?)",
                tenant.value(),
                blob,
                size.name().toLowerCase(Locale.ROOT),
                picture.type(),
                picture.bytes());
    }

    @Override
    public boolean doom(TenantId tenant, UUID blob) {
        return update(
                        tenant,
                        "UPDATE blob SET state = 2 WHERE tenant_id = ? AND id = ? AND state = 0",
                        tenant.value(),
                        blob)
                == 1;
    }

    @Override
    public Map<UUID, Attachment> find(TenantId tenant, Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of() : transactions.inTenant(tenant, c -> find(c, tenant, ids));
    }

    private static Map<UUID, Attachment> find(Connection c, TenantId tenant, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT a.id, a.owner_id, a.name, a.size, a.type, a.created_at, a.expires_at, a.record_id, a.field_id,"
                        + " a.removed_at, a.event_id, a.internal, b.id AS blob_id, b.store, b.scan, b.pictured, b.width, b.height"
                        + " FROM attachment a LEFT JOIN blob b ON b.tenant_id = a.tenant_id AND b.id = a.blob_id"
                        + " WHERE a.tenant_id = ? AND a.id = ANY (?)")) {
            s.setInt(1, tenant.value());
            s.setArray(2, c.createArrayOf("uuid", ids.toArray()));
            Map<UUID, Attachment> found = new HashMap<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Attachment one = read(row);
                    found.put(one.id(), one);
                }
            }
            return found;
        }
    }

    private static Attachment read(ResultSet row) throws SQLException {
        UUID blob = row.getObject("blob_id", UUID.class);
        return new Attachment(
                row.getObject("id", UUID.class),
                new AccountId(row.getObject("owner_id", UUID.class)),
                row.getString("name"),
                row.getLong("size"),
                row.getString("type"),
                blob == null
                        ? null
                        : new Attachment.Content(
                                blob,
                                row.getString("store"),
                                Scan.ofCode(row.getInt("scan")),
                                row.getBoolean("pictured"),
                                row.getInt("width"),
                                row.getInt("height")),
                place(row),
                sure(time(row, "created_at")));
    }

    private static Attachment.Place place(ResultSet row) throws SQLException {
        UUID ticket = row.getObject("record_id", UUID.class);
        if (ticket == null) {
            return new Attachment.Unbound(sure(time(row, "expires_at")));
        }
        String field = row.getString("field_id");
        return field != null
                ? new Attachment.InField(new TicketId(ticket), field, time(row, "removed_at"))
                : new Attachment.InComment(
                        new TicketId(ticket), row.getObject("event_id", UUID.class), row.getBoolean("internal"));
    }

    @Override
    public Held held(TenantId tenant, TicketId ticket) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT count(*), coalesce(sum(size), 0) FROM attachment"
                    + " WHERE tenant_id = ? AND record_id = ? AND removed_at IS NULL")) {
                set(s, tenant.value(), ticket.value());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return new Held(row.getInt(1), row.getLong(2));
                }
            }
        });
    }

    @Override
    public Optional<Pictures.Picture> picture(TenantId tenant, UUID blob, Pictures.Size size) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT type, bytes FROM blob_picture WHERE tenant_id = ? AND blob_id = ? AND size = ?")) {
                set(s, tenant.value(), blob, size.name().toLowerCase(Locale.ROOT));
                try (ResultSet row = s.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Pictures.Picture(row.getString(1), row.getBytes(2)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public boolean discard(TenantId tenant, AccountId owner, UUID id) {
        return update(
                        tenant,
                        "DELETE FROM attachment WHERE tenant_id = ? AND id = ? AND owner_id = ? AND record_id IS NULL",
                        tenant.value(),
                        id,
                        owner.value())
                == 1;
    }

    @Override
    public int erase(TenantId tenant, TicketId ticket) {
        return update(
                tenant,
                "UPDATE attachment SET blob_id = NULL, name = '' WHERE tenant_id = ? AND record_id = ?",
                tenant.value(),
                ticket.value());
    }

    @Override
    public int expire(TenantId tenant, Instant now) {
        return update(
                tenant,
                "DELETE FROM attachment WHERE tenant_id = ? AND record_id IS NULL AND expires_at <= ?",
                tenant.value(),
                now);
    }

    @Override
    public int release(TenantId tenant, Instant before) {
        return update(
                tenant,
                "UPDATE attachment SET blob_id = NULL"
                        + " WHERE tenant_id = ? AND removed_at IS NOT NULL AND removed_at <= ? AND blob_id IS NOT NULL",
                tenant.value(),
                before);
    }

    @Override
    public List<Doomed> doomed(TenantId tenant, Instant now, int most) {
        String unused = "NOT EXISTS (SELECT FROM attachment a WHERE a.tenant_id = b.tenant_id AND a.blob_id = b.id)";
        return transactions.inTenant(tenant, c -> {
            execute(
                    c,
                    "UPDATE blob SET state = 2 WHERE tenant_id = ? AND state = 0 AND due_at <= ?",
                    tenant.value(),
                    now);
            // Locked first, looked at again after: who is about to refer to one holds it, and what they did meanwhile
            // is seen.
            List<UUID> loose = new ArrayList<>();
            try (PreparedStatement s =
                    c.prepareStatement("SELECT b.id FROM blob b WHERE b.tenant_id = ? AND b.state = 1 AND " + unused
                            + " LIMIT ? FOR UPDATE SKIP LOCKED")) {
                set(s, tenant.value(), most);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        loose.add(row.getObject(1, UUID.class));
                    }
                }
            }
            try (PreparedStatement s = c.prepareStatement(
                    "UPDATE blob b SET state = 2 WHERE b.tenant_id = ? AND b.id = ANY (?) AND " + unused)) {
                s.setInt(1, tenant.value());
                s.setArray(2, c.createArrayOf("uuid", loose.toArray()));
                s.executeUpdate();
            }
            return contents(c, tenant, "state = 2", most);
        });
    }

    @Override
    public void forget(TenantId tenant, UUID blob) {
        update(tenant, "DELETE FROM blob WHERE tenant_id = ? AND id = ? AND state = 2", tenant.value(), blob);
    }

    @Override
    public List<Doomed> unscanned(TenantId tenant, int most) {
        return transactions.inTenant(tenant, c -> contents(c, tenant, "state = 1 AND scan IN (0, 3)", most));
    }

    private static List<Doomed> contents(Connection c, TenantId tenant, String which, int most) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT id, store FROM blob WHERE tenant_id = ? AND " + which + " ORDER BY id LIMIT ?")) {
            set(s, tenant.value(), most);
            List<Doomed> found = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    found.add(new Doomed(row.getObject(1, UUID.class), row.getString(2)));
                }
            }
            return found;
        }
    }

    @Override
    public void scanned(TenantId tenant, UUID blob, Scan scan, Instant now) {
        update(
                tenant,
                "UPDATE blob SET scan = ?, scanned_at = ? WHERE tenant_id = ? AND id = ?",
                scan.code(),
                now,
                tenant.value(),
                blob);
    }

    private int update(TenantId tenant, String sql, Object... parameters) {
        return transactions.inTenant(tenant, c -> execute(c, sql, parameters));
    }

    private static int execute(Connection c, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            set(s, parameters);
            return s.executeUpdate();
        }
    }

    private static void set(PreparedStatement s, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            s.setObject(i + 1, parameters[i] instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : parameters[i]);
        }
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static Instant sure(@Nullable Instant at) {
        return java.util.Objects.requireNonNull(at);
    }
}
