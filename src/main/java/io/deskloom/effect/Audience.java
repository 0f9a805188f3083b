package io.deskloom.effect;

import org.jspecify.annotations.Nullable;

/** Somebody to be told. Who that is, is found out when it comes to telling. */
public sealed interface Audience {
    /** Whoever has the ticket. */
    record Assignee() implements Audience {}

    record Requester() implements Audience {}

    /** @param key of the team whose people are meant; null for the one that has the ticket */
    record Team(@Nullable String key) implements Audience {}

    /** Everybody of a role. */
    record Role(String key) implements Audience {}

    /** @param id as a rule computed it */
    record Account(String id) implements Audience {}

    /** Somebody without an account. @param address as a rule computed it */
    record Address(String address) implements Audience {}
}
