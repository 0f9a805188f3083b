/**
 * What is sent outside: webhooks and calls of connectors are made when they are due, sent, and written down, attempt by attempt.
 */
@NullMarked
package io.deskloom.delivery;

import org.jspecify.annotations.NullMarked;
