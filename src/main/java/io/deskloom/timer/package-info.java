/**
 * Things to do at a time: durable, and fired by exactly one node at a time.
 */
@NullMarked
package io.deskloom.timer;

import org.jspecify.annotations.NullMarked;
