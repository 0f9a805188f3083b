package io.deskloom.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tickets nobody has.
 *
 * @param items of one type as the list of it has them; of all types the most urgent first, of these the oldest first
 * @param next cursor of the next page of one type; null on the last and for all types
 * @param count of all of them
 */
public record PoolPage(List<TicketRow> items, @Nullable String next, TicketPage.Count count) {}
