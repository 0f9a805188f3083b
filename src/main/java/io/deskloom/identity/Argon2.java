package io.deskloom.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with parameters that are kept in the stored text, in the PHC string format.
 *
 * @param memoryKib per hash
 * @param passes over the memory
 * @param lanes computed one after the other here
 */
record Argon2(int memoryKib, int passes, int lanes) {
    /** OWASP Password Storage Cheat Sheet, 2025: 19 MiB, two passes, one lane. */
    static final Argon2 CURRENT = new Argon2(19 * 1024, 2, 1);

    /** A thousand logins of a test run would otherwise cost minutes; what they find out does not depend on it. */
    static final Argon2 OF_TESTS = new Argon2(256, 1, 1);

    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    String hash(String password) {
        byte[] salt = Secrets.randomBytes(SALT);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(compute(password, salt, HASH));
    }

    /** Whether {@code password} is the one {@code stored} was made of. Throws IllegalStateException if stored is no such text. */
    static boolean matches(String stored, String password) {
        Matcher m = parse(stored);
        byte[] expected = Base64.getDecoder().decode(m.group(5));
        byte[] actual = parameters(m).compute(password, Base64.getDecoder().decode(m.group(4)), expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    /** Whether {@code stored} was made with other parameters than {@code this}. */
    boolean differsFrom(String stored) {
        return !parameters(parse(stored)).equals(this);
    }

    private static Matcher parse(String stored) {
        Matcher m = PHC.matcher(stored);
        if (!m.matches()) {
            throw new IllegalStateException("a stored password is not an Argon2id text");
        }
        return m;
    }

    private static Argon2 parameters(Matcher m) {
        return new Argon2(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
    }

    private byte[] compute(String password, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] out = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), out);
        return out;
    }
}
