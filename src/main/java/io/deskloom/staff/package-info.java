/**
 * The people tickets are given to: what they can do, when they work, when they are away, and whether they are there now. Kept here
 * and changed here; who gets what {@code routing} says.
 */
@NullMarked
package io.deskloom.staff;

import org.jspecify.annotations.NullMarked;
