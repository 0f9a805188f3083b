package io.deskloom.model;

import java.util.Optional;

/** A text that stands in a definition, or the name of the secret that holds it: {@code https://erp.example}, {@code $erp_url}. */
public sealed interface Configured {
    record Written(String text) implements Configured {}

    /** @param name of the secret, without the dollar */
    record InSecret(String name) implements Configured {}

    static Configured of(String text) {
        return text.startsWith("$") ? new InSecret(text.substring(1)) : new Written(text);
    }

    default Optional<String> secret() {
        return this instanceof InSecret(String name) ? Optional.of(name) : Optional.empty();
    }
}
