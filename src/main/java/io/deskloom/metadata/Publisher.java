package io.deskloom.metadata;

import io.deskloom.kernel.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes.
 *
 * @param account null for the seed and the operator
 * @param name as shown in the history
 */
public record Publisher(@Nullable AccountId account, String name) {
    /** The first metadata of a workspace, put there by the system itself. */
    public static final Publisher SYSTEM = new Publisher(null, "system");
}
