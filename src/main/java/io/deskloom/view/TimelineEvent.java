package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a ticket, as the caller may see it now. Which of the later components are set depends on
 * {@code kind}.
 *
 * @param channel where it came from: "web", "api", "cli", "mail", "seed", "rule"
 * @param release the metadata release it was decided on
 * @param field field key (field)
 * @param label the field's label by language (field)
 * @param from former value as JSON: a field's value, a priority, a team key, an account id (field, priority, team, assignee);
 *     the release and the step it was in (migrated)
 * @param to new value likewise
 * @param fromText the former value as text without language: a masked value, an account's name
 * @param toText likewise
 * @param step step entered, or the step the ticket was created into (step); where it happened (flow)
 * @param action key of the action that led there, null when none (step); what happened: "forked", "entered", "held" … (flow), with what is to be known of it as {@code to}
 * @param actionLabel what that action's button says, by language; null when the flow no longer has it
 * @param visibility whether the customer sees it too (comment)
 * @param text the message; null when the caller may not read it (comment)
 * @param attachments ids of the files sent with it, as far as the caller may read the message (comment)
 * @param hasWhy whether there is an explanation to ask for
 * @param agenda what changed on the agenda (agenda)
 * @param link with which ticket (linked, unlinked)
 * @param clock what time did with a clock of its service level (clock)
 */
public record TimelineEvent(
        UUID id,

        @Schema(
                enumeration = {
                    "created",
                    "field",
                    "priority",
                    "team",
                    "assignee",
                    "title",
                    "step",
                    "comment",
                    "agenda",
                    "clock",
                    "linked",
                    "unlinked",
                    "deleted",
                    "restored",
                    "rules",
                    "flow",
                    "migrated",
                    "routed"
                })
        String kind,

        Instant at,
        EventCause by,
        String channel,
        String release,
        @Nullable String field,
        @Nullable Map<String, String> label,
        @Nullable Object from,
        @Nullable Object to,
        @Nullable String fromText,
        @Nullable String toText,
        @Nullable StepRef step,
        @Nullable String action,
        @Nullable Map<String, String> actionLabel,

        @Schema(enumeration = {"public", "internal"}) @Nullable
        String visibility,

        @Nullable String text,
        List<UUID> attachments,
        boolean hasWhy,
        @Nullable AgendaNews agenda,
        @Nullable TicketLink link,
        @Nullable ClockNews clock) {

    /**
     * What time did with a clock of the ticket's service level.
     *
     * @param label of the clock by language, null when the service level no longer has it
     * @param due when its time was or is over
     */
    @Schema(name = "ClockNews")
    public record ClockNews(
            String key,

            @Schema(enumeration = {"breached", "escalated"}) String news,

            @Nullable Map<String, String> label,
            @Nullable Instant due) {}

    /**
     * What changed of an entry of the agenda.
     *
     * @param key what rules call it
     * @param text by language; null of a clock, and when it says something the caller may not read
     * @param from null when it is new
     * @param reminded whether somebody was reminded of it, and nothing else
     * @param vote whether one of several who are asked has said yes; null when that is not what changed, or decided it
     */
    @Schema(name = "AgendaNews")
    public record AgendaNews(
            UUID entry,

            @Schema(enumeration = {"clock", "promise", "approval", "remedy"})
            String kind,

            String key,
            @Nullable Map<String, String> text,
            AgendaItem.@Nullable State from,
            AgendaItem.State to,
            @Nullable Instant due,
            boolean reminded,
            @Nullable Boolean vote) {}

    TimelineEvent with(AgendaNews news) {
        return new TimelineEvent(
                id,
                kind,
                at,
                by,
                channel,
                release,
                field,
                label,
                from,
                to,
                fromText,
                toText,
                step,
                action,
                actionLabel,
                visibility,
                text,
                attachments,
                hasWhy,
                news,
                link,
                clock);
    }

    TimelineEvent with(TicketLink other) {
        return new TimelineEvent(
                id,
                kind,
                at,
                by,
                channel,
                release,
                field,
                label,
                from,
                to,
                fromText,
                toText,
                step,
                action,
                actionLabel,
                visibility,
                text,
                attachments,
                hasWhy,
                agenda,
                other,
                clock);
    }

    TimelineEvent with(ClockNews news) {
        return new TimelineEvent(
                id,
                kind,
                at,
                by,
                channel,
                release,
                field,
                label,
                from,
                to,
                fromText,
                toText,
                step,
                action,
                actionLabel,
                visibility,
                text,
                attachments,
                hasWhy,
                agenda,
                link,
                news);
    }

    /**
     * Whose doing it was.
     *
     * @param id account id, rule id, flow node id; null for the system
     * @param name to read
     * @param label the rule's or the macro's name by language as the release now in force says it; null for others and for
     *     what is gone
     * @param pack rule pack id, null for the workspace's own rules
     * @param version the pack's version
     * @param macro key of the macro a person applied
     */
    public record EventCause(
            @Schema(enumeration = {"person", "rule", "flow", "system"})
            String kind,

            @Nullable String id,
            String name,
            @Nullable Map<String, String> label,
            @Nullable String pack,
            @Nullable String version,
            @Nullable String macro) {}
}
