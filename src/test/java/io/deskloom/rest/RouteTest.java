package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class RouteTest {
    /** Not registered anywhere: only its annotations are looked at. */
    static class Forgetful {
        @GET
        @Path("/secrets")
        public String secrets() {
            return "secret";
        }
    }

    @Test
    void aRouteThatSaysNothingIsForNobody() throws Exception {
        Method method = Forgetful.class.getMethod("secrets");
        Route route = Route.of(Forgetful.class, method);
        assertThat(route.who()).isNull();
        AccessFilter filter = new AccessFilter(null, null, null, null, null, null, null, null);
        assertThat(filter.refusal(route, new RequestInfo())).contains(ProblemType.FORBIDDEN);
    }
}
