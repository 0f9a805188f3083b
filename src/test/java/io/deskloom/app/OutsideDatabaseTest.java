package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What somebody is told whose outside database does not let us in, or not do what we must. */
@Tag("database")
class OutsideDatabaseTest {
    private static final String USER = "outside_user";

    @BeforeAll
    static void makeUser() throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute("CREATE ROLE " + USER + " LOGIN PASSWORD 'right'");
        }
    }

    @Test
    void aWrongPasswordIsOneSentence() {
        assertThatThrownBy(() -> Database.external(TestDatabase.get().url(), USER, "wrong", "app"))
                .isInstanceOf(StartFailure.class)
                .hasMessageMatching("The database at 127\\.0\\.0\\.1:\\d+/deskloom_test cannot be reached as " + USER
                        + ": .*password authentication failed.*");
    }

    @Test
    void aUserWhoMayNotMakeTheApplicationsRoleIsToldSo() {
        assertThatThrownBy(() -> Database.external(TestDatabase.get().url(), USER, "right", "app"))
                .isInstanceOf(StartFailure.class)
                .hasMessageMatching(
                        "The user " + USER + " of the database at 127\\.0\\.0\\.1:\\d+/deskloom_test may not make"
                                + " or change the role deskloom_app; give it CREATEROLE, and let one user own all Deskloom"
                                + " databases of a server\\.");
    }
}
