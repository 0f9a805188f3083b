package io.deskloom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Formatted texts somebody sends to do harm: markup that runs, that looks harmless until a browser repairs it, that calls
 * somebody else's server. The server's tests, the front end's and the browser's read the same list.
 */
public final class HostileTexts {
    private static final Path HTML = Path.of("src", "test", "resources", "hostile", "rich-text.txt");

    private HostileTexts() {}

    public static List<String> html() {
        try {
            return Files.readAllLines(HTML);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
