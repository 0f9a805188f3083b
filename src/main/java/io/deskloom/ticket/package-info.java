/**
 * Ticket state, sealed events and the pure {@code apply} that folds one into the other.
 */
@NullMarked
package io.deskloom.ticket;

import org.jspecify.annotations.NullMarked;
