package io.deskloom.app;

import io.deskloom.standin.StandinCommand;
import io.deskloom.standin.StandinMain;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The demo's ERP and warehouse system, a process of its own beside this one: it ends when this one ends, however that comes about, and
 * is started again when it ends before.
 */
final class StandinProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What it needs of this application's libraries, by a class of each. */
    private static final List<String> ONE_OF_EACH = List.of(
            StandinMain.class.getName(),
            "picocli.CommandLine",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonParser",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "org.jspecify.annotations.NullMarked");

    private final Path folder;
    private Process process;
    private final String url;
    private boolean closed;

    private StandinProcess(Path folder, Process process, String url) {
        this.folder = folder;
        this.process = process;
        this.url = url;
    }

    /** Starts one and waits until it answers. @param folder where its books are */
    static StandinProcess start(Path folder) {
        Process process = begin(folder, 0);
        StandinProcess standin = new StandinProcess(folder, process, ready(process, folder));
        standin.watch(process);
        return standin;
    }

    /** Its address, the same after each start of it. */
    String url() {
        return url;
    }

    /** What whoever calls it says. */
    static String token(Path folder) throws IOException {
        return Files.readString(folder.resolve("token")).strip();
    }

    /** @param port 0 for the one it had last time, or any */
    private static Process begin(Path folder, int port) {
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx96m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            classes(),
                            StandinMain.class.getName(),
                            "--data",
                            folder.toString(),
                            "--port",
                            Integer.toString(port),
                            "--with-parent")
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("standin.log").toFile()));
            // Of this process' settings, among them its secrets, it needs none.
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("DESKLOOM_"));
            return builder.start();
        } catch (IOException e) {
            throw new StartFailure("The stand-in of the demo's ERP cannot be started: " + e.getMessage(), e);
        }
    }

    private static String ready(Process process, Path folder) {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread.ofVirtual().name("stand-in").start(() -> {
            try {
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                String line = out.readLine();
                said.complete(line == null ? "" : line);
            } catch (IOException e) {
                said.completeExceptionally(e);
            }
        });
        try {
            String line = said.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line.startsWith(StandinCommand.READY)) {
                return line.substring(StandinCommand.READY.length());
            }
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new StartFailure(failed(folder), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new StartFailure(failed(folder));
    }

    private static String failed(Path folder) {
        return "The demo's ERP does not start, so its SOPs have nobody to call; see " + folder.resolve("standin.log")
                + ".";
    }

    private void watch(Process running) {
        running.onExit().thenRun(() -> {
            synchronized (this) {
                if (closed) {
                    return;
                }
            }
            // Not at once: what cannot start would be started for ever.
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::again);
        });
    }

    private synchronized void again() {
        if (!closed) {
            process = begin(folder, URI.create(url).getPort());
            watch(process);
        }
    }

    private static String classes() {
        Set<String> places = new LinkedHashSet<>();
        for (String name : ONE_OF_EACH) {
            try {
                places.add(Path.of(Class.forName(name)
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (ClassNotFoundException | URISyntaxException e) {
                throw new StartFailure("The stand-in of the demo's ERP lacks " + name + ".", e);
            }
        }
        return String.join(File.pathSeparator, places);
    }

    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            last = process;
        }
        last.destroy();
    }
}
