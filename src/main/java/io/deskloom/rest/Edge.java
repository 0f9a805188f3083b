package io.deskloom.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.attachment.Limits;
import io.deskloom.audit.AuditLine;
import io.deskloom.audit.AuditTrail;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The outermost ring of every request: headers, size, a problem for what no resource answers, the audit line. */
@ApplicationScoped
class Edge {
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    /** Bytes of a request body. */
    static final int LARGEST_BODY = 2 * 1024 * 1024;

    /** Bytes of a whole workspace's metadata: ten thousand triggers are some five million. */
    static final int LARGEST_METADATA = 16 * 1024 * 1024;

    private static final String METADATA = "/api/v1/metadata";

    /** A draft that is tried is as large as one that is published. */
    private static final String SIMULATE = "/api/v1/simulate";

    private static final String ATTACHMENTS = "/api/v1/attachments";

    private static final String API = "/api/";
    private static final int OUTERMOST = 1000;

    /** So long a short body may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AuditTrail audit;
    private final Clock clock;
    private final ObjectMapper json;
    private final Limits files;
    /** Where the front end's build puts scripts that run beside a page, without its document; see vite.config.ts. */
    private static final String WORKERS = "/assets/workers/";

    /**
     * Such a script may run what was compiled, which reads codes faster than a script does; a page may not. It reaches its
     * own server and nothing else.
     */
    private static final String WORKER_POLICY =
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

    private final String contentPolicy;

    Edge(AuditTrail audit, Clock clock, ObjectMapper json, Limits files) {
        this.audit = audit;
        this.clock = clock;
        this.json = json;
        this.files = files;
        this.contentPolicy = contentPolicy(LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    /** Neither inline scripts nor inline styles: what Mantine positions it sets by the object model. See ADR 050. */
    static String contentPolicy(boolean development) {
        // The front end's dev server injects inline scripts and styles and talks over a web socket.
        String script = development
                ? "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self' ws: wss:"
                : "script-src 'self'; connect-src 'self'";
        String style = development ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'";
        return "default-src 'none'; " + script + "; " + style + "; img-src 'self' data: blob:; "
                + "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
                + "frame-ancestors 'none'";
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, OUTERMOST);
        WholeBody body = new WholeBody(PATIENCE, c -> refuse(c, ProblemType.TOO_SLOW));
        filters.register(c -> body.await(c, isApi(c)), OUTERMOST - 1);
    }

    void routes(@Observes Router router) {
        // Last of all: what nothing answered under /api is a problem too, never the front end's page.
        router.route("/api/*").order(Integer.MAX_VALUE - 1).handler(c -> refuse(c, ProblemType.NOT_FOUND));
    }

    private void enter(RoutingContext context) {
        String uri = context.request().uri();
        String escaped = Addresses.escaped(uri);
        if (!escaped.equals(uri)) {
            context.reroute(escaped);
            return;
        }
        RequestInfo info = RequestInfo.of(context);
        boolean api = isApi(context);
        headers(context, info, api);
        if (api) {
            context.addHeadersEndHandler(done -> audit(context, info));
        }
        String method = context.request().method().name();
        String path = context.request().path();
        long largest = method.equals("POST") && path.equals(ATTACHMENTS) ? files.file() : largestBody(method, path);
        if (announcesMore(context.request().getHeader(HttpHeaders.CONTENT_LENGTH), largest)) {
            refuse(context, ProblemType.TOO_LARGE);
            return;
        }
        if (!Addresses.isText(uri) || !Addresses.isUri(uri)) {
            refuse(context, ProblemType.MALFORMED);
            return;
        }
        context.next();
    }

    /** As sent or as understood: a path that climbs out of the API is one that was refused there. */
    private static boolean isApi(RoutingContext context) {
        return context.normalizedPath().startsWith(API)
                || context.request().path().startsWith(API);
    }

    private void headers(RoutingContext context, RequestInfo info, boolean api) {
        HttpServerResponse out = context.response();
        out.putHeader("X-Request-Id", info.id.toString());
        out.putHeader("Content-Security-Policy", isWorker(context.normalizedPath()) ? WORKER_POLICY : contentPolicy);
        out.putHeader("X-Content-Type-Options", "nosniff");
        out.putHeader("X-Frame-Options", "DENY");
        out.putHeader("Referrer-Policy", "same-origin");
        out.putHeader("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
        out.putHeader("Cross-Origin-Opener-Policy", "same-origin");
        out.putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if ("https".equals(context.request().scheme())) {
            out.putHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        if (api) {
            out.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    private static boolean isWorker(String path) {
        return path.startsWith(WORKERS) && path.endsWith(".js");
    }

    private void audit(RoutingContext context, RequestInfo info) {
        int status = context.response().getStatusCode();
        if (status < 400 && !info.matters) {
            return;
        }
        String code = info.code;
        audit.add(new AuditLine(
                info.tenant,
                info.account,
                clock.instant(),
                context.request().method().name(),
                info.route,
                status,
                code != null ? code : status < 400 ? "done" : ProblemType.ofStatus(status).code,
                info.id));
    }

    private void refuse(RoutingContext context, ProblemType type) {
        HttpServerResponse out = context.response();
        if (out.headWritten()) {
            return;
        }
        out.setStatusCode(type.status).putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE);
        if (type == ProblemType.TOO_LARGE || type == ProblemType.TOO_SLOW) {
            // The rest of the body is on its way: do not read it, end the connection.
            out.putHeader(HttpHeaders.CONNECTION, "close");
            out.endHandler(sent -> context.request().connection().close());
        }
        try {
            out.end(json.writeValueAsString(ProblemBody.of(type)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes that a request may have in its body; {@code path} as it was sent. */
    static int largestBody(String method, String path) {
        return method.equals("POST") && (path.equals(METADATA) || path.equals(SIMULATE))
                ? LARGEST_METADATA
                : LARGEST_BODY;
    }

    private static boolean announcesMore(@Nullable String length, long largest) {
        // Longer than any number of bytes we take, whatever the digits say.
        return length != null
                && (length.length() > 15 || (DIGITS.matcher(length).matches() && Long.parseLong(length) > largest));
    }
}
