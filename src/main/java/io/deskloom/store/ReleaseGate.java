package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Lets a publisher wait for the writers that were under way when its release came into force. Writers enter shared and
 * then look at the release's revision; a publisher that got through, after its commit, knows that everyone who wrote with
 * the old slots has ended and that everyone after them sees the new revision. Costs no row and no write.
 */
final class ReleaseGate {
    /** "rele" in ASCII: keeps our locks apart from others on the same database. */
    private static final int KEY = 0x72656c65;

    /** An expression that waits for no writer, only for a publisher; its parameter is the tenant. Held until the end. */
    static final String ENTER = "pg_advisory_xact_lock_shared(" + KEY + ", ?)";

    private ReleaseGate() {}

    /** Waits until every writer of the tenant that has entered has ended; those who come meanwhile wait behind us. */
    static void awaitWriters(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("SELECT pg_advisory_xact_lock(" + KEY + ", ?)")) {
            s.setInt(1, tenant.value());
            s.execute();
        }
    }
}
