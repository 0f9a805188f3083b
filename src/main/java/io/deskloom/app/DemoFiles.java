package io.deskloom.app;

import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.SourceFolder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The demo workspace's definitions, from the program itself: a folder while developing, inside the jar when packaged. */
final class DemoFiles {
    private static final String FOLDER = "metadata/demo";

    private DemoFiles() {}

    static List<SourceFile> read() {
        URL marker = Thread.currentThread().getContextClassLoader().getResource(FOLDER + "/workspace.yaml");
        if (marker == null) {
            throw new StartFailure("This build does not contain the demo workspace.");
        }
        try {
            URI uri = marker.toURI();
            if (!"jar".equals(uri.getScheme())) {
                Path file = Path.of(uri);
                Path folder = file.getParent();
                return SourceFolder.read(folder == null ? file : folder);
            }
            URI jar = URI.create(uri.toString().substring(0, uri.toString().indexOf("!/") + 2));
            try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of())) {
                return SourceFolder.read(inside.getPath("/" + FOLDER));
            }
        } catch (IOException | URISyntaxException e) {
            throw new StartFailure("The demo workspace cannot be read: " + e.getMessage(), e);
        }
    }
}
