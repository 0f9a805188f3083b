package io.deskloom.field;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A value as fields hold it and expressions see it. Absent and null are the same: {@link Null}. Numbers are exact.
 * A single option is a {@link Text} holding its key, an account a {@link Text} holding its id, a multi a {@link Items}
 * of option keys, a table {@link Items} of {@link Parts}.
 */
public sealed interface Value {
    Value NULL = new Null();

    /** Nothing there. */
    record Null() implements Value {}

    record Text(String text) implements Value {}

    /** An exact decimal without trailing zeros, so that 1.0 and 1 are equal. */
    record Num(BigDecimal number) implements Value {
        public Num {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
            if (number.scale() < 0) {
                number = number.setScale(0);
            }
        }
    }

    /** An exact amount in an ISO 4217 currency. */
    record Money(BigDecimal amount, String currency) implements Value {
        public Money {
            amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
            if (amount.scale() < 0) {
                amount = amount.setScale(0);
            }
        }
    }

    record Bool(boolean is) implements Value {}

    /** A calendar day without a zone. */
    record Date(LocalDate day) implements Value {}

    /** An instant, to the microsecond (the database's precision). */
    record Timestamp(Instant at) implements Value {}

    /** An elapsed time, exact seconds and nanoseconds. */
    record Span(Duration length) implements Value {}

    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A value of named parts (a period, a place, a row of a table); a part that is not there is left out. */
    record Parts(Map<String, Value> parts) implements Value {
        public Parts {
            SortedMap<String, Value> there = new TreeMap<>(parts);
            there.values().removeIf(Value::isNull);
            parts = Collections.unmodifiableSortedMap(there);
        }

        public Value part(String name) {
            return parts.getOrDefault(name, NULL);
        }
    }

    static Value text(String text) {
        return new Text(text);
    }

    static Value num(long n) {
        return new Num(BigDecimal.valueOf(n));
    }

    static Value num(BigDecimal n) {
        return new Num(n);
    }

    static Value bool(boolean b) {
        return new Bool(b);
    }

    static Value texts(List<String> texts) {
        return new Items(texts.stream().map(Value::text).toList());
    }

    default boolean isNull() {
        return this instanceof Null;
    }
}
