/**
 * Values and field kinds: one class per kind that parses, validates, compares, indexes and describes its values.
 */
@NullMarked
package io.deskloom.field;

import org.jspecify.annotations.NullMarked;
