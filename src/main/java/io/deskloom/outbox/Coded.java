package io.deskloom.outbox;

/** A failure that says what it is: lower-case letters, digits and hyphens, at most 60, no value of a ticket ("receiver-busy"). */
public interface Coded {
    String code();
}
