package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which bodies are there before the request goes on: a server that answers how much of it there is by then. */
class WholeBodyTest {
    private static final int CLIENT_MILLIS = 30_000;
    private static final int WORK_MILLIS = 200;

    private Vertx vertx;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void serve(Duration patience) throws Exception {
        WholeBody body = new WholeBody(patience, c -> say(c, 408, "too slow"));
        Router router = Router.router(vertx);
        router.route().handler(c -> body.await(c, !c.request().path().startsWith("/not-wanted")));
        router.route("/work").handler(c -> vertx.setTimer(WORK_MILLIS, _ -> say(c, 200, "worked")));
        router.route()
                .handler(c -> say(
                        c,
                        200,
                        c.body().buffer() == null
                                ? "not read"
                                : "whole " + c.body().length()));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static void say(RoutingContext c, int status, String text) {
        c.response()
                .setStatusCode(status)
                .end(text)
                .onComplete(_ -> c.request().connection().close());
    }

    /** The answer, status line first, to what is sent as it stands. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(CLIENT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    private static String json(int length) {
        return "Content-Type: application/json; charset=utf-8\r\nContent-Length: " + length + "\r\n";
    }

    @Test
    void aShortBodyIsThere() throws Exception {
        serve(Duration.ofMinutes(1));
        assertThat(answer(post("/", json(2), "{}"))).endsWith("whole 2");
        String longest = "{" + " ".repeat(WholeBody.LONGEST - 2) + "}";
        assertThat(answer(post("/", json(longest.length()), longest))).endsWith("whole " + WholeBody.LONGEST);
    }

    @Test
    void aLongOneOneOfUnknownLengthAndOneThatNobodyWantsAreNotWaitedFor() throws Exception {
        serve(Duration.ofMinutes(1));
        assertThat(answer(post("/", json(WholeBody.LONGEST + 1), ""))).endsWith("not read");
        assertThat(answer(post("/", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "")))
                .endsWith("not read");
        assertThat(answer(post("/", "Content-Type: text/csv\r\nContent-Length: 3\r\n", "")))
                .endsWith("not read");
        assertThat(answer(post("/not-wanted", json(2), ""))).endsWith("not read");
        assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .endsWith("not read");
    }

    @Test
    void whoAsksFirstWhetherToSendItIsAnsweredByWhoeverReadsIt() throws Exception {
        serve(Duration.ofMinutes(1));
        assertThat(answer(post("/", json(2) + "Expect: 100-continue\r\n", ""))).endsWith("not read");
    }

    @Test
    void oneThatDoesNotComeInTimeIsRefused() throws Exception {
        serve(Duration.ofMillis(50));
        assertThat(answer(post("/", json(20), "{\"half\": ")))
                .startsWith("HTTP/1.1 408 ")
                .endsWith("too slow");
    }

    @Test
    void whatTakesLongAfterwardsIsNot() throws Exception {
        serve(Duration.ofMillis(WORK_MILLIS / 2));
        assertThat(answer(post("/work", json(2), "{}")))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("worked");
    }
}
