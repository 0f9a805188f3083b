package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Rows of {@code outbox} that become mails. */
final class MailRows {
    private MailRows() {}

    /** Puts it into the outbox, if it is not there and has not been sent. */
    static void enqueue(Connection c, TenantId tenant, UUID id, Effect effect, Instant now) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at)
                SELECT ?, ?, ?, ?::jsonb, 0, 0, ?, ?
                WHERE NOT EXISTS (SELECT FROM mail_sent m WHERE m.tenant_id = ? AND m.id = ?)
                ON CONFLICT DO NOTHING""")) {
            s.setInt(1, tenant.value());
            s.setObject(2, id);
            s.setString(3, EffectJson.kind(effect));
            s.setString(4, EffectJson.payload(effect));
            s.setObject(5, now.atOffset(ZoneOffset.UTC));
            s.setObject(6, now.atOffset(ZoneOffset.UTC));
            s.setInt(7, tenant.value());
            s.setObject(8, id);
            s.executeUpdate();
        }
    }
}
