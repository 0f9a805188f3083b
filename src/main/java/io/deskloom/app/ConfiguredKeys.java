package io.deskloom.app;

import io.deskloom.access.Secrets;
import io.deskloom.secret.Keyring;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of the configuration, and the one that follows from {@code deskloom.secret}. */
@ApplicationScoped
class ConfiguredKeys implements Keyring {
    /** Of the derived key. */
    static final String DERIVED = "installation";

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final Map<String, Key> keys = new HashMap<>();
    private final Key active;

    @Inject
    ConfiguredKeys(SecretSettings settings, Secrets derived) {
        this(settings.key(), settings.keyFile(), settings.active(), derived);
    }

    /** @throws StartFailure when a key is not one, or none of them is the active one */
    ConfiguredKeys(Map<String, String> given, Map<String, String> files, Optional<String> wanted, Secrets derived) {
        keys.put(DERIVED, new Key(DERIVED, derived.key("secrets")));
        given.forEach((id, text) -> add(id, text, "deskloom.secrets.key." + id));
        files.forEach((id, file) -> add(id, read(id, file), file));
        if (wanted.isEmpty() && keys.size() > 1) {
            throw new StartFailure("deskloom.secrets.active must say which of the keys " + keys.keySet()
                    + " secrets are sealed with from now on.");
        }
        String id = wanted.orElse(DERIVED);
        Key chosen = keys.get(id);
        if (chosen == null) {
            throw new StartFailure("deskloom.secrets.active is '" + id + "', and there is no key of that name among "
                    + keys.keySet() + ".");
        }
        this.active = chosen;
    }

    private void add(String id, String text, String where) {
        if (!ID.matcher(id).matches() || keys.containsKey(id)) {
            throw new StartFailure(
                    "'" + id + "' cannot be the name of a key: small letters, digits and -, and each once.");
        }
        try {
            keys.put(id, new Key(id, Base64.getDecoder().decode(text.strip())));
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes the text.
            throw new StartFailure(where + " is not 32 bytes in Base64; make a key with: openssl rand -base64 32");
        }
    }

    private static String read(String id, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new StartFailure("The file of the key '" + id + "' cannot be read: " + file, e);
        }
    }

    /** So that a key that is none keeps the application from starting, and not the first call from being made. */
    void start(@Observes StartupEvent event) {
        active();
    }

    @Override
    public Key active() {
        return active;
    }

    @Override
    public Optional<Key> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
