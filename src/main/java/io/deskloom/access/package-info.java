/**
 * May X do Y: field levels, record scope and query plans. The only maker of plans.
 */
@NullMarked
package io.deskloom.access;

import org.jspecify.annotations.NullMarked;
