package io.deskloom.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to change of an account; null leaves a part as it is. */
public record AccountChange(
        @Nullable String name,
        @Nullable String language,
        @Nullable String theme,
        @Nullable Set<String> roles,
        @Nullable Set<String> teams,
        @Nullable Boolean disabled) {}
