package io.deskloom.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would have come of a command, as its reader may see it.
 *
 * @param before the ticket as it is; null for a new one, and when it is out of the reader's sight
 * @param after as it would be; null when it would be refused, and when it is out of the reader's sight
 * @param events what would be written to its history, in order
 * @param effects what would be done outside of it
 * @param why null when no rule was asked
 */
public record SimulationView(
        @Nullable TicketDetail before,
        @Nullable TicketDetail after,
        List<TimelineEvent> events,
        List<SimulatedEffect> effects,
        @Nullable WhyView why) {
    /**
     * Something that would be done.
     *
     * @param kind "notify", "compute" or another effect's name
     * @param about key of what it is about: the type of a ticket that would be made, a webhook, a connector with its operation
     *     ("sms.send"); null for what is about nothing else
     * @param rule what wants it, by language; null when no rule does
     * @param to whom, as their rule says it: "assignee", "requester", "team", "team vip_desk", "role supervisor", an account's
     *     id, "account" for one the reader may not know, or "address" for somebody without one
     * @param text what they would be told, as the reader may know it; null when there is no text, or nothing of it to tell
     */
    public record SimulatedEffect(
            String kind,
            @Nullable String about,
            @Nullable Map<String, String> rule,
            List<String> to,
            @Nullable String text) {}
}
