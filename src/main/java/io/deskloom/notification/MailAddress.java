package io.deskloom.notification;

import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/** A mail address that every server takes: what stands before the @ is ASCII, names of domains in other scripts are translated. */
public record MailAddress(String text) {
    /** What Java's older rules would make another domain of than today's: the mail would go to somebody else. */
    private static final Pattern TURNED = Pattern.compile("[ßς\\x{200c}\\x{200d}]");

    private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]+");

    /** Empty for what is no address: two of them, a name beside it, a line of a header behind it. */
    public static Optional<MailAddress> of(String text) {
        Problems problems = new Problems();
        Value value = FieldTypes.of(Kind.EMAIL).parse(text, Settings.NONE, "", problems);
        if (!problems.isEmpty() || !(value instanceof Value.Text(String address))) {
            return Optional.empty();
        }
        int at = address.lastIndexOf('@');
        if (TURNED.matcher(address.substring(at)).find()) {
            return Optional.empty();
        }
        try {
            String whole = address.substring(0, at) + "@" + IDN.toASCII(address.substring(at + 1));
            return ASCII.matcher(whole).matches() ? Optional.of(new MailAddress(whole)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String domain() {
        return text.substring(text.lastIndexOf('@') + 1);
    }
}
