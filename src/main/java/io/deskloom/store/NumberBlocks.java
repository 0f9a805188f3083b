package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the numbers people read. A node takes a block of them in a transaction of its own, so that creates do not
 * queue behind one row; what a node has not used when it stops is never used. A block that is gone within a second is
 * followed by a larger one: an import must not wait for a block every few tickets, a quiet desk must not lose many.
 */
@ApplicationScoped
class NumberBlocks {
    static final long FIRST = 10_001;
    static final int SMALLEST = 20;
    static final int LARGEST = 1_280;
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final TenantTx transactions;
    private final Clock clock;
    private final Map<Series, Block> blocks = new ConcurrentHashMap<>();

    NumberBlocks(TenantTx transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Series(TenantId tenant, String type) {}

    /** @param end the first number that is no longer ours */
    private record Block(long next, long end, int size, Instant taken) {}

    long next(TenantId tenant, String type) {
        Series series = new Series(tenant, type);
        // compute holds the lock of this series only: others go on while a block is fetched.
        Block after = blocks.compute(series, (_, left) -> {
            Block block = left == null || left.next == left.end ? fetch(series, size(left)) : left;
            return new Block(block.next + 1, block.end, block.size, block.taken);
        });
        return after.next - 1;
    }

    private int size(@Nullable Block used) {
        return used != null && clock.instant().isBefore(used.taken.plus(SHORT))
                ? Math.min(used.size * 2, LARGEST)
                : SMALLEST;
    }

    private Block fetch(Series series, int size) {
        return transactions.inTenant(series.tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT INTO number_block (tenant_id, series, next) VALUES (?, ?, ?) ON CONFLICT (tenant_id, series)"
                            + " DO UPDATE SET next = number_block.next + ? RETURNING next")) {
                s.setInt(1, series.tenant.value());
                s.setString(2, series.type);
                s.setLong(3, FIRST + size);
                s.setInt(4, size);
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    long end = row.getLong(1);
                    return new Block(end - size, end, size, clock.instant());
                }
            }
        });
    }
}
