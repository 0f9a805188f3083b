/**
 * Any input becomes a Command here: shapes and bounds are checked, values are not looked at yet.
 */
@NullMarked
package io.deskloom.intake;

import org.jspecify.annotations.NullMarked;
