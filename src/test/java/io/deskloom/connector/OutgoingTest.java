package io.deskloom.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls to real servers that behave, and to some that do not. */
class OutgoingTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final int MOST = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    /** How a server answers. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private int server(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        return start(server, answer);
    }

    private int start(HttpServer server, Answer answer) {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer.to(exchange);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    /** A server that writes what it is told to, which need not be HTTP. */
    private int raw(Wild wild) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        open.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[8_192]);
                    wild.answer(socket.getOutputStream());
                } catch (IOException e) {
                    // Whoever called has hung up, as it should.
                }
            }
        });
        return server.getLocalPort();
    }

    private interface Wild {
        void answer(OutputStream out) throws IOException;
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static OutgoingPolicy local(String... hosts) {
        List<Origin> origins =
                new ArrayList<>(List.of(Origin.parse("http://127.0.0.1:*").orElseThrow()));
        for (String host : hosts) {
            origins.add(Origin.parse(host).orElseThrow());
        }
        return new OutgoingPolicy(origins, List.of(Network.parse("127.0.0.0/8").orElseThrow()));
    }

    private static Outgoing client(OutgoingPolicy policy, Resolver resolver) {
        return new Outgoing(VERTX, policy, resolver, MOST);
    }

    private static Outgoing client() {
        return client(local(), Resolver.ofTheMachine());
    }

    private static OutgoingCall post(String url) {
        return new OutgoingCall("POST", url, Map.of("X-Own", "1"), "hello", PATIENCE);
    }

    private static Outcome.Answered answered(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        return (Outcome.Answered) outcome;
    }

    @Test
    void anAnswerComesBackAsItIs() throws Exception {
        int port = server(e -> {
            e.getResponseHeaders().add("X-Theirs", e.getRequestHeaders().getFirst("X-Own"));
            say(e, 201, "done 好");
        });
        Outcome.Answered answer = answered(client().send(post("http://127.0.0.1:" + port + "/a?b=c")));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("x-theirs", "1");
        assertThat(answer.excerpt(100)).isEqualTo("done 好");
        assertThat(answer.cut()).isFalse();
        assertThat(seen).containsExactly("POST /a?b=c 127.0.0.1:" + port + " hello");
    }

    @Test
    void aLoopbackServerIsNotCalledUnlessTheOperatorSaysSo() throws Exception {
        int port = server(e -> say(e, 200, "secret"));
        Outgoing strict = client(new OutgoingPolicy(List.of(), List.of()), Resolver.ofTheMachine());
        assertThat(strict.send(post("http://127.0.0.1:" + port + "/")))
                .isEqualTo(new Outcome.NotSent("scheme-forbidden"));
        Outgoing origins = client(
                new OutgoingPolicy(List.of(Origin.parse("http://127.0.0.1:*").orElseThrow()), List.of()),
                Resolver.ofTheMachine());
        assertThat(origins.send(post("http://127.0.0.1:" + port + "/")))
                .isEqualTo(new Outcome.NotSent("address-forbidden"));
        assertThat(seen).isEmpty();
    }

    @Test
    void aNameThatLeadsInsideIsNotCalled() throws Exception {
        int port = server(e -> say(e, 200, "secret"));
        OutgoingPolicy policy =
                new OutgoingPolicy(List.of(Origin.parse("http://shop.example:*").orElseThrow()), List.of());
        Outgoing client = client(policy, _ -> List.of(InetAddress.getByName("127.0.0.1")));
        assertThat(client.send(post("http://shop.example:" + port + "/")))
                .isEqualTo(new Outcome.NotSent("address-forbidden"));
        assertThat(seen).isEmpty();
    }

    @Test
    void aNameWithOneAddressInsideAndOneOutsideIsNotCalled() throws Exception {
        OutgoingPolicy policy = new OutgoingPolicy(List.of(), List.of());
        Outgoing client =
                client(policy, _ -> List.of(InetAddress.getByName("192.0.79.32"), InetAddress.getByName("10.0.0.1")));
        assertThat(client.send(post("https://shop.example/"))).isEqualTo(new Outcome.NotSent("address-forbidden"));
    }

    @Test
    void aNameThatAnswersOtherwiseTheSecondTimeChangesNothing() throws Exception {
        int port = server(e -> say(e, 200, "the one that was judged"));
        AtomicInteger asked = new AtomicInteger();
        // "localhost" is what the machine would find; the address that was judged is another one of loopback.
        Resolver rebinding =
                _ -> List.of(InetAddress.getByName(asked.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254"));
        Outcome.Answered answer = answered(client(local("http://rebinding.example:*"), rebinding)
                .send(post("http://rebinding.example:" + port + "/")));
        assertThat(answer.excerpt(100)).isEqualTo("the one that was judged");
        assertThat(asked).hasValue(1);
        assertThat(seen).containsExactly("POST / rebinding.example:" + port + " hello");
    }

    @Test
    void aNameThatIsNoneOrNeverAnswersIsAFailureInTime() throws Exception {
        Outgoing none = client(new OutgoingPolicy(List.of(), List.of()), host -> {
            throw new UnknownHostException(host);
        });
        assertThat(none.send(post("https://nowhere.example/"))).isEqualTo(new Outcome.Failed("host-unknown"));
        Outgoing silent = client(new OutgoingPolicy(List.of(), List.of()), _ -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        OutgoingCall call = new OutgoingCall("GET", "https://silent.example/", Map.of(), "", Duration.ofMillis(300));
        assertThat(silent.send(call)).isEqualTo(new Outcome.Failed("timed-out"));
    }

    @Test
    void aRedirectElsewhereIsNotFollowed() throws Exception {
        int inside = server(e -> say(e, 200, "secret"));
        for (String to : List.of(
                "http://127.0.0.1:" + inside + "/",
                "//127.0.0.1:" + inside + "/",
                "http://169.254.169.254/latest/meta-data/",
                "https://127.0.0.1/",
                "file:///etc/passwd",
                "http://[::1]:" + inside + "/")) {
            seen.clear();
            int port = server(e -> {
                e.getResponseHeaders().add("Location", to);
                e.sendResponseHeaders(307, -1);
            });
            assertThat(client().send(post("http://127.0.0.1:" + port + "/")))
                    .as(to)
                    .isEqualTo(new Outcome.Failed("redirect-forbidden"));
            assertThat(seen).as(to).hasSize(1);
        }
    }

    @Test
    void aRedirectWithinTheOriginIsFollowedAtMostThreeTimes() throws Exception {
        int port = server(e -> {
            int n = Integer.parseInt(e.getRequestURI().getPath().substring(1));
            if (n == 0) {
                say(e, 200, "there");
            } else {
                e.getResponseHeaders().add("Location", "/" + (n - 1));
                e.sendResponseHeaders(308, -1);
            }
        });
        assertThat(answered(client().send(post("http://127.0.0.1:" + port + "/3")))
                        .excerpt(10))
                .isEqualTo("there");
        assertThat(seen).allMatch(request -> request.startsWith("POST ") && request.endsWith(" hello"));
        assertThat(client().send(post("http://127.0.0.1:" + port + "/4")))
                .isEqualTo(new Outcome.Failed("redirect-forbidden"));
    }

    @Test
    void aPostThatIsToBecomeAGetDoesNot() throws Exception {
        int port = server(e -> {
            e.getResponseHeaders().add("Location", "/elsewhere");
            e.sendResponseHeaders(302, -1);
        });
        assertThat(answered(client().send(post("http://127.0.0.1:" + port + "/")))
                        .status())
                .isEqualTo(302);
        assertThat(seen).hasSize(1);
    }

    @Test
    void anEndlessAnswerIsReadToTheLimit() throws Exception {
        int port = raw(out -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("400\r\n" + "x".repeat(1_024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(chunk);
            }
        });
        Outcome.Answered answer = answered(client().send(post("http://127.0.0.1:" + port + "/")));
        assertThat(answer.body()).hasSize(MOST);
        assertThat(answer.cut()).isTrue();
    }

    @Test
    void whoeverAnswersTwiceHasAnsweredOnceAndTheNextCallHearsNothingOfIt() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        int port = raw(out -> {
            String n = Integer.toString(calls.incrementAndGet());
            String twice = ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + n).repeat(2);
            out.write(twice.getBytes(StandardCharsets.US_ASCII));
        });
        Outgoing client = client();
        for (String n : List.of("1", "2", "3")) {
            Outcome.Answered answer = answered(client.send(post("http://127.0.0.1:" + port + "/")));
            assertThat(answer.excerpt(10)).isEqualTo(n);
        }
    }

    @Test
    void anAnswerThatComesDropByDropEndsWithTheTime() throws Exception {
        int port = raw(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            drip(out, "x");
        });
        int headers = raw(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            drip(out, "X: y\r\n");
        });
        for (int each : List.of(port, headers)) {
            long begin = System.nanoTime();
            OutgoingCall call =
                    new OutgoingCall("GET", "http://127.0.0.1:" + each + "/", Map.of(), "", Duration.ofMillis(700));
            assertThat(client().send(call)).isEqualTo(new Outcome.Failed("timed-out"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private static void drip(OutputStream out, String drop) throws IOException {
        for (int i = 0; i < 600; i++) {
            out.write(drop.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void headersWithoutEndAreNotRead() throws Exception {
        int port = raw(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] header = ("X-Big: " + "x".repeat(1_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 40; i++) {
                out.write(header);
            }
            out.write("Content-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(client().send(post("http://127.0.0.1:" + port + "/")))
                .isEqualTo(new Outcome.Failed("answer-broken"));
    }

    @Test
    void whatIsNotHttpIsNoAnswer() throws Exception {
        int port = raw(out -> out.write("-ERR unknown command 'POST'\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(client().send(post("http://127.0.0.1:" + port + "/")))
                .isEqualTo(new Outcome.Failed("answer-broken"));
        int silent = raw(_ -> {});
        assertThat(client().send(post("http://127.0.0.1:" + silent + "/")))
                .isEqualTo(new Outcome.Failed("answer-broken"));
    }

    @Test
    void nobodyListening() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = gone.getLocalPort();
        }
        assertThat(client().send(post("http://127.0.0.1:" + port + "/")))
                .isEqualTo(new Outcome.Failed("not-reachable"));
    }

    @Test
    void noProxyOfTheMachineIsAsked() throws Exception {
        int proxy = server(e -> say(e, 200, "through the proxy"));
        int port = server(e -> say(e, 200, "straight"));
        List<String> names = List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts");
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", Integer.toString(proxy));
        System.setProperty("http.nonProxyHosts", "");
        try {
            assertThat(answered(client().send(post("http://127.0.0.1:" + port + "/")))
                            .excerpt(20))
                    .isEqualTo("straight");
        } finally {
            names.forEach(System::clearProperty);
        }
    }

    @Test
    void aHeaderThatWouldBeginAnotherIsNotSent() throws Exception {
        int port = server(e -> say(e, 200, ""));
        for (Map<String, String> headers : List.of(
                Map.of("X-A", "1\r\nX-B: 2"),
                Map.of("X A", "1"),
                Map.of("X-A", "é"),
                Map.of("X-A", "x".repeat(8_193)))) {
            OutgoingCall call = new OutgoingCall("GET", "http://127.0.0.1:" + port + "/", headers, "", PATIENCE);
            assertThat(client().send(call)).isEqualTo(new Outcome.NotSent("header-invalid"));
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void anExcerptHoldsNothingThatSteers() {
        Outcome.Answered answer = new Outcome.Answered(
                200, Map.of(), "a\u0000b\u001b[31mc\u202ed\r\n壶\uD83D\uDE00e".getBytes(StandardCharsets.UTF_8), false);
        assertThat(answer.excerpt(100)).isEqualTo("ab[31mcd\n壶\uD83D\uDE00e");
        assertThat(answer.excerpt(9)).isEqualTo("ab[31mcd\n");
        assertThat(new Outcome.Answered(200, Map.of(), new byte[] {(byte) 0xff, 'x'}, false).excerpt(5))
                .isEqualTo("\uFFFDx");
    }

    @Test
    void overTlsTheCertificateIsTheNamesAndTheAddressTheJudgedOne(@TempDir Path folder) throws Exception {
        Path store = certificate(folder, "hooks.example");
        List<String> names = new CopyOnWriteArrayList<>();
        int port = tls(store, names);
        HttpClientOptions trust = new HttpClientOptions()
                .setTrustOptions(new PfxOptions().setPath(store.toString()).setPassword("changeit"));
        OutgoingPolicy policy = local("https://hooks.example:*", "https://other.example:*");
        Outgoing client = new Outgoing(VERTX, policy, _ -> List.of(InetAddress.getByName("127.0.0.1")), MOST, trust);

        assertThat(answered(client.send(post("https://hooks.example:" + port + "/x")))
                        .excerpt(10))
                .isEqualTo("tls");
        assertThat(seen).containsExactly("POST /x hooks.example:" + port + " hello");
        assertThat(names).containsExactly("hooks.example");
        // The certificate is another name's.
        assertThat(client.send(post("https://other.example:" + port + "/x")))
                .isEqualTo(new Outcome.Failed("certificate-refused"));
        // Nobody vouches for it.
        assertThat(client(policy, _ -> List.of(InetAddress.getByName("127.0.0.1")))
                        .send(post("https://hooks.example:" + port + "/x")))
                .isEqualTo(new Outcome.Failed("certificate-refused"));
        assertThat(seen).hasSize(1);
    }

    private int tls(Path store, List<String> names) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return start(server, e -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((HttpsExchange) e).getSSLSession();
            session.getRequestedServerNames().forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
            say(e, 200, "tls");
        });
    }

    private static Path certificate(Path folder, String name) throws Exception {
        Path store = folder.resolve("store.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "t",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-ext",
                        "BC=ca:true",
                        "-validity",
                        "3650")
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        return store;
    }
}
