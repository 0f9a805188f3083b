package io.deskloom.app;

import io.deskloom.cli.Cli;
import io.deskloom.standin.StandinCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program. {@code serve} (the default) starts the database if it is ours, then the application; every other word is a
 * command of {@code cli} and starts no server.
 */
@QuarkusMain
public final class Main {
    private static final int STOP_SECONDS = 20;

    private Main() {}

    public static void main(String... args) {
        // It would answer with an empty page; the edge mends what browsers send, and says what is wrong with the rest.
        System.setProperty("vertx.disableURIValidation", "true");
        if (args.length > 0 && !args[0].equals("serve")) {
            System.exit(Cli.run(
                    List.of(
                            new BackupCommand(),
                            new RestoreCommand(),
                            new WorkspaceCommand(),
                            new EraseCommand(),
                            new StandinCommand()),
                    args));
        }
        try {
            ServeSettings wanted = ServeSettings.fromEnvironment(System.getenv());
            ServeSettings.Prepared prepared = wanted.prepare();
            prepared.settings().forEach(System::setProperty);
            if (wanted.standin()) {
                standin(wanted.data().resolve("standin"));
            }
            System.err.println("Starting Deskloom ...");
            CountDownLatch stopped = new CountDownLatch(1);
            prepared.embedded().ifPresent(server -> stopAfter(stopped, server));
            Quarkus.run(null, (code, failure) -> {
                stopped.countDown();
                if (failure != null) {
                    System.err.println("Deskloom could not start: " + reason(failure));
                }
                if (failure != null || code != 0) {
                    System.exit(code == 0 ? 1 : code);
                }
            });
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** The demo's ERP, beside the server. Without it the rest of the demo goes on. */
    private static void standin(Path folder) {
        try {
            StandinProcess standin = StandinProcess.start(folder);
            // The one place inside that calls may go to without a word of the operator's: he asked for it to be there.
            System.setProperty("deskloom.standin.url", standin.url());
            System.setProperty("deskloom.standin.folder", folder.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(standin::close, "stop-standin"));
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
        }
    }

    /** What lies at the bottom, in one line: a database made by another build, for one, is told of by its migrations. */
    static String reason(Throwable failure) {
        Throwable bottom = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            bottom = cause;
        }
        String message = bottom.getMessage();
        return message == null ? bottom.getClass().getName() : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    // Shutdown hooks run side by side: the database waits for the application to finish its last transactions.
    private static void stopAfter(CountDownLatch applicationStopped, EmbeddedPostgres server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                applicationStopped.await(STOP_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            try {
                                server.close();
                            } catch (StartFailure e) {
                                System.err.println(e.getMessage());
                            }
                        },
                        "stop-database"));
    }
}
