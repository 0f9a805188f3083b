package io.deskloom.app;

import io.deskloom.connector.Network;
import io.deskloom.connector.Origin;
import io.deskloom.connector.Outgoing;
import io.deskloom.connector.OutgoingPolicy;
import io.deskloom.connector.Resolver;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The client for calls to the outside, as it is configured. */
@ApplicationScoped
class OutgoingBeans {
    private static final String HERE = "127.0.0.1/32";

    private final OutgoingSettings settings;
    private final StandinSettings standin;

    OutgoingBeans(OutgoingSettings settings, StandinSettings standin) {
        this.settings = settings;
        this.standin = standin;
    }

    @Produces
    @Singleton
    Outgoing outgoing(Vertx vertx) {
        return new Outgoing(vertx, policy(), Resolver.ofTheMachine(), (int)
                settings.answer().asLongValue());
    }

    /** So that a setting that is none keeps the application from starting. */
    void start(@Observes StartupEvent event) {
        policy();
    }

    private OutgoingPolicy policy() {
        List<Origin> origins = new ArrayList<>(
                all("deskloom.outgoing.allow", settings.allow(), Origin::parse, "http://erp.intern:8080"));
        List<Network> networks =
                new ArrayList<>(all("deskloom.outgoing.networks", settings.networks(), Network::parse, "10.20.0.0/16"));
        // The demo's own ERP, when this server has started it: that port of this machine and nothing beside it.
        standin.url().ifPresent(url -> {
            origins.addAll(
                    all("deskloom.standin.url", Optional.of(List.of(url)), Origin::parse, "http://127.0.0.1:9000"));
            networks.addAll(all("deskloom.standin.url", Optional.of(List.of(HERE)), Network::parse, HERE));
        });
        return new OutgoingPolicy(origins, networks);
    }

    private static <T> List<T> all(
            String name, Optional<List<String>> texts, Function<String, Optional<T>> parse, String example) {
        return texts.orElse(List.of()).stream()
                .map(text -> parse.apply(text)
                        .orElseThrow(() -> new StartFailure(
                                name + " holds '" + text + "', which is none; one looks like " + example + ".")))
                .toList();
    }
}
