package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Free JSON, as a ticket's fields are: nothing a record's shape would refuse by itself. */
class StrictJsonTest {
    private final ObjectMapper json = StrictJson.configure(new ObjectMapper());

    record Body(Map<String, JsonNode> fields) {}

    @Test
    void aTreeMayBeSixtyFourLevelsDeepAndNoDeeper() throws JsonProcessingException {
        assertThat(json.readTree(nested(StrictJson.MAX_DEPTH))).isNotNull();
        assertThat(code(nested(StrictJson.MAX_DEPTH + 1))).isEqualTo("json.limit");
        assertThat(code(nested(10_000))).isEqualTo("json.limit");
    }

    @Test
    void aKeyTwiceDeepDownIsRefused() {
        assertThat(code("{\"a\": [{\"b\": {\"c\": 1, \"c\": 2}}]}")).isEqualTo("json.duplicate-key");
    }

    @Test
    void aKeyTwiceInPlainObjectsIsRefused() {
        JsonProcessingException refused = catchThrowableOfType(
                JsonProcessingException.class, () -> json.readValue("{\"a\": {\"b\": 1, \"b\": 2}}", Map.class));
        assertThat(JsonFailures.describe(refused).problems().getFirst().code()).isEqualTo("json.duplicate-key");
    }

    @Test
    void whatNobodyAskedForIsRefusedAlsoWhereTheFrameworkWouldNotMind() {
        // Quarkus hands out mappers that ignore unknown properties.
        ObjectMapper lenient = new ObjectMapper()
                .disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        JsonProcessingException refused = catchThrowableOfType(
                JsonProcessingException.class,
                () -> StrictJson.configure(lenient).readValue("{\"fields\": {}, \"tenant_id\": 2}", Body.class));
        assertThat(JsonFailures.describe(refused).problems().getFirst().code()).isEqualTo("field.unknown");
    }

    @ParameterizedTest
    @CsvSource({"12.50", "0.1", "100000000000000000000000000000.01", "1E+2", "-0.000000000001"})
    void numbersAreExact(String text) throws JsonProcessingException {
        BigDecimal read = json.readTree("{\"n\": " + text + "}").get("n").decimalValue();
        assertThat(read).isEqualByComparingTo(text);
        assertThat(json.readTree(json.writeValueAsString(Map.of("n", read)))
                        .get("n")
                        .decimalValue())
                .isEqualByComparingTo(text);
    }

    @Test
    void aNumberHasAHundredDigitsAtMost() throws JsonProcessingException {
        assertThat(json.readTree("9".repeat(StrictJson.MAX_NUMBER)).isNumber()).isTrue();
        assertThat(code("9".repeat(StrictJson.MAX_NUMBER + 1))).isEqualTo("json.limit");
    }

    @Test
    void aKeyIsNoLetter() throws JsonProcessingException {
        assertThat(json.readTree("{\"" + "k".repeat(StrictJson.MAX_KEY) + "\": 1}"))
                .hasSize(1);
        assertThat(code("{\"" + "k".repeat(2 * StrictJson.MAX_KEY) + "\": 1}")).isEqualTo("json.limit");
    }

    @Test
    void trailingZeroesStay() throws JsonProcessingException {
        assertThat(json.writeValueAsString(json.readTree("{\"n\": 12.50}"))).isEqualTo("{\"n\":12.50}");
    }

    @Test
    void aPointerLeadsToTheWrongPlaceAndIsNeverLong() {
        JsonProcessingException wrong =
                catchThrowableOfType(JsonProcessingException.class, () -> json.readValue("{\"a/b~\": 1}", Body.class));
        assertThat(JsonFailures.describe(wrong).problems().getFirst().pointer()).isEqualTo("/a~1b~0");
        JsonProcessingException hostile = catchThrowableOfType(
                JsonProcessingException.class, () -> json.readValue("{\"" + "k".repeat(400) + "\": 1}", Body.class));
        assertThat(JsonFailures.describe(hostile).problems().getFirst().pointer())
                .hasSize(200);
    }

    private String code(String text) {
        JsonProcessingException refused =
                catchThrowableOfType(JsonProcessingException.class, () -> json.readTree(text));
        return JsonFailures.describe(refused).problems().getFirst().code();
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
