package io.deskloom.standin;

import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs it until it is stopped. Its address is the first line it says. */
@Command(
        name = "standin",
        description = "A small ERP and warehouse system that the demo's SOPs call, with books of its own.",
        mixinStandardHelpOptions = true)
public final class StandinCommand implements Callable<Integer> {
    /** What stands before its address in the line that says it. */
    public static final String READY = "Stand-in ready on ";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "0 for the one it had last time, or any that is free (default: 0).")
    int port;

    @Option(
            names = "--data",
            paramLabel = "<folder>",
            description = "Where its books and its token are (default: standin in the data folder).")
    @Nullable
    Path data;

    @Option(names = "--misbehave", description = "Let PUT /admin/behaviour make it slow, down, late or wrong.")
    boolean misbehave;

    @Option(
            names = "--deskloom",
            paramLabel = "<url>",
            description = "Deskloom's address, to tell it of changes; with DESKLOOM_TOKEN.")
    @Nullable
    String deskloom;

    @Option(names = "--with-parent", description = "Stop when the standard input ends.")
    boolean withParent;

    Map<String, String> environment = System.getenv();

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data != null
                ? data
                : Path.of(environment.getOrDefault("DESKLOOM_DATA", ".deskloom"))
                        .resolve("standin");
        try (BooksFile file = BooksFile.in(folder);
                Messenger messenger = new Messenger(folder)) {
            Ledger ledger = new Ledger(file, messenger::hint);
            if (deskloom != null) {
                Answer answer = messenger.talkTo(BooksFile.JSON.valueToTree(
                        Map.of("url", deskloom, "token", environment.getOrDefault("DESKLOOM_TOKEN", ""))));
                if (!answer.isDone()) {
                    return failed("--deskloom needs an address, and DESKLOOM_TOKEN a token.");
                }
            }
            try (StandinServer server = listen(folder, ledger, messenger)) {
                Files.writeString(folder.resolve("port"), Integer.toString(server.port()));
                messenger.start(ledger);
                out(READY + "http://127.0.0.1:" + server.port());
                untilStopped();
            }
            return 0;
        } catch (BindException e) {
            return failed("port " + port + " is taken by another program; choose one with --port.");
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private StandinServer listen(Path folder, Ledger ledger, Messenger messenger) throws IOException {
        Service service = new Service(ledger, Clock.systemUTC());
        Behaviour behaviour = misbehave ? new Behaviour() : null;
        String token = token(folder);
        if (port == 0) {
            try {
                return new StandinServer(before(folder), service, ledger, messenger, token, behaviour);
            } catch (BindException e) {
                // Somebody else has the one it had: any other will do.
            }
        }
        return new StandinServer(port, service, ledger, messenger, token, behaviour);
    }

    private static int before(Path folder) throws IOException {
        Path kept = folder.resolve("port");
        String text = Files.exists(kept) ? Messenger.line(kept) : "";
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) < 65_536 ? Integer.parseInt(text) : 0;
    }

    /** Made at the first start; whoever calls has it from the file. */
    private static String token(Path folder) throws IOException {
        Path file = folder.resolve("token");
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, HexFormat.of().formatHex(random).getBytes(StandardCharsets.UTF_8));
        }
        return Messenger.line(file);
    }

    private void untilStopped() throws InterruptedException, IOException {
        if (withParent) {
            while (System.in.read() >= 0) {
                // Whatever is said there does not matter, only that it ends.
            }
        } else {
            new CountDownLatch(1).await();
        }
    }

    private void out(String line) {
        var writer = Objects.requireNonNull(spec).commandLine().getOut();
        writer.println(line);
        writer.flush();
    }

    private int failed(String message) {
        Objects.requireNonNull(spec).commandLine().getErr().println("stand-in: " + message);
        return 1;
    }
}
