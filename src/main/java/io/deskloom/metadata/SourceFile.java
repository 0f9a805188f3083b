package io.deskloom.metadata;

/**
 * One file of a workspace's metadata.
 *
 * @param path relative to the workspace folder, with "/" ("types/return_refund/flow.yaml"); packs are under "rule-packs/"
 * @param text its whole content
 */
public record SourceFile(String path, String text) implements Comparable<SourceFile> {
    @Override
    public int compareTo(SourceFile other) {
        return path.compareTo(other.path);
    }
}
