/**
 * Tokens of texts, aware of scripts without spaces.
 */
@NullMarked
package io.deskloom.search;

import org.jspecify.annotations.NullMarked;
