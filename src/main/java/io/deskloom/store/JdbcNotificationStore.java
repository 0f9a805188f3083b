package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.notification.Channels;
import io.deskloom.notification.Notification;
import io.deskloom.notification.NotificationStore;
import io.deskloom.notification.Silence;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code notification}, {@code notification_mute} and {@code notification_channel}. */
@ApplicationScoped
class JdbcNotificationStore implements NotificationStore {
    private final TenantTx transactions;

    JdbcNotificationStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public void add(TenantId tenant, List<Notification> notifications, List<Mailing> mails) {
        transactions.inTenant(tenant, c -> {
            for (Mailing each : mails) {
                MailRows.enqueue(c, tenant, each.id(), each.mail(), each.at());
            }
            if (notifications.isEmpty()) {
                return 0;
            }
            // One statement for all: nine people told of a ticket cost a third less than by nine.
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO notification (tenant_id, account_id, id, record_id, rule_id, rule_key, text, at)
                    SELECT ?, told.*
                    FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[]) told
                    ON CONFLICT DO NOTHING""")) {
                s.setInt(1, tenant.value());
                s.setArray(2, each(c, "uuid", notifications, n -> n.to().value()));
                s.setArray(3, each(c, "uuid", notifications, Notification::id));
                s.setArray(4, each(c, "uuid", notifications, n -> n.ticket().value()));
                s.setArray(5, each(c, "text", notifications, Notification::rule));
                s.setArray(6, each(c, "text", notifications, Notification::label));
                s.setArray(7, each(c, "text", notifications, Notification::text));
                s.setArray(8, each(c, "timestamptz", notifications, n -> n.at().toString()));
                return s.executeUpdate();
            }
        });
    }

    private static Array each(
            Connection c, String type, List<Notification> notifications, Function<Notification, Object> column)
            throws SQLException {
        return c.createArrayOf(type, notifications.stream().map(column).toArray());
    }

    @Override
    public List<Notification> newest(
            TenantId tenant, AccountId account, boolean unreadOnly, @Nullable Position before, int limit) {
        String sql = "SELECT id, record_id, rule_id, rule_key, text, at, read_at FROM notification"
                + " WHERE tenant_id = ? AND account_id = ?"
                + (unreadOnly ? " AND read_at IS NULL" : "")
                + (before == null ? "" : " AND (at, id) < (?, ?)")
                + " ORDER BY at DESC, id DESC LIMIT ?";
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                int at = 1;
                s.setInt(at++, tenant.value());
                s.setObject(at++, account.value());
                if (before != null) {
                    s.setObject(at++, before.at().atOffset(ZoneOffset.UTC));
                    s.setObject(at++, before.id());
                }
                s.setInt(at, limit);
                List<Notification> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(read(row, account));
                    }
                }
                return out;
            }
        });
    }

    private static Notification read(ResultSet row, AccountId account) throws SQLException {
        OffsetDateTime readAt = row.getObject("read_at", OffsetDateTime.class);
        return new Notification(
                row.getObject("id", UUID.class),
                account,
                new TicketId(row.getObject("record_id", UUID.class)),
                row.getString("rule_id"),
                row.getString("rule_key"),
                row.getString("text"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                readAt == null ? null : readAt.toInstant());
    }

    @Override
    public int unread(TenantId tenant, AccountId account, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT count(*) FROM (SELECT 1 FROM notification"
                    + " WHERE tenant_id = ? AND account_id = ? AND read_at IS NULL LIMIT ?) unread")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setInt(3, most);
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    @Override
    public boolean mark(TenantId tenant, AccountId account, UUID id, @Nullable Instant at) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE notification SET read_at = ?::timestamptz"
                    + " WHERE tenant_id = ? AND account_id = ? AND id = ?")) {
                s.setObject(1, at == null ? null : at.atOffset(ZoneOffset.UTC));
                s.setInt(2, tenant.value());
                s.setObject(3, account.value());
                s.setObject(4, id);
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public void markAll(TenantId tenant, AccountId account, Instant until, Instant at) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE notification SET read_at = ?"
                    + " WHERE tenant_id = ? AND account_id = ? AND read_at IS NULL AND at <= ?")) {
                s.setObject(1, at.atOffset(ZoneOffset.UTC));
                s.setInt(2, tenant.value());
                s.setObject(3, account.value());
                s.setObject(4, until.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public Map<String, Silence> silences(TenantId tenant, AccountId account) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT rule_id, mail_only FROM notification_mute WHERE tenant_id = ? AND account_id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                Map<String, Silence> out = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.put(row.getString(1), silence(row));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public Map<AccountId, Silence> silencesOf(TenantId tenant, Set<AccountId> accounts, String rule) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT account_id, mail_only FROM notification_mute"
                    + " WHERE tenant_id = ? AND account_id = ANY (?) AND rule_id = ?")) {
                s.setInt(1, tenant.value());
                s.setArray(2, ids(c, accounts));
                s.setString(3, rule);
                Map<AccountId, Silence> out = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.put(new AccountId(row.getObject(1, UUID.class)), silence(row));
                    }
                }
                return out;
            }
        });
    }

    private static Silence silence(ResultSet row) throws SQLException {
        return row.getBoolean("mail_only") ? Silence.MAIL : Silence.ALL;
    }

    private static Array ids(Connection c, Set<AccountId> accounts) throws SQLException {
        return c.createArrayOf("uuid", accounts.stream().map(AccountId::value).toArray());
    }

    @Override
    public void silence(TenantId tenant, AccountId account, String rule, @Nullable Silence silence) {
        String sql = silence == null
                ? "DELETE FROM notification_mute WHERE tenant_id = ? AND account_id = ? AND rule_id = ?"
                : "INSERT INTO notification_mute (tenant_id, account_id, rule_id, mail_only) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (tenant_id, account_id, rule_id) DO UPDATE SET mail_only = excluded.mail_only";
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setString(3, rule);
                if (silence != null) {
                    s.setBoolean(4, silence == Silence.MAIL);
                }
                return s.executeUpdate();
            }
        });
    }

    @Override
    public Map<AccountId, Channels> channels(TenantId tenant, Set<AccountId> accounts) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT account_id, in_app, mail, address, confirmed_at, asked_at"
                            + " FROM notification_channel WHERE tenant_id = ? AND account_id = ANY (?)")) {
                s.setInt(1, tenant.value());
                s.setArray(2, ids(c, accounts));
                Map<AccountId, Channels> out = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.put(
                                new AccountId(row.getObject(1, UUID.class)),
                                new Channels(
                                        row.getBoolean(2),
                                        row.getBoolean(3),
                                        row.getString(4),
                                        instant(row, 5),
                                        instant(row, 6)));
                    }
                }
                return out;
            }
        });
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    @Override
    public void channels(
            TenantId tenant, AccountId account, Channels channels, Effect.@Nullable ConfirmAddress ask, Instant now) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO notification_channel (tenant_id, account_id, in_app, mail, address, confirmed_at, asked_at)
                    VALUES (?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz)
                    ON CONFLICT (tenant_id, account_id) DO UPDATE SET in_app = excluded.in_app, mail = excluded.mail,
                        address = excluded.address, confirmed_at = excluded.confirmed_at, asked_at = excluded.asked_at""")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setBoolean(3, channels.inApp());
                s.setBoolean(4, channels.mail());
                s.setString(5, channels.address());
                s.setObject(6, utc(channels.confirmedAt()));
                s.setObject(7, utc(channels.askedAt()));
                s.executeUpdate();
            }
            if (ask != null) {
                MailRows.enqueue(c, tenant, Uuid7.at(now), ask, now);
            }
            return true;
        });
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    @Override
    public boolean confirm(TenantId tenant, AccountId account, String address, Instant at) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE notification_channel SET confirmed_at = ?"
                    + " WHERE tenant_id = ? AND account_id = ? AND address = ?")) {
                s.setObject(1, at.atOffset(ZoneOffset.UTC));
                s.setInt(2, tenant.value());
                s.setObject(3, account.value());
                s.setString(4, address);
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public void forget(TenantId tenant, Instant before) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM notification WHERE tenant_id = ? AND at < ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, before.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }
}
