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

/** The demo workspace and a second one, as released metadata without a database. */
public final class Snapshots {
    /** For tests that do not care about rule packs. */
    public static final RuleText NO_RULES = (pack, file, text, types, teams, problems) -> List.of();

    private Snapshots() {}

    // Read once: it takes a good part of a second, and what is read does not change.
    private static final class Demo {
        private static final List<SourceFile> FILES = files(Path.of("metadata/demo"));
        private static final MetadataSnapshot SNAPSHOT = demo(NO_RULES);
    }

    public static MetadataSnapshot demo() {
        return Demo.SNAPSHOT;
    }

    public static MetadataSnapshot demo(RuleText rules) {
        return MetadataReader.read(demoFiles(), rules).orThrow();
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
