package io.deskloom.ticket;

import io.deskloom.kernel.AccountId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step a ticket entered.
 *
 * @param node flow node id
 * @param at when it was entered
 * @param by the person whose doing it was, null when it was not a person's
 */
public record Visit(String node, Instant at, @Nullable AccountId by) {}
