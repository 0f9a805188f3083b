package io.deskloom.view;

import java.util.UUID;

/** An account as a name to read. */
public record Person(UUID id, String name) {}
