package io.deskloom.metadata;

import io.deskloom.field.Value;
import io.deskloom.model.PackDef;
import io.deskloom.model.TicketPaths;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a pack's manifest together with the values the workspace has chosen for its parameters. */
final class PackReader {
    private static final Set<String> WRITABLE = Set.of("priority", "team");

    private final Reading reading;
    private final Map<String, TypeReader> types;

    PackReader(Reading reading, Map<String, TypeReader> types) {
        this.reading = reading;
        this.types = types;
    }

    /** @param use the workspace's entry for this pack */
    PackDef read(At at, At use) {
        var label = reading.label(at.get("label"));
        reading.labelOrNull(at.get("description"));
        At wanted = use.get("version");
        if (wanted.present() && !wanted.text().equals(at.get("version").text())) {
            reading.problems.add(wanted.problem(
                    "pack.version",
                    Said.of(
                            "version {wanted} is wanted, but the folder holds {found}",
                            "wanted",
                            wanted.text(),
                            "found",
                            at.get("version").text())));
        }
        At capabilities = at.get("capabilities");
        capabilities.get("read").items().forEach(p -> path(p, false));
        capabilities.get("write").items().forEach(p -> path(p, true));
        return new PackDef(
                at.get("id").text(),
                at.get("namespace").text(),
                at.get("version").text(),
                label,
                new TreeSet<>(capabilities.get("read").texts()),
                new TreeSet<>(capabilities.get("write").texts()),
                parameters(at, use));
    }

    private void path(At path, boolean write) {
        int dot = path.text().indexOf('.');
        if (dot < 0) {
            return;
        }
        String owner = path.text().substring(0, dot);
        String name = path.text().substring(dot + 1);
        if (Set.of("ticket", "actor", "event").contains(owner)) {
            boolean known = write
                    ? owner.equals("ticket") && (WRITABLE.contains(name) || name.equals("*"))
                    : name.equals("*") || TicketPaths.SYSTEM.containsKey(path.text());
            if (!known) {
                reading.problems.add(path.problem(
                        "pack.path",
                        write
                                ? Said.of("'{path}' cannot be written", "path", path.text())
                                        .in("write")
                                : Said.of("'{path}' cannot be read", "path", path.text())));
            }
            return;
        }
        if (write && (owner.equals("webhook") || owner.equals("connector"))) {
            Set<String> known = owner.equals("webhook") ? reading.webhooks : reading.connectors;
            if (!name.equals("*") && !known.contains(name)) {
                reading.problems.add(path.problem(
                        "reference." + owner,
                        Said.of("unknown {what} '{name}'", "what", owner, "name", name)
                                .in("bare"),
                        Nearest.to(name, known)));
            }
            return;
        }
        TypeReader type = types.get(owner);
        if (type == null) {
            if (!reading.incomplete) {
                reading.problems.add(path.problem(
                        "reference.type",
                        Said.of("unknown {what} '{name}'", "what", "type", "name", owner)
                                .in("bare"),
                        Nearest.to(owner, types.keySet())));
            }
        } else if (!name.equals("*") && !type.keys().contains(name)) {
            reading.problems.add(path.problem(
                    "reference.field",
                    Said.of("type '{type}' has no {what} '{name}'", "type", owner, "what", "field", "name", name)
                            .in("bare"),
                    Nearest.to(name, type.keys())));
        }
    }

    private Map<String, Value> parameters(At at, At use) {
        Map<String, Value> values = new LinkedHashMap<>();
        Map<String, At> chosen = use.get("parameters").entries();
        for (At parameter : at.get("parameters").items()) {
            String name = parameter.get("name").text();
            reading.labelOrNull(parameter.get("label"));
            reading.labelOrNull(parameter.get("help"));
            At value = chosen.containsKey(name) ? use.get("parameters").get(name) : parameter.get("default");
            if (values.containsKey(name)) {
                reading.problems.add(parameter
                        .get("name")
                        .problem("duplicate", Said.of("there are two parameters called '{name}'", "name", name)));
            } else if (value.present()) {
                values.put(name, value(value, parameter));
            } else {
                if (parameter.get("required").isTrue()) {
                    reading.problems.add(use.problem(
                            "pack.parameter",
                            Said.of("the parameter '{name}' needs a value", "name", name)
                                    .in("missing")));
                }
                values.put(name, Value.NULL);
            }
        }
        chosen.forEach((name, value) -> {
            if (!values.containsKey(name)) {
                reading.problems.add(value.keyProblem(
                        "pack.parameter",
                        Said.of("the pack has no parameter '{name}'", "name", name)
                                .in("unknown"),
                        Nearest.to(name, values.keySet())));
            }
        });
        return values;
    }

    private Value value(At at, At parameter) {
        String type = parameter.get("type").text();
        Value value = parse(at, type);
        if (value == null) {
            reading.problems.add(at.problem("pack.parameter", Said.of("is not a value of type {type}", "type", type)));
            return Value.NULL;
        }
        BigDecimal number = switch (value) {
            case Value.Num n -> n.number();
            case Value.Money m -> m.amount();
            default -> null;
        };
        BigDecimal min = parameter.get("min").decimalOrNull();
        BigDecimal max = parameter.get("max").decimalOrNull();
        if (number != null && min != null && number.compareTo(min) < 0) {
            reading.problems.add(at.problem(
                    "pack.parameter",
                    Said.of("must be at least {limit}", "limit", min.toPlainString())
                            .in("least")));
        }
        if (number != null && max != null && number.compareTo(max) > 0) {
            reading.problems.add(at.problem(
                    "pack.parameter",
                    Said.of("must be at most {limit}", "limit", max.toPlainString())
                            .in("most")));
        }
        if (type.equals("team")) {
            reading.known("team", at, reading.teams);
        }
        if (type.equals("role")) {
            reading.known("role", at, reading.roles);
        }
        return value;
    }

    private static @Nullable Value parse(At at, String type) {
        return switch (type) {
            case "text", "team", "role" -> at.node().isTextual() ? Value.text(at.text()) : null;
            case "integer" -> at.node().isIntegralNumber() ? Value.num(at.node().decimalValue()) : null;
            case "decimal" -> at.node().isNumber() ? Value.num(at.node().decimalValue()) : null;
            case "boolean" -> at.node().isBoolean() ? Value.bool(at.isTrue()) : null;
            case "money" -> money(at);
            case "date" -> date(at.text());
            default -> Value.NULL; // the schema has reported the unknown type
        };
    }

    private static @Nullable Value money(At at) {
        String currency = at.get("currency").text();
        try {
            return at.node().size() == 2 && Currencies.known(currency)
                    ? new Value.Money(new BigDecimal(at.get("amount").node().asText()), currency)
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Value date(String text) {
        try {
            return new Value.Date(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
