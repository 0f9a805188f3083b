package io.deskloom.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.SessionStore;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.identity.Tokens;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.secret.Vault;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Makes the demo's connectors and the stand-in beside this server known to each other: the connectors' secrets lead to it, and it has a
 * token to tell of its changes. Secrets that somebody has set to another address stay his.
 */
@ApplicationScoped
class DemoStandin {
    /** The login of the account it tells of its changes as, and that account's role. */
    static final String LOGIN = "erp";

    private static final String TOKEN = "stand-in";
    private static final Map<String, String> FACES = Map.of("erp", "/erp", "wms", "/wms");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AFTER_THE_DEMO = 6_000;
    private static final Logger LOG = Logger.getLogger(DemoStandin.class);

    private final Tenants tenants;
    private final Accounts accounts;
    private final Tokens tokens;
    private final Vault vault;
    private final Clock clock;

    DemoStandin(Tenants tenants, Accounts accounts, Tokens tokens, Vault vault, Clock clock) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.tokens = tokens;
        this.vault = vault;
        this.clock = clock;
    }

    void start(
            @Observes @Priority(AFTER_THE_DEMO) StartupEvent started,
            StandinSettings settings,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        Optional<Tenant> demo = tenants.bySlug(DemoSeed.WORKSPACE);
        if (settings.url().isEmpty() || demo.isEmpty()) {
            return;
        }
        String url = settings.url().get();
        try {
            introduce(demo.get(), url, Path.of(settings.folder().orElse(".")), "http://localhost:" + port);
            LOG.infof("The demo's ERP and warehouse system answer on %s", url);
        } catch (IOException | StartFailure e) {
            // The demo works without it, and its dead letters say what they miss.
            LOG.warnf("The demo's ERP and warehouse system on %s cannot be reached: %s", url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param folder the stand-in's; @param deskloom where this server answers */
    void introduce(Tenant demo, String url, Path folder, String deskloom) throws IOException, InterruptedException {
        String secret = StandinProcess.token(folder);
        Account account = accounts.byLogin(demo.id(), LOGIN)
                .orElseGet(() -> done(accounts.create(
                                demo.id(),
                                // Nobody signs in with it.
                                new NewAccount(LOGIN, "ERP", random(), Set.of(LOGIN), Set.of(), "en"),
                                clock.instant()))
                        .account());
        Path known = folder.resolve("known");
        String before = Files.exists(known) ? Files.readString(known).strip() : url;
        FACES.forEach((name, face) -> {
            String now = vault.open(demo.id(), name + "_url", clock.instant())
                    .map(Vault.Opened::value)
                    .orElse("");
            if (now.isEmpty() || now.equals(before + face) || now.equals(url + face)) {
                secret(demo, account, name + "_url", url + face);
                secret(demo, account, name + "_token", secret);
            }
        });
        Files.writeString(known, url);
        for (SessionStore.Token old : tokens.list(demo.id(), account.id())) {
            if (old.name().equals(TOKEN)) {
                tokens.revoke(demo.id(), account.id(), old.id(), clock.instant());
            }
        }
        Tokens.Fresh fresh = done(tokens.create(
                demo.id(), account.id(), TOKEN, Set.of("tickets:read", "tickets:write"), 366, clock.instant()));
        tell(url, secret, Map.of("url", deskloom, "token", fresh.secret()));
    }

    private void secret(Tenant demo, Account by, String name, String wanted) {
        Optional<String> now = vault.open(demo.id(), name, clock.instant()).map(Vault.Opened::value);
        if (!now.equals(Optional.of(wanted))) {
            done(vault.put(demo.id(), name, wanted, Duration.ZERO, by.id(), clock.instant()));
        }
    }

    private static void tell(String url, String secret, Map<String, String> body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/admin/deskloom"))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + secret)
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
        }
    }

    private static String random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static <T> T done(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T>(Rejection why) ->
                throw new StartFailure("The demo's ERP cannot be made known: " + why);
        };
    }
}
