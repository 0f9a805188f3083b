package io.deskloom.command;

import io.deskloom.kernel.TicketId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param version of the ticket after it
 * @param event the first event it appended, null when it changed nothing
 * @param replayed whether this is the answer to an earlier command under the same idempotency key
 */
public record Done(TicketId ticket, int version, @Nullable UUID event, boolean replayed) {}
