package io.deskloom.metadata;

import io.deskloom.field.Value;
import java.util.Optional;

/** The order of written values. */
final class Ordered {
    private Ordered() {}

    /** As {@link Comparable#compareTo}; empty for values of different kinds or currencies. */
    static Optional<Integer> compare(Value x, Value y) {
        return switch (x) {
            case Value.Num a
            when y instanceof Value.Num b -> Optional.of(a.number().compareTo(b.number()));
            case Value.Money a
            when y instanceof Value.Money b && a.currency().equals(b.currency()) ->
                Optional.of(a.amount().compareTo(b.amount()));
            case Value.Date a
            when y instanceof Value.Date b -> Optional.of(a.day().compareTo(b.day()));
            case Value.Timestamp a when y instanceof Value.Timestamp b -> Optional.of(a.at().compareTo(b.at()));
            case Value.Span a
            when y instanceof Value.Span b -> Optional.of(a.length().compareTo(b.length()));
            default -> Optional.empty();
        };
    }
}
