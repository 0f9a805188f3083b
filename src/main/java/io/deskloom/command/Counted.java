package io.deskloom.command;

import io.deskloom.kernel.TicketId;
import org.jspecify.annotations.Nullable;

/**
 * What a counter found.
 *
 * @param tickets how many, at most what the counter counts
 * @param latest the one made last among them; null when there is none
 */
public record Counted(int tickets, @Nullable TicketId latest) {
    public static final Counted NONE = new Counted(0, null);
}
