package io.deskloom.view;

import io.deskloom.view.TimelineEvent.EventCause;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a ticket is whose it is, as the caller may know it.
 *
 * @param assignee who has it now, null for nobody
 * @param team team key
 * @param handed who gave it to them and when; null when nobody has it, or always had it
 * @param routed what the last routing said; null when none was asked
 */
@Schema(name = "TicketRouting")
public record RoutingView(
        @Nullable Person assignee,
        @Nullable String team,
        @Nullable Handed handed,
        @Nullable Decision routed) {
    @Schema(name = "TicketHanded")
    public record Handed(Instant at, EventCause by) {}

    /**
     * @param event the event it stands in, to ask why a rule had it routed
     * @param routing key; "" when nobody defined it
     * @param label the routing's by language
     * @param holds whether the ticket is still whose the routing said
     * @param team team key it was sent to
     * @param row what the row of the grid says by language; null when none decided, or the caller may not know all it looks at
     * @param redacted whether a row decided that looks at something the caller may not know
     * @param ending what became of it
     * @param skills what was looked for; null when the caller may not know what that was taken from
     * @param people who was weighed, whoever was chosen at the head
     * @param more how many more were weighed
     */
    @Schema(name = "RoutingDecision")
    public record Decision(
            UUID event,
            Instant at,
            EventCause by,
            String routing,
            Map<String, String> label,
            boolean holds,
            String team,
            @Nullable Map<String, String> row,
            boolean redacted,

            @Schema(enumeration = {"given", "taken", "pool", "waits"})
            String ending,

            @Schema(enumeration = {"round_robin", "least_load", "weighted_skill", "nearest", "last_agent", "pool"})
            String strategy,

            @Nullable List<String> skills,
            List<Weighed> people,
            int more) {}

    /** @param because a sentence without its subject, by language */
    @Schema(name = "RoutingCandidate")
    public record Weighed(Person person, boolean chosen, boolean could, Map<String, String> because) {}
}
