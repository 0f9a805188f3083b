package io.deskloom.rest;

import io.deskloom.field.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Makes the schemas of the OpenAPI document say all that holds, so that a generated client needs no casts: a property
 * is always there unless it is {@code @Nullable} and either sent by callers or left out of answers; what Java calls an
 * {@code Object} is a field's value, a map of them is values by field key, and a condition is an expression tree.
 */
final class ApiShapes {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName OBJECT = DotName.createSimple("java.lang.Object");
    private static final DotName MAP = DotName.createSimple("java.util.Map");
    private static final DotName SCHEMA =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final DotName INCLUDE = DotName.createSimple("com.fasterxml.jackson.annotation.JsonInclude");
    private static final DotName PROPERTY = DotName.createSimple("com.fasterxml.jackson.annotation.JsonProperty");

    /** The record components that hold a condition as {@code expr.ExprJson} writes it. */
    private static final Set<String> CONDITIONS =
            Set.of("visibleWhen", "requiredWhen", "readOnlyWhen", "check", "formula");

    private final Map<String, Schema> schemas;
    private final Set<String> sent;

    private ApiShapes(Map<String, Schema> schemas, Set<String> sent) {
        this.schemas = schemas;
        this.sent = sent;
    }

    static void complete(OpenAPI api, IndexView index) {
        value(api);
        condition(api);
        kinds(api);
        ApiShapes shapes = new ApiShapes(api.getComponents().getSchemas(), sentByCallers(api));
        // By name, so that the document does not depend on the order of a hash table. Who says what it is called is
        // what is meant, and
        // not a record elsewhere that is called so by chance.
        List<ClassInfo> records = index.getKnownClasses().stream()
                .filter(type -> type.isRecord() && type.name().toString().startsWith("io.deskloom."))
                .sorted(Comparator.comparing((ClassInfo type) -> type.name().toString()))
                .toList();
        Set<String> named = records.stream()
                .filter(ApiShapes::saysItsName)
                .map(ApiShapes::nameOf)
                .collect(Collectors.toSet());
        records.stream()
                .filter(type -> saysItsName(type) || !named.contains(nameOf(type)))
                .forEach(shapes::complete);
    }

    private static boolean saysItsName(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        return schema != null && schema.value("name") != null;
    }

    private void complete(ClassInfo type) {
        String name = nameOf(type);
        Schema schema = schemas.get(name);
        if (schema == null || schema.getProperties() == null) {
            return;
        }
        boolean leavesOutNulls = sent.contains(name) || type.hasDeclaredAnnotation(INCLUDE);
        List<String> required = new ArrayList<>(schema.getRequired() == null ? List.of() : schema.getRequired());
        for (RecordComponentInfo part : type.recordComponents()) {
            String key = keyOf(type, part);
            Schema property = schema.getProperties().get(key);
            if (property == null || required.contains(key)) {
                continue;
            }
            boolean nullable = part.type().hasAnnotation(NULLABLE);
            Schema exact = exact(part, property);
            schema.addProperty(key, nullable ? orNull(exact) : exact);
            if (!(nullable && leavesOutNulls)) {
                required.add(key);
            }
        }
        if (!required.isEmpty()) {
            schema.setRequired(required);
        }
    }

    private static Schema exact(RecordComponentInfo part, Schema property) {
        if (part.type().name().equals(OBJECT)) {
            return ref("FieldValue");
        }
        boolean ofObjects = part.type().name().equals(MAP)
                && part.type().asParameterizedType().arguments().get(1).name().equals(OBJECT);
        if (ofObjects && CONDITIONS.contains(part.name())) {
            return ref("ExprTree");
        }
        return ofObjects && part.name().equals("fields")
                ? property.additionalPropertiesSchema(ref("FieldValue"))
                : property;
    }

