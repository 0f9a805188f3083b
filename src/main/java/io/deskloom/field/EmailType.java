package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail address as RFC 5321 sends it, without quoted local parts and comments, which nobody uses; at most 254 characters.
 * The domain is kept in small letters, names in other scripts are allowed on both sides (RFC 6531).
 */
final class EmailType extends TextKind {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final Pattern ADDRESS = Pattern.compile(
            "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?(\\.[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?)+");

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        if (text == null || text.isBlank()) {
            return Value.NULL;
        }
        String address = normal(text);
        // The length first: the pattern need not look at a megabyte.
        if (address.length() > LONGEST
                || address.indexOf('@') > LONGEST_LOCAL
                || !ADDRESS.matcher(address).matches()) {
            problems.add(pointer, "field.email", "A mail address looks like name@example.com.");
            return Value.NULL;
        }
        return Value.text(address);
    }

    /** The domain in small letters; what stands before it is the receiver's business. */
    @Override
    public String normal(String text) {
        String address = text.strip();
        int at = address.lastIndexOf('@');
        return at < 0
                ? address
                : address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "email", "maxLength", LONGEST);
    }

    @Override
    public Value mask(Value value) {
        // One letter and the domain: enough to recognise, too little to write to.
        return value instanceof Value.Text(String address)
                ? Value.text(address.substring(0, address.offsetByCodePoints(0, 1)) + "••••"
                        + address.substring(address.lastIndexOf('@')))
                : Value.NULL;
    }

    @Override
    public boolean isSearched() {
        return true;
    }
}
