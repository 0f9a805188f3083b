package io.deskloom.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprJson;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.Facts;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The conformance corpus of expressions, which Java, PostgreSQL and TypeScript all run. */
public record ExprCorpus(Map<String, ExprType> types, List<Case> cases, List<Refused> refused) {
    /** One text and what it must give for some facts. */
    public record Case(
            String name,
            String text,
            Map<String, Value> facts,
            Moment moment,
            Object expect,
            Object tree,
            TypeEnv env) {
        public Expr parse() {
            Problems problems = new Problems();
            Expr e = Expressions.parse(text, env, null, "", problems);
            if (e == null) {
                throw new AssertionError(name + ": " + Problem.lines(problems.list()));
            }
            return e;
        }

        public Value expected(Expr parsed) {
            Value v = ExprJson.readValue(expect, parsed.type());
            if (v == null) {
                throw new AssertionError(name + ": expect is not a " + parsed.type());
            }
            return v;
        }

        public Facts asFacts() {
            return new Facts() {
                @Override
                public Value get(String path) {
                    return facts.getOrDefault(path, Value.NULL);
                }

                @Override
                public Moment moment() {
                    return moment;
                }
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A text that must be refused; each problem holds code and perhaps line, column, suggestion. */
    public record Refused(String name, String text, ExprType expected, List<Map<String, Object>> problems) {}

    public TypeEnv env() {
        return env(types);
    }

    private static TypeEnv env(Map<String, ExprType> types) {
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

    @SuppressWarnings("unchecked")
    public static ExprCorpus load() {
        try (InputStream in = ExprCorpus.class.getResourceAsStream("/conformance/expressions.json")) {
            Map<String, Object> all = new ObjectMapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readValue(in, Map.class);
            Map<String, ExprType> types = new TreeMap<>();
            ((Map<String, String>) all.get("types")).forEach((k, v) -> types.put(k, type(v)));
            List<Case> cases = ((List<Map<String, Object>>) all.get("cases"))
                    .stream().map(c -> read(c, all, types)).toList();
            List<Refused> refused = ((List<Map<String, Object>>) all.get("refused"))
                    .stream()
                            .map(c -> new Refused(
                                    (String) c.get("name"),
                                    (String) c.get("expr"),
                                    c.get("expected") == null ? null : type((String) c.get("expected")),
                                    (List<Map<String, Object>>) c.get("problems")))
                            .toList();
            return new ExprCorpus(types, cases, refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExprType type(String wire) {
        return ExprType.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    @SuppressWarnings("unchecked")
    private static Case read(Map<String, Object> c, Map<String, Object> all, Map<String, ExprType> types) {
        String name = (String) c.get("name");
        Map<String, Value> facts = new HashMap<>();
        ((Map<String, Object>) c.getOrDefault("facts", Map.of())).forEach((path, json) -> {
            Value v = ExprJson.readValue(json, types.get(path));
            if (v == null) {
                throw new AssertionError(name + ": fact " + path + " is not a " + types.get(path));
            }
            facts.put(path, v);
        });
        Moment moment = new Moment(Instant.parse((String) c.getOrDefault("now", all.get("now"))), ZoneId.of((String)
                c.getOrDefault("zone", all.get("zone"))));
        if (!c.containsKey("expect")) {
            throw new AssertionError(name + ": nothing expected");
        }
        return new Case(name, (String) c.get("expr"), facts, moment, c.get("expect"), c.get("tree"), env(types));
    }
}
