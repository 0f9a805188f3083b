package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.app.BackupTest.Ran;
import io.deskloom.testing.EveryTable;
import io.deskloom.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A deleted workspace leaves no row in any table the catalogue knows, and nothing of another workspace with it. */
@Tag("database")
class DeleteWorkspaceTest {
    private static Database database;

    @BeforeAll
    static void make() {
        database = TestDatabase.create("leaving_delete");
    }

    @Test
    void everyTableIsEmptyOfItAndTheOthersAreAsTheyWere() throws SQLException {
        try (Connection c = owner();
                Statement s = c.createStatement()) {
            s.execute(
                    "INSERT INTO tenant VALUES (11, 'leaves', 'Leaves', false, now()), (12, 'stays', 'Stays', false, now())");
            EveryTable.fill(c, 11, "leaves");
            EveryTable.fill(c, 12, "stays");
            Map<String, List<String>> before = EveryTable.rows(c, 12);

            assertThat(delete("", "leaves").err()).contains("Nothing was deleted.");
            Ran wrong = delete("stays\n", "leaves");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).contains("2 tickets and records").contains("Type its slug");
            assertThat(EveryTable.rows(c, 11).get("record")).hasSize(2);

            Ran done = delete("leaves\n", "leaves");
            assertThat(done.code()).as(done.err()).isZero();
            assertThat(done.out()).contains("2  record").contains("Its number 11 is never used again");

            assertThat(EveryTable.rows(c, 11))
                    .allSatisfy((table, rows) -> assertThat(rows).as(table).isEmpty());
            assertThat(EveryTable.rows(c, 12)).isEqualTo(before);
            assertThat(text(c, "SELECT string_agg(slug, ',') FROM tenant")).isEqualTo("stays");
            assertThat(text(c, "SELECT rows ->> 'record' FROM deleted_tenant WHERE id = 11"))
                    .isEqualTo("2");
            assertThat(text(c, "SELECT code FROM audit WHERE tenant_id = 0")).isEqualTo("workspace-deleted");
            assertThat(delete("leaves\n", "leaves").err()).contains("There is no workspace 'leaves'.");
        }
    }

    private static Ran delete(String typed, String slug) {
        WorkspaceCommand.Delete command = new WorkspaceCommand.Delete();
        command.asked = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        command.underWay = Duration.ZERO;
        return BackupTest.run(command, BackupTest.at(database), slug);
    }

    private static Connection owner() throws SQLException {
        return DriverManager.getConnection(database.url(), database.owner(), database.ownerPassword());
    }

    private static String text(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
