package io.deskloom.store;

import io.agroal.api.AgroalDataSource;
import io.deskloom.kernel.TenantId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The one place that says which tenant a transaction is for. Row-level security shows a transaction without a tenant
 * nothing at all, so forgetting this class yields empty answers and never somebody else's rows.
 */
@ApplicationScoped
public class TenantTx {
    /** The setting the policies compare with; local to the transaction, so a pooled connection carries nothing over. */
    static final String SET_TENANT = "SELECT set_config('app.tenant', ?, true)";

    /**
     * What is found by its key is found the same way whatever the key: planned once, which otherwise costs more than
     * finding it (70 of 120 µs for who is asking).
     */
    private static final String SET_TENANT_TO_FIND =
            SET_TENANT + ", set_config('plan_cache_mode', 'force_generic_plan', true)";

    private static final String SET_TENANT_TO_READ = """
            SELECT set_config('transaction_read_only', 'on', true), set_config('plan_cache_mode', 'force_custom_plan', true),
                set_config('app.tenant', ?, true)""";

    /**
     * Whole tables are never read for a list, rows are sorted only where the SQL leaves no other way, and one request has
     * one processor: what is cheapest by the statistics of all tenants together is not for the next one.
     */
    static final String SET_TENANT_TO_LIST = SET_TENANT_TO_READ + """
            , set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
                set_config('enable_sort', 'off', true), set_config('jit', 'off', true),
                set_config('max_parallel_workers_per_gather', '0', true)""";

    private final AgroalDataSource database;

    TenantTx(AgroalDataSource database) {
        this.database = database;
    }

    /** What is done in the transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs {@code work} in one transaction of {@code tenant}: committed when it returns, rolled back when it throws.
     *
     * @throws StoreException with the database's error
     * @throws IllegalStateException inside a JTA transaction, which would commit at another time than the caller thinks
     */
    public <T> T inTenant(TenantId tenant, Work<T> work) {
        return transaction(connection -> {
            set(connection, SET_TENANT, tenant);
            return work.run(connection);
        });
    }

    /**
     * The same for what may be done twice: the commit does not wait for the disk, so a crash of the database server may
     * forget it. For leases and deletions in queues that deliver at least once, which would otherwise write to disk more
     * often than the tickets do.
     */
    <T> T repeatable(TenantId tenant, Work<T> work) {
        return transaction(connection -> {
            set(connection, SET_TENANT + ", set_config('synchronous_commit', 'off', true)", tenant);
            return work.run(connection);
        });
    }

    /**
     * The same for lists: read only, and every plan is made for the values at hand, because a slot means another thing for
     * each ticket type and a generic plan is then often the wrong one (p95 2.5 against 140 ms).
     */
    public <T> T readOnly(TenantId tenant, Work<T> work) {
        return transaction(connection -> {
            set(connection, SET_TENANT_TO_READ, tenant);
            return work.run(connection);
        });
    }

    /** What is done in the transaction once the first query's only row is there. */
    @FunctionalInterface
    interface Listing<T> {
        T run(Connection connection, ResultSet first) throws SQLException;
    }

    /**
     * {@link #readOnly} for the pages and counts of lists, whose SQL says itself which way to go. {@code first} is sent
     * together with the settings.
     */
    <T> T list(TenantId tenant, SqlColumn.SqlPart first, Listing<T> work) {
        return listing("", tenant, first, work);
    }

    /** The same for a list that is read page by page to its end: all pages see the tickets as they were at the first. */
    <T> T snapshot(TenantId tenant, SqlColumn.SqlPart first, Listing<T> work) {
        return listing("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", tenant, first, work);
    }

    private <T> T listing(String before, TenantId tenant, SqlColumn.SqlPart first, Listing<T> work) {
        return transaction(connection -> {
            if (!before.isEmpty()) {
                try (Statement s = connection.createStatement()) {
                    s.execute(before);
                }
            }
            try (PreparedStatement s = connection.prepareStatement(SET_TENANT_TO_LIST + ";\n" + first.sql())) {
                s.setString(1, Integer.toString(tenant.value()));
                ExprSql.bind(s, 2, first.parameters());
                s.execute();
                s.getMoreResults();
                try (ResultSet row = s.getResultSet()) {
                    row.next();
                    return work.run(connection, row);
                }
            }
        });
    }

    /**
     * Runs {@code work} in one transaction whose first statement sets the tenant itself ({@link #SET_TENANT}), to save the
     * round trip. Forgetting it makes every statement fail on, or find nothing under, row-level security.
     */
    <T> T transaction(Work<T> work) {
        if (QuarkusTransaction.isActive()) {
            throw new IllegalStateException("a tenant transaction cannot run inside a JTA transaction");
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (Throwable refused) {
                rollback(connection, refused);
                throw refused;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /**
     * Sends a batch, which is a transaction of its own: all of it is done and on disk when this returns.
     *
     * @throws StoreException when any of its statements failed; nothing of it is done then
     */
    void send(SqlBatch batch) {
        if (QuarkusTransaction.isActive()) {
            throw new IllegalStateException("a tenant transaction cannot run inside a JTA transaction");
        }
        try (Connection connection = database.getConnection()) {
            try {
                batch.run(connection);
            } catch (SQLException | RuntimeException refused) {
                if (!batch.isSentAtOnce()) {
                    end(connection, refused);
                }
                throw refused;
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /**
     * Sends a batch of many rows, equal statements together, in one transaction.
     *
     * @throws StoreException when any of its statements failed; nothing of it is done then
     */
    void sendTogether(SqlBatch batch) {
        transaction(connection -> {
            batch.runTogether(connection);
            return true;
        });
    }

    // The batch began the transaction itself, so the driver does not end it.
    private static void end(Connection connection, Throwable refused) {
        try (Statement s = connection.createStatement()) {
            s.execute("ROLLBACK");
        } catch (SQLException e) {
            refused.addSuppressed(e);
        }
    }

    /** Sets the parameters of a query that begins at parameter {@code first}. */
    @FunctionalInterface
    interface Bind {
        void set(PreparedStatement statement, int first) throws SQLException;
    }

    /** Reads the answers: {@code next} goes to the next query's rows. */
    @FunctionalInterface
    interface Read<T> {
        T from(PreparedStatement answered) throws SQLException;
    }

    /**
     * Reads by key in one round trip: the tenant's setting and the queries ({@code ;} between them) are sent together, which
     * the server takes as one transaction of their own. What a request does before anything else is not to cost four.
     *
     * @param read is called with the first query's rows as the statement's current result
     */
    <T> T read(TenantId tenant, String queries, Bind bind, Read<T> read) {
        if (QuarkusTransaction.isActive()) {
            throw new IllegalStateException("a tenant transaction cannot run inside a JTA transaction");
        }
        try (Connection connection = database.getConnection();
                PreparedStatement s = connection.prepareStatement(SET_TENANT_TO_FIND + ";\n" + queries)) {
            s.setString(1, Integer.toString(tenant.value()));
            bind.set(s, 2);
            s.execute();
            s.getMoreResults();
            return read.from(s);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    private static void set(Connection connection, String sql, TenantId tenant) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            s.setString(1, Integer.toString(tenant.value()));
            s.execute();
        }
    }

    // A connection that cannot even roll back is broken; the first error is the one worth knowing.
    private static void rollback(Connection connection, Throwable refused) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            refused.addSuppressed(e);
        }
    }
}
