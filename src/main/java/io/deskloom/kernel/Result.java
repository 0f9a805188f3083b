package io.deskloom.kernel;

import java.util.function.Function;

/** Either a value or the {@link Rejection} that stands in its way. */
public sealed interface Result<T> {
    record Ok<T>(T value) implements Result<T> {}

    record Refused<T>(Rejection rejection) implements Result<T> {}

    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Result<T> refused(Rejection rejection) {
        return new Refused<>(rejection);
    }

    default <U> Result<U> flatMap(Function<? super T, Result<U>> next) {
        return switch (this) {
            case Ok<T> ok -> next.apply(ok.value);
            case Refused<T> refused -> new Refused<>(refused.rejection);
        };
    }

    default <U> Result<U> map(Function<? super T, ? extends U> f) {
        return flatMap(v -> ok(f.apply(v)));
    }

    default boolean isOk() {
        return this instanceof Ok<T>;
    }

    /** The value; for callers that have checked, and for tests. */
    default T orThrow() {
        return switch (this) {
            case Ok<T> ok -> ok.value;
            case Refused<T> refused -> throw new IllegalStateException(refused.rejection.toString());
        };
    }
}
