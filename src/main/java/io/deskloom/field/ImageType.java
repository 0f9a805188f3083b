package io.deskloom.field;

/** Images that can be looked at: files that could be decoded, and of which there are pictures. */
final class ImageType extends FilesKind {
    ImageType() {
        super("image");
    }

    @Override
    public boolean wantsPictures() {
        return true;
    }
}
