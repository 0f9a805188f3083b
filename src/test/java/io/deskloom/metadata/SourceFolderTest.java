package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server sends as its files is written under the folder asked for and nowhere else. */
class SourceFolderTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../roles/boss.yaml",
                "roles/../../roles/boss.yaml",
                "/tmp/roles/boss.yaml",
                ".bashrc",
                "roles/x.sh"
            })
    void nothingIsWrittenOutsideTheFolderOrThatIsNoDefinition(String path) throws Exception {
        Path folder = Files.createDirectory(home.resolve("workspace"));
        assertThatThrownBy(() -> SourceFolder.write(folder, List.of(new SourceFile(path, "id: r_boss"))))
                .isInstanceOf(IOException.class);
        try (var all = Files.walk(home)) {
            assertThat(all.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path secret = Files.writeString(home.resolve("secret.yaml"), "password: 1");
        Path folder = Files.createDirectories(home.resolve("workspace/roles")).getParent();
        Files.writeString(folder.resolve("workspace.yaml"), "id: w");
        Files.createSymbolicLink(folder.resolve("roles/boss.yaml"), secret);
        assertThat(SourceFolder.read(folder)).extracting(SourceFile::path).containsExactly("workspace.yaml");
    }
}
