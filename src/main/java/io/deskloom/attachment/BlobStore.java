package io.deskloom.attachment;

import io.deskloom.kernel.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/**
 * Where the bytes are. Knows nothing of what they mean: which of them are whole, whose they are and whether anything refers to
 * them is in {@link AttachmentStore}. Nothing here holds a whole content in memory.
 */
public interface BlobStore {
    /** Stored with each content, so that changing the store leaves the older contents readable; never changes. */
    String key();

    /** Begins a content; what was written under this id before is replaced. */
    Writing write(TenantId tenant, UUID blob) throws IOException;

    /** The content from byte {@code from} on. */
    InputStream open(TenantId tenant, UUID blob, long from) throws IOException;

    /** Deletes it; done as well when there is none. */
    void delete(TenantId tenant, UUID blob) throws IOException;

    /** A content on its way in. Closing it before {@link #finish} gives it up. */
    interface Writing extends AutoCloseable {
        void write(byte[] bytes, int length) throws IOException;

        /** All of it is there, and stays. */
        void finish() throws IOException;

        @Override
        void close() throws IOException;
    }
}
