/**
 * Sealed intents and effects, {@code Decision} and {@code Explanation}: values only, never executed here.
 */
@NullMarked
package io.deskloom.effect;

import org.jspecify.annotations.NullMarked;
