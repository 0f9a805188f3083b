package io.deskloom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Command;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.testing.Refusals;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketIntakeTest {
    private static final TicketId TICKET = new TicketId(new UUID(1, 2));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id", "tenant_id", "tenantId", "number", "createdAt", "updatedAt", "step", "status", "requester",
                "createdBy", "assignee", "team", "flowRelease", "title", "__proto__", "a/b", "a~b", "x' OR 1=1 --"
            })
    void nothingIsSetThatNobodyAskedFor(String name) {
        Map<String, Object> body = Map.of("type", "return_refund", "fields", Map.of(), name, "x");
        assertThat(problems(TicketIntake.create(body, "api", null)))
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "/" + name.replace("~", "~0").replace("/", "~1"), "body.unknown"));
        Map<String, Object> change = Map.of("version", 1, name, "x");
        assertThat(problems(TicketIntake.update(TICKET, null, change, "api", null)))
                .extracting(Problem::code)
                .containsExactly("body.unknown");
        if (name.equals("step")) {
            // Who acts may say which step is meant; that sets nothing.
            return;
        }
        assertThat(problems(TicketIntake.act(TICKET, "approve", null, change, "api", null)))
                .extracting(Problem::code)
                .containsExactly("body.unknown");
    }

    @Test
    void valuesHaveBounds() {
        Object deep = "x";
        for (int i = 0; i < 60; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> fields = new HashMap<>();
        fields.put("deep", deep);
        fields.put("long", "x".repeat(200_001));
        fields.put("list", Collections.nCopies(1_001, "x"));
        fields.put("number", new BigDecimal("1E+61"));
        fields.put("k".repeat(101), 1);
        assertThat(problems(TicketIntake.update(TICKET, 1, Map.of("fields", fields), "api", null)))
                .extracting(p -> p.pointer() + " " + p.code())
                .containsExactlyInAnyOrder(
                        "/fields/deep field.too-long",
                        "/fields/long field.too-long",
                        "/fields/list field.too-long",
                        "/fields/number field.too-long",
                        "/fields field.unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "a\u0001", "\u007f", "schl\u00fcssel", "\ud83d\ude00"})
    void anIdempotencyKeyIsVisibleAscii(String key) {
        assertThat(problems(TicketIntake.claim(TICKET, "api", key)))
                .extracting(Problem::code)
                .containsExactly("idempotency-key");
        assertThat(TicketIntake.claim(TICKET, "api", "k".repeat(200)).isOk()).isTrue();
        assertThat(TicketIntake.claim(TICKET, "api", "k".repeat(201)).isOk()).isFalse();
    }

    @Test
    void ofTwoVersionsThatDifferNoneCounts() {
        assertThat(problems(TicketIntake.update(TICKET, 1, Map.of("version", 2), "api", null)))
                .extracting(Problem::pointer)
                .containsExactly("/version");
    }

    private static List<Problem> problems(Result<Command> result) {
        return Refusals.of(result).problems();
    }
}
