package io.deskloom.attachment;

import java.util.List;

/** The stores there are: one takes what is new, all give what they have. */
public record BlobStores(BlobStore current, List<BlobStore> all) {
    public BlobStores {
        all = List.copyOf(all);
    }

    public BlobStore of(String key) {
        return all.stream()
                .filter(store -> store.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "files are in the store '" + key + "', which is not configured any more"));
    }
}
