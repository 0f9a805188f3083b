package io.deskloom.attachment;

import java.io.InputStream;

/** Says whether a content does harm. */
public interface Scanner {
    /** Reads {@code content} to its end, or as far as it takes; never throws: who cannot say is {@link Scan#UNAVAILABLE}. */
    Scan scan(InputStream content);
}
