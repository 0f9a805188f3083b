package io.deskloom.expr;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts that remember what was asked for: the facts consulted, for "why?" and replay. Not thread-safe. */
public final class RecordingFacts implements Facts {
    private final Facts inner;
    private final SortedMap<String, Value> consulted = new TreeMap<>();

    public RecordingFacts(Facts inner) {
        this.inner = inner;
    }

    @Override
    public Value get(String path) {
        Value v = inner.get(path);
        consulted.put(path, v);
        return v;
    }

    @Override
    public Moment moment() {
        return inner.moment();
    }

    /** Path to value as it was when consulted, sorted by path. */
    public SortedMap<String, Value> consulted() {
        return Collections.unmodifiableSortedMap(consulted);
    }
}
