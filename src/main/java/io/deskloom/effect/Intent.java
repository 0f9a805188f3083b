package io.deskloom.effect;

import io.deskloom.field.Value;

/** What a rule wants, with its values computed. {@code command} checks it against access and flow, then applies it. */
public sealed interface Intent {
    /** @param field field key */
    record SetField(String field, Value value) implements Intent {}

    /** @param priority priority code */
    record SetPriority(int priority) implements Intent {}

    /** @param team team key */
    record AssignTeam(String team) implements Intent {}
}
