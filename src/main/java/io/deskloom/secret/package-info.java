/**
 * Credentials for what is called outside: sealed with a key that is not in the database, written by people and read by nothing but
 * the calls that need them.
 */
@NullMarked
package io.deskloom.secret;

import org.jspecify.annotations.NullMarked;
