/**
 * What rules did, counted: how often they were asked, what they did, what failed, and how long it took.
 */
@NullMarked
package io.deskloom.activity;

import org.jspecify.annotations.NullMarked;
