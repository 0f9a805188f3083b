package io.deskloom.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition a value must fulfil.
 *
 * @param check expression tree
 * @param message what to say when it does not hold, by language
 */
public record FieldRule(Map<String, @Nullable Object> check, Map<String, String> message) {}
