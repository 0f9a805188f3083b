package io.deskloom.model;

import java.time.Period;

/**
 * How long tickets of a type are kept once they are over (solved, closed or cancelled), or records of an object type once nothing
 * looks them up, and nobody changes them any more.
 *
 * @param after at least a day
 */
public record Retention(Period after, Then then) {
    /** What happens to them. */
    public enum Then {
        /** What is personal in them goes; the ticket, its steps and its amounts stay. */
        ERASE,
        /** All of it goes. */
        DELETE
    }
}
