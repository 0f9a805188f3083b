package io.deskloom.app;

import io.deskloom.identity.Operators;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives the operator the password the environment names; without one there is no way in as operator. */
@ApplicationScoped
class OperatorAccount {
    static final String LOGIN = "operator";

    void ensure(
            @Observes StartupEvent started,
            Operators operators,
            Clock clock,
            @ConfigProperty(name = "deskloom.operator.password") Optional<String> password) {
        password.ifPresent(p -> {
            try {
                operators.ensure(LOGIN, p, clock.instant());
            } catch (IllegalArgumentException e) {
                throw new StartFailure("DESKLOOM_OPERATOR_PASSWORD cannot be used: " + e.getMessage() + ".", e);
            }
        });
    }
}
