package io.deskloom.field;

/** Files of any kind the definition accepts, by the ids of their attachments, in order. */
final class FileType extends FilesKind {
    FileType() {
        super("file");
    }
}
