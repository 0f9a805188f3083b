package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who has what to do.
 *
 * @param teams all teams, with what waits in each
 * @param team key of the one that is shown
 * @param queue what nobody of it has, urgent ones first
 * @param people who is in it
 * @param due when a ticket's first running clock, or something of its agenda, is due, by ticket id
 */
@Schema(name = "Board")
public record BoardView(
        List<Queue> teams, String team, List<TicketRow> queue, List<Agent> people, Map<UUID, Instant> due) {
    /** @param waiting what nobody has; @param quiet of those what nobody has touched for a day */
    @Schema(name = "BoardQueue")
    public record Queue(
            String key,
            Map<String, String> label,
            TicketPage.Count waiting,
            TicketPage.Count quiet,
            TicketPage.Count open,
            Overdue overdue) {}

    /**
     * Tickets of a team on which a clock of their service level runs whose time is over.
     *
     * @param filter with which the lists of {@code types} show them
     */
    @Schema(name = "BoardOverdue")
    public record Overdue(TicketPage.Count count, String filter, List<OverdueIn> types) {}

    /** @param type key; @param label its plural, by language */
    @Schema(name = "BoardOverdueIn")
    public record OverdueIn(String type, Map<String, String> label, TicketPage.Count count) {}

    /**
     * @param load how many open tickets they hold, of all teams
     * @param capacity how many they can hold; null for no limit
     * @param onShift whether their week says that they work now
     * @param absentUntil null when they are not absent
     * @param tickets of this team, urgent ones first; at most 50
     */
    @Schema(name = "BoardAgent")
    public record Agent(
            UUID id,
            String name,

            @Schema(enumeration = {"online", "busy", "away", "offline"})
            String presence,

            boolean onShift,
            @Nullable Instant absentUntil,
            int load,
            @Nullable Integer capacity,
            List<TicketRow> tickets) {}
}
