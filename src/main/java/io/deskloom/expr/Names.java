package io.deskloom.expr;

import org.jspecify.annotations.Nullable;

/** What people call the things an expression mentions. */
public interface Names {
    /** The label of an attribute path, for example "Refund amount" for {@code refund_amount}. */
    String label(String path, String language);

    /** The label of a value of a choice ("Damaged" for {@code damaged}), or null when the value has none. */
    @Nullable
    String option(String path, String value, String language);
}
