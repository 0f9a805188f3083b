package io.deskloom.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A short body is taken in whole before a thread is given to the request: nobody has to be woken for it then, and who sends one slowly keeps
 * no thread waiting. What is longer, or does not say how long it is, is read by whoever needs it, as it comes.
 */
final class WholeBody {
    /** Bytes: what a connection may have us keep before anybody knows who it is. */
    static final int LONGEST = 64 * 1024;

    private static final Pattern LENGTH = Pattern.compile("0*[1-9]\\d{0,4}");
    private final Duration patience;
    private final Consumer<RoutingContext> tooSlow;

    /**
     * @param patience how long a body may take
     * @param tooSlow answers when it takes longer, and ends the connection
     */
    WholeBody(Duration patience, Consumer<RoutingContext> tooSlow) {
        this.patience = patience;
        this.tooSlow = tooSlow;
    }

    /** Goes on with the request when its body is there, if it is {@code wanted} and short, and otherwise at once. */
    void await(RoutingContext context, boolean wanted) {
        if (!wanted || !isShort(context.request())) {
            context.next();
            return;
        }
        long timer = context.vertx().setTimer(patience.toMillis(), _ -> tooSlow.accept(context));
        // Who goes away meanwhile is not answered, and ends here.
        context.request().body().onComplete(body -> {
            boolean inTime = context.vertx().cancelTimer(timer);
            if (inTime && body.succeeded()) {
                // What BodyHandler calls, too; that one takes everybody who goes away for an error of ours.
                ((RoutingContextInternal) context).setBody(body.result());
                context.next();
            }
        });
        // Whoever let us have it may have stopped it until somebody reads.
        context.request().resume();
    }

    /** Whether the request says that it has a short body of JSON, and does not ask whether it may send it. */
    private static boolean isShort(HttpServerRequest request) {
        // HTTP/2: what reads the body later stops the request first, which cannot be done with one that has ended.
        return request.version() != HttpVersion.HTTP_2
                && isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))
                && isShort(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                && request.getHeader(HttpHeaders.EXPECT) == null;
    }

    private static boolean isJson(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    private static boolean isShort(@Nullable String length) {
        return length != null && LENGTH.matcher(length).matches() && Integer.parseInt(length) <= LONGEST;
    }
}
