package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why somebody was chosen or not.
 *
 * @param what the missing skill, what is full ({@link Load}), what they say of themselves; "" where the verdict says it all
 * @param own the figure that counted, by the strategy: tickets held, per mille held, skill, metres, seconds since; -1 unknown
 * @param other what it was compared with: the capacity, or the figure of who was chosen (of who came next); -1 for nobody
 */
public record Weighed(AccountId account, Verdict verdict, String what, long own, long other) {
    /** No figure. */
    public static final long UNKNOWN = -1;

    public enum Verdict {
        CHOSEN,
        ABSENT,
        OFF_SHIFT,
        NOT_THERE,
        FULL,
        UNSKILLED,
        /** Could have, but another came first. */
        BEHIND,
        /** Could, but it is for people to take it. */
        FREE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Verdict> of(String wire) {
            return Stream.of(values()).filter(v -> v.wire().equals(wire)).findFirst();
        }
    }
}
