/**
 * Effects that are carried out at least once, after the transaction that wanted them.
 */
@NullMarked
package io.deskloom.outbox;

import org.jspecify.annotations.NullMarked;
