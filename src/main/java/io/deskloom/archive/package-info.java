/**
 * The file Deskloom's data leaves in and comes back from: a zip with one CSV part for each table of each workspace, and a list
 * that says what every part must be. Knows nothing of SQL or of what the rows mean.
 */
@NullMarked
package io.deskloom.archive;

import org.jspecify.annotations.NullMarked;
