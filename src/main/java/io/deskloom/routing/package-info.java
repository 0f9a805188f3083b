/**
 * Who gets a ticket. Pure: of the people there are, as they are at one moment, it chooses one by a strategy and says of each
 * why or why not. Skills, shifts, presence and load are values here; {@code staff} keeps them, {@code command} asks and
 * reserves.
 */
@NullMarked
package io.deskloom.routing;

import org.jspecify.annotations.NullMarked;
