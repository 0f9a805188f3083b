package io.deskloom.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A workspace folder on disk. The packs its workspace.yaml names come from {@code rule-packs} inside the folder, or from
 * the nearest {@code rule-packs} in a folder above it.
 */
public final class SourceFolder {
    private static final int LEVELS_UP = 4;

    private SourceFolder() {}

    /** All files that belong to the workspace, sorted by path. Symbolic links are not followed. */
    public static List<SourceFile> read(Path folder) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        if (!Files.isRegularFile(folder.resolve("workspace.yaml"))) {
            throw new IOException(folder + " is not a workspace folder: it has no workspace.yaml");
        }
        collect(folder, "", files);
        if (files.stream().noneMatch(f -> f.path().startsWith("rule-packs/"))) {
            addPacks(folder, files);
        }
        return files.stream().sorted().toList();
    }

    /** Writes {@code files} under {@code folder}; existing files of the same path are replaced, others left alone. */
    public static void write(Path folder, List<SourceFile> files) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        for (SourceFile file : files) {
            Path target = root.resolve(file.path()).normalize();
            if (!target.startsWith(root) || DefinitionKind.of(file.path()).isEmpty()) {
                throw new IOException("refusing to write outside the folder: " + file.path());
            }
            Files.createDirectories(target.getParent());
            Files.write(target, file.bytes());
        }
    }

    private static void addPacks(Path folder, List<SourceFile> files) throws IOException {
        Set<String> wanted = new TreeSet<>();
        files.stream().filter(f -> f.path().equals("workspace.yaml")).forEach(f -> {
            Doc doc = YamlReader.read(f, new io.deskloom.kernel.Problems());
            if (doc != null) {
                doc.at()
                        .get("packs")
                        .items()
                        .forEach(p -> wanted.add(p.get("id").text()));
            }
        });
        Path packs = wanted.isEmpty() ? null : packsAbove(folder);
        if (packs == null) {
            return;
        }
        try (Stream<Path> folders = Files.list(packs)) {
            for (Path pack : folders.filter(Files::isDirectory).sorted().toList()) {
                List<SourceFile> found = new ArrayList<>();
                collect(pack, "rule-packs/" + pack.getFileName() + "/", found);
                boolean isWanted = found.stream()
                        .filter(f -> f.path().endsWith("/pack.yaml"))
                        .map(f -> YamlReader.read(f, new io.deskloom.kernel.Problems()))
                        .anyMatch(d ->
                                d != null && wanted.contains(d.at().get("id").text()));
                if (isWanted) {
                    files.addAll(found);
                }
            }
        }
    }

    private static @Nullable Path packsAbove(Path folder) {
        @Nullable Path up = folder.toAbsolutePath().normalize();
        for (int i = 0; i < LEVELS_UP && up != null; i++, up = up.getParent()) {
            if (Files.isDirectory(up.resolve("rule-packs"))) {
                return up.resolve("rule-packs");
            }
        }
        return null;
    }

    private static void collect(Path folder, String prefix, List<SourceFile> into) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, 5)) {
            for (Path file : walk.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                    .filter(SourceFolder::isMetadata)
                    .toList()) {
                if (into.size() > MetadataReader.MAX_FILES) {
                    return;
                }
                String path = prefix + folder.relativize(file).toString().replace('\\', '/');
                if (Files.size(file) > 4L * YamlReader.MAX_FILE) {
                    throw new IOException(path + " is larger than 1 MB");
                }
                try {
                    into.add(SourceFile.of(path, Files.readAllBytes(file)));
                } catch (CharacterCodingException e) {
                    throw new IOException(path + " is not UTF-8", e);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isMetadata(Path file) {
        String name = file.getFileName().toString();
        // Sheets lie beside the tables whose rows they hold; any other is none of ours.
        boolean ofTable = file.getParent() != null && file.getParent().endsWith("tables");
        return !name.startsWith(".")
                && (name.endsWith(".yaml")
                        || name.endsWith(".yml")
                        || name.endsWith(".drl")
                        || ofTable && (name.endsWith(".csv") || name.endsWith(".xlsx")));
    }
}
