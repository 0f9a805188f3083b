package io.deskloom.ticket;

import io.deskloom.field.Value;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stored ticket's values by field id, each read when it is asked for: a list shows a dozen of two hundred. What is asked for
 * twice is read once. Unmodifiable, as {@link Map#copyOf} is.
 */
public final class StoredFields extends AbstractMap<String, Value> {
    private final Map<String, ? extends @Nullable Object> stored;
    private final BiFunction<String, @Nullable Object, Value> read;
    private final Map<String, Value> known = new ConcurrentHashMap<>();
    private @Nullable Map<String, Value> all;

    /**
     * @param stored as the database keeps them, by field id; not changed any more by whoever gives it
     * @param read the value of a field id and what is stored for it, {@link Value#NULL} when no definition reads it; always
     *     the same for the same
     */
    public StoredFields(
            Map<String, ? extends @Nullable Object> stored, BiFunction<String, @Nullable Object, Value> read) {
        this.stored = stored;
        this.read = read;
    }

    @Override
    public @Nullable Value get(@Nullable Object id) {
        if (!(id instanceof String key)) {
            return null;
        }
        Value value = known.get(key);
        if (value == null) {
            Object there = stored.get(key);
            if (there == null) {
                return null;
            }
            value = read.apply(key, there);
            known.put(key, value);
        }
        return value.isNull() ? null : value;
    }

    @Override
    public boolean containsKey(@Nullable Object id) {
        return get(id) != null;
    }

    /** Reads all of them. */
    @Override
    public Set<Map.Entry<String, Value>> entrySet() {
        Map<String, Value> map = all;
        if (map == null) {
            Map<String, Value> values = new HashMap<>();
            stored.keySet().forEach(id -> {
                Value value = get(id);
                if (value != null) {
                    values.put(id, value);
                }
            });
            map = Collections.unmodifiableMap(values);
            all = map;
        }
        return map.entrySet();
    }
}
