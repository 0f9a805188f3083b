package io.deskloom.ticket;

import io.deskloom.field.Value;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stored ticket's values by field id, each read when it is asked for: a list shows a dozen of two hundred. What is asked for
 * twice is read once. Unmodifiable, as {@link Map#copyOf} is. Of some tickets not all fields came from the database; they say so
 * when another is asked for, rather than that it is empty.
 */
public final class StoredFields extends AbstractMap<String, Value> {
    private final Map<String, ? extends @Nullable Object> stored;
    private final BiFunction<String, @Nullable Object, Value> read;
    private final @Nullable Set<String> only;
    private final Map<String, Value> known = new ConcurrentHashMap<>();
    private @Nullable Map<String, Value> all;

    /**
     * @param stored as the database keeps them, by field id; not changed any more by whoever gives it
     * @param read the value of a field id and what is stored for it, {@link Value#NULL} when no definition reads it; always
     *     the same for the same
     */
    public StoredFields(
            Map<String, ? extends @Nullable Object> stored, BiFunction<String, @Nullable Object, Value> read) {
        this(stored, read, null);
    }

    /** @param only the field ids that came from the database; null for all */
    public StoredFields(
            Map<String, ? extends @Nullable Object> stored,
            BiFunction<String, @Nullable Object, Value> read,
            @Nullable Set<String> only) {
        this.stored = stored;
        this.read = read;
        this.only = only == null ? null : Set.copyOf(only);
    }

    /** A field was asked for that did not come from the database. Whoever chose the fields asks again for all. */
    public static final class NotRead extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NotRead(String field) {
            super("not read: " + field);
        }
    }

    /** The ids that have been asked for, of empty fields, too. */
    public Set<String> asked() {
        return Set.copyOf(known.keySet());
    }

    /** The same with another value of one field, {@link Value#NULL} for none. */
    StoredFields with(String id, Value value) {
        StoredFields out = new StoredFields(stored, read, only);
        out.known.putAll(known);
        out.known.put(id, value);
        return out;
    }

    @Override
    public @Nullable Value get(@Nullable Object id) {
        if (!(id instanceof String key)) {
            return null;
        }
        Value value = known.get(key);
        if (value == null) {
            if (only != null && !only.contains(key)) {
                throw new NotRead(key);
            }
            Object there = stored.get(key);
            value = there == null ? Value.NULL : read.apply(key, there);
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
        if (only != null) {
            throw new NotRead("all");
        }
        Map<String, Value> map = all;
        if (map == null) {
            Map<String, Value> values = new HashMap<>();
            Set<String> ids = new HashSet<>(stored.keySet());
            // Some may have been given other values.
            ids.addAll(known.keySet());
            ids.forEach(id -> {
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

    /** Of what did not come whole, what has been asked for so far. */
    @Override
    public String toString() {
        return only == null ? super.toString() : known.toString();
    }
}
