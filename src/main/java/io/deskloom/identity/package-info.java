/**
 * Tenants, accounts, sessions, tokens: who is asking.
 */
@NullMarked
package io.deskloom.identity;

import org.jspecify.annotations.NullMarked;
