package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.FieldType;
import io.deskloom.field.Kind;
import io.deskloom.model.CounterDef;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a counter. It is asked while somebody waits for a ticket to be saved: all it compares and filters by must be indexed.
 */
final class CounterReader {
    private final Reading reading;

    CounterReader(Reading reading) {
        this.reading = reading;
    }

    /** A counter as far as rules need to know it. */
    record Named(String key, List<String> same) {
        static Named of(String key, At at) {
            return new Named(key, at.get("same").texts());
        }

        /** Adds its paths to what rules for tickets of {@code type} may mention. */
        void paths(TypeReader type, Map<String, ExprType> paths) {
            if (same.stream().allMatch(f -> type.kind(f) != null)) {
                paths.put(CounterDef.PREFIX + key, ExprType.NUMBER);
                paths.put(CounterDef.PREFIX + key + CounterDef.LATEST, ExprType.TEXT);
            }
        }
    }

    Optional<CounterDef> read(At at) {
        reading.uniqueId("counter", at.get("id"));
        var label = reading.label(at.get("label"));
        int before = reading.problems.list().size();
        List<TypeReader> types = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (At type : at.get("types").items()) {
            reading.unique("types", type, named);
            if (reading.known("type", type, reading.tickets.keySet())) {
                Optional.ofNullable(reading.tickets.get(type.text())).ifPresent(types::add);
            }
        }
        at.get("readers").items().forEach(r -> reading.known("role", r, reading.roles));
        Set<String> fields = new HashSet<>();
        for (At same : at.get("same").items()) {
            reading.unique("fields", same, fields);
            compared(same, types);
        }
        At where = at.get("where");
        Expr condition = where.present() ? where(where, types) : null;
        Duration within = within(at.get("within"));
        if (types.isEmpty()
                || within == null
                || reading.problems.list().size() > before
                || where.present() && condition == null) {
            return Optional.empty();
        }
        return Optional.of(new CounterDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                at.get("types").texts(),
                at.get("same").texts(),
                condition,
                within,
                Math.clamp(at.get("most").number(CounterDef.MOST), 1, CounterDef.MOST),
                new TreeSet<>(at.get("readers").texts())));
    }

    /** All the types have it, of one kind, and find tickets by it. */
    private void compared(At same, List<TypeReader> types) {
        Set<Kind> kinds = new HashSet<>();
        for (TypeReader type : types) {
            Kind kind = type.kind(same.text());
            if (kind == null) {
                reading.known("field", same, type.keys());
                continue;
            }
            kinds.add(kind);
            mustBeIndexed(same, same.text(), type);
            if (kind.type().slot() == null || kind.type().slot() == FieldType.SlotKind.FLOAT) {
                reading.problems.add(same.problem(
                        "counter.not_comparable",
                        Said.of("'{field}' holds no single value that tickets could share", "field", same.text())));
            }
        }
        if (kinds.size() > 1) {
            reading.problems.add(same.problem(
                    "counter.kinds", Said.of("'{field}' is of different kinds in these types", "field", same.text())));
        }
    }

    private @Nullable Expr where(At where, List<TypeReader> types) {
        Expr last = null;
        for (TypeReader type : types) {
            Expr condition = type.ownCondition(where);
            if (condition == null) {
                return null;
            }
            for (String path : Mentions.of(condition)) {
                if (path.equals("actor") || path.startsWith("actor.")) {
                    reading.problems.add(where.problem(
                            "counter.actor", "a counter counts the same whoever acts; it cannot look at the actor"));
                }
                mustBeIndexed(where, path, type);
            }
            last = condition;
        }
        return last;
    }

    private void mustBeIndexed(At where, String path, TypeReader type) {
        if (type.kind(path) != null && !type.field(path).get("indexed").isTrue()) {
            reading.problems.add(where.problem(
                    "counter.not_indexed",
                    Said.of(
                            "'{field}' is not indexed, so counting by it would read every ticket; add 'indexed: true' to the field",
                            "field",
                            path)));
        }
    }

    private @Nullable Duration within(At at) {
        try {
            Duration within = Duration.parse(at.text());
            if (!within.isNegative() && !within.isZero() && within.compareTo(CounterDef.LONGEST) <= 0) {
                return within;
            }
        } catch (DateTimeParseException e) {
            // Said below, together with what is too long.
        }
        if (at.present()) {
            reading.problems.add(at.problem(
                    "counter.within",
                    Said.of(
                            "'{value}' is not a time of up to {days} days such as PT10M, PT1H or P7D",
                            "value",
                            at.text(),
                            "days",
                            CounterDef.LONGEST.toDays())));
        }
        return null;
    }
}
