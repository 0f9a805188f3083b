package io.deskloom.archive;

import java.io.IOException;

/** An archive that is damaged, cut off, not ours, or does not fit, said in one sentence a person can act on. */
public final class BadArchive extends IOException {
    private static final long serialVersionUID = 1L;

    public BadArchive(String sentence) {
        super(sentence);
    }

    public BadArchive(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