    /** What a field may hold in JSON, over all its kinds; see {@code field.FieldType}. */
    private static void value(OpenAPI api) {
        api.getComponents()
                .addSchema("MoneyValue", record("amount", text(), "currency", text()))
                .addSchema("MaskedValue", record("masked", text()))
                .addSchema("RecordValue", record("id", text().format("uuid"), "type", text(), "title", orNull(text())))
                .addSchema(
                        "PartsValue",
                        OASFactory.createSchema()
                                .addType(SchemaType.OBJECT)
                                .description(
                                        "A value of named parts: a period, a place, an address, formatted text, a row of a table.")
                                .additionalPropertiesSchema(OASFactory.createSchema()
                                        .addAnyOf(text())
                                        .addAnyOf(OASFactory.createSchema().addType(SchemaType.NUMBER))
                                        .addAnyOf(OASFactory.createSchema().addType(SchemaType.BOOLEAN))
                                        .addAnyOf(ref("MoneyValue"))
                                        .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL))))
                .addSchema(
                        "FieldValue",
                        OASFactory.createSchema()
                                .description(
                                        "A field's value: what its kind holds, the masked form where that is all there is to see, null when empty. A date is 2026-11-22, an instant ISO 8601 in UTC, a duration PT2H30M, an option, account or team its key.")
                                .addAnyOf(text())
                                .addAnyOf(OASFactory.createSchema().addType(SchemaType.NUMBER))
                                .addAnyOf(OASFactory.createSchema().addType(SchemaType.BOOLEAN))
                                .addAnyOf(array(text()))
                                .addAnyOf(ref("RecordValue"))
                                .addAnyOf(array(ref("RecordValue")))
                                .addAnyOf(ref("PartsValue"))
                                .addAnyOf(array(ref("PartsValue")))
                                .addAnyOf(ref("MoneyValue"))
                                .addAnyOf(ref("MaskedValue"))
                                .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL)));
    }

    /** Field kinds by name where a field or a column says its own. */
    private static void kinds(OpenAPI api) {
        List<Object> names =
                Arrays.stream(Kind.values()).<Object>map(Kind::wire).toList();
        for (String holder : List.of("FieldSchema", "TableColumn")) {
            Schema shape =
                    Objects.requireNonNull(api.getComponents()).getSchemas().get(holder);
            Schema kind = shape == null ? null : shape.getProperties().get("kind");
            Objects.requireNonNull(kind, holder).setEnumeration(names);
        }
    }

    private static void condition(OpenAPI api) {
        Schema type = text().enumeration(List.of(
                "null", "text", "number", "money", "bool", "date", "timestamp", "span", "list", "parts"));
        api.getComponents()
                .addSchema("ExprLiteral", record("lit", OASFactory.createSchema(), "type", type))
                .addSchema("ExprAttribute", record("attr", text(), "type", type))
                .addSchema("ExprApply", record("op", text(), "type", type, "args", array(ref("ExprTree"))))
                .addSchema(
                        "ExprTree",
                        OASFactory.createSchema()
                                .description("A condition as a typed tree; see docs/expressions.md.")
                                .addAnyOf(ref("ExprLiteral"))
                                .addAnyOf(ref("ExprAttribute"))
                                .addAnyOf(ref("ExprApply")));
    }

    private static Schema record(Object... keysAndSchemas) {
        Schema schema = OASFactory.createSchema().addType(SchemaType.OBJECT);
        for (int i = 0; i < keysAndSchemas.length; i += 2) {
            schema.addProperty((String) keysAndSchemas[i], (Schema) keysAndSchemas[i + 1]);
            schema.addRequired((String) keysAndSchemas[i]);
        }
        return schema;
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    private static Schema array(Schema items) {
        return OASFactory.createSchema().addType(SchemaType.ARRAY).items(items);
    }

    private static Schema ref(String name) {
        return OASFactory.createSchema().ref(SCHEMAS + name);
    }

    /** Names of the schemas that occur in what callers send: there, leaving out is as good as null. */
    private static Set<String> sentByCallers(OpenAPI api) {
        Set<String> found = new HashSet<>();
        for (PathItem path : api.getPaths().getPathItems().values()) {
            for (Operation operation : path.getOperations().values()) {
                Content content = operation.getRequestBody() == null
                        ? null
                        : operation.getRequestBody().getContent();
                if (content != null) {
                    content.getMediaTypes().values().forEach(media -> collect(media.getSchema(), api, found));
                }
            }
        }
        return found;
    }

    private static void collect(@Nullable Schema schema, OpenAPI api, Set<String> found) {
        if (schema == null) {
            return;
        }
        if (schema.getRef() != null) {
            String name = schema.getRef().substring(SCHEMAS.length());
            if (found.add(name)) {
                collect(api.getComponents().getSchemas().get(name), api, found);
            }
        }
        collect(schema.getItems(), api, found);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, api, found));
        }
    }

    private static String nameOf(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        return schema == null || schema.value("name") == null
                ? type.simpleName()
                : schema.value("name").asString();
    }

    private static String keyOf(ClassInfo type, RecordComponentInfo part) {
        // Jackson's annotation does not stand on components, only on the field behind one.
        FieldInfo field = type.field(part.name());
        AnnotationInstance named = field == null ? null : field.annotation(PROPERTY);
        return named == null || named.value() == null
                ? part.name()
                : named.value().asString();
    }

    private static Schema orNull(Schema property) {
        if (property.getRef() != null) {
            // The value of a field may be null by itself.
            return property.getRef().endsWith("/FieldValue")
                    ? property
                    : OASFactory.createSchema()
                            .addAnyOf(property)
                            .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
        List<SchemaType> types = property.getType();
        if (types != null && !types.isEmpty() && !types.contains(SchemaType.NULL)) {
            property.addType(SchemaType.NULL);
            if (property.getEnumeration() != null && !property.getEnumeration().contains(null)) {
                List<Object> choices = new ArrayList<>(property.getEnumeration());
                choices.add(null);
                property.setEnumeration(choices);
            }
        }
        return property;
    }
}
