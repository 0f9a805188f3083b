package io.deskloom.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An ERP and a warehouse system that do whatever they are asked, and give everything a number: the demo's SOPs go through. */
final class Systems implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger made = new AtomicInteger(1_000);

    /** @param admin whose demo is to call them from now on */
    Systems(Desk admin) {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            // What makes something ends with what it makes; what is done to something with the doing.
            boolean makes = exchange.getRequestURI().getPath().matches("/(erp|wms)/[a-z-]+");
            int no = made.incrementAndGet();
            byte[] answer = "{\"no\": \"NO-%1$d\", \"tracking_no\": \"SF%1$d\", \"status\": \"done\"}"
                    .formatted(no)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(makes ? 201 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        PicturesOfOutside.secret(admin, "erp_url", url + "/erp");
        PicturesOfOutside.secret(admin, "erp_token", "token");
        PicturesOfOutside.secret(admin, "wms_url", url + "/wms");
        PicturesOfOutside.secret(admin, "wms_token", "token");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
