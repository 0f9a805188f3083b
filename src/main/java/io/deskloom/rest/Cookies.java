package io.deskloom.rest;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The two session cookies. Over https, and always in production, they are Secure and carry the {@code __Host-} prefix, so that
 * no sister host can plant one.
 */
@ApplicationScoped
class Cookies {
    static final String SESSION = "deskloom_session";
    static final String OPERATOR = "deskloom_operator";
    private static final String HOST_ONLY = "__Host-";

    private final boolean production;

    Cookies(@ConfigProperty(name = "deskloom.production", defaultValue = "false") boolean production) {
        this.production = production;
    }

    @Nullable
    String read(RoutingContext context, String name) {
        Cookie cookie = context.request().getCookie(nameFor(context, name));
        return cookie == null ? null : cookie.getValue();
    }

    void write(RoutingContext context, String name, String value) {
        context.response().addCookie(make(context, name, value));
    }

    void remove(RoutingContext context, String name) {
        context.response().addCookie(make(context, name, "").setMaxAge(0));
    }

    // No Max-Age: the browser forgets it when it closes; how long it counts is the server's to say.
    private Cookie make(RoutingContext context, String name, String value) {
        return Cookie.cookie(nameFor(context, name), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(isSecure(context))
                .setSameSite(CookieSameSite.STRICT);
    }

    private String nameFor(RoutingContext context, String name) {
        return isSecure(context) ? HOST_ONLY + name : name;
    }

    private boolean isSecure(RoutingContext context) {
        return production || "https".equals(context.request().scheme());
    }
}
