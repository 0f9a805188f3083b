package io.deskloom.view;

import io.deskloom.agenda.Approver;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where people find their work and what is stuck, from the store; whoever may see it. */
public interface WorkQueries {
    /** The open tickets of {@code types} (definition ids) an account has, the most urgent and oldest first. */
    List<TicketId> assigned(TenantId tenant, Set<String> types, AccountId account, int most);

    /**
     * Those of tickets' several ways that an account has, and those nobody has that are of one of {@code teams} or at one of
     * {@code nodes}; the oldest first, those that are stuck left out.
     */
    List<Way> ways(TenantId tenant, AccountId account, Set<String> teams, Set<String> nodes, int most);

    record Way(TicketId ticket, int branch) {}

    /**
     * What cannot go on, the oldest first.
     *
     * @param after the last one that was seen, null from the beginning
     */
    List<Stuck> stuck(TenantId tenant, @Nullable Stuck after, int most);

    record Stuck(TicketId ticket, int branch, Instant since) {}

    /** Those whom open requests wait for of whom nobody, or but one, may sign in; at most {@code most}. */
    Set<Approver> rare(TenantId tenant, int most);

    /** The open requests that wait for one of {@code approvers}, the oldest first. @param after the last one that was seen */
    List<AgendaQueries.Waiting> waiting(TenantId tenant, Set<Approver> approvers, @Nullable UUID after, int most);
}
