package io.deskloom.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.model.Configured;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.ConnectorDef.Auth;
import io.deskloom.model.ConnectorDef.Body;
import io.deskloom.model.ConnectorDef.Filled;
import io.deskloom.model.ConnectorDef.Node;
import io.deskloom.model.TextTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From a connector's definition and what a rule gives it to a request. What was given is a value everywhere: in a path it is a part
 * between two slashes, in JSON a string, in a form or a query one value, and nowhere does it begin anything else. Pure.
 */
public final class Rendering {
    private static final JsonFactory JSON = new JsonFactory();

    private final ConnectorDef connector;
    private final ConnectorDef.Operation operation;
    private final Facts facts;
    private final UUID id;
    private final Instant at;
    private final Function<String, Optional<String>> secrets;

    private Rendering(
            ConnectorDef connector,
            ConnectorDef.Operation operation,
            Map<String, Value> with,
            UUID id,
            Instant at,
            Function<String, Optional<String>> secrets) {
        this.connector = connector;
        this.operation = operation;
        this.id = id;
        this.at = at;
        this.secrets = secrets;
        this.facts = facts(with, id, at);
    }

    public sealed interface Made {
        record Call(OutgoingCall call) implements Made {}

        /** @param code why there is none: "not-configured" when a secret is missing, else what it was given cannot stand there */
        record Not(String code) implements Made {}
    }

    /**
     * @param with what the operation is given, by parameter; those that are left out are empty
     * @param id the same at every attempt
     * @param secrets a secret's value by its name, empty when there is none
     */
    public static Made call(
            ConnectorDef connector,
            ConnectorDef.Operation operation,
            Map<String, Value> with,
            UUID id,
            Instant at,
            Function<String, Optional<String>> secrets) {
        return new Rendering(connector, operation, with, id, at, secrets).made();
    }

    /** The text of an address or of a user's name; empty when its secret is missing. */
    public static Optional<String> configured(Configured text, Function<String, Optional<String>> secrets) {
        return switch (text) {
            case Configured.Written(String written) -> Optional.of(written);
            case Configured.InSecret(String name) -> secrets.apply(name).map(String::strip);
        };
    }

    private Made made() {
        Optional<String> base = configured(connector.baseUrl(), secrets);
        Optional<Map<String, String>> identity = identity();
        if (base.isEmpty() || identity.isEmpty()) {
            return new Made.Not("not-configured");
        }
        String path = filled(operation.path(), Rendering::encoded);
        if (Arrays.stream(path.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."))) {
            // Encoded, too, they would climb: a dot has no other spelling.
            return new Made.Not("value-refused");
        }
        String body = body();
        Map<String, String> headers = headers(body);
        if (!headers.entrySet().stream().allMatch(h -> OutgoingCall.isHeader(h.getKey(), h.getValue()))) {
            return new Made.Not("value-refused");
        }
        headers.putAll(identity.get());
        signature(body, headers);
        return new Made.Call(
                new OutgoingCall(operation.method(), url(base.get(), path), headers, body, operation.timeout()));
    }

    private String url(String base, String path) {
        int asked = base.indexOf('?');
        String before = asked < 0 ? base : base.substring(0, asked);
        StringBuilder query = new StringBuilder(asked < 0 ? "" : base.substring(asked + 1));
        operation.query().forEach((name, value) -> parameter(query, name, filled(value, Function.identity())));
        if (connector.auth() instanceof Auth.Query(String name, String secret)) {
            parameter(query, name, secrets.apply(secret).orElse(""));
        }
        String slashed = before.endsWith("/") ? before.substring(0, before.length() - 1) : before;
        // The address of a robot in a chat is complete as it is.
        return (path.equals("/") ? before : slashed + path) + (query.isEmpty() ? "" : "?" + query);
    }

    private static void parameter(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "" : "&")
                .append(encoded(name))
                .append('=')
                .append(encoded(value));
    }

    private Map<String, String> headers(String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        operation.headers().forEach((name, value) -> headers.put(name, filled(value, Function.identity())));
        if (!body.isEmpty()) {
            headers.put(
                    "Content-Type",
                    operation.body() instanceof Body.Form
                            ? "application/x-www-form-urlencoded"
                            : "application/json; charset=utf-8");
        }
        String idempotency = operation.idempotencyHeader();
        if (idempotency != null) {
            headers.put(idempotency, id.toString());
        }
        return headers;
    }

