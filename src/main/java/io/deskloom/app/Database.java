package io.deskloom.app;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The two ways into one database: the owner, who migrates, and the application's own role, which owns nothing and cannot
 * step around row-level security.
 *
 * @param url JDBC address without user or password
 */
public record Database(String url, String owner, String ownerPassword, String appPassword) {
    /** The role every request runs as. */
    public static final String APP = "deskloom_app";

    private static final String NOT_ALLOWED = "42501";
    private static final int OLDEST_SERVER = 150_000;

    /** Makes database {@code name} on an embedded server if it is not there, and the application's role. */
    public static Database on(EmbeddedPostgres server, String name, String appPassword) {
        make(server, name);
        return new Database(server.url(name), EmbeddedPostgres.OWNER, server.ownerPassword(), appPassword).prepared();
    }

    /** Makes database {@code name} on an embedded server if it is not there. */
    static void make(EmbeddedPostgres server, String name) {
        String admin = server.url("postgres");
        try (Connection c = DriverManager.getConnection(admin, EmbeddedPostgres.OWNER, server.ownerPassword())) {
            if (!exists(c, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                try (Statement s = c.createStatement()) {
                    s.execute("CREATE DATABASE " + quote(name));
                }
            }
        } catch (SQLException e) {
            throw new StartFailure("The embedded database refused us: " + e.getMessage(), e);
        }
    }

    /** Checks an outside database and makes the application's role there. */
    public static Database external(String url, String user, String password, String appPassword) {
        return new Database(url, user, password, appPassword).prepared();
    }

    private Database prepared() {
        try (Connection c = DriverManager.getConnection(url, owner, ownerPassword)) {
            if (serverVersion(c) < OLDEST_SERVER) {
                throw new StartFailure("The database at " + place() + " is older than PostgreSQL 15.");
            }
            try (Statement s = c.createStatement()) {
                if (!exists(c, "SELECT 1 FROM pg_roles WHERE rolname = ?", APP)) {
                    s.execute("CREATE ROLE " + APP + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS");
                }
                s.execute("ALTER ROLE " + APP + " PASSWORD " + literal(appPassword));
            }
            return this;
        } catch (SQLException e) {
            if (NOT_ALLOWED.equals(e.getSQLState())) {
                throw new StartFailure(
                        "The user " + owner + " of the database at " + place() + " may not make or change the role "
                                + APP
                                + "; give it CREATEROLE, and let one user own all Deskloom databases of a server.",
                        e);
            }
            throw new StartFailure(
                    "The database at " + place() + " cannot be reached as " + owner + ": " + oneLine(e), e);
        }
    }

    /** Quarkus settings: requests as the application's role, migrations as the owner. */
    public Map<String, String> settings() {
        Map<String, String> s = new HashMap<>();
        s.put("quarkus.datasource.jdbc.url", url);
        s.put("quarkus.datasource.username", APP);
        s.put("quarkus.datasource.password", appPassword);
        s.put("quarkus.flyway.jdbc-url", url);
        s.put("quarkus.flyway.username", owner);
        s.put("quarkus.flyway.password", ownerPassword);
        return s;
    }

    // Without what stands behind the question mark: it may hold a password.
    private String place() {
        return url.replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*", "");
    }

    private static String oneLine(SQLException e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    }

    private static int serverVersion(Connection c) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SHOW server_version_num")) {
            r.next();
            return r.getInt(1);
        }
    }

    private static boolean exists(Connection c, String sql, String name) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, name);
            try (ResultSet r = s.executeQuery()) {
                return r.next();
            }
        }
    }

    private static String quote(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
