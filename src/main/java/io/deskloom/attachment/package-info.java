/**
 * Files: taken in as a stream, named and typed by what they are, kept once for each content, scanned, shown in small and
 * forgotten when nothing refers to them any more. Who may see one is not decided here but in {@code view}.
 */
@NullMarked
package io.deskloom.attachment;

import org.jspecify.annotations.NullMarked;
