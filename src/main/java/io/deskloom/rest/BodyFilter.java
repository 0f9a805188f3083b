package io.deskloom.rest;

import io.deskloom.kernel.Problem;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes in a body after its sender is known and only up to {@link Edge#largestBody}, and checks that it is JSON in
 * UTF-8 before a parser sees it.
 */
@Provider
@Priority(Priorities.ENTITY_CODER)
public class BodyFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        Route route = (Route) request.getProperty(Route.class.getName());
        if (route == null || route.streams() || OwnPage.isSafe(request.getMethod())) {
            return;
        }
        int largest = Edge.largestBody(
                request.getMethod(), request.getUriInfo().getRequestUri().getRawPath());
        byte[] body = request.getEntityStream().readNBytes(largest + 1);
        if (body.length > largest) {
            // The rest is on its way and will not be read.
            request.abortWith(Response.fromResponse(Responses.problem(ProblemBody.of(ProblemType.TOO_LARGE)))
                    .header("Connection", "close")
                    .build());
            return;
        }
        refusal(request.getMediaType(), route, body)
                .ifPresent(refused -> request.abortWith(Responses.problem(refused)));
        request.setEntityStream(new ByteArrayInputStream(body));
    }

    private static Optional<ProblemBody> refusal(@Nullable MediaType type, Route route, byte[] body) {
        if (route.takesOther()) {
            return Optional.empty();
        }
        if (isNothing(body)) {
            return route.takesBody()
                    ? Optional.of(malformed(Problem.of("", "json.missing", "A JSON object is expected.")))
                    : Optional.empty();
        }
        if (type == null || !isJson(type)) {
            return Optional.of(ProblemBody.of(ProblemType.MEDIA_TYPE));
        }
        return JsonBytes.check(body).map(BodyFilter::malformed);
    }

    private static boolean isNothing(byte[] body) {
        return body.length < 16
                && (new String(body, java.nio.charset.StandardCharsets.UTF_8).isBlank()
                        || new String(body, java.nio.charset.StandardCharsets.UTF_8)
                                .strip()
                                .equals("null"));
    }

    private static boolean isJson(MediaType type) {
        String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
        return type.getType().equals("application")
                && type.getSubtype().equals("json")
                && (charset == null || charset.equalsIgnoreCase("utf-8"));
    }

    private static ProblemBody malformed(Problem problem) {
        return ProblemBody.of(ProblemType.MALFORMED, null, List.of(problem));
    }
}
