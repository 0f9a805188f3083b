package io.deskloom.imports;

/** How often each of many numbers came, in little memory: half a million take sixteen megabytes at most. */
final class LongCounts {
    private long[] keys = new long[1 << 12];
    private int[] counts = new int[1 << 12];
    private int used;

    /** Counts {@code key} once more; answers how often it has come, this time included. */
    int add(long key) {
        if (used * 2 >= keys.length) {
            grow();
        }
        int at = place(keys, counts, key);
        if (counts[at] == 0) {
            keys[at] = key;
            used++;
        }
        return ++counts[at];
    }

    private static int place(long[] keys, int[] counts, long key) {
        int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & (keys.length - 1);
        while (counts[at] != 0 && keys[at] != key) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] moreKeys = new long[keys.length * 2];
        int[] moreCounts = new int[keys.length * 2];
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] != 0) {
                int at = place(moreKeys, moreCounts, keys[i]);
                moreKeys[at] = keys[i];
                moreCounts[at] = counts[i];
            }
        }
        keys = moreKeys;
        counts = moreCounts;
    }
}
