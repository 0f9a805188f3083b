package io.deskloom.mail;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Sets mail up at a port where a test puts the server it wants, or none. */
public final class MailPort implements QuarkusTestResourceLifecycleManager {
    public static final String SITE = "https://desk.example.com";

    /** Of the running application; read in the tests' own class loader. */
    public static int port() {
        return org.eclipse.microprofile.config.ConfigProvider.getConfig().getValue("deskloom.mail.port", Integer.class);
    }

    @Override
    public Map<String, String> start() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return settings(free.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(int port) {
        return Map.of(
                "deskloom.mail.host", "127.0.0.1",
                "deskloom.mail.port", Integer.toString(port),
                "deskloom.mail.tls", "none",
                "deskloom.mail.from", "desk@shop.example",
                "deskloom.public-url", SITE);
    }

    @Override
    public void stop() {
        // Whoever put a server there has taken it away.
    }
}
