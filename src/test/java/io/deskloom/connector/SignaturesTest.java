package io.deskloom.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures as a receiver checks them. */
class SignaturesTest {
    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final Instant AT = Instant.ofEpochSecond(1_674_087_231L);

    static String secret(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    private static byte[] key(int fill) {
        return Signatures.key(secret(fill)).orElseThrow();
    }

    @Test
    void aReceiverFindsItsOwnSignatureAmongThem() throws Exception {
        String body = "{\"type\":\"test\",\"壶\":1}";
        String header = Signatures.header(ID, AT, body, List.of(key(1), key(2)));
        assertThat(header.split(" ")).hasSize(2).allMatch(s -> s.startsWith("v1,"));
        for (int i = 0; i < 2; i++) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    Base64.getDecoder().decode(secret(i + 1).substring("whsec_".length())), "HmacSHA256"));
            byte[] expected = mac.doFinal((ID + ".1674087231." + body).getBytes(StandardCharsets.UTF_8));
            assertThat(header.split(" ")[i])
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(expected));
        }
        assertThat(Signatures.header(ID, AT, body + " ", List.of(key(1)))).isNotEqualTo(header.split(" ")[0]);
        assertThat(Signatures.header(ID, AT.plusSeconds(1), body, List.of(key(1))))
                .isNotEqualTo(header.split(" ")[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "secret",
                "whsec_%%%",
                "whsec_c2hvcnQ=",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void whatIsNoSecretOfTheFormIsNone(String text) {
        assertThat(Signatures.key(text)).isEmpty();
    }
}
