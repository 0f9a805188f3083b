package io.deskloom.app;

import io.deskloom.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
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
