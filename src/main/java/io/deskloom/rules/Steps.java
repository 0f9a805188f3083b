package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values next to a value: of whole numbers the next one, of amounts a cent more. Between two neighbours nothing lies.
 *
 * @param places after the point
 * @param min below it there is nothing, null for no bound
 */
record Steps(
        ExprType type,
        int places,
        String currency,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max) {
    private static final int FINE = 6;
    private static final int CENTS = 2;

    static Steps of(Expr value, Universe universe) {
        Optional<FieldDef> field =
                value instanceof Expr.Attribute(String path, var _) ? universe.field(path) : Optional.empty();
        Settings settings = field.map(FieldDef::settings).orElse(Settings.NONE);
        int places = field.map(f -> places(f.kind(), settings)).orElse(FINE);
        String currency = settings.currency();
        return new Steps(value.type(), places, currency == null ? "CNY" : currency, settings.min(), settings.max());
    }

    private static int places(Kind kind, Settings settings) {
        Integer scale = settings.scale();
        return switch (kind) {
            case INTEGER, RATING, AUTONUMBER -> 0;
            case MONEY -> CENTS;
            default -> scale == null ? FINE : scale;
        };
    }

    /** As the column holds it: a bare figure among amounts is one of them. */
    Value typed(Value v) {
        return type == ExprType.MONEY && v instanceof Value.Num(BigDecimal n) ? new Value.Money(n, currency) : v;
    }

    /** Any value of the type. */
    Value some() {
        BigDecimal figure = min == null ? BigDecimal.ZERO : min;
        return switch (type) {
            case MONEY -> new Value.Money(figure, currency);
            case DATE -> new Value.Date(LocalDate.EPOCH);
            case TIMESTAMP -> new Value.Timestamp(Instant.EPOCH);
            case SPAN -> new Value.Span(Duration.ZERO);
            default -> Value.num(figure);
        };
    }

    /** The one after it or, with -1, before it; empty when there is none. */
    Optional<Value> beside(Value v, int way) {
        BigDecimal step = BigDecimal.valueOf(way).movePointLeft(places);
        Value next = switch (v) {
            case Value.Num(BigDecimal n) -> Value.num(n.add(step));
            case Value.Money(BigDecimal n, String of) -> new Value.Money(n.add(step), of);
            case Value.Date d -> new Value.Date(d.day().plusDays(way));
            case Value.Timestamp t -> new Value.Timestamp(t.at().plusSeconds(way));
            case Value.Span s -> new Value.Span(s.length().plusSeconds(way));
            default -> v;
        };
        return fits(next) ? Optional.of(next) : Optional.empty();
    }

    /** Whether a field may hold it. */
    boolean fits(Value v) {
        BigDecimal figure = switch (v) {
            case Value.Num(BigDecimal n) -> n;
            case Value.Money(BigDecimal n, var _) -> n;
            default -> null;
        };
        return figure == null
                || (min == null || figure.compareTo(min) >= 0)
                        && (max == null || figure.compareTo(max) <= 0)
                        && figure.stripTrailingZeros().scale() <= places;
    }
}
