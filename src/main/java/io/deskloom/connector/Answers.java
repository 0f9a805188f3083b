package io.deskloom.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.model.ConnectorDef;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an answer means. */
public final class Answers {
    /** Those that say "not now": everything else is an answer that will not change by asking again. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 409, 423, 425, 429);

    /** The same of a call that an SOP waits for: there a conflict is a no, which it can go on with in another way. */
    private static final Set<Integer> NOT_NOW_FOR_A_FLOW = Set.of(408, 425, 429);

    /** The service has said no: asking again will not change it. */
    public static final String REFUSED = "receiver-refused";

    private static final int DEEPEST = 40;
    private static final int LONGEST_VALUE = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build());

    private Answers() {}

    public sealed interface Meaning {
        /** @param values what was taken out of it, by name */
        record Done(Map<String, String> values) implements Meaning {}

        /** @param after how long to wait, where the receiver says so */
        record Later(String code, Optional<Duration> after) implements Meaning {}

        record Never(String code) implements Meaning {}
    }

    /** Of a webhook's receiver: any status from 200 to 299 is a yes. */
    public static Meaning ofWebhook(Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.NotSent(String code) -> new Meaning.Never(code);
            case Outcome.Failed(String code) -> failed(code);
            case Outcome.Answered answer ->
                answer.isSuccess() ? new Meaning.Done(Map.of()) : refused(answer, now, NOT_NOW);
        };
    }

    public static Meaning ofConnector(ConnectorDef.Operation operation, Outcome outcome, Instant now) {
        return ofOperation(operation, outcome, now, NOT_NOW);
    }

    /** Of a call that an SOP waits for. */
    public static Meaning ofFlow(ConnectorDef.Operation operation, Outcome outcome, Instant now) {
        return ofOperation(operation, outcome, now, NOT_NOW_FOR_A_FLOW);
    }

    private static Meaning ofOperation(
            ConnectorDef.Operation operation, Outcome outcome, Instant now, Set<Integer> notNow) {
        return switch (outcome) {
            case Outcome.NotSent(String code) -> new Meaning.Never(code);
            case Outcome.Failed(String code) -> failed(code);
            case Outcome.Answered answer ->
                operation.expects().contains(answer.status()) ? read(operation, answer) : refused(answer, now, notNow);
        };
    }

    private static Meaning failed(String code) {
        return code.equals("redirect-forbidden") ? new Meaning.Never(code) : new Meaning.Later(code, Optional.empty());
    }

    private static Meaning refused(Outcome.Answered answer, Instant now, Set<Integer> notNow) {
        return answer.status() >= 500 || notNow.contains(answer.status())
                ? new Meaning.Later("receiver-busy", retryAfter(answer, now))
                : new Meaning.Never(REFUSED);
    }

    private static Meaning read(ConnectorDef.Operation operation, Outcome.Answered answer) {
        ConnectorDef.Success success = operation.success();
        if (success == null && operation.answer().isEmpty()) {
            return new Meaning.Done(Map.of());
        }
        if (answer.cut()) {
            return new Meaning.Never("answer-too-large");
        }
        JsonNode json;
        try {
            json = JSON.readTree(answer.body());
        } catch (IOException e) {
            return new Meaning.Never("answer-not-json");
        }
        if (success != null && !success.is().contains(json.at(success.at()).asText())) {
            return new Meaning.Never(REFUSED);
        }
        Map<String, String> values = new LinkedHashMap<>();
        operation.answer().forEach((name, pointer) -> {
            JsonNode value = json.at(pointer);
            if (value.isValueNode() && !value.isNull() && value.asText().length() <= LONGEST_VALUE) {
                values.put(name, value.asText());
            }
        });
        return new Meaning.Done(values);
    }

    /** As RFC 9110 has it: seconds, or a date. */
    private static Optional<Duration> retryAfter(Outcome.Answered answer, Instant now) {
        String text = answer.headers().getOrDefault("retry-after", "").strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
