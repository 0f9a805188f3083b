package io.deskloom.connector;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one client for calls that a workspace's definitions ask for. A host is looked up once, every address it has is judged, and the
 * connection goes to the address that was judged: a name that answers otherwise the next time changes nothing. The certificate is
 * checked against the name. No proxy, no cookies, no compression, no connection that is used again; of an answer so much is read and
 * no more, within one deadline for all of it.
 */
public final class Outgoing {
    /** How many redirects are followed, all within one origin. */
    static final int REDIRECTS = 3;

    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final int CONNECT_MS = 5_000;
    private static final int HEADERS = 16_384;
    private static final int FIRST_LINE = 4_096;
    private static final int AT_ONCE_TO_ONE = 64;

    private final HttpClient client;
    private final OutgoingPolicy policy;
    private final Resolver resolver;
    private final int most;

    /** @param most how many bytes of an answer's body are read */
    public Outgoing(Vertx vertx, OutgoingPolicy policy, Resolver resolver, int most) {
        this(vertx, policy, resolver, most, new HttpClientOptions());
    }

    /** @param trust whose certificates are trusted, if not the machine's */
    Outgoing(Vertx vertx, OutgoingPolicy policy, Resolver resolver, int most, HttpClientOptions trust) {
        this.client = vertx.createHttpClient(trust.setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(false)
                .setPipelining(false)
                .setVerifyHost(true)
                .setConnectTimeout(CONNECT_MS)
                .setMaxHeaderSize(HEADERS)
                .setMaxInitialLineLength(FIRST_LINE)
                .setMaxRedirects(0)
                .setMaxPoolSize(AT_ONCE_TO_ONE));
        this.policy = policy;
        this.resolver = resolver;
        this.most = most;
    }

    public OutgoingPolicy policy() {
        return policy;
    }

    /** Carries out a call; waits for it. Never throws for what is outside. */
    public Outcome send(OutgoingCall call) throws InterruptedException {
        long deadline = System.nanoTime() + call.timeout().toNanos();
        if (!call.headers().entrySet().stream().allMatch(h -> OutgoingCall.isHeader(h.getKey(), h.getValue()))) {
            return new Outcome.NotSent("header-invalid");
        }
        OutgoingPolicy.Place place;
        switch (policy.judge(call.url())) {
            case OutgoingPolicy.Judged.Refused(String code) -> {
                return new Outcome.NotSent(code);
            }
            case OutgoingPolicy.Judged.Allowed(OutgoingPolicy.Place allowed) -> place = allowed;
        }
        List<InetAddress> addresses;
        try {
            addresses = addresses(place.origin().host(), deadline);
        } catch (ExecutionException e) {
            return new Outcome.Failed("host-unknown");
        } catch (TimeoutException e) {
            return new Outcome.Failed("timed-out");
        }
        // All of them: a name with one address inside and one outside is not half right.
        for (InetAddress address : addresses) {
            if (!policy.allows(place.origin(), address)) {
                return new Outcome.NotSent("address-forbidden");
            }
        }
        return follow(call, place, addresses.getFirst(), deadline);
    }

