/**
 * The command line: talks to a running Deskloom over its API, or works on files alone. Starts no server.
 */
@NullMarked
package io.deskloom.cli;

import org.jspecify.annotations.NullMarked;
