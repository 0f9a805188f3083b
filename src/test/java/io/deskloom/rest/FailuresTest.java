package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final Failures failures = new Failures();

    @Test
    void whatWentWrongInsideIsNobodysBusiness() {
        IllegalStateException inside = new IllegalStateException("password of jun in io.deskloom.store.Somewhere");
        for (Response answer : new Response[] {
            failures.unexpected(inside), failures.http(new InternalServerErrorException("SELECT secret", inside))
        }) {
            assertThat(answer.getStatus()).isEqualTo(500);
            ProblemBody problem = (ProblemBody) answer.getEntity();
            assertThat(problem.toString()).doesNotContain("jun", "io.deskloom", "SELECT");
            assertThat(problem.instance())
                    .as("what the log can be searched for")
                    .startsWith("urn:uuid:");
        }
    }
}
