package io.deskloom.script;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The class path of a worker: where this application's own classes and GraalVM's were loaded from, and nothing else. */
final class WorkerClasses {
    /** One class of each library scripts need; those of the optimising runtime may be missing. */
    private static final List<String> ONE_OF_EACH = List.of(
            "io.deskloom.script.WorkerMain",
            "org.graalvm.polyglot.Context",
            "org.graalvm.collections.EconomicMap",
            "org.graalvm.word.WordBase",
            "org.graalvm.nativeimage.ImageInfo",
            "com.oracle.truffle.api.TruffleLanguage",
            "com.oracle.truffle.js.lang.JavaScriptLanguage",
            "com.oracle.truffle.regex.RegexLanguage",
            "org.graalvm.shadowed.com.ibm.icu.text.Normalizer2",
            "org.graalvm.shadowed.org.tukaani.xz.XZ",
            "org.jspecify.annotations.NullMarked");

    private WorkerClasses() {}

    static String path() {
        Set<String> places = new LinkedHashSet<>();
        for (String name : ONE_OF_EACH) {
            place(name, places);
        }
        return String.join(File.pathSeparator, places);
    }

    private static void place(String name, Set<String> into) {
        try {
            CodeSource source = Class.forName(name, false, WorkerClasses.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource();
            if (source != null) {
                into.add(Path.of(source.getLocation().toURI()).toString());
            }
        } catch (ClassNotFoundException | NoClassDefFoundError | URISyntaxException e) {
            // Without it the worker says at its start what it misses.
        }
    }
}
