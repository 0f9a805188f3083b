package io.deskloom.view;

import io.deskloom.view.TicketDetail.FlowStage;
import io.deskloom.view.TicketDetail.TicketAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A ticket's way, and what its SOP is at. Who may not read internal notes gets the stages and what he may do, and nothing of the
 * rest.
 *
 * @param stages from start to the end the ticket is heading for
 * @param branches where it is: one of them, or as many as it goes ways at once
 * @param sealed whether what has been done cannot be taken back any more
 * @param hold why it rests, null while it does not
 * @param ending that it is being called off, null while it is not
 * @param undo what cancelling would have undone outside, in that order; empty for who may not cancel
 * @param children tickets made for it, oldest first
 * @param powers what its SOP lets people do here beside its actions, and why not the caller
 * @param tasks where it can be moved to; empty for who may not repair
 */
public record TicketFlow(
        List<FlowStage> stages,
        List<FlowBranch> branches,
        boolean sealed,
        @Nullable FlowHold hold,
        @Nullable FlowEnding ending,
        List<FlowUndo> undo,
        List<FlowChild> children,
        List<FlowPower> powers,
        List<StepRef> tasks) {

    /**
     * One of a ticket's ways.
     *
     * @param id 0 for the main one
     * @param kind of the step: "task", "approval", "wait" …
     * @param since when it came there
     * @param by whose doing that was, null for nobody's
     * @param team whose it is, null for nobody's in particular
     * @param due when it goes on by itself, null for never
     * @param waits for what, null when people are to act
     * @param calls what services outside do for it
     * @param stuck why it cannot go on, null while it can
     * @param ahead what is likely to come on it
     * @param actions its buttons that are this caller's to press
     * @param why why none of them is the caller's, null when there are some or there is none for anybody
     * @param claim whether the caller may take it
     * @param transfer whether the caller may hand it on
     * @param repair what the caller may do about its being stuck
     */
    public record FlowBranch(
            int id,
            StepRef step,

            @Schema(
                    enumeration = {
                        "task",
                        "approval",
                        "confirm",
                        "action",
                        "script",
                        "wait",
                        "parallel",
                        "join",
                        "child",
                        "end"
                    })
            String kind,

            Instant since,
            @Nullable Person by,
            @Nullable String team,
            @Nullable Person assignee,
            @Nullable Instant due,
            @Nullable FlowWait waits,
            List<FlowCall> calls,
            @Nullable FlowStuck stuck,
            List<StepRef> ahead,
            List<TicketAction> actions,
            @Nullable FlowWhyNot why,
            boolean claim,
            boolean transfer,
            List<FlowRepair> repair) {}

    /**
     * What a way waits for.
     *
     * @param until when that is over at the latest
     * @param entry of the agenda (approval, confirm)
     * @param link how the tickets that are waited for are linked (linked)
     * @param ticket the one that is waited for, null when the caller does not see it (child)
     */
    public record FlowWait(
            @Schema(
                    enumeration = {
                        "time",
                        "moment",
                        "reply",
                        "condition",
                        "linked",
                        "approval",
                        "confirm",
                        "call",
                        "making",
                        "child",
                        "join"
                    })
            String kind,

            @Nullable Instant until,
            @Nullable UUID entry,
            @Nullable String link,
            @Nullable OtherTicket ticket) {}

    /**
     * What a service outside does.
     *
     * @param service what the service is called, by language
     * @param operation what it is asked for, by language
     * @param attempt how often people have had it tried, from 1
     * @param error why not, as a code; null while nothing went wrong
     */
    public record FlowCall(
            Map<String, String> service,
            Map<String, String> operation,

            @Schema(enumeration = {"asked", "done", "failed"})
            String state,

            int attempt,
            @Nullable String error) {}

    /** @param code for translations; @param detail what it is about, for who repairs it; else null */
    public record FlowStuck(String code, @Nullable String detail, Instant since) {}

    /** @param until when it goes on by itself, null for when people say so; @param reason null when the caller may not read it */
    public record FlowHold(
            @Nullable String reason,
            Instant since,
            @Nullable Instant until,
            @Nullable Person by) {}

    /** @param to the end it leads to; @param left how much is still to be undone; @param now what is being undone */
    public record FlowEnding(
            StepRef to,
            @Nullable String reason,
            @Nullable Person by,
            int left,
            @Nullable FlowUndo now,
            @Nullable FlowStuck stuck,
            List<FlowRepair> repair) {}

    /** Something that was done outside. @param step whose doing it was */
    public record FlowUndo(StepRef step, Map<String, String> service, Map<String, String> operation) {}

    /** @param step that made it; @param ticket null when the caller does not see it */
    public record FlowChild(
            StepRef step,
            @Nullable OtherTicket ticket,

            @Schema(enumeration = {"new", "open", "waiting", "solved", "closed", "cancelled"})
            String status) {}

    /** @param to the steps it may go back to (return); @param why why not, null when the caller may */
    public record FlowPower(
            @Schema(enumeration = {"return", "withdraw", "hold", "resume", "cancel"})
            String power,

            List<StepRef> to,
            @Nullable FlowWhyNot why) {}

    /** @param code for translations; @param roles who may, by language; empty when it is not a matter of roles */
    public record FlowWhyNot(String code, List<Map<String, String>> roles) {}

    /** What can be done about what is stuck. */
    public enum FlowRepair {
        /** What failed is tried anew. */
        retry,
        /** What failed has been done by hand. */
        skip,
        /** It goes on in another step. */
        move,
        /** Somebody else is asked. */
        ask
    }
}
