package io.deskloom.rules;

import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values something can have while a condition holds: none at all or not, and of those there are either listed ones, or
 * all between two ends but some. Amounts are figures here, whatever their currency.
 *
 * @param none whether there may be no value
 * @param only the values it can be, null when an interval says
 * @param except those it cannot be although they lie between
 * @param low null for no lower end
 * @param high null for no upper end
 */
record Domain(
        boolean none,
        @Nullable Set<Value> only,
        Set<Value> except,
        @Nullable Value low,
        boolean lowIn,
        @Nullable Value high,
        boolean highIn) {
    static final Domain EVERYTHING = new Domain(true, null, Set.of(), null, false, null, false);
    static final Domain NOTHING = only(Set.of(), false);
    static final Domain NONE = only(Set.of(), true);
    static final Domain SOMETHING = new Domain(false, null, Set.of(), null, false, null, false);

    Domain {
        only = only == null ? null : Set.copyOf(only);
        except = Set.copyOf(except);
    }

    static Domain only(Set<Value> values, boolean none) {
        return new Domain(none, values, Set.of(), null, false, null, false);
    }

    /** Anything but these, or no value. */
    static Domain except(Set<Value> values) {
        return new Domain(true, null, values, null, false, null, false);
    }

    static Domain between(boolean none, @Nullable Value low, boolean lowIn, @Nullable Value high, boolean highIn) {
        return new Domain(none, null, Set.of(), low, lowIn, high, highIn);
    }

    boolean has(Value value) {
        if (value.isNull()) {
            return none;
        }
        Set<Value> listed = only;
        if (listed != null) {
            return listed.contains(value);
        }
        return !except.contains(value) && above(value) && below(value);
    }

    private boolean above(Value value) {
        Value end = low;
        if (end == null) {
            return true;
        }
        int c = compare(value, end);
        return lowIn ? c >= 0 : c > 0;
    }

    private boolean below(Value value) {
        Value end = high;
        if (end == null) {
            return true;
        }
        int c = compare(value, end);
        return highIn ? c <= 0 : c < 0;
    }

    /** What is in both. */
    Domain meet(Domain other) {
        boolean both = none && other.none;
        Set<Value> mine = only;
        Set<Value> theirs = other.only;
        if (mine != null) {
            return only(filtered(mine, other), both);
        }
        if (theirs != null) {
            return only(filtered(theirs, this), both);
        }
        Set<Value> but = except;
        if (!other.except.isEmpty()) {
            but = new HashSet<>(except);
            but.addAll(other.except);
        }
        boolean takeLow = other.low != null && (low == null || isTighterLow(other, low));
        boolean takeHigh = other.high != null && (high == null || isTighterHigh(other, high));
        return new Domain(
                both,
                null,
                but,
                takeLow ? other.low : low,
                takeLow ? other.lowIn : lowIn,
                takeHigh ? other.high : high,
                takeHigh ? other.highIn : highIn);
    }

    private boolean isTighterLow(Domain other, Value mine) {
        int c = compare(java.util.Objects.requireNonNull(other.low), mine);
        return c > 0 || c == 0 && !other.lowIn;
    }

    private boolean isTighterHigh(Domain other, Value mine) {
        int c = compare(java.util.Objects.requireNonNull(other.high), mine);
        return c < 0 || c == 0 && !other.highIn;
    }

    private static Set<Value> filtered(Set<Value> values, Domain by) {
        Set<Value> out = new HashSet<>();
        for (Value v : values) {
            if (by.has(v)) {
                out.add(v);
            }
        }
        return out;
    }

    /** Whether nothing can be it. Between two ends that differ something lies: figures are taken to be dense. */
    boolean isEmpty() {
        return !none && hasNoValue();
    }

    private boolean hasNoValue() {
        Set<Value> listed = only;
        if (listed != null) {
            return listed.isEmpty();
        }
        if (low == null || high == null) {
            return false;
        }
        int c = compare(low, high);
        return c > 0 || c == 0 && (!(lowIn && highIn) || except.contains(low));
    }

    /** Whether everything in it is in {@code other}, too; false when that cannot be told. */
    boolean within(Domain other) {
        if (none && !other.none) {
            return false;
        }
        if (hasNoValue()) {
            return true;
        }
        Set<Value> listed = only;
        if (listed != null) {
            return listed.stream().allMatch(other::has);
        }
        if (other.only != null) {
            // One value between its ends is a value.
            Value single = low;
            return single != null && high != null && compare(single, high) == 0 && other.has(single);
        }
        if (other.low != null && (low == null || isTighterLow(low, lowIn, other))) {
            return false;
        }
        if (other.high != null && (high == null || isTighterHigh(high, highIn, other))) {
            return false;
        }
        return other.except.stream().noneMatch(this::has);
    }

    private static boolean isTighterLow(Value mine, boolean mineIn, Domain other) {
        int c = compare(java.util.Objects.requireNonNull(other.low), mine);
        return c > 0 || c == 0 && mineIn && !other.lowIn;
    }

    private static boolean isTighterHigh(Value mine, boolean mineIn, Domain other) {
        int c = compare(java.util.Objects.requireNonNull(other.high), mine);
        return c < 0 || c == 0 && mineIn && !other.highIn;
    }

    /** Of values of one kind; others are in some order, too. */
    static int compare(Value x, Value y) {
        return switch (x) {
            case Value.Num(BigDecimal a) when y instanceof Value.Num(BigDecimal b) -> a.compareTo(b);
            case Value.Money a
            when y instanceof Value.Money b -> {
                int c = a.amount().compareTo(b.amount());
                yield c != 0 ? c : a.currency().compareTo(b.currency());
            }
            case Value.Date(LocalDate a) when y instanceof Value.Date(LocalDate b) -> a.compareTo(b);
            case Value.Timestamp(Instant a) when y instanceof Value.Timestamp(Instant b) -> a.compareTo(b);
            case Value.Span(Duration a) when y instanceof Value.Span(Duration b) -> a.compareTo(b);
            default -> x.toString().compareTo(y.toString());
        };
    }
}
