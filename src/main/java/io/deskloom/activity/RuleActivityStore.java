package io.deskloom.activity;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where counts of what rules did are kept, by the hour. */
public interface RuleActivityStore {
    /**
     * How often the rules of a type were asked about an event in an hour.
     *
     * @param type definition id
     * @param micros of all askings together
     * @param slowest micros of the slowest
     */
    record Askings(Instant hour, String type, String event, long times, long micros, long slowest) {}

    /**
     * How often something came of a rule in an hour.
     *
     * @param pack its pack, null for the workspace's own
     * @param code "" when it was done, else why it was not, as a problem's code
     * @param lastRecord the newest ticket or record it happened to; null when that was never made
     */
    record Firings(
            Instant hour,
            String rule,
            @Nullable String pack,
            String code,
            long times,
            Instant lastAt,
            @Nullable TicketId lastRecord) {}

    /** Adds to what is there, in one transaction. */
    void add(TenantId tenant, List<Askings> askings, List<Firings> firings);

    /** Summed since {@code from}: the hour of each is {@code from}. */
    List<Askings> askings(TenantId tenant, Instant from);

    /** Summed since {@code from}, likewise. */
    List<Firings> firings(TenantId tenant, Instant from);

    /** How often rules were asked, fired and failed in each hour since {@code from}, oldest first. */
    List<Hour> hours(TenantId tenant, Instant from);

    record Hour(Instant hour, long askings, long fired, long failed) {}

    /** Forgets the hours before. */
    void forget(TenantId tenant, Instant before);
}
