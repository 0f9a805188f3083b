package io.deskloom.kernel;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Least recently used values up to a total weight, softly held: the collector may take any of them. At least the newest is
 * kept, however heavy. Thread-safe.
 */
public final class WeightedCache<K, V> {
    private final long capacity;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    private record Entry<V>(SoftReference<V> value, int weight) {}

    /** @param capacity of all values together, in whatever {@link #put} weighs them by */
    public WeightedCache(long capacity) {
        this.capacity = capacity;
    }

    /** The value, unless it was never put, was one too many, or the collector took it. */
    public synchronized @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value().get();
    }

    /** Keeps {@code value}, and for it gives up what was used longest ago. */
    public synchronized void put(K key, V value, int weightOf) {
        Entry<V> old = entries.put(key, new Entry<>(new SoftReference<>(value), weightOf));
        weight += weightOf - (old == null ? 0 : old.weight());
        var eldest = entries.entrySet().iterator();
        while (weight > capacity && entries.size() > 1) {
            weight -= eldest.next().getValue().weight();
            eldest.remove();
        }
    }

    /** Entries, those the collector took included. */
    public synchronized int size() {
        return entries.size();
    }
}
