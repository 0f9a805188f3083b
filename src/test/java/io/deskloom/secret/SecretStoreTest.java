package io.deskloom.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.kernel.AccountId;
import io.deskloom.secret.SecretStore.Row;
import io.deskloom.secret.SecretStore.Sealed;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table of secrets. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SecretStoreTest {
    private static final Instant AT = Instant.parse("2026-11-30T04:00:00Z");

    @Inject
    Desk desk;

    @Inject
    SecretStore store;

    private static Row row(int version, String sealed, AccountId by) {
        return new Row(
                "a",
                version,
                new Sealed("k", sealed.getBytes(UTF_8)),
                new Sealed("old", new byte[] {1}),
                AT,
                AT,
                by,
                AT,
                by);
    }

    @Test
    void whoeverIsSecondWritesNothing() {
        Tenant tenant = desk.demo();
        AccountId by = desk.account(tenant, "boss", "admin").id();
        assertThat(store.write(tenant.id(), row(1, "one", by))).isTrue();
        assertThat(store.write(tenant.id(), row(1, "other", by))).isFalse();
        assertThat(store.write(tenant.id(), row(2, "two", by))).isTrue();
        assertThat(store.write(tenant.id(), row(2, "late", by))).isFalse();
        Row kept = store.find(tenant.id(), "a").orElseThrow();
        assertThat(kept.value().bytes()).isEqualTo("two".getBytes(UTF_8));
        assertThat(kept.previous().keyId()).isEqualTo("old");
        assertThat(kept.previousUntil()).isEqualTo(AT);
        assertThat(kept.updatedBy()).isEqualTo(by);
    }

    @Test
    void anotherWorkspaceSeesNothingOfIt() {
        Tenant one = desk.demo();
        Tenant two = desk.demo();
        store.write(one.id(), row(1, "one", null));
        assertThat(store.find(two.id(), "a")).isEmpty();
        assertThat(store.list(two.id())).isEmpty();
        assertThat(store.delete(two.id(), "a")).isFalse();
        assertThat(store.delete(one.id(), "a")).isTrue();
    }
}
