package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands out the numbers people read. A node takes a block of them in a transaction of its own, so that creates do not
 * queue behind one row; what a node has not used when it stops is never used.
 */
@ApplicationScoped
class NumberBlocks {
    static final long FIRST = 10_001;
    static final int BLOCK = 20;

    private final TenantTx transactions;
    private final Map<Series, Block> blocks = new ConcurrentHashMap<>();

    NumberBlocks(TenantTx transactions) {
        this.transactions = transactions;
    }

    private record Series(TenantId tenant, String type) {}

    /** @param end the first number that is no longer ours */
    private record Block(long next, long end) {}

    long next(TenantId tenant, String type) {
        Series series = new Series(tenant, type);
        // compute holds the lock of this series only: others go on while a block is fetched.
        Block after = blocks.compute(series, (_, left) -> {
            Block block = left == null || left.next == left.end ? fetch(series) : left;
            return new Block(block.next + 1, block.end);
        });
        return after.next - 1;
    }

    private Block fetch(Series series) {
        return transactions.inTenant(series.tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT INTO number_block (tenant_id, series, next) VALUES (?, ?, ?) ON CONFLICT (tenant_id, series)"
                            + " DO UPDATE SET next = number_block.next + ? RETURNING next")) {
                s.setInt(1, series.tenant.value());
                s.setString(2, series.type);
                s.setLong(3, FIRST + BLOCK);
                s.setInt(4, BLOCK);
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    long end = row.getLong(1);
                    return new Block(end - BLOCK, end);
                }
            }
        });
    }
}
