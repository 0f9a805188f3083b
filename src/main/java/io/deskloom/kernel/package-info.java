/**
 * Typed ids, {@code Result}/{@code Rejection}, {@code Problems}, time: the words everyone shares. Imports nothing of ours.
 */
@NullMarked
package io.deskloom.kernel;

import org.jspecify.annotations.NullMarked;
