package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.connector.OutgoingPolicy;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The demo's ERP is started, and may be called, only where somebody said so, and nothing beside it is opened by that. */
class StandinSettingsTest {
    private static boolean wanted(String... environment) {
        Map<String, String> all = environment.length == 2
                ? Map.of(environment[0], environment[1])
                : environment.length == 4
                        ? Map.of(environment[0], environment[1], environment[2], environment[3])
                        : Map.of();
        return ServeSettings.fromEnvironment(all).standin();
    }

    @Test
    void itIsStartedWhenItIsAskedForAndNeverInProduction() {
        assertThat(wanted()).isFalse();
        assertThat(wanted("DESKLOOM_STANDIN", "off")).isFalse();
        assertThat(wanted("DESKLOOM_STANDIN", "on")).isTrue();
        assertThat(wanted("DESKLOOM_STANDIN", "on", "DESKLOOM_PRODUCTION", "true"))
                .isFalse();
    }

    @Test
    void callsMayGoToItsVeryPortAndNowhereElseInside() {
        OutgoingPolicy with = policy(Optional.of("http://127.0.0.1:41234"));
        assertThat(with.refusal("http://127.0.0.1:41234/erp/orders")).isEmpty();
        assertThat(with.refusal("http://127.0.0.1:41235/")).contains("scheme-forbidden");
        assertThat(with.refusal("https://127.0.0.1/")).contains("address-forbidden");
        assertThat(with.refusal("http://127.0.0.2:41234/")).contains("scheme-forbidden");
        assertThat(with.refusal("http://localhost:41234/")).contains("scheme-forbidden");
        assertThat(policy(Optional.empty()).refusal("http://127.0.0.1:41234/erp/orders"))
                .contains("scheme-forbidden");
    }

    private static OutgoingPolicy policy(Optional<String> url) {
        OutgoingSettings outgoing = new OutgoingSettings() {
            @Override
            public Optional<List<String>> allow() {
                return Optional.empty();
            }

            @Override
            public Optional<List<String>> networks() {
                return Optional.empty();
            }

            @Override
            public MemorySize answer() {
                return new MemorySize(BigInteger.valueOf(1_024));
            }
        };
        StandinSettings standin = new StandinSettings() {
            @Override
            public Optional<String> url() {
                return url;
            }

            @Override
            public Optional<String> folder() {
                return Optional.empty();
            }
        };
        Vertx vertx = Vertx.vertx();
        try {
            return new OutgoingBeans(outgoing, standin).outgoing(vertx).policy();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
