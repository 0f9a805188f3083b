package io.deskloom.kernel;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time-ordered UUIDs (RFC 9562, version 7), strictly increasing within one process: 48 bits of milliseconds, a 12-bit
 * counter that runs over into the milliseconds, 62 random bits.
 */
public final class Uuid7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong LAST = new AtomicLong();
    private static final long RANDOM_PART = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Uuid7() {}

    /** A new id stamped with {@code now}, or just after the last one made if the clock has not moved on. */
    public static UUID at(Instant now) {
        long wanted = now.toEpochMilli() << 12;
        long stamp = LAST.updateAndGet(last -> Math.max(last + 1, wanted));
        long high = (stamp >>> 12 << 16) | 0x7000L | (stamp & 0xFFFL);
        long low = RANDOM.nextLong() & RANDOM_PART | VARIANT;
        return new UUID(high, low);
    }

    /**
     * The id right after {@code id}, for things made together: it sorts behind it and can be told from it, so that it need
     * not be kept. Unique as long as {@code id} is one of {@link #at}, whose random part leaves gaps.
     */
    public static UUID next(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        boolean over = (low & RANDOM_PART) == 0;
        return new UUID(
                over ? id.getMostSignificantBits() + 1 : id.getMostSignificantBits(), low & RANDOM_PART | VARIANT);
    }

    /** The moment a version-7 id was stamped with, to the millisecond. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
