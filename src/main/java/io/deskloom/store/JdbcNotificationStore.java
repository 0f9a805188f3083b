package io.deskloom.store;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.notification.Notification;
import io.deskloom.notification.NotificationStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code notification} and {@code notification_mute}. */
@ApplicationScoped
class JdbcNotificationStore implements NotificationStore {
    private final TenantTx transactions;

    JdbcNotificationStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public void add(TenantId tenant, List<Notification> notifications) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO notification (tenant_id, account_id, id, record_id, rule_id, rule_key, text, at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
                for (Notification n : notifications) {
                    s.setInt(1, tenant.value());
                    s.setObject(2, n.to().value());
                    s.setObject(3, n.id());
                    s.setObject(4, n.ticket().value());
                    s.setString(5, n.rule());
                    s.setString(6, n.label());
                    s.setString(7, n.text());
                    s.setObject(8, n.at().atOffset(ZoneOffset.UTC));
                    s.addBatch();
                }
                return s.executeBatch();
            }
        });
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
    public Set<String> muted(TenantId tenant, AccountId account) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT rule_id FROM notification_mute WHERE tenant_id = ? AND account_id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                Set<String> out = new HashSet<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(row.getString(1));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public Set<AccountId> mutedBy(TenantId tenant, Set<AccountId> accounts, String rule) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT account_id FROM notification_mute"
                    + " WHERE tenant_id = ? AND account_id = ANY (?) AND rule_id = ?")) {
                s.setInt(1, tenant.value());
                s.setArray(
                        2,
                        c.createArrayOf(
                                "uuid", accounts.stream().map(AccountId::value).toArray()));
                s.setString(3, rule);
                Set<AccountId> out = new HashSet<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new AccountId(row.getObject(1, UUID.class)));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public void mute(TenantId tenant, AccountId account, String rule, boolean muted) {
        String sql = muted
                ? "INSERT INTO notification_mute (tenant_id, account_id, rule_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                : "DELETE FROM notification_mute WHERE tenant_id = ? AND account_id = ? AND rule_id = ?";
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setString(3, rule);
                return s.executeUpdate();
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
