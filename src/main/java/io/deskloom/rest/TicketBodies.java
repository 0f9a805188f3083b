package io.deskloom.rest;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the write routes take, for the description of the API. They are read by {@code intake}, which needs to tell a key
 * that is absent from one that is null and reports everything that is wrong at once.
 */
final class TicketBodies {
    private TicketBodies() {}

    /** @param fields JSON values by field key */
    @Schema(name = "CreateTicket")
    record Create(
            String type,
            @Nullable Map<String, Object> fields,

            @Schema(enumeration = {"low", "normal", "high", "urgent"}) @Nullable
            String priority) {}

    /**
     * The title is not among it: it is the text of the field that the type names as its title, and changes with it.
     *
     * @param version the version the caller has seen, if there is no If-Match header
     */
    @Schema(name = "UpdateTicket")
    record Update(
            @Nullable Map<String, Object> fields,

            @Schema(enumeration = {"low", "normal", "high", "urgent"}) @Nullable
            String priority,

            @Nullable Integer version) {}

    /** @param text may be left out when there are attachments; @param attachments ids of files the caller has uploaded */
    @Schema(name = "CreateComment")
    record Comment(
            @Schema(enumeration = {"public", "internal"}) String visibility,
            @Nullable String text,
            @Nullable List<UUID> attachments) {}

    /**
     * @param comment an internal note that goes with the action
     * @param step of several the one that is meant; 409 step-left when the ticket is not there any more
     */
    @Schema(name = "TakeAction")
    record Act(
            @Nullable Map<String, Object> fields,
            @Nullable String comment,
            @Nullable Integer version,
            @Nullable String step) {}

    /**
     * @param comment what to write in place of the text the macro proposes; an empty one writes none
     * @param fields values of fields that the macro's action asks for and the macro does not give, by field key
     */
    @Schema(name = "ApplyMacro")
    record Macro(
            @Nullable String comment,
            @Nullable Integer version,
            @Nullable Map<String, @Nullable Object> fields) {}

    /** @param assignee account id; null takes the ticket from whoever has it */
    @Schema(name = "AssignTicket")
    record Assign(@Nullable UUID assignee, @Nullable String team) {}
}
