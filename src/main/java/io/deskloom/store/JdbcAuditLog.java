package io.deskloom.store;

import static io.deskloom.store.JdbcAccountStore.utc;

import io.deskloom.audit.AuditLine;
import io.deskloom.audit.AuditLog;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table audit. Lines of no workspace are kept under number 0, which no tenant is. */
@ApplicationScoped
public class JdbcAuditLog implements AuditLog {
    private static final int NOWHERE = 0;

    private final TenantTx tx;

    JdbcAuditLog(TenantTx tx) {
        this.tx = tx;
    }

    @Override
    public void append(List<AuditLine> lines) {
        Map<Integer, List<AuditLine>> byTenant = new LinkedHashMap<>();
        for (AuditLine line : lines) {
            TenantId tenant = line.tenant();
            int number = tenant == null ? NOWHERE : tenant.value();
            byTenant.computeIfAbsent(number, t -> new ArrayList<>()).add(line);
        }
        tx.transaction(c -> {
            // Lines of no workspace can only be written while no tenant is set.
            List<AuditLine> nobodys = byTenant.remove(NOWHERE);
            int written = nobodys == null ? 0 : insert(c, NOWHERE, nobodys);
            for (Map.Entry<Integer, List<AuditLine>> theirs : byTenant.entrySet()) {
                try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT)) {
                    s.setString(1, theirs.getKey().toString());
                    s.execute();
                }
                written += insert(c, theirs.getKey(), theirs.getValue());
            }
            return written;
        });
    }

    @Override
    public List<Kept> read(TenantId tenant, @Nullable UUID before, int most) {
        return tx.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT id, at, account_id, method, route, status, code, request_id FROM audit"
                            + " WHERE tenant_id = ?" + (before == null ? "" : " AND id < ?")
                            + " ORDER BY id DESC LIMIT ?")) {
                int next = 1;
                s.setInt(next++, tenant.value());
                if (before != null) {
                    s.setObject(next++, before);
                }
                s.setInt(next, most);
                List<Kept> lines = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        lines.add(kept(tenant, row));
                    }
                }
                return lines;
            }
        });
    }

    private static Kept kept(TenantId tenant, ResultSet row) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        return new Kept(
                row.getObject("id", UUID.class),
                new AuditLine(
                        tenant,
                        account == null ? null : new AccountId(account),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("method"),
                        row.getString("route"),
                        row.getInt("status"),
                        row.getString("code"),
                        row.getObject("request_id", UUID.class)));
    }

    private static int insert(Connection c, int tenant, List<AuditLine> lines) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (AuditLine line : lines) {
                AccountId account = line.account();
                s.setInt(1, tenant);
                s.setObject(2, Uuid7.at(line.at()));
                s.setObject(3, utc(line.at()));
                s.setObject(4, account == null ? null : account.value());
                s.setString(5, line.method());
                s.setString(6, line.route());
                s.setInt(7, line.status());
                s.setString(8, line.code());
                s.setObject(9, line.requestId());
                s.addBatch();
            }
            return s.executeBatch().length;
        }
    }
}
