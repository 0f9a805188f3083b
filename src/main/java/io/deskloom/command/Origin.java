package io.deskloom.command;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a command came from.
 *
 * @param channel "web", "api", "cli", "import", "mail", "seed" or "rule"; recorded with every event
 * @param macro key of the macro it was done by, null when it was done by hand
 * @param key the caller's idempotency key: the same command under the same key is carried out once; null without
 * @param depth how many tickets that rules made led here, each by rules about the one before; 0 for what people do
 */
public record Origin(
        String channel,
        @Nullable String key,
        int depth,
        @Nullable String macro) {
    /** The channel of what is told of the past: a demo's stories. */
    public static final String TOLD = "seed";

    private static final Pattern CHANNEL = Pattern.compile("[a-z]{1,20}");
    /** The longest key there may be, in characters. */
    public static final int LONGEST_KEY = 200;

    public Origin {
        if (!CHANNEL.matcher(channel).matches()) {
            throw new IllegalArgumentException("a channel is a short lower-case word");
        }
        if (key != null && !isKey(key)) {
            throw new IllegalArgumentException("an idempotency key is 1 to 200 visible ASCII characters");
        }
    }

    public Origin(String channel, @Nullable String key) {
        this(channel, key, 0, null);
    }

    public static Origin of(String channel) {
        return new Origin(channel, null);
    }

    /** Done by hand. */
    public Origin(String channel, @Nullable String key, int depth) {
        this(channel, key, depth, null);
    }

    /** Whether it has happened already, and is only told now. */
    boolean isTold() {
        return channel.equals(TOLD);
    }

    /** The same by a macro. */
    Origin by(String macroKey) {
        return new Origin(channel, key, depth, macroKey);
    }

    /** Whether {@code text} can be an idempotency key: 1 to 200 visible ASCII characters. */
    public static boolean isKey(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_KEY && text.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
