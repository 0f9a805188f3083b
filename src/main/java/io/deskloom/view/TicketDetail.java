package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A ticket with all its caller may see and do. The first components are those of {@link TicketRow}.
 *
 * @param requester whom it is for
 * @param createdBy null when no person created it
 * @param flow its way from start to end, and what its SOP is at
 * @param form the form of its step
 * @param actions the step's buttons that are this caller's to press
 * @param can what else the caller may do with it
 * @param hiddenCount how many fields the caller does not see, for callers who may publish metadata; else null
 * @param clocks of its service level, in the order they began; none for who may not read internal notes
 * @param agenda clocks, promises, approvals and remedies, oldest first; none for who may not read internal notes
 */
public record TicketDetail(
        UUID id,
        String number,
        String type,
        @Nullable String title,
        StepRef step,

        @Schema(enumeration = {"new", "open", "waiting", "solved", "closed", "cancelled"})
        String status,

        @Schema(enumeration = {"low", "normal", "high", "urgent"})
        String priority,

        @Nullable Person assignee,
        @Nullable String team,
        Instant createdAt,
        Instant updatedAt,
        int version,
        Progress progress,
        @Nullable String channel,
        Map<String, @Nullable Object> fields,
        @Nullable Person requester,
        @Nullable Person createdBy,
        TicketFlow flow,
        TicketForm form,
        List<TicketAction> actions,
        TicketRights can,
        @Nullable Integer hiddenCount,
        List<AgendaItem> agenda,
        List<ClockItem> clocks) {

    /**
     * A stage of the flow.
     *
     * @param who who completed it, or who holds it now
     * @param at when it was completed (done) or entered (now)
     */
    public record FlowStage(
            String id,
            Map<String, String> label,
            @Schema(enumeration = {"done", "now", "next"}) String state,
            @Nullable Person who,
            @Nullable Instant at) {}

    /**
     * @param key form key; its layout is in the type's schema
     * @param fields every field the caller may at least see masked, in form order, others after
     */
    public record TicketForm(String key, List<FieldView> fields) {}

    /**
     * A button of the step.
     *
     * @param requires keys of fields that are needed for it and empty now
     * @param enabled false when something stands in its way that filling in fields does not cure
     * @param reason code of what stands in the way
     */
    public record TicketAction(
            String key,
            Map<String, String> label,

            @Schema(enumeration = {"main", "default", "danger"})
            String tone,

            List<String> requires,
            boolean enabled,
            @Nullable String reason) {}

    /** What the caller may do with the ticket beside its actions. */
    public record TicketRights(
            boolean update,
            boolean commentPublic,
            boolean commentInternal,
            boolean readInternal,
            boolean assign,
            boolean claim) {}
}
