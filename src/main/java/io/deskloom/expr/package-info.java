/**
 * The one condition and formula language: CEL syntax parsed and type-checked into one typed tree, which is evaluated,
 * folded, explained, spoken as a sentence and handed on as SQL, rule constraints and JSON for the browser.
 *
 * <p>Meaning, the same in Java, TypeScript and PostgreSQL (proved by {@code conformance/expressions.json}; the guide is
 * {@code docs/expressions.md}):
 *
 * <ul>
 *   <li>Two-valued logic. Absent is null. Equality is null-safe; order, {@code in}, {@code contains} and the like are false
 *       when a side is null; a null yes/no counts as no; {@code !} of false is true.
 *   <li>Numbers are exact: 26 digits before the point, 12 after it, half-even; arithmetic with null, by zero, across
 *       currencies or beyond the bounds is null.
 *   <li>Text is compared and counted by code point. {@code lower} and {@code upper} map ASCII letters only, because the
 *       three runtimes' Unicode tables differ.
 *   <li>Days have no zone; instants are microseconds in UTC, read in the zone of {@code Facts.moment()}; spans are elapsed
 *       time, at most 36,525 days.
 *   <li>Evaluation is total: it never throws and always ends.
 * </ul>
 */
@NullMarked
package io.deskloom.expr;

import org.jspecify.annotations.NullMarked;
