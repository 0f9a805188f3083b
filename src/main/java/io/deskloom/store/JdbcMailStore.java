package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.mail.MailStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code mail_sent} and {@code mail_refusal}. */
@ApplicationScoped
class JdbcMailStore implements MailStore {
    private final TenantTx transactions;

    JdbcMailStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean isSent(TenantId tenant, UUID id) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT FROM mail_sent WHERE tenant_id = ? AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                try (ResultSet row = s.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    @Override
    public void sent(TenantId tenant, UUID id, @Nullable TicketId ticket, Instant at) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO mail_sent (tenant_id, id, record_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                s.setObject(3, ticket == null ? null : ticket.value());
                s.setObject(4, at.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void forget(TenantId tenant, Instant before) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM mail_sent WHERE tenant_id = ? AND at < ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, before.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public boolean isRefused(TenantId tenant, byte[] address, String rule) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT FROM mail_refusal WHERE tenant_id = ? AND address = ? AND rule_id = ?")) {
                s.setInt(1, tenant.value());
                s.setBytes(2, address);
                s.setString(3, rule);
                try (ResultSet row = s.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    @Override
    public void refuse(TenantId tenant, byte[] address, String rule, Instant at) {
        transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("INSERT INTO mail_refusal (tenant_id, address, rule_id, at) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING")) {
                s.setInt(1, tenant.value());
                s.setBytes(2, address);
                s.setString(3, rule);
                s.setObject(4, at.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }
}
