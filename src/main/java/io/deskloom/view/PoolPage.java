package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tickets nobody has.
 *
 * @param items of one type as the list of it has them; of all types the most urgent first, of these what is due first, then the oldest
 * @param next cursor of the next page of one type; null on the last and for all types
 * @param count of all of them
 * @param due when something of a ticket's agenda is due, by ticket id; of those whose agenda the caller may read
 */
public record PoolPage(List<TicketRow> items, @Nullable String next, TicketPage.Count count, Map<UUID, Instant> due) {}
