package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One field kind. Pure and stateless. JSON here is the plain-object form: String, Boolean, Integer, Long, BigInteger,
 * BigDecimal, List, Map, null: what Jackson reads with exact decimals.
 *
 * <p>API and database share one JSON form: text kinds, single, account and phone are strings; integer and decimal are
 * numbers (exact); money is {@code {"amount": "12.50", "currency": "CNY"}}; boolean a boolean; multi an array of option
 * keys; date "2026-11-22"; date-time an ISO instant with "Z".
 */
public interface FieldType {
    Kind kind();

    /** Reads API or stored JSON; on a wrong shape adds problems at {@code pointer} and answers {@link Value#NULL}. */
    Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems);

    /** Checks a well-shaped value against the settings (length, range, options …); never reads outside. */
    void validate(Value value, Settings settings, String pointer, Problems problems);

    /** The JSON form of a value of this kind; null for {@link Value.Null}. */
    @Nullable
    Object toJson(Value value);

    /** JSON Schema 2020-12 of the API form, as plain objects. */
    Map<String, Object> jsonSchema(Settings settings);

    /** Which slot columns can hold it, or null when it cannot be indexed. */
    @Nullable
    SlotKind slot();

    /** The value as its slot stores it (String, Long, Double, Instant, UUID), or null. */
    @Nullable
    Object toSlot(Value value, Settings settings);

    /** Digits after the point that {@link #toSlot} scales by; 0 for kinds whose slot is not scaled. */
    default int scale(Settings settings) {
        return 0;
    }

    /** The attachments a value refers to; none for kinds that hold no files. */
    default List<UUID> files(Value value) {
        return List.of();
    }

    /** Of a kind that holds files: whether only such will do that there are pictures of. */
    default boolean wantsPictures() {
        return false;
    }

    /** The masked form for readers who may only see that there is something ("138 •••• 5520"). */
    default Value mask(Value value) {
        return value.isNull() ? Value.NULL : Value.text("••••");
    }

    /** The typed slot columns of {@code record}: how many there are and what they hold. */
    enum SlotKind {
        /** s1..s8, text COLLATE "C". */
        TEXT(8),
        /** n1..n6, float8: not exact, so unused by money and decimals. */
        FLOAT(6),
        /** i1..i2, int8: integers, and scaled decimals and money. */
        LONG(2),
        /** d1..d4, timestamptz. */
        TIME(4),
        /** r1..r4, uuid: the record looked up. */
        RECORD(4);

        private final int count;

        SlotKind(int count) {
            this.count = count;
        }

        public int count() {
            return count;
        }
    }
}
