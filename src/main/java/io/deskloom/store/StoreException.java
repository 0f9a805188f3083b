package io.deskloom.store;

import java.sql.SQLException;

/** The database refused or could not be reached. The caller's transaction has been rolled back. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(SQLException cause) {
        super(cause);
    }

    public StoreException(String message) {
        super(message);
    }

    /** The five-character SQLSTATE, "" when there is none. */
    public String state() {
        return getCause() instanceof SQLException e && e.getSQLState() != null ? e.getSQLState() : "";
    }
}
