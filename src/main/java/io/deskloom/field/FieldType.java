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
 * <p>API and database share one JSON form: kinds of {@link Shape#TEXT} are strings; numbers are numbers (exact); money is
 * {@code {"amount": "12.50", "currency": "CNY"}}; boolean a boolean; lists arrays of strings; date "2026-11-22";
 * date-time an ISO instant with "Z"; duration an ISO duration; kinds of {@link Shape#PARTS} objects of their parts, and a
 * table an array of such objects.
 */
public interface FieldType {
    /** What expressions see. */
    Shape shape();

    /** The parts expressions may look at, for kinds of {@link Shape#PARTS}; a name means the same in every kind. */
    default Map<String, Shape> parts() {
        return Map.of();
    }

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

    /** The part a slot of a compound kind holds; "" when the slot holds the whole value. */
    default String slotPart() {
        return "";
    }

    /** The value in words for a person, on one line where it has one; never read back. "" for nothing. */
    String format(Value value, Settings settings, Wording wording);

    /**
     * The text of a CSV or XLSX cell, which {@link #fromCell} reads back to an equal value; "" for nothing. It is the bare
     * text: whoever writes the file guards against cells that a spreadsheet would take for formulas.
     */
    String toCell(Value value, Settings settings, Wording wording);

    /**
     * Reads a cell: what {@link #toCell} writes and what people write instead (option labels, grouped digits, full-width
     * signs, local dates). Blank is {@link Value#NULL}. Checks the shape only, as {@link #parse}; {@link #validate} is next.
     */
    Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems);

    /** The value of a query parameter ({@code tier=vip}); for most kinds what a cell would say in plain form. */
    default Value fromQuery(String text, Settings settings, String pointer, Problems problems) {
        return parse(text, settings, pointer, problems);
    }

    /** Whether a search looks through what values of this kind say, or through the names of the files they refer to. */
    default boolean isSearched() {
        return false;
    }

    /** The texts of a value that a search looks through. */
    default List<String> texts(Value value) {
        return List.of();
    }

    /** A text somebody looks for, in the form such values are stored in: phone numbers are written in many ways. */
    default String normal(String text) {
        return text;
    }

    /** Whether values refer to files; a file belongs to the place it is in, so such values cannot become another field's. */
    default boolean holdsFiles() {
        return false;
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

    /** Whether nobody ever gets the value back, whatever their rights: it is kept sealed and shown masked. */
    default boolean isWriteOnly() {
        return false;
    }

    /** Whether the server gives the value when a record is made, and nobody may write it. */
    default boolean isAssigned() {
        return false;
    }

    /** What the texts of a value refer to, which must exist when it is written. */
    default Refers refers() {
        return Refers.NOTHING;
    }

    /** What a value's texts name. */
    enum Refers {
        NOTHING,
        ACCOUNTS,
        TEAMS
    }

    /** The typed slot columns of {@code record}: how many there are and what they hold. */
    enum SlotKind {
        /** s1..s8, text COLLATE "C". */
        TEXT(8),
        /** n1..n6, float8: not exact, so unused by money and decimals. */
        FLOAT(6),
        /** i1..i2, int8: integers, scaled decimals and money, durations in microseconds. */
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