    /** Who we are, as headers; empty when a secret is missing. */
    private Optional<Map<String, String>> identity() {
        return switch (connector.auth()) {
            case Auth.None _ -> Optional.of(Map.of());
            case Auth.Bearer(String secret) -> secrets.apply(secret).map(s -> Map.of("Authorization", "Bearer " + s));
            case Auth.Basic(Configured user, String secret) ->
                configured(user, secrets)
                        .flatMap(name -> secrets.apply(secret)
                                .map(s -> Map.of(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                (name + ":" + s).getBytes(StandardCharsets.UTF_8)))));
            case Auth.Header(String name, String secret) ->
                secrets.apply(secret).map(s -> Map.of(name, s));
            case Auth.Query(String _, String secret) -> secrets.apply(secret).map(_ -> Map.of());
            case Auth.Hmac(String secret, String _, String _, boolean _, String _) ->
                secrets.apply(secret).map(_ -> Map.of());
        };
    }

    private void signature(String body, Map<String, String> headers) {
        if (connector.auth()
                instanceof Auth.Hmac(String secret, String header, String prefix, boolean hex, String timeHeader)) {
            String seconds = Long.toString(at.getEpochSecond());
            String signed = timeHeader.isEmpty() ? body : seconds + "." + body;
            byte[] mac = Signatures.hmac(secrets.apply(secret).orElse("").getBytes(StandardCharsets.UTF_8), signed);
            headers.put(
                    header,
                    prefix
                            + (hex
                                    ? HexFormat.of().formatHex(mac)
                                    : Base64.getEncoder().encodeToString(mac)));
            if (!timeHeader.isEmpty()) {
                headers.put(timeHeader, seconds);
            }
        }
    }

    private String body() {
        return switch (operation.body()) {
            case Body.None _ -> "";
            case Body.Json(Node root) -> json(root);
            case Body.Form(Map<String, Filled> fields) -> {
                StringBuilder out = new StringBuilder();
                fields.forEach((name, value) -> parameter(out, name, filled(value, Function.identity())));
                yield out.toString();
            }
        };
    }

    private String json(Node root) {
        try (StringWriter out = new StringWriter();
                JsonGenerator json = JSON.createGenerator(out)) {
            write(json, root);
            json.flush();
            return out.toString();
        } catch (IOException e) {
            throw new IllegalStateException("a text takes whatever is written", e);
        }
    }

    private void write(JsonGenerator json, Node node) throws IOException {
        switch (node) {
            case Node.Members(Map<String, Node> members) -> {
                json.writeStartObject();
                for (Map.Entry<String, Node> member : members.entrySet()) {
                    // What was not given is left out.
                    if (!(member.getValue() instanceof Node.Text(Filled text)) || !isNothing(text)) {
                        json.writeFieldName(member.getKey());
                        write(json, member.getValue());
                    }
                }
                json.writeEndObject();
            }
            case Node.Elements(var elements) -> {
                json.writeStartArray();
                for (Node element : elements) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case Node.Plain(String plain) -> json.writeRawValue(plain);
            case Node.Text(Filled text) -> text(json, text);
        }
    }

    private boolean isNothing(Filled text) {
        return text.parts().size() == 1
                && text.parts().getFirst() instanceof TextTemplate.Part.Value(var expr)
                && Evaluator.evaluate(expr, facts).isNull();
    }

    private void text(JsonGenerator json, Filled text) throws IOException {
        if (text.parts().size() == 1 && text.parts().getFirst() instanceof TextTemplate.Part.Value(var expr)) {
            switch (Evaluator.evaluate(expr, facts)) {
                case Value.Num number -> json.writeNumber(number.number());
                case Value.Bool(boolean is) -> json.writeBoolean(is);
                case Value.Null _ -> json.writeNull();
                case Value other -> json.writeString(plain(other));
            }
        } else {
            json.writeString(filled(text, Function.identity()));
        }
    }

    private String filled(Filled text, Function<String, String> written) {
        return text.parts().stream()
                .map(part -> switch (part) {
                    case TextTemplate.Part.Words(String words) -> words;
                    case TextTemplate.Part.Value(var expr) -> written.apply(plain(Evaluator.evaluate(expr, facts)));
                })
                .collect(Collectors.joining());
    }

    private static String plain(Value value) {
        return switch (value) {
            case Value.Null _ -> "";
            case Value.Text(String text) -> text;
            case Value.Num number -> number.number().toPlainString();
            case Value.Bool(boolean is) -> Boolean.toString(is);
            case Value.Money money -> money.amount().toPlainString();
            case Value.Date(var day) -> day.toString();
            case Value.Timestamp(Instant instant) -> instant.toString();
            case Value.Span(var length) -> length.toString();
            case Value.Items(var items) -> items.stream().map(Rendering::plain).collect(Collectors.joining(","));
            case Value.Parts(var parts) ->
                parts.values().stream().map(Rendering::plain).collect(Collectors.joining(","));
        };
    }

    /** As RFC 3986 has it: everything but letters, digits and - . _ ~ by its bytes. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    private static Facts facts(Map<String, Value> with, UUID id, Instant at) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return switch (path) {
                    case "call.id" -> Value.text(id.toString());
                    case "call.time" -> Value.text(at.toString());
                    default -> with.getOrDefault(path, Value.NULL);
                };
            }

            @Override
            public Moment moment() {
                return new Moment(at, java.time.ZoneOffset.UTC);
            }
        };
    }
}
