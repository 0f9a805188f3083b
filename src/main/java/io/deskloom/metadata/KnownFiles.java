package io.deskloom.metadata;

import io.deskloom.kernel.WeightedCache;
import org.jspecify.annotations.Nullable;

/**
 * Files that were read before and have the shape of their kind, by their whole content: a release differs from the one before
 * in a few of its files, and the others need not be parsed and held against their schema again. What a file means beside
 * others is found out each time. Given up when memory is short. Thread-safe, because a {@link Doc} is never changed.
 */
public final class KnownFiles {
    /** Characters of the files kept. Parsed they take some twenty times as many bytes. */
    private static final long KEPT = 2_000_000;

    private final WeightedCache<SourceFile, Doc> docs = new WeightedCache<>(KEPT);

    @Nullable
    Doc get(SourceFile file) {
        return docs.get(file);
    }

    /** @param doc in which nothing is wrong by itself */
    void keep(SourceFile file, Doc doc) {
        docs.put(file, doc, 1 + file.text().length());
    }
}
