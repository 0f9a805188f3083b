/**
 * Wiring: the main program, the embedded database, configuration and the demo seed. May import everything.
 */
@NullMarked
package io.deskloom.app;

import org.jspecify.annotations.NullMarked;
