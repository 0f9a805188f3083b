package io.deskloom.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure of a request as problem+json: never a stack trace, never a value of the request, never an internal name. */
final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    @ServerExceptionMapper
    Response refused(RefusedException e) {
        Response answer = Responses.problem(e.body);
        return e.retryAfter == 0
                ? answer
                : Response.fromResponse(answer)
                        .header(HttpHeaders.RETRY_AFTER, e.retryAfter)
                        .build();
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException e) {
        return Responses.problem(JsonFailures.describe(e));
    }

    // Named, because Quarkus has a mapper of its own for it, which repeats the value.
    @ServerExceptionMapper
    Response json(MismatchedInputException e) {
        return Responses.problem(JsonFailures.describe(e));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException json) {
                return Responses.problem(JsonFailures.describe(json));
            }
            if (cause instanceof RefusedException refused) {
                return refused(refused);
            }
        }
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(e);
        }
        return status >= 400 ? Responses.problem(ProblemBody.of(ProblemType.ofStatus(status))) : e.getResponse();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        String incident = UUID.randomUUID().toString();
        LOG.errorf(e, "incident %s", incident);
        return Responses.problem(ProblemBody.of(ProblemType.INTERNAL).withInstance("urn:uuid:" + incident));
    }
}
