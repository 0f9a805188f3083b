package io.deskloom.rest;

import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a simulation is asked with. */
final class SimulateBodies {
    private SimulateBodies() {}

    /** An object of names and values in turns; values may be null. */
    static Map<String, Object> body(Object... pairs) {
        Map<String, Object> body = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put((String) pairs[i], pairs[i + 1]);
        }
        return body;
    }

    /** A draft: the demo's files, and more of them, paths and texts in turns. */
    static List<Map<String, String>> files(String... more) {
        List<Map<String, String>> files = new ArrayList<>();
        for (SourceFile file : Snapshots.demoFiles()) {
            files.add(Map.of("path", file.path(), "text", file.text()));
        }
        for (int i = 0; i < more.length; i += 2) {
            files.add(Map.of("path", more[i], "text", more[i + 1]));
        }
        return files;
    }
}
