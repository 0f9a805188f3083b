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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The client for calls to the outside, as it is configured. */
@ApplicationScoped
class OutgoingBeans {
    private final OutgoingSettings settings;

    OutgoingBeans(OutgoingSettings settings) {
        this.settings = settings;
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
        return new OutgoingPolicy(
                all("deskloom.outgoing.allow", settings.allow(), Origin::parse, "http://erp.intern:8080"),
                all("deskloom.outgoing.networks", settings.networks(), Network::parse, "10.20.0.0/16"));
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
