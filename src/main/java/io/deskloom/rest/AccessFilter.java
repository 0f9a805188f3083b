package io.deskloom.rest;

import io.deskloom.identity.Operators;
import io.deskloom.identity.ReadAhead;
import io.deskloom.identity.Sessions;
import io.deskloom.identity.SignedIn;
import io.deskloom.identity.Tokens;
import io.deskloom.kernel.TicketId;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through to its resource method, or not. What is not annotated is refused; who is not known is refused;
 * the session, its account and its workspace are read from the database every time, so that taking one away holds at
 * once.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class AccessFilter implements ContainerRequestFilter {
    private static final String BEARER = "bearer ";
    private static final String TICKETS = "/api/v1/tickets/";
    private static final String TICKET = TICKETS + "{id}";

    private final Sessions sessions;
    private final Tokens tokens;
    private final Operators operators;
    private final RequestActor actor;
    private final Cookies cookies;
    private final Clock clock;
    private final RoutingContext routing;
    private final ReadAhead ahead;
    private final Map<Method, Route> routes = new ConcurrentHashMap<>();

    @Context
    @Nullable
    ResourceInfo resource;

    AccessFilter(
            Sessions sessions,
            Tokens tokens,
            Operators operators,
            RequestActor actor,
            Cookies cookies,
            Clock clock,
            RoutingContext routing,
            ReadAhead ahead) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.operators = operators;
        this.actor = actor;
        this.cookies = cookies;
        this.clock = clock;
        this.routing = routing;
        this.ahead = ahead;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        ResourceInfo matched = java.util.Objects.requireNonNull(resource);
        Route route = routes.computeIfAbsent(matched.getResourceMethod(), m -> Route.of(matched.getResourceClass(), m));
        RequestInfo info = RequestInfo.of(routing);
        info.route = route.template();
        if (route.template().startsWith(TICKET) && !OwnPage.isSafe(method())) {
            TicketId.of(id(routing.request().path())).ifPresent(ahead::ticket);
        }
        refusal(route, info).ifPresent(refused -> request.abortWith(Responses.problem(ProblemBody.of(refused))));
        request.setProperty(Route.class.getName(), route);
    }

    Optional<ProblemType> refusal(Route route, RequestInfo info) {
        Route.Who who = route.who();
        return switch (who) {
            case null -> Optional.of(ProblemType.FORBIDDEN);
            case Route.Who.Anybody anybody ->
                OwnPage.isSafe(method()) || OwnPage.isOrigin(routing.request())
                        ? Optional.empty()
                        : Optional.of(ProblemType.CSRF);
            case Route.Who.Account account ->
                asAccount(
                        info,
                        who,
                        s -> account.scope().equals(LoggedIn.ANY_SCOPE)
                                || s.actor().scopes().contains(account.scope()));
            case Route.Who.Able able -> asAccount(info, who, s -> s.actor().can(able.ability()));
            case Route.Who.TheOperator operator -> asOperator(info);
        };
    }

    /** The part of a path of {@link #TICKET} that names the ticket. */
    private static String id(String path) {
        int end = path.indexOf('/', TICKETS.length());
        return path.substring(Math.min(TICKETS.length(), path.length()), end < 0 ? path.length() : end);
    }

    @FunctionalInterface
    private interface Grant {
        boolean to(SignedIn caller);
    }

    private Optional<ProblemType> asAccount(RequestInfo info, Route.Who who, Grant tokenMay) {
        Instant now = clock.instant();
        String authorization = routing.request().getHeader("Authorization");
        // A caller that shows a token is that token and nothing else: a cookie beside it never widens it.
        boolean byToken = authorization != null;
        Optional<SignedIn> found = byToken
                ? bearer(authorization).flatMap(t -> tokens.find(t, now))
                : sessions.find(cookies.read(routing, Cookies.SESSION), now);
        if (found.isEmpty()) {
            return Optional.of(ProblemType.UNAUTHENTICATED);
        }
        SignedIn caller = found.get();
        info.is(caller.actor().tenant(), caller.actor().account());
        boolean changes = !OwnPage.isSafe(method());
        if (!byToken && changes && !isOwnPage(caller.csrfToken())) {
            return Optional.of(ProblemType.CSRF);
        }
        if (caller.account().mustChangePassword()
                && !(who instanceof Route.Who.Account a && a.beforePasswordChange())) {
            return Optional.of(ProblemType.PASSWORD_CHANGE);
        }
        boolean always = !byToken && who instanceof Route.Who.Account;
        if (!always && !tokenMay.to(caller)) {
            return Optional.of(ProblemType.FORBIDDEN);
        }
        info.matters = changes && (who instanceof Route.Who.Able || isSessionOnly(who));
        actor.set(caller.actor());
        return Optional.empty();
    }

    private Optional<ProblemType> asOperator(RequestInfo info) {
        Optional<Operators.Operator> found = operators.find(cookies.read(routing, Cookies.OPERATOR), clock.instant());
        if (found.isEmpty()) {
            return Optional.of(ProblemType.UNAUTHENTICATED);
        }
        boolean changes = !OwnPage.isSafe(method());
        if (changes && !isOwnPage(found.get().csrfToken())) {
            return Optional.of(ProblemType.CSRF);
        }
        info.matters = changes;
        return Optional.empty();
    }

    private boolean isOwnPage(String csrfToken) {
        return OwnPage.isOrigin(routing.request()) && OwnPage.isToken(routing.request(), csrfToken);
    }

    private String method() {
        return routing.request().method().name();
    }

    private static boolean isSessionOnly(Route.Who who) {
        return who instanceof Route.Who.Account a && a.scope().isEmpty();
    }

    static Optional<String> bearer(@Nullable String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }
}
