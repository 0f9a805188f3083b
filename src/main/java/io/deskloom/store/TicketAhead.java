package io.deskloom.store;

import io.deskloom.identity.ReadAhead;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.ticket.Ticket;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that is read together with who asks. It is given out once: whoever decides again, because somebody else was faster, reads
 * it anew.
 */
@ApplicationScoped
class TicketAhead implements ReadAhead {
    /** A body may come slowly, and the ticket change meanwhile. */
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final Request request;
    private final Snapshots snapshots;
    private final SlotDirectory slots;

    TicketAhead(Request request, Snapshots snapshots, SlotDirectory slots) {
        this.request = request;
        this.snapshots = snapshots;
        this.slots = slots;
    }

    /** What one request asks for and was answered. */
    @RequestScoped
    static class Request {
        private @Nullable TicketId asked;
        private @Nullable Found found;

        @Nullable
        TicketId asked() {
            return asked;
        }

        void ask(@Nullable TicketId id) {
            asked = id;
        }

        void keep(Found read) {
            found = read;
        }

        @Nullable
        Found take() {
            Found once = found;
            found = null;
            return once;
        }
    }

    /** @param at by {@link System#nanoTime} */
    record Found(TenantId tenant, TicketId id, MetadataSnapshot now, Optional<Ticket> ticket, long at) {
        boolean isOf(TenantId tenant, MetadataSnapshot now, TicketId id) {
            return this.tenant.equals(tenant)
                    && this.id.equals(id)
                    && this.now == now
                    && System.nanoTime() - at < FRESH;
        }
    }

    @Override
    public void ticket(TicketId id) {
        request.ask(id);
    }

    /** The ticket that is to be read with the query about to be sent; null when none is. Asked once, it is not asked for again. */
    @Nullable
    TicketId asked() {
        if (!Arc.container().requestContext().isActive()) {
            return null;
        }
        TicketId id = request.asked();
        if (id != null) {
            request.ask(null);
        }
        return id;
    }

    /** Reads the answer to {@link TicketRows#BY_ID}, the statement's next result. */
    void read(PreparedStatement answered, TenantId tenant, TicketId id) throws SQLException {
        answered.getMoreResults();
        MetadataSnapshot now = snapshots.current(tenant);
        request.keep(new Found(
                tenant, id, now, TicketRows.one(answered.getResultSet(), tenant, now, slots), System.nanoTime()));
    }

    /** The ticket as it was read with who asks, or else as {@code read} finds it now. */
    Optional<Ticket> or(TenantId tenant, MetadataSnapshot now, TicketId id, Supplier<Optional<Ticket>> read) {
        Found found = Arc.container().requestContext().isActive() ? request.take() : null;
        if (found == null || !found.isOf(tenant, now, id)) {
            return read.get();
        }
        return found.ticket();
    }
}
