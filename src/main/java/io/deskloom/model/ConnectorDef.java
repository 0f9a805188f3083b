package io.deskloom.model;

import io.deskloom.expr.ExprType;
import io.deskloom.kernel.Label;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A service outside, and what it can be asked to do: an ERP, a carrier, a gateway for text messages, a robot in a group chat.
 *
 * @param as key of the role whose reading rights bound what it is told
 * @param operations by key
 */
public record ConnectorDef(
        String id,
        String key,
        Label label,
        Configured baseUrl,
        String as,
        Auth auth,
        Map<String, Operation> operations) {
    public ConnectorDef {
        operations = ordered(operations);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    public Optional<Operation> operation(String operation) {
        return Optional.ofNullable(operations.get(operation));
    }

    /** Names of the secrets it needs. */
    public Set<String> secrets() {
        Set<String> names = new TreeSet<>();
        baseUrl.secret().ifPresent(names::add);
        switch (auth) {
            case Auth.None _ -> {}
            case Auth.Bearer(String secret) -> names.add(secret);
            case Auth.Basic(Configured user, String secret) -> {
                user.secret().ifPresent(names::add);
                names.add(secret);
            }
            case Auth.Header(String _, String secret) -> names.add(secret);
            case Auth.Query(String _, String secret) -> names.add(secret);
            case Auth.Hmac(String secret, String _, String _, boolean _, String _) -> names.add(secret);
        }
        return names;
    }

    /** How it knows us. Each secret is the name of one. */
    public sealed interface Auth {
        record None() implements Auth {}

        record Bearer(String secret) implements Auth {}

        record Basic(Configured user, String secret) implements Auth {}

        /** @param name of the header that holds the secret */
        record Header(String name, String secret) implements Auth {}

        /** @param name of the parameter of the address that holds the secret */
        record Query(String name, String secret) implements Auth {}

        /**
         * HMAC-SHA-256 of the body or, with a header for the time, of {@code <seconds>.<body>}.
         *
         * @param header that holds the signature
         * @param prefix before it, "" for none
         * @param hex whether it is written in hexadecimal and not in Base64
         * @param timeHeader that holds the time in seconds; "" for none
         */
        record Hmac(String secret, String header, String prefix, boolean hex, String timeHeader) implements Auth {}
    }

    /**
     * One thing it can be asked to do.
     *
     * @param path begins with a slash; values in it are parts of it and never lead out of it
     * @param parameters what whoever calls it gives
     * @param expects statuses that mean it was done
     * @param success what else must hold of the answer; null for nothing
     * @param answer JSON pointers into the answer, by the name of what stands there
     * @param timeout for all of it
     * @param idempotencyHeader that holds the same text at every attempt; null for none
     */
    public record Operation(
            String key,
            Label label,
            String method,
            Filled path,
            Map<String, Filled> query,
            Map<String, Filled> headers,
            Body body,
            List<Parameter> parameters,
            Set<Integer> expects,
            @Nullable Success success,
            Map<String, String> answer,
            Duration timeout,
            @Nullable String idempotencyHeader) {
        public Operation {
            query = ordered(query);
            headers = ordered(headers);
            parameters = List.copyOf(parameters);
            expects = Set.copyOf(expects);
            answer = ordered(answer);
        }
    }

    /** @param type text, number or bool */
    public record Parameter(String name, ExprType type, boolean required) {}

    /** Some services answer 200 and say in the body that nothing was done. @param at JSON pointer; @param is as text */
    public record Success(String at, Set<String> is) {
        public Success {
            is = Set.copyOf(is);
        }
    }

    /** A text with values in it, for programs: what stands in it is written as JSON writes it, whatever the language. */
    public record Filled(List<TextTemplate.Part> parts) {
        public Filled {
            parts = List.copyOf(parts);
        }
    }

    public sealed interface Body {
        record None() implements Body {}

        record Json(Node root) implements Body {}

        /** As a form in a page is sent. */
        record Form(Map<String, Filled> fields) implements Body {
            public Form {
                fields = ordered(fields);
            }
        }
    }

    /** A part of a JSON body. */
    public sealed interface Node {
        record Members(Map<String, Node> members) implements Node {
            public Members {
                members = ordered(members);
            }
        }

        record Elements(List<Node> elements) implements Node {
            public Elements {
                elements = List.copyOf(elements);
            }
        }

        /** One that is a single value keeps that value's type. */
        record Text(Filled text) implements Node {}

        /** @param json a number, true, false or null as written */
        record Plain(String json) implements Node {}
    }
}
