/**
 * Import: a file of rows becomes commands, as its sender's, in a durable job that goes on wherever it was cut off. What the
 * rows become is a {@link io.deskloom.imports.ImportTarget}.
 */
@NullMarked
package io.deskloom.imports;

import org.jspecify.annotations.NullMarked;
