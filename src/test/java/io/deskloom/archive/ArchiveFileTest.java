package io.deskloom.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that is anything but whole and ours is refused with a sentence, before anybody uses a byte of it. */
class ArchiveFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("good.zip");
        try (ArchiveWriter out = ArchiveWriter.create(file)) {
            out.part("record", 1, List.of("id", "title"), to -> {
                to.write("id,title\n1,a kettle\n".getBytes(StandardCharsets.UTF_8));
                return 1;
            });
            out.part("event", 1, List.of("id"), to -> {
                to.write("id\n".getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 1000; i++) {
                    to.write(("e" + i * i + "\n").getBytes(StandardCharsets.UTF_8));
                }
                return 1000;
            });
            out.finish("2026-01-01T00:00:00Z", "011", false, List.of(new Manifest.Workspace(1, "acme", "Acme")));
        }
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        try (ArchiveFile archive = ArchiveFile.open(file)) {
            assertThat(archive.manifest().rows()).isEqualTo(1001);
            assertThat(archive.manifest().workspace("acme")).isPresent();
            try (InputStream in = archive.read(archive.manifest().parts().getFirst())) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("id,title\n1,a kettle\n");
            }
        }
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 13) {
            refused(Arrays.copyOf(whole, length), "cut off|damaged|not an archive");
        }
    }

    @Test
    void everyChangedByteOfAPartOrTheListIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Map<String, byte[]> entries = entries();
        Manifest list;
        try (ArchiveFile archive = ArchiveFile.open(file)) {
            list = archive.manifest();
        }
        int noticed = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Path damaged = folder.resolve("changed.zip");
            Files.write(damaged, changed);
            try (ArchiveFile archive = ArchiveFile.open(damaged)) {
                assertThat(archive.manifest()).isEqualTo(list);
                // A zip says some things twice (times, lengths): what nobody reads may differ, what is read may not.
                for (Manifest.Part part : archive.manifest().parts()) {
                    try (InputStream in = archive.read(part)) {
                        assertThat(in.readAllBytes()).isEqualTo(entries.get(part.path()));
                    }
                }
            } catch (BadArchive e) {
                noticed++;
                assertThat(e.getMessage()).hasLineCount(1).contains("changed.zip");
            }
        }
        assertThat(noticed).isGreaterThan(whole.length / 2);
    }

    @Test
    void whatIsNotOursIsRefused() throws IOException {
        refused("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8), "is not an archive of Deskloom");
        assertThatThrownBy(() -> ArchiveFile.open(folder)).hasMessageContaining("There is no file");
        refused(zip(Map.of("word/document.xml", new byte[10])), "is not an archive of Deskloom\\.");
        refused(with("manifest.json", "{\"format\": \"something\"}"), "is not an archive of Deskloom\\.");
        refused(
                with("manifest.json", "{\"format\": \"deskloom-archive\", \"version\": 2}"),
                "newer Deskloom \\(format 2");
        refused(with("manifest.json", "{\"format\": \"deskloom-archive\", \"version\": 1}"), "damaged");
        refused(with("manifest.json", "not json"), "its list cannot be read");
    }

    @Test
    void partsAreExactlyThoseListed() throws IOException {
        Map<String, byte[]> more = entries();
        more.put("workspaces/1/account.csv", "id\n".getBytes(StandardCharsets.UTF_8));
        refused(zip(more), "not in its list");
        Map<String, byte[]> fewer = entries();
        fewer.remove("workspaces/1/record.csv");
        refused(zip(fewer), "record.csv is missing");
        Map<String, byte[]> other = entries();
        other.put("workspaces/1/record.csv", "id,title\n1,a teapot\n".getBytes(StandardCharsets.UTF_8));
        refused(zip(other), "record.csv is not what was written");
        Map<String, byte[]> longer = entries();
        longer.put("workspaces/1/record.csv", new byte[50_000_000]);
        refused(zip(longer), "record.csv is not what was written");
    }

    @Test
    void whatIsNotFinishedLeavesNothing() throws IOException {
        Path other = folder.resolve("other.zip");
        try (ArchiveWriter out = ArchiveWriter.create(other)) {
            assertThatThrownBy(() -> out.part("record", 1, List.of("id"), _ -> {
                        throw new IOException("the disk is full");
                    }))
                    .hasMessage("the disk is full");
        }
        assertThat(folder).isDirectoryContaining(p -> p.equals(file)).isDirectoryNotContaining("glob:**other*");
    }

    private void refused(byte[] bytes, String message) throws IOException {
        Path damaged = folder.resolve("damaged.zip");
        Files.write(damaged, bytes);
        assertThatThrownBy(() -> ArchiveFile.open(damaged))
                .isInstanceOf(BadArchive.class)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).containsPattern(message));
    }

    private byte[] with(String list, String json) throws IOException {
        Map<String, byte[]> entries = entries();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        entries.put(list, bytes);
        entries.put("manifest.sha256", Sha256.of(bytes).getBytes(StandardCharsets.US_ASCII));
        return zip(entries);
    }

    private Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    private byte[] zip(Map<String, byte[]> entries) throws IOException {
        Path made = folder.resolve("made.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(made))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return Files.readAllBytes(made);
    }
}
