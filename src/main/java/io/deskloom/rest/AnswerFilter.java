package io.deskloom.rest;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Tells the audit which problem an answer is, and says how to sign in on a 401. */
@Provider
public class AnswerFilter implements ContainerResponseFilter {
    private final RoutingContext routing;

    AnswerFilter(RoutingContext routing) {
        this.routing = routing;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext answer) {
        if (answer.getEntity() instanceof ProblemBody problem) {
            RequestInfo.of(routing).code = problem.code();
            // Whatever the resource said it produces: a problem is a problem.
            answer.getHeaders().putSingle("Content-Type", MediaType.valueOf(ProblemBody.MEDIA_TYPE));
            if (problem.status() == 401) {
                answer.getHeaders().putSingle("WWW-Authenticate", "Bearer realm=\"deskloom\"");
            }
        }
    }
}
