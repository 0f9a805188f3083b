package io.deskloom.view;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that a field looks up, as the reader may know it. One the reader may not see is not described at all: the
 * field then holds {@code {"masked": "•••"}}.
 *
 * @param type object type key
 * @param title null when the reader may not read it
 */
public record RecordRef(UUID id, String type, @Nullable String title) {}
