package io.deskloom.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The committed document is what the front end's client is generated from. After changing a resource, rewrite it with
 * {@code -Dopenapi.write=true -Dtest=OpenApiSnapshotTest} and look at the difference: within v1 it only grows.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OpenApiSnapshotTest {
    private static final Path COMMITTED = Path.of("docs", "api", "openapi.json");
    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

    private final ObjectMapper json = new ObjectMapper()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    @Test
    void theCommittedDocumentIsWhatTheServerSays() throws IOException {
        String now = served();
        if (Boolean.getBoolean("openapi.write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, now);
        }
        assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
                .as("docs/api/openapi.json is out of date: run the tests of OpenApiSnapshotTest once with"
                        + " -Dopenapi.write=true, look at the difference, and commit it")
                .isEqualTo(now);
    }

    @Test
    void everyOperationSaysWhoMayCallItAndHowItFails() throws IOException {
        JsonNode document = json.readTree(served());
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        List<String> bare = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> paths =
                        document.path("paths").fields();
                paths.hasNext(); ) {
            Map.Entry<String, JsonNode> path = paths.next();
            path.getValue().fields().forEachRemaining(operation -> {
                JsonNode o = operation.getValue();
                boolean complete = o.has("security")
                        && o.at("/responses/default/content/application~1problem+json/schema/$ref")
                                .asText()
                                .endsWith("/Problem");
                if (VERBS.contains(operation.getKey()) && !complete) {
                    bare.add(operation.getKey() + " " + path.getKey());
                }
            });
        }
        assertThat(bare).isEmpty();
        assertThat(document.at("/components/schemas/Problem/required"))
                .extracting(JsonNode::asText)
                .contains("code", "problems", "status");
    }

    /** A client is generated from it: what has no type there would have to be guessed. */
    @Test
    void everyPropertyHasAType() throws IOException {
        List<String> untyped = new ArrayList<>();
        json.readTree(served())
                .at("/components/schemas")
                .fields()
                .forEachRemaining(schema -> schema.getValue()
                        .path("properties")
                        .fields()
                        .forEachRemaining(property -> {
                            if (property.getValue().isEmpty()) {
                                untyped.add(schema.getKey() + "." + property.getKey());
                            }
                        }));
        // A literal of an expression is any JSON; its type stands beside it.
        assertThat(untyped).containsExactly("ExprLiteral.lit");
    }

    private String served() throws IOException {
        String text =
                given().accept("application/json").get("/q/openapi?format=json").asString();
        // Through a map, so that keys are in order whatever order classes were found in.
        return json.writeValueAsString(json.readValue(text, Map.class)) + "\n";
    }
}
