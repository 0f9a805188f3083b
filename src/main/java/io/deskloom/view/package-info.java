/**
 * Read models as one caller may see them: the only thing that emits values. Lists, tickets, timelines, explanations and
 * schemas, projected through {@code access}.
 */
@NullMarked
package io.deskloom.view;

import org.jspecify.annotations.NullMarked;
