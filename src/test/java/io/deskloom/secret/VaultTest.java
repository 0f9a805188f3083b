package io.deskloom.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TenantId;
import io.deskloom.testing.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a secret is sealed with, where it opens, and what becomes of it when keys and values change. */
class VaultTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);
    private static final AccountId BY = new AccountId(new UUID(1, 1));
    private static final Instant NOW = Instant.parse("2026-11-30T04:00:00Z");

    private final Rows rows = new Rows();
    private final Keys keys = new Keys();
    private final Vault vault = new Vault(rows, keys);

    /** Rows in memory, with the same rule for versions as the table. */
    private static class Rows implements SecretStore {
        final Map<String, Row> all = new TreeMap<>();

        @Override
        public List<Row> list(TenantId tenant) {
            List<Row> out = new ArrayList<>();
            all.forEach((key, row) -> {
                if (key.startsWith(tenant.value() + "/")) {
                    out.add(row);
                }
            });
            return out;
        }

        @Override
        public Optional<Row> find(TenantId tenant, String name) {
            return Optional.ofNullable(all.get(tenant.value() + "/" + name));
        }

        @Override
        public boolean write(TenantId tenant, Row row) {
            int before = find(tenant, row.name()).map(Row::version).orElse(0);
            if (before != row.version() - 1) {
                return false;
            }
            all.put(tenant.value() + "/" + row.name(), row);
            return true;
        }

        @Override
        public boolean delete(TenantId tenant, String name) {
            return all.remove(tenant.value() + "/" + name) != null;
        }
    }

    private static final class Keys implements Keyring {
        final Map<String, Key> all = new HashMap<>(Map.of("a", key("a", 1)));
        String active = "a";

        static Key key(String id, int fill) {
            byte[] bytes = new byte[32];
            Arrays.fill(bytes, (byte) fill);
            return new Key(id, bytes);
        }

        @Override
        public Key active() {
            return all.get(active);
        }

        @Override
        public Optional<Key> key(String id) {
            return Optional.ofNullable(all.get(id));
        }
    }

    private void put(TenantId tenant, String name, String value) {
        put(tenant, name, value, Duration.ZERO, NOW);
    }

    private void put(TenantId tenant, String name, String value, Duration keep, Instant at) {
        vault.put(tenant, name, value, keep, BY, at).orThrow();
    }

    private Optional<String> value(TenantId tenant, String name) {
        return vault.open(tenant, name, NOW).map(Vault.Opened::value);
    }

    @Test
    void whatIsPutInComesOutForCallsAndIsNowhereElse() {
        put(ONE, "erp_token", "tok-壶-123");
        assertThat(value(ONE, "erp_token")).contains("tok-壶-123");
        String stored = new String(rows.all.get("1/erp_token").value().bytes(), StandardCharsets.ISO_8859_1);
        assertThat(stored).doesNotContain("tok-", "123");
        assertThat(vault.list(ONE, NOW).toString() + vault.open(ONE, "erp_token", NOW))
                .doesNotContain("tok-");
        assertThat(vault.list(ONE, NOW)).extracting(Vault.Entry::usable).containsExactly(true);
        assertThat(value(TWO, "erp_token")).isEmpty();
    }

    @Test
    void theSameValueIsSealedOtherwiseEachTime() {
        put(ONE, "a", "same");
        put(ONE, "b", "same");
        assertThat(rows.all.get("1/a").value().bytes())
                .isNotEqualTo(rows.all.get("1/b").value().bytes());
    }

    @Test
    void aSealedValueThatIsCopiedElsewhereOpensNowhere() {
        put(ONE, "mine", "value");
        put(ONE, "other", "x");
        put(TWO, "mine", "x");
        rows.all.put("1/other", named("other", rows.all.get("1/mine")));
        rows.all.put("2/mine", rows.all.get("1/mine"));
        assertThat(value(ONE, "other")).isEmpty();
        assertThat(value(TWO, "mine")).isEmpty();
        assertThat(vault.list(TWO, NOW)).extracting(Vault.Entry::usable).containsExactly(false);
    }

    private static SecretStore.Row named(String name, SecretStore.Row row) {
        return new SecretStore.Row(
                name, row.version(), row.value(), null, null, row.createdAt(), BY, row.updatedAt(), BY);
    }

    @Test
    void aChangedByteIsNoticed() {
        put(ONE, "mine", "value");
        SecretStore.Row row = rows.all.get("1/mine");
        byte[] bytes = row.value().bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            rows.all.put(
                    "1/mine",
                    new SecretStore.Row("mine", 1, new SecretStore.Sealed("a", changed), null, null, NOW, BY, NOW, BY));
            assertThat(value(ONE, "mine")).isEmpty();
        }
        rows.all.put(
                "1/mine",
                new SecretStore.Row("mine", 1, new SecretStore.Sealed("a", new byte[3]), null, null, NOW, BY, NOW, BY));
        assertThat(value(ONE, "mine")).isEmpty();
    }

    @Test
    void afterAnotherKeyIsActiveEverythingIsSealedWithIt() {
        put(ONE, "one", "1");
        put(ONE, "one", "2", Duration.ofHours(5), NOW);
        put(ONE, "lost", "3");
        keys.all.put("b", Keys.key("b", 2));
        keys.active = "b";
        rows.all.put(
                "1/lost",
                new SecretStore.Row(
                        "lost", 1, new SecretStore.Sealed("gone", new byte[40]), null, null, NOW, BY, NOW, BY));
        assertThat(value(ONE, "one")).contains("2");

        assertThat(vault.reseal(ONE, NOW)).isEqualTo(1);
        assertThat(vault.reseal(ONE, NOW)).isZero();
        keys.all.remove("a");

        Vault.Opened opened = vault.open(ONE, "one", NOW).orElseThrow();
        assertThat(opened.value()).isEqualTo("2");
        assertThat(opened.previous()).isEqualTo("1");
        assertThat(vault.list(ONE, NOW))
                .extracting(Vault.Entry::name, Vault.Entry::keyId, Vault.Entry::usable)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("lost", "gone", false),
                        org.assertj.core.groups.Tuple.tuple("one", "b", true));
    }

    @Test
    void theValueBeforeIsUsedBesideItUntilItsTimeIsOver() {
        put(ONE, "hook", "old");
        put(ONE, "hook", "new", Duration.ofHours(2), NOW);
        assertThat(vault.open(ONE, "hook", NOW.plusSeconds(7_199)).orElseThrow().previous())
                .isEqualTo("old");
        Instant over = NOW.plusSeconds(7_200);
        assertThat(vault.open(ONE, "hook", over).orElseThrow().previous()).isNull();
        assertThat(vault.list(ONE, over).getFirst().previousUntil()).isNull();
        // And then it is forgotten.
        assertThat(vault.reseal(ONE, over)).isEqualTo(1);
        assertThat(rows.all.get("1/hook").previous()).isNull();
        put(ONE, "hook", "newest");
        assertThat(vault.open(ONE, "hook", NOW).orElseThrow().previous()).isNull();
    }

    @Test
    void whoeverIsSecondIsTold() {
        put(ONE, "hook", "a");
        SecretStore.Row row = rows.all.get("1/hook");
        Rows slow = new Rows() {
            @Override
            public boolean write(TenantId tenant, Row next) {
                return false;
            }
        };
        slow.all.put("1/hook", row);
        Rejection refused = Refusals.of(new Vault(slow, keys).put(ONE, "hook", "b", Duration.ZERO, BY, NOW));
        assertThat(refused.kind()).isEqualTo(Rejection.Kind.CONFLICT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Erp", "1a", "a-b", "a.b", "a/b", "$a", "ä"})
    void aNameIsOne(String name) {
        assertThat(codes(name, "x", Duration.ZERO)).containsExactly("secret.name");
        assertThat(vault.delete(ONE, name)).isFalse();
    }

    @Test
    void valuesAndTimesHaveBoundsAndAllIsSaidAtOnce() {
        assertThat(codes("ok", "x".repeat(8_192), Duration.ofDays(7))).isEmpty();
        assertThat(codes("ok", "壶".repeat(2_731), Duration.ZERO)).containsExactly("secret.value");
        assertThat(codes("NO", " ", Duration.ofHours(169)))
                .containsExactlyInAnyOrder("secret.name", "secret.value", "secret.previous");
    }

    @Test
    void thereAreNotEndlesslyMany() {
        for (int i = 0; i < Vault.MOST; i++) {
            put(ONE, "s" + i, "x");
        }
        assertThat(codes("one_more", "x", Duration.ZERO)).containsExactly("secret.too-many");
        put(ONE, "s0", "y");
        put(TWO, "s0", "y");
    }

    private List<String> codes(String name, String value, Duration keep) {
        return vault.put(ONE, name, value, keep, BY, NOW) instanceof io.deskloom.kernel.Result.Refused<?>(Rejection r)
                ? r.problems().stream().map(Problem::code).toList()
                : List.of();
    }
}
