package io.deskloom.access;

import io.deskloom.model.AccessDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.TicketTypeDef;

/**
 * What a ticket keeps of the release its flow is pinned to: the flow and that revision's step matrix. Grants, denies and
 * record scope are never read from {@code access} here; those are always the current release's.
 */
public record FlowAndAccess(FlowDef flow, AccessDef access) {
    /** For a new ticket, or one that runs on the current release. */
    public static FlowAndAccess of(TicketTypeDef type) {
        return new FlowAndAccess(type.flow(), type.access());
    }
}
