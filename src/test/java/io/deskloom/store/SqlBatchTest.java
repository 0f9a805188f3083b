package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.kernel.TenantId;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many statements a batch has, it is one transaction: begun by the driver's one message, or spelled out. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SqlBatchTest {
    @Inject
    TenantTx transactions;

    // A number no workspace has: nobody else's queue.
    private final TenantId tenant = new TenantId(ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000));

    @ParameterizedTest
    @ValueSource(ints = {1, 48, 49, 50, 300})
    void whatFailsAtItsEndHasDoneNothing(int rows) {
        // Several times: the driver learns of a statement it sends often how large its answers may be, and splits
        // accordingly.
        for (int i = 0; i < 12; i++) {
            UUID twice = UUID.randomUUID();
            SqlBatch failing = inserts(rows, twice);
            insert(failing, twice);
            assertThat(failing.isSentAtOnce()).isEqualTo(rows + 2 <= 50);
            assertThatThrownBy(() -> transactions.send(failing)).isInstanceOf(StoreException.class);
            assertThat(Desk.count(tenant, "outbox")).isZero();
        }
        // The connection is as good as new.
        transactions.send(inserts(rows, UUID.randomUUID()));
        assertThat(Desk.count(tenant, "outbox")).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT repeat('x', 100000)", "WITH one AS (SELECT 1) SELECT repeat('x', 100000) FROM one"})
    void whatAnswersWithRowsIsNotLeftToTheDriver(String sql) {
        for (int i = 0; i < 12; i++) {
            UUID twice = UUID.randomUUID();
            SqlBatch failing = inserts(3, twice);
            failing.then(sql);
            insert(failing, twice);
            assertThat(failing.isSentAtOnce()).isFalse();
            assertThatThrownBy(() -> transactions.send(failing)).isInstanceOf(StoreException.class);
            assertThat(Desk.count(tenant, "outbox")).isZero();
        }
    }

    private SqlBatch inserts(int rows, UUID first) {
        SqlBatch batch = new SqlBatch(tenant);
        Stream.iterate(first, _ -> UUID.randomUUID()).limit(rows).forEach(id -> insert(batch, id));
        return batch;
    }

    private void insert(SqlBatch batch, UUID id) {
        batch.then("INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at, order_key)"
                        + " VALUES (?, ?, 'test', '{}', 0, 0, ?, ?, ?::uuid::text)")
                .with(tenant.value())
                .with(id)
                .with(Instant.EPOCH)
                .with(Instant.EPOCH)
                .with((UUID) null);
    }
}
