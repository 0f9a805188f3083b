package io.deskloom.app;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that secrets are sealed with; each is 32 bytes in Base64. Without any, secrets are sealed with a key derived from
 * {@code deskloom.secret}.
 */
@ConfigMapping(prefix = "deskloom.secrets")
interface SecretSettings {
    /** Keys by id. */
    Map<String, String> key();

    /** Files that hold a key, by its id: as containers and secret managers hand them over. */
    Map<String, String> keyFile();

    /** Id of the key that seals from now on; the others only open. Needed as soon as there is a key. */
    Optional<String> active();
}