    private List<InetAddress> addresses(String host, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        InetAddress literal = Hosts.literal(host).orElse(null);
        if (literal != null) {
            return List.of(literal);
        }
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Thread.ofVirtual().name("look-up").start(() -> {
            try {
                List<InetAddress> all = resolver.resolve(host);
                if (all.isEmpty()) {
                    throw new UnknownHostException(host);
                }
                found.complete(all);
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        return found.get(Math.min(left(deadline), LOOK_UP.toMillis()), TimeUnit.MILLISECONDS);
    }

    private Outcome follow(OutgoingCall call, OutgoingPolicy.Place first, InetAddress address, long deadline)
            throws InterruptedException {
        OutgoingPolicy.Place place = first;
        for (int hop = 0; ; hop++) {
            Outcome outcome = exchange(call, place, address, deadline);
            String to = outcome instanceof Outcome.Answered a && isRedirect(a.status(), call.method())
                    ? a.headers().get("location")
                    : null;
            if (to == null) {
                return outcome;
            }
            OutgoingPolicy.Place next = within(first, place, to);
            if (next == null || hop == REDIRECTS) {
                return new Outcome.Failed("redirect-forbidden");
            }
            place = next;
        }
    }

    /** What was sent may be sent again there only when the answer says so; 301 and 302 turn a POST into a GET, which nobody meant. */
    private static boolean isRedirect(int status, String method) {
        return status == 307 || status == 308 || (method.equals("GET") && status >= 301 && status <= 303);
    }

    /** The place a redirect leads to, null when it is no longer the same origin: credentials were given for that one. */
    private OutgoingPolicy.@Nullable Place within(OutgoingPolicy.Place first, OutgoingPolicy.Place from, String to) {
        try {
            String url =
                    URI.create(from.origin() + from.pathAndQuery()).resolve(to).toString();
            return policy.judge(url) instanceof OutgoingPolicy.Judged.Allowed(OutgoingPolicy.Place next)
                            && next.origin().equals(first.origin())
                    ? next
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Outcome exchange(OutgoingCall call, OutgoingPolicy.Place place, InetAddress address, long deadline)
            throws InterruptedException {
        Origin origin = place.origin();
        boolean six = origin.host().startsWith("[");
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                // To the address that was judged; the name is what the certificate and the receiver go by.
                .setServer(SocketAddress.inetSocketAddress(origin.port(), address.getHostAddress()))
                .setHost(six ? origin.host().substring(1, origin.host().length() - 1) : origin.host())
                .setPort(origin.port())
                .setSsl(origin.scheme().equals("https"))
                .setFollowRedirects(false)
                .setURI(place.pathAndQuery());
        call.headers().forEach(options::putHeader);
        options.putHeader("User-Agent", "Deskloom");
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        AtomicReference<HttpClientRequest> open = new AtomicReference<>();
        client.request(options).onFailure(done::completeExceptionally).onSuccess(request -> {
            open.set(request);
            if (done.isDone()) {
                // Too late: nobody waits for it any more, and it will be tried again.
                request.reset();
                return;
            }
            request.exceptionHandler(done::completeExceptionally);
            request.response()
                    .onFailure(done::completeExceptionally)
                    .onSuccess(response -> read(request, response, done));
            request.send(Buffer.buffer(call.body())).onFailure(done::completeExceptionally);
        });
        try {
            return done.get(left(deadline), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            done.cancel(false);
            return new Outcome.Failed("timed-out");
        } catch (ExecutionException e) {
            return new Outcome.Failed(code(e.getCause()));
        } finally {
            HttpClientRequest request = open.get();
            if (request != null) {
                // Whatever still comes is for nobody.
                request.reset();
            }
        }
    }

    private void read(HttpClientRequest request, HttpClientResponse response, CompletableFuture<Outcome> done) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        Buffer body = Buffer.buffer();
        response.exceptionHandler(done::completeExceptionally);
        response.handler(part -> {
            int room = most - body.length();
            body.appendBuffer(part.length() > room ? part.getBuffer(0, room) : part);
            if (part.length() > room) {
                done.complete(new Outcome.Answered(response.statusCode(), headers, body.getBytes(), true));
                request.reset();
            }
        });
        response.endHandler(
                _ -> done.complete(new Outcome.Answered(response.statusCode(), headers, body.getBytes(), false)));
    }

    private static long left(long deadline) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }

    private static String code(@Nullable Throwable why) {
        for (Throwable t = why; t != null; t = t.getCause()) {
            if (t instanceof SSLException) {
                return "certificate-refused";
            }
            if (t instanceof java.net.ConnectException || t instanceof io.netty.channel.ConnectTimeoutException) {
                return "not-reachable";
            }
        }
        return "answer-broken";
    }
}
