package io.deskloom.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * What became of something that was leased. It counts only for whoever still holds the lease, which {@code attempts} tells: each lease
 * is one more.
 */
public sealed interface Outcome {
    UUID id();

    int attempts();

    /** Carried out: forgotten. */
    record Done(UUID id, int attempts) implements Outcome {}

    /** Not before {@code due} again. */
    record Retry(UUID id, int attempts, Instant due, Failure failure) implements Outcome {}

    /** Given up at {@code at}; kept for people to look at. */
    record Dead(UUID id, int attempts, Instant at, Failure failure) implements Outcome {}

    /** Not tried, or broken off without its fault: to be had again from {@code due}, and the attempt does not count. */
    record PutBack(UUID id, int attempts, Instant due) implements Outcome {}
}
