/**
 * What an administrator sees and does of the queues: what was given up, what waits, and what runs regularly.
 */
@NullMarked
package io.deskloom.upkeep;

import org.jspecify.annotations.NullMarked;
