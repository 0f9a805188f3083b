package io.deskloom.app;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** The database as its owner reaches it: for commands that work on it beside a server, or without one. */
final class OwnerDatabase implements AutoCloseable {
    private final String url;
    private final String user;
    private final String password;
    private final @Nullable EmbeddedPostgres started;

    /** @param started the server that was started for this, and is stopped with it */
    OwnerDatabase(String url, String user, String password, @Nullable EmbeddedPostgres started) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.started = started;
    }

    Connection connect() {
        try {
            return DriverManager.getConnection(url, user, password);
        } catch (SQLException e) {
            throw new StartFailure("The database cannot be reached as " + user + ": " + oneLine(e) + ".", e);
        }
    }

    /** Makes or updates the schema. @param to up to this version; null for the newest this Deskloom knows */
    void migrate(@Nullable String to) {
        FluentConfiguration configuration =
                Flyway.configure().dataSource(url, user, password).locations("classpath:db/migration");
        if (to != null) {
            configuration.target(to);
        }
        configuration.load().migrate();
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }

    static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
