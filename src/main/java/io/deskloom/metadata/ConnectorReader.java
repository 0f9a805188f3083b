package io.deskloom.metadata;

import com.fasterxml.jackson.core.JsonPointer;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.TypeEnv;
import io.deskloom.model.Configured;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.ConnectorDef.Auth;
import io.deskloom.model.ConnectorDef.Body;
import io.deskloom.model.ConnectorDef.Filled;
import io.deskloom.model.ConnectorDef.Node;
import io.deskloom.model.RuleDef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads connectors: everything their requests are made of is parsed and checked here, so that a call only fills it in. */
final class ConnectorReader {
    /** What values a call has beside its parameters. */
    private static final Map<String, ExprType> OF_EVERY_CALL =
            Map.of("call.id", ExprType.TEXT, "call.time", ExprType.TEXT);

    /** What the client itself says, and what would change how the rest is read. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "expect",
            "upgrade",
            "te",
            "trailer",
            "user-agent",
            "cookie",
            "accept-encoding");

    private static final int SECONDS = 10;

    private final Reading reading;

    ConnectorReader(Reading reading) {
        this.reading = reading;
    }

    /** Empty when something of it cannot be built. */
    Optional<ConnectorDef> read(At at) {
        int before = reading.problems.list().size();
        reading.uniqueId("connector", at.get("id"));
        reading.known("role", at.get("as"), reading.roles);
        Auth auth = auth(at.get("auth"));
        Map<String, ConnectorDef.Operation> operations = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (At operation : at.get("operations").items()) {
            reading.unique("operations", operation.get("key"), seen);
            operations.put(operation.get("key").text(), operation(operation));
        }
        ConnectorDef def = new ConnectorDef(
                at.get("id").text(),
                at.get("key").text(),
                reading.label(at.get("label")),
                Configured.of(at.get("baseUrl").text()),
                at.get("as").text(),
                auth,
                operations);
        return reading.problems.list().size() > before ? Optional.empty() : Optional.of(def);
    }

    private Auth auth(At at) {
        String secret =
                at.get("secret").text().isEmpty() ? "" : at.get("secret").text().substring(1);
        String name = at.get("name").text();
        return switch (at.get("kind").text("none")) {
            case "bearer" -> new Auth.Bearer(secret);
            case "basic" -> new Auth.Basic(Configured.of(at.get("user").text()), secret);
            case "header" -> {
                header(at.get("name"), name);
                yield new Auth.Header(name, secret);
            }
            case "query" -> new Auth.Query(name, secret);
            case "hmac" -> {
                header(at.get("header"), at.get("header").text());
                if (at.get("timeHeader").present()) {
                    header(at.get("timeHeader"), at.get("timeHeader").text());
                }
                yield new Auth.Hmac(
                        secret,
                        at.get("header").text(),
                        at.get("prefix").text(),
                        at.get("encoding").text("hex").equals("hex"),
                        at.get("timeHeader").text());
            }
            default -> new Auth.None();
        };
    }

    private ConnectorDef.Operation operation(At at) {
        List<ConnectorDef.Parameter> parameters = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (At parameter : at.get("parameters").items()) {
            reading.unique("parameters", parameter.get("name"), names);
            parameters.add(new ConnectorDef.Parameter(
                    parameter.get("name").text(),
                    type(parameter.get("type").text("text")),
                    !parameter.get("required").present()
                            || parameter.get("required").isTrue()));
        }
        TypeEnv env = env(parameters);
        at.get("headers").entries().forEach((name, value) -> header(value, name));
        if (at.get("idempotencyHeader").present()) {
            header(at.get("idempotencyHeader"), at.get("idempotencyHeader").text());
        }
        path(at.get("path"));
        String method = at.get("method").text("POST");
        At body = at.get("body");
        if (method.equals("GET") && (body.present() || at.get("form").present())) {
            reading.problems.add(at.get("method").problem("connector.body", "a GET has no body; use POST, or query"));
        }
        Set<Integer> expects =
                at.get("expects").items().stream().map(i -> i.number(0)).collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> answer = new LinkedHashMap<>();
        at.get("answer").entries().forEach((name, pointer) -> answer.put(name, pointer(pointer)));
        At success = at.get("success");
        return new ConnectorDef.Operation(
                at.get("key").text(),
                reading.label(at.get("label")),
                method,
                filled(at.get("path"), env),
                all(at.get("query"), env),
                all(at.get("headers"), env),
                at.get("form").present()
                        ? new Body.Form(all(at.get("form"), env))
                        : body.present() ? new Body.Json(node(body, env)) : new Body.None(),
                parameters,
                expects.isEmpty() ? Set.of(200, 201, 202, 204) : expects,
                success.present()
                        ? new ConnectorDef.Success(
                                pointer(success.get("at")),
                                new TreeSet<>(success.get("is").texts()))
                        : null,
                answer,
                Duration.ofSeconds(at.get("timeoutSeconds").number(SECONDS)),
                at.get("idempotencyHeader").textOrNull());
    }

