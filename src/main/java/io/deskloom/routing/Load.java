package io.deskloom.routing;

import java.util.HashMap;
import java.util.Map;

/** How many open tickets somebody holds: {@link #ALL} of them, and those of each type and channel. */
public record Load(Map<String, Integer> held) {
    /** Of whatever kind. */
    public static final String ALL = "all";

    private static final String TYPE = "type:";
    private static final String CHANNEL = "channel:";

    public static final Load NONE = new Load(Map.of());

    public Load {
        held = Map.copyOf(held);
    }

    /** @param typeId definition id, which stays when a type is called something else */
    public static String ofType(String typeId) {
        return TYPE + typeId;
    }

    public static String ofChannel(String channel) {
        return CHANNEL + channel;
    }

    /** With one more. */
    public Load with(String what) {
        Map<String, Integer> more = new HashMap<>(held);
        more.merge(what, 1, Integer::sum);
        return new Load(more);
    }

    public int all() {
        return of(ALL);
    }

    /** @param what {@link #ALL}, or one type or channel */
    public int of(String what) {
        return held.getOrDefault(what, 0);
    }
}
