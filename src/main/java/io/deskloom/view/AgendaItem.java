package io.deskloom.view;

import io.deskloom.view.TimelineEvent.EventCause;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a ticket's agenda, as the caller may know it.
 *
 * @param key what rules call it; a clock has no other name
 * @param text by language; null of a clock, and when it says something the caller may not read
 * @param due null for no time in particular
 * @param by who or which rule made it
 * @param reminded when whoever has the ticket was reminded of a promise
 * @param approvers who is asked (approval)
 * @param signing how they decide together (approval of a step)
 * @param remedy what applying it does (remedy)
 * @param may what the caller may do with it now
 * @param closed how it ended, null while it is open
 */
public record AgendaItem(
        UUID id,

        @Schema(enumeration = {"clock", "promise", "approval", "remedy"})
        String kind,

        String key,
        @Nullable Map<String, String> text,
        @Nullable Instant due,
        State state,
        boolean overdue,
        EventCause by,
        Instant since,
        @Nullable Instant reminded,
        List<ApproverView> approvers,
        @Nullable SigningView signing,
        @Nullable RemedyView remedy,
        List<Act> may,
        @Nullable ClosedView closed) {

    /** What it is, as the API says it. */
    @Schema(name = "AgendaState")
    public enum State {
        open,
        stopped,
        expired,
        kept,
        broken,
        withdrawn,
        approved,
        refused,
        applied,
        dismissed,
        gone
    }

    /** What can be done with it, as the API says it. */
    @Schema(name = "AgendaAct")
    public enum Act {
        kept,
        broken,
        withdraw,
        approve,
        refuse,
        apply,
        dismiss
    }

    /**
     * @param label the role, the team by language, or the person's name under every language
     * @param asked whether an answer of it is waited for now
     * @param vote its answer, null while there is none
     */
    @Schema(name = "Approver")
    public record ApproverView(
            @Schema(enumeration = {"role", "team", "account"})
            String kind,

            String name,
            Map<String, String> label,
            boolean asked,
            @Nullable VoteView vote) {}

    /** @param comment null for nothing said, and when the caller may not read it */
    @Schema(name = "ApprovalVote")
    public record VoteView(
            @Nullable Person by,
            boolean yes,
            Instant at,
            @Nullable String comment) {}

    /**
     * @param step that asks
     * @param needed how many must say yes, @param yes how many have, @param no how many have said no
     * @param sequence whether each is asked only once the one before has said yes
     * @param delegate whether the caller may have somebody else answer in his place
     * @param add whether the caller may have somebody else asked, too
     */
    @Schema(name = "ApprovalSigning")
    public record SigningView(
            StepRef step, int needed, int yes, int no, boolean sequence, boolean delegate, boolean add) {}

    /**
     * @param action what the action's button says, by language; null for no action
     * @param fields the fields it sets that the caller sees
     * @param comment what it writes to the customer, by language
     */
    @Schema(name = "Remedy")
    public record RemedyView(
            @Nullable Map<String, String> action,
            List<RemedyField> fields,
            @Nullable Map<String, String> comment) {}

    /** @param value its JSON form; null when the caller may not read it */
    @Schema(name = "RemedyField")
    public record RemedyField(
            String field,
            Map<String, String> label,
            @Nullable Object value) {}

    /** @param comment null for nothing said, and when the caller may not read it */
    @Schema(name = "AgendaClosed")
    public record ClosedView(
            Instant at, EventCause by, @Nullable String comment) {}
}
