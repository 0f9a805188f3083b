/**
 * Calls to the outside: the one HTTP client for everything a workspace's definitions have called, and what keeps those definitions,
 * or whoever answers, from leading it to places inside.
 */
@NullMarked
package io.deskloom.connector;

import org.jspecify.annotations.NullMarked;
