package io.deskloom.routing;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How one of several people who could take a ticket is chosen. */
public enum Strategy {
    /** Whoever was given one longest ago. */
    ROUND_ROBIN,
    /** Whoever holds least of what they can hold. */
    LEAST_LOAD,
    /** Whoever knows best what it takes. */
    WEIGHTED_SKILL,
    /** Whoever is nearest to where it is about. */
    NEAREST,
    /** Whoever had the requester's ticket last; else as by least load. */
    LAST_AGENT,
    /** Nobody: it waits to be taken. */
    POOL;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Strategy> of(String wire) {
        return Stream.of(values()).filter(s -> s.wire().equals(wire)).findFirst();
    }
}
