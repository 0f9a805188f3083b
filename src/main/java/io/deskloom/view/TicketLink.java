package io.deskloom.view;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A ticket's link with another. @param kind what the ticket is to the other */
public record TicketLink(
        @Schema(
                enumeration = {
                    "related",
                    "duplicate_of",
                    "has_duplicate",
                    "follow_up_of",
                    "has_follow_up",
                    "child_of",
                    "parent_of"
                })
        String kind,

        OtherTicket ticket) {}
