/**
 * The one condition and formula language: CEL syntax parsed and type-checked into one typed tree, which is evaluated,
 * explained, spoken as a sentence and handed on as a query plan.
 */
@NullMarked
package io.deskloom.expr;

import org.jspecify.annotations.NullMarked;
