package io.deskloom.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;

/**
 * The language with nothing around it: one engine, which keeps parsed scripts, and as many contexts as are asked for. No
 * context sees the host, a file, the network, another language, a thread, the environment, or code made at run time.
 */
final class Sandbox implements AutoCloseable {
    static final String LANGUAGE = "js";

    /** Longest text a script can make. */
    static final int LONGEST_TEXT = 100_000;

    private static final int SOURCES_KEPT = 500;
    private static final String MODULES = "scripts/";
    private static final String MODULE = "application/javascript+module";
    private static final String PRELUDE_NAME = "prelude.js";
    private static final String PRELUDE = prelude();

    /** What a script costs is what it says itself, not what prepares the context for it. */
    private static final Predicate<Source> COUNTED = source -> !source.getName().equals(PRELUDE_NAME);

    private final Engine engine;
    private final Source prelude;
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
            return size() > SOURCES_KEPT;
        }
    };

    Sandbox() {
        engine = Engine.newBuilder(LANGUAGE)
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .in(InputStream.nullInputStream())
                .allowExperimentalOptions(true)
                .option("engine.WarnInterpreterOnly", "false")
                .option("js.strict", "true")
                .option("js.esm-eval-returns-exports", "true")
                .option("js.disable-eval", "true")
                .option("js.bigint", "false")
                .option("js.string-length-limit", String.valueOf(LONGEST_TEXT))
                .option("js.max-typed-array-length", "0")
                .option("js.regexp-static-result", "false")
                .option("js.shared-array-buffer", "false")
                .option("js.atomics", "false")
                .option("js.intl-402", "false")
                .option("js.temporal", "false")
                .option("js.top-level-await", "false")
                .option("js.function-arguments-limit", "10000")
                .option("js.load", "false")
                .option("js.print", "false")
                .option("js.console", "false")
                .option("js.polyglot-builtin", "false")
                .option("js.graal-builtin", "false")
                .option("js.java-package-globals", "false")
                .option("js.foreign-object-prototype", "false")
                .build();
        prelude = source(PRELUDE_NAME, PRELUDE, "application/javascript");
    }

    /** A new context. @param statements it may execute in one call */
    Room room(long statements) {
        Context context = Context.newBuilder(LANGUAGE)
                .engine(engine)
                .allowAllAccess(false)
                .allowHostAccess(HostAccess.NONE)
                .allowHostClassLookup(_ -> false)
                .allowHostClassLoading(false)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowIO(IOAccess.NONE)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .allowNativeAccess(false)
                .allowCreateThread(false)
                .allowCreateProcess(false)
                .allowInnerContextOptions(false)
                .allowValueSharing(false)
                .resourceLimits(ResourceLimits.newBuilder()
                        .statementLimit(statements, COUNTED)
                        .build())
                .build();
        return new Room(context, prelude);
    }

    Source source(ScriptCode code) {
        synchronized (sources) {
            // The name is part of it: problems name the file.
            return sources.computeIfAbsent(
                    code.name() + " " + code.hash(), _ -> source(MODULES + code.name(), code.source(), MODULE));
        }
    }

    private static Source source(String name, String text, String type) {
        try {
            return Source.newBuilder(LANGUAGE, text, name).mimeType(type).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prelude() {
        try (InputStream in = Sandbox.class.getResourceAsStream("/script/prelude.js")) {
            if (in == null) {
                throw new IllegalStateException("the build lacks script/prelude.js");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close(true);
    }
}
