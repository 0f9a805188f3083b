package io.deskloom.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Every address of the front end is its one page: the router in the browser knows the rest. */
@ApplicationScoped
class Pages {
    // Before the resources, which would answer an unknown address themselves.
    private static final int FIRST = -100;

    void routes(@Observes Router router) {
        router.route().method(HttpMethod.GET).order(FIRST).handler(Pages::toTheApplication);
    }

    private static void toTheApplication(RoutingContext context) {
        // Whoever climbs with ".." wants a file, not a page: that is refused and on record like anything unknown.
        if (isPage(context.normalizedPath()) && !context.request().path().contains("..")) {
            context.reroute("/");
        } else {
            context.next();
        }
    }

    /** An address without a file's dot that neither the API, the management pages nor the dev server ("/@…") own. */
    static boolean isPage(String path) {
        boolean owned = path.equals("/") || path.startsWith("/@") || under(path, "/api") || under(path, "/q");
        return !owned && path.indexOf('.', path.lastIndexOf('/')) < 0;
    }

    private static boolean under(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
