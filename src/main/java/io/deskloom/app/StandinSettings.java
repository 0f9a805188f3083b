package io.deskloom.app;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The demo's ERP and warehouse system, when this server has started one; {@link Main} says so. */
@ConfigMapping(prefix = "deskloom.standin")
interface StandinSettings {
    /** Where it answers: {@code http://127.0.0.1:41234}. */
    Optional<String> url();

    /** Where its token is. */
    Optional<String> folder();
}