    private static ExprType type(String name) {
        return switch (name) {
            case "number" -> ExprType.NUMBER;
            case "boolean" -> ExprType.BOOL;
            case "date" -> ExprType.DATE;
            case "date_time" -> ExprType.TIMESTAMP;
            default -> ExprType.TEXT;
        };
    }

    private static TypeEnv env(List<ConnectorDef.Parameter> parameters) {
        Map<String, ExprType> types = new LinkedHashMap<>(OF_EVERY_CALL);
        parameters.forEach(p -> types.put(p.name(), p.type()));
        return new TypeEnv() {
            @Override
            public Optional<ExprType> typeOf(String path) {
                return Optional.ofNullable(types.get(path));
            }

            @Override
            public Set<String> paths() {
                return types.keySet();
            }
        };
    }

    private Filled filled(At at, TypeEnv env) {
        return new Filled(reading.parts(at, env));
    }

    private Map<String, Filled> all(At at, TypeEnv env) {
        Map<String, Filled> out = new LinkedHashMap<>();
        at.entries().forEach((name, text) -> out.put(name, filled(text, env)));
        return out;
    }

    private Node node(At at, TypeEnv env) {
        if (at.node().isObject()) {
            Map<String, Node> members = new LinkedHashMap<>();
            at.entries().forEach((name, child) -> members.put(name, node(child, env)));
            return new Node.Members(members);
        }
        if (at.node().isArray()) {
            return new Node.Elements(at.items().stream().map(i -> node(i, env)).toList());
        }
        return at.node().isTextual()
                ? new Node.Text(filled(at, env))
                : new Node.Plain(at.node().toString());
    }

    private void header(At at, String name) {
        String small = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(small) || small.startsWith("proxy-")) {
            reading.problems.add(at.problem(
                    "connector.header", Said.of("the header '{name}' is not a definition's to set", "name", name)));
        }
    }

    /** What stands in a path leads somewhere; values in it must not, and cannot (see connector.Rendering). */
    private void path(At at) {
        String words = at.text().replaceAll("\\{\\{.*?}}", "x");
        boolean climbs = List.of(words.split("/", -1)).stream().anyMatch(s -> s.equals(".") || s.equals(".."));
        if (!words.startsWith("/")
                || words.startsWith("//")
                || climbs
                || !words.matches("[A-Za-z0-9/._~!$&'()*+,;=:@%-]*")) {
            reading.problems.add(
                    at.problem(
                            "connector.path",
                            "a path begins with one /, has no . or .. of its own and no ?; what comes behind ? stands under query"));
        }
    }

    private String pointer(At at) {
        try {
            return JsonPointer.compile(at.text()).toString();
        } catch (IllegalArgumentException e) {
            reading.problems.add(
                    at.problem("connector.pointer", Said.of("'{value}' is no JSON pointer", "value", at.text())));
            return "";
        }
    }

    /** What is wrong with a call as it is; empty when nothing is, or its connector could not be read. */
    static Optional<Said> misfit(Reading reading, RuleDef.IntentDef.CallConnector call) {
        if (!reading.connectors.contains(call.connector())) {
            return Optional.of(Said.of("unknown {what} '{name}'", "what", "connector", "name", call.connector())
                    .in("unknown"));
        }
        ConnectorDef connector = reading.readConnectors.get(call.connector());
        if (connector == null) {
            return Optional.empty();
        }
        Optional<ConnectorDef.Operation> operation = connector.operation(call.operation());
        if (operation.isEmpty()) {
            return Optional.of(Said.of("unknown {what} '{name}'", "what", "operation", "name", call.operation())
                    .in("unknown"));
        }
        Set<String> left = new TreeSet<>(call.with().keySet());
        for (ConnectorDef.Parameter parameter : operation.get().parameters()) {
            left.remove(parameter.name());
            RuleDef.Argument given = call.with().get(parameter.name());
            if (given == null && parameter.required()) {
                return Optional.of(Said.of("the operation needs '{name}'", "name", parameter.name())
                        .in("missing"));
            }
            if (given instanceof RuleDef.Argument.Computed(var value) && value.type() != parameter.type()) {
                return Optional.of(Said.of(
                                "'{name}' is a {expected}, not a {found}",
                                "name",
                                parameter.name(),
                                "expected",
                                parameter.type().wireName(),
                                "found",
                                value.type().wireName())
                        .in("type"));
            }
        }
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(Said.of(
                                "unknown {what} '{name}'",
                                "what",
                                "parameter",
                                "name",
                                left.iterator().next())
                        .in("unknown"));
    }
}
