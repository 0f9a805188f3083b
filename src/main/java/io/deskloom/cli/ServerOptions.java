package io.deskloom.cli;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server to talk to, and as whom. Secrets may come from the environment, so that they need not be typed. */
final class ServerOptions {
    @Option(
            names = "--url",
            paramLabel = "<url>",
            defaultValue = "http://localhost:${env:DESKLOOM_PORT:-8080}",
            description = "Address of the server (default: ${DEFAULT-VALUE}).")
    String url = "";

    @Option(
            names = "--token",
            paramLabel = "<token>",
            defaultValue = "${env:DESKLOOM_TOKEN}",
            description =
                    "API token with the scopes metadata:write for definitions, tickets:read and tickets:write for imports; or DESKLOOM_TOKEN.")
    @Nullable
    String token;

    @Option(
            names = "--password-file",
            paramLabel = "<file>",
            description = "File whose first line is the password for --login.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--login",
            paramLabel = "<workspace>/<login>",
            description = "Sign in instead; the password is asked for, or taken from DESKLOOM_PASSWORD.")
    @Nullable
    String login;

    Server connect() throws IOException, MetadataCommand.Refused {
        URI base;
        try {
            base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + url + "' is not an address", e);
        }
        if (base.getHost() == null || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
            throw new IOException("'" + url + "' is not an http or https address");
        }
        String from = login;
        if (from != null) {
            int slash = from.indexOf('/');
            if (slash < 1 || slash == from.length() - 1) {
                throw new IOException("--login is written <workspace>/<login>, for example demo/admin");
            }
            return Server.signIn(base, from.substring(0, slash), from.substring(slash + 1), password());
        }
        String bearer = token;
        if (bearer == null || bearer.isBlank()) {
            throw new IOException("say who you are: --token <token>, or --login <workspace>/<login>");
        }
        return Server.withToken(base, bearer);
    }

    private String password() throws IOException {
        if (passwordFile != null) {
            return Files.readString(passwordFile).lines().findFirst().orElse("");
        }
        String given = System.getenv("DESKLOOM_PASSWORD");
        if (given != null) {
            return given;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password: ");
        if (typed == null) {
            throw new IOException("no password: set DESKLOOM_PASSWORD, or run this in a terminal");
        }
        return new String(typed);
    }
}
