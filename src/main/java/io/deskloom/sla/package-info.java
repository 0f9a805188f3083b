/**
 * Service levels: working time by calendars, and what becomes of a ticket's clocks when it changes or time passes. Pure: the same history,
 * definitions and moments give the same clocks, so that they can be computed anew from a ticket's events.
 */
@NullMarked
package io.deskloom.sla;

import org.jspecify.annotations.NullMarked;
