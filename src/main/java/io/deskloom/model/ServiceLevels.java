package io.deskloom.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Calendars and service levels of a release, by key.
 *
 * @param policies in the order tickets ask them
 */
public record ServiceLevels(Map<String, CalendarDef> calendars, Map<String, SlaDef> policies) {
    public static final ServiceLevels NONE = new ServiceLevels(Map.of(), Map.of());

    public ServiceLevels {
        calendars = Collections.unmodifiableMap(new TreeMap<>(calendars));
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
    }

    /** Those for tickets of a type, in order. */
    public List<SlaDef> of(String type) {
        return policies.values().stream().filter(p -> p.types().contains(type)).toList();
    }

    public Optional<SlaDef> policy(String key) {
        return Optional.ofNullable(policies.get(key));
    }

    public Optional<CalendarDef> calendar(String key) {
        return Optional.ofNullable(calendars.get(key));
    }
}
