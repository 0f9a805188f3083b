package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The JSON Schemas of all definition kinds, and their errors turned into problems with position and advice. */
final class SchemaCheck {
    private static final String BASE = "https://deskloom.dev/schema/";
    private static final List<String> NAMES = List.of(
            "common",
            "workspace",
            "role",
            "team",
            "ticketType",
            "objectType",
            "objectAccess",
            "panel",
            "form",
            "flow",
            "access",
            "trigger",
            "mail",
            "script",
            "counter",
            "macro",
            "routing",
            "table",
            "webhook",
            "connector",
            "automation",
            "calendar",
            "sla",
            "view",
            "pack",
            "cases");
    private static final Map<String, String> TEXTS = load();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(byId())
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .regularExpressionFactory(SchemaCheck::pattern)
                            .locale(java.util.Locale.ENGLISH)
                            .build()));
    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private SchemaCheck() {}

    /** The schemas' patterns meet texts from outside, so no text may keep one busy. */
    private static RegularExpression pattern(String regex) {
        com.google.re2j.Pattern pattern = com.google.re2j.Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }

    /** The schema's text by kind name ("flow", "common"), as editors want it. */
    static Optional<String> text(String kind) {
        return Optional.ofNullable(TEXTS.get(kind));
    }

    /** Checks {@code doc}; true if it has the shape of its kind. */
    static boolean check(Doc doc, DefinitionKind kind, Problems problems) {
        Schema schema = COMPILED.computeIfAbsent(
                kind.schema(), name -> REGISTRY.getSchema(SchemaLocation.of(BASE + name + ".schema.json")));
        List<Error> errors = schema.validate(doc.root());
        // One wrong place often breaks several keywords; the first of each place and kind says enough.
        Map<String, Problem> byPlace = new HashMap<>();
        List<Problem> found = new ArrayList<>();
        for (Error error : errors) {
            Problem p = problem(doc, error);
            if (byPlace.putIfAbsent(p.pointer() + " " + p.code(), p) == null) {
                found.add(p);
            }
        }
        problems.addAll(found);
        return errors.isEmpty();
    }

    private static Problem problem(Doc doc, Error error) {
        String pointer = error.getInstanceLocation().toString();
        JsonNode schema = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                String name = Objects.requireNonNullElse(error.getProperty(), "?");
                TreeSet<String> known = new TreeSet<>(siblings(error));
                String suggestion = Nearest.to(name, known);
                String child = child(pointer, name);
                Said said = known.isEmpty()
                        ? Said.of("unknown field '{name}'; nothing is expected here", "name", name)
                                .in("none")
                        : Said.of(
                                "unknown field '{name}'; expected one of {known}", "name", name, "known", words(known));
                yield new Problem(
                        child, "schema.unknown", said.text(), said.params(), suggestion, doc.keySource(child));
            }
            case "required" ->
                at(doc, pointer, "schema.missing", Said.of("'{name}' is missing", "name", error.getProperty()));
            case "dependentRequired" ->
                at(
                        doc,
                        pointer,
                        "schema.missing",
                        Said.of("visibleWhen and whenHidden must be given together")
                                .in("together"));
            case "enum" -> {
                TreeSet<String> known = new TreeSet<>();
                schema.forEach(v -> known.add(v.asText()));
                JsonNode value = error.getInstanceNode();
                Said said = Said.of("expected one of {known}", "known", words(known));
                yield new Problem(
                        pointer,
                        "schema.choice",
                        said.text(),
                        said.params(),
                        value == null ? null : Nearest.to(value.asText(), known),
                        doc.source(pointer));
            }
            case "pattern" -> at(doc, pointer, "schema.pattern", patternMessage(error, pointer));
            case "propertyNames" ->
                at(
                        doc,
                        pointer,
                        "schema.key",
                        Said.of("has a key that cannot be one: {why}", "why", error.getMessage()));
            case "type" ->
                at(
                        doc,
                        pointer,
                        "schema.type",
                        Said.of(
                                "expected {expected}, found {found}",
                                "expected",
                                typeName(schema),
                                "found",
                                found(error)));
            case "false" -> notHere(doc, pointer);
            case "not" -> at(doc, pointer, "schema.not", Said.of("'when' and 'else' exclude each other"));
            case "const" -> at(doc, pointer, "schema.choice", Said.of("expected {known}", "known", schema.asText()));
            case "minItems" ->
                at(
                        doc,
                        pointer,
                        "schema.size",
                        Said.of("needs at least {limit} entries", "limit", schema.asText())
                                .in("least"));
            case "maxItems" ->
                at(
                        doc,
                        pointer,
                        "schema.size",
                        Said.of("has more than {limit} entries", "limit", schema.asText())
                                .in("most"));
            case "uniqueItems" -> at(doc, pointer, "schema.duplicate", Said.of("has the same entry twice"));
            case "minProperties" ->
                at(
                        doc,
                        pointer,
                        "schema.size",
                        Said.of("needs at least {limit} entries", "limit", schema.asText())
                                .in("least"));
            case "maxProperties" ->
                at(
                        doc,
                        pointer,
                        "schema.size",
                        Said.of("has more than {limit} entries", "limit", schema.asText())
                                .in("most"));
            case "minLength" ->
                at(doc, pointer, "schema.size", Said.of("must not be empty").in("empty"));
            case "maxLength" ->
                at(
                        doc,
                        pointer,
                        "schema.size",
                        Said.of("is longer than {limit} characters", "limit", schema.asText())
                                .in("long"));
            case "minimum" ->
                at(
                        doc,
                        pointer,
                        "schema.range",
                        Said.of("must be at least {limit}", "limit", schema.asText())
                                .in("least"));
            case "maximum" ->
                at(
                        doc,
                        pointer,
                        "schema.range",
                        Said.of("must be at most {limit}", "limit", schema.asText())
                                .in("most"));
            default ->
                at(
                        doc,
                        pointer,
                        "schema." + error.getKeyword(),
                        new Said(String.valueOf(error.getMessage()), Map.of()));
        };
    }

    /** Keywords like options or currency on a field of another kind. */
    private static Problem notHere(Doc doc, String pointer) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        String parent = pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
        String kind = doc.root().at(parent + "/kind").asText("");
        Said said = kind.isEmpty()
                ? Said.of("'{name}' does not belong to this; leave it out", "name", name)
                        .in("other")
                : Said.of("'{name}' does not belong to kind {kind}; leave it out", "name", name, "kind", kind);
        return new Problem(pointer, "schema.not_here", said.text(), said.params(), null, doc.keySource(pointer));
    }

    private static Problem at(Doc doc, String pointer, String code, Said said) {
        return new Problem(pointer, code, said.text(), said.params(), null, doc.source(pointer));
    }

    /** The property names the schema knows where an unknown one was found. */
    private static List<String> siblings(Error error) {
        String location = error.getSchemaLocation().toString();
        int hash = location.indexOf('#');
        if (hash < 0) {
            return List.of();
        }
        String file = location.substring(0, hash);
        String name = file.startsWith(BASE) ? file.substring(BASE.length()).replace(".schema.json", "") : "";
        String text = TEXTS.get(name);
        if (text == null) {
            return List.of();
        }
        String fragment = location.substring(hash + 1);
        String owner = fragment.substring(0, Math.max(0, fragment.lastIndexOf('/')));
        List<String> names = new ArrayList<>();
        Json.read(text).at(owner).path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Said patternMessage(Error error, String pointer) {
        String pattern =
                error.getSchemaNode() == null ? "" : error.getSchemaNode().asText();
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        return switch (pattern) {
            case "^[a-z][a-z0-9_]{0,62}$" ->
                Said.of("must be small letters, digits and _, starting with a letter")
                        .in("key");
            case "^[A-Z]{3}$" ->
                Said.of("must be a currency of three capital letters such as CNY")
                        .in("currency");
            case "^[A-Z]{1,8}$" -> Said.of("must be 1 to 8 capital letters").in("prefix");
            default -> Said.of("'{name}' does not have the expected form {pattern}", "name", last, "pattern", pattern);
        };
    }

    private static String typeName(@Nullable JsonNode schema) {
        if (schema == null) {
            return "something else";
        }
        if (schema.isArray()) {
            List<String> names = new ArrayList<>();
            schema.forEach(s -> names.add(typeName(s)));
            return String.join(" or ", names);
        }
        return switch (schema.asText()) {
            case "string" -> "a text";
            case "object" -> "a mapping (key: value)";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> schema.asText();
        };
    }

    private static String found(Error error) {
        JsonNode node = error.getInstanceNode();
        if (node == null) {
            return "something else";
        }
        return switch (node.getNodeType()) {
            case STRING -> "a text";
            case OBJECT, POJO -> "a mapping";
            case ARRAY -> "a list";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "nothing";
            case BINARY -> "bytes";
        };
    }

    private static String words(TreeSet<String> words) {
        return words.size() <= 12 ? String.join(", ", words) : words.size() + " known names";
    }

    private static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static Map<String, String> byId() {
        Map<String, String> all = new HashMap<>();
        TEXTS.forEach((name, text) -> all.put(BASE + name + ".schema.json", text));
        return all;
    }

    private static Map<String, String> load() {
        Map<String, String> all = new HashMap<>();
        for (String name : NAMES) {
            String resource = "/metadata/schema/" + name + ".schema.json";
            try (InputStream in = SchemaCheck.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("the build lacks " + resource);
                }
                all.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Map.copyOf(all);
    }
}
