package io.deskloom.rules;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Least recently used values up to a total weight, softly held: the collector may take any of them. At least the newest is
 * kept, however heavy. Thread-safe.
 */
final class WeightedCache<K, V> {
    private final long capacity;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    private record Entry<V>(SoftReference<V> value, int weight) {}

    WeightedCache(long capacity) {
        this.capacity = capacity;
    }

    synchronized @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value().get();
    }

    synchronized void put(K key, V value, int weightOf) {
        Entry<V> old = entries.put(key, new Entry<>(new SoftReference<>(value), weightOf));
        weight += weightOf - (old == null ? 0 : old.weight());
        var eldest = entries.entrySet().iterator();
        while (weight > capacity && entries.size() > 1) {
            weight -= eldest.next().getValue().weight();
            eldest.remove();
        }
    }

    synchronized int size() {
        return entries.size();
    }
}
