package io.deskloom.command;

import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.AttachmentStore.Held;
import io.deskloom.attachment.Limits;
import java.util.Map;
import java.util.UUID;

/**
 * The files a command names, looked up before deciding.
 *
 * @param found those there are, whoever may see them
 * @param held what the ticket holds already
 */
record NamedFiles(Map<UUID, Attachment> found, Held held, Limits limits) {
    static final NamedFiles NONE = new NamedFiles(Map.of(), new Held(0, 0), Limits.DEFAULT);

    NamedFiles {
        found = Map.copyOf(found);
    }
}
