package io.deskloom.app;

import io.deskloom.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the database itself; what keeps it from being done is one sentence and exit code 1. */
abstract class DatabaseCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    /** Where the database is; tests say so themselves. */
    Map<String, String> environment = System.getenv();

    abstract int run(OwnerDatabase database) throws IOException, SQLException;

    /** Whether an embedded database is made when there is none. */
    boolean makes() {
        return false;
    }

    /**
     * Whether what is about to go for good was named once more.
     *
     * @param given what an option said; null asks, with {@code question}
     */
    boolean confirmed(String name, @Nullable String given, InputStream asked, String question) throws IOException {
        String typed = given;
        if (typed == null) {
            out().print(question);
            out().flush();
            typed = new BufferedReader(new InputStreamReader(asked, StandardCharsets.UTF_8)).readLine();
        }
        return typed != null && typed.strip().equals(name);
    }

    @Override
    public Integer call() {
        try (OwnerDatabase database = ServeSettings.fromEnvironment(environment).owner(makes())) {
            return run(database);
        } catch (StartFailure | IOException e) {
            err().println(e.getMessage());
        } catch (SQLException | StoreException | FlywayException e) {
            err().println("The database refused: " + OwnerDatabase.oneLine(e));
        }
        return 1;
    }

    PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
