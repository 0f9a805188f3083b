package io.deskloom.testing;

import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.SourceFolder;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Workspaces as released metadata without a database: a shop that is as the demo was once, which tests of everything but the demo
 * itself rely on; the demo as it is; and a tiny one for a second tenant.
 */
public final class Snapshots {
    /** For tests that do not care about rule packs. */
    public static final RuleText NO_RULES = (pack, file, text, types, teams, problems) -> List.of();

    private Snapshots() {}

    // Read once: it takes a good part of a second, and what is read does not change.
    private static final class Demo {
        private static final List<SourceFile> FILES = files(Path.of("src/test/resources/metadata/shop"));
        private static final MetadataSnapshot SNAPSHOT = demo(NO_RULES);
    }

    /** The shop: its SOPs are short, and stay as they are. */
    public static MetadataSnapshot demo() {
        return Demo.SNAPSHOT;
    }

    public static MetadataSnapshot demo(RuleText rules) {
        return MetadataReader.read(demoFiles(), rules).orThrow();
    }

    /** The demo as it is given away, which changes whenever it is made better. */
    public static MetadataSnapshot shipped(RuleText rules) {
        return MetadataReader.read(shippedFiles(), rules).orThrow();
    }

    public static List<SourceFile> shippedFiles() {
        return files(Path.of("metadata/demo"));
    }

    /** A tiny workspace with other type and field names, for the second tenant. */
    public static MetadataSnapshot acme() {
        return MetadataReader.read(acmeFiles(), NO_RULES).orThrow();
    }

    public static List<SourceFile> demoFiles() {
        return Demo.FILES;
    }

    public static List<SourceFile> acmeFiles() {
        return files(Path.of("src/test/resources/metadata/acme"));
    }

    private static List<SourceFile> files(Path folder) {
        try {
            return List.copyOf(SourceFolder.read(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
