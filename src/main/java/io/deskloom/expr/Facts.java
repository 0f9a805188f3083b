package io.deskloom.expr;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;

/** What an expression may look at: values by path, and the moment it is judged at. */
public interface Facts {
    /** The value at {@code path}, {@link Value#NULL} when absent or unknown. */
    Value get(String path);

    /** Whether {@link #get} answers without asking anybody: what nobody looked at need not be found out to be told. */
    default boolean isKnown(String path) {
        return true;
    }

    Moment moment();
}
