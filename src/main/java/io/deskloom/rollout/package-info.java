/**
 * Another revision of a flow: which tickets run on which, moving them by a plan in a job that goes on where it was cut off and can be
 * taken back, and trying a revision on some new tickets before all others get it.
 */
@NullMarked
package io.deskloom.rollout;

import org.jspecify.annotations.NullMarked;
