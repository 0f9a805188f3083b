package io.deskloom.routing;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many open tickets somebody can hold at once.
 *
 * @param all of whatever kind; null for no limit
 * @param types by ticket type key; those that are not named have no limit of their own
 * @param channels by channel, likewise
 */
public record Capacity(@Nullable Integer all, Map<String, Integer> types, Map<String, Integer> channels) {
    /** The code by which it is refused that somebody takes more than that. */
    public static final String REACHED = "capacity-reached";

    public static final Capacity UNLIMITED = new Capacity(null, Map.of(), Map.of());

    /** The most that can be said. */
    public static final int MOST = 10_000;

    public Capacity {
        types = Map.copyOf(types);
        channels = Map.copyOf(channels);
    }

    public static Capacity of(int all) {
        return new Capacity(all, Map.of(), Map.of());
    }

    /** With what {@code otherwise} says where this says nothing. */
    public Capacity or(Capacity otherwise) {
        Map<String, Integer> ofTypes = new HashMap<>(otherwise.types);
        ofTypes.putAll(types);
        Map<String, Integer> ofChannels = new HashMap<>(otherwise.channels);
        ofChannels.putAll(channels);
        return new Capacity(all == null ? otherwise.all : all, ofTypes, ofChannels);
    }

    /** The limits that count for a ticket, by what they limit (see {@link Load}). @param typeId definition id of the type */
    public Map<String, Integer> limits(String type, String typeId, String channel) {
        Map<String, Integer> limits = new HashMap<>();
        put(limits, Load.ALL, all);
        put(limits, Load.ofType(typeId), types.get(type));
        put(limits, Load.ofChannel(channel), channels.get(channel));
        return Map.copyOf(limits);
    }

    private static void put(Map<String, Integer> limits, String what, @Nullable Integer most) {
        if (most != null) {
            limits.put(what, most);
        }
    }
}
