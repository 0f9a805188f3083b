package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.access.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of secrets as an operator configures them. */
class ConfiguredKeysTest {
    private static final Secrets DERIVED = new DerivedSecrets("a-secret-only-for-tests-0123456789abcdef");
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void withoutAnyTheInstallationsOwnKeySeals() {
        ConfiguredKeys keys = new ConfiguredKeys(Map.of(), Map.of(), Optional.empty(), DERIVED);
        assertThat(keys.active().id()).isEqualTo("installation");
        assertThat(keys.key("installation")).isPresent();
        assertThat(keys.key("other")).isEmpty();
    }

    @Test
    void severalKeysOpenAndOneSeals(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
        ConfiguredKeys keys =
                new ConfiguredKeys(Map.of("k1", KEY), Map.of("k2", file.toString()), Optional.of("k2"), DERIVED);
        assertThat(keys.active().id()).isEqualTo("k2");
        assertThat(keys.key("k1")).isPresent();
        assertThat(keys.key("installation")).isPresent();
    }

    @Test
    void whatIsNoKeyIsSaidWithoutQuotingIt() {
        assertThatThrownBy(() -> new ConfiguredKeys(Map.of("k1", "hunter2"), Map.of(), Optional.of("k1"), DERIVED))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThatThrownBy(() -> new ConfiguredKeys(Map.of("k1", KEY), Map.of(), Optional.empty(), DERIVED))
                .hasMessageContaining("deskloom.secrets.active");
        assertThatThrownBy(() -> new ConfiguredKeys(Map.of(), Map.of(), Optional.of("k9"), DERIVED))
                .hasMessageContaining("k9");
        assertThatThrownBy(() -> new ConfiguredKeys(Map.of("K 1", KEY), Map.of(), Optional.of("k1"), DERIVED))
                .hasMessageContaining("K 1");
        assertThatThrownBy(
                        () -> new ConfiguredKeys(Map.of(), Map.of("k1", "/nowhere/at/all"), Optional.of("k1"), DERIVED))
                .hasMessageContaining("/nowhere/at/all");
    }
}
