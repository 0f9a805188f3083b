package io.deskloom.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Visits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind's JSON Schema says, judged by a validator of JSON Schema: what the kind gives is valid, what it refuses is not. */
class KindSchemasTest {
    private static final int SEEDS = 100;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private static List<Error> errors(Map<String, Object> schema, Object json) {
        return SCHEMAS.getSchema(tree(schema)).validate(tree(json));
    }

    /** As it is sent: texts and numbers, whatever objects they were. */
    private static JsonNode tree(Object json) {
        try {
            return JSON.readTree(JSON.writeValueAsBytes(json));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatAKindGivesIsValid(Kind kind) {
        FieldType type = kind.type();
        Settings settings = KindCellsTest.settings(kind);
        Map<String, Object> schema = type.jsonSchema(settings);
        for (int seed = 1; seed <= SEEDS; seed++) {
            Problems problems = new Problems();
            Value value = type.parse(KindCellsTest.json(kind, new Random(seed)), settings, "", problems);
            assertThat(problems.list()).isEmpty();
            Object json = type.toJson(value);
            assertThat(errors(schema, json))
                    .as("%s, seed %d: %s", kind, seed, json)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatAKindRefusesIsNot(Kind kind) {
        FieldType type = kind.type();
        Settings settings = KindCellsTest.settings(kind);
        Object wrong = wrong(kind);
        Problems problems = new Problems();
        type.validate(type.parse(wrong, settings, "", problems), settings, "", problems);
        assertThat(problems.list()).as("%s: the kind about %s", kind, wrong).isNotEmpty();
        assertThat(errors(type.jsonSchema(settings), wrong))
                .as("%s: the schema about %s", kind, wrong)
                .isNotEmpty();
    }

    private static Object wrong(Kind kind) {
        return switch (kind) {
            case TEXT, LONG_TEXT, MARKDOWN, BARCODE, SECRET, AUTONUMBER -> 5;
            case PHONE -> "call me 12345";
            case RICH_TEXT -> List.of("<p>");
            case EMAIL -> "a@";
            case URL -> "http://[";
            case INTEGER -> new BigDecimal("1.5");
            case DECIMAL, PERCENT -> "many";
            case MONEY -> Map.of("amount", "1,5", "currency", "CNY");
            case RATING -> 9;
            case SLIDER -> 101;
            case DURATION -> "1 hour";
            case BOOLEAN -> "true";
            case SINGLE -> "green";
            case MULTI -> List.of("red", "green");
            case TREE, REGION -> "CN//44";
            case TAGS -> "vip";
            case DATE -> "2026-02-30";
            case DATE_TIME -> "2026-11-22T09:30:00";
            case TIME -> "24:00";
            case DATE_RANGE -> Map.of("start", "2026-01-02", "end", "soon");
            case ACCOUNT, LOOKUP, SIGNATURE -> "jun";
            case ACCOUNTS, MULTI_LOOKUP, FILE, IMAGE -> List.of("jun");
            case TEAM -> "After sales";
            case GEO_POINT -> Map.of("lat", 91, "lon", 0);
            case ADDRESS -> Map.of("country", "China");
            case TABLE -> List.of(Map.of("name", "kettle", "n", "three"));
        };
    }

    @Test
    void aVisitWithEveryFieldIsValidFieldByField() {
        Map<String, Object> visit = Visits.everything(
                "0198f3a2-7c1e-7a52-9d4b-2f6b8a1c3d4e",
                "0198f3a2-7c1e-7a52-9d4b-2f6b8a1c3d4f",
                List.of("0198f3a2-7c1e-7a52-9d4b-2f6b8a1c3d50", "0198f3a2-7c1e-7a52-9d4b-2f6b8a1c3d51"));
        List<FieldDef> fields = Snapshots.demo().types().values().stream()
                .filter(type -> type.key().equals("service_visit"))
                .findFirst()
                .orElseThrow()
                .fields();
        assertThat(fields).extracting(FieldDef::key).containsAll(visit.keySet());
        for (FieldDef field : fields) {
            Object given = visit.get(field.key());
            if (given != null) {
                FieldType type = field.kind().type();
                Problems problems = new Problems();
                Value value = type.parse(given, field.settings(), "", problems);
                type.validate(value, field.settings(), "", problems);
                assertThat(problems.list()).as(field.key()).isEmpty();
                assertThat(errors(type.jsonSchema(field.settings()), type.toJson(value)))
                        .as("%s: %s", field.key(), type.toJson(value))
                        .isEmpty();
            }
        }
    }
}
