package io.deskloom.attachment;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ClamAvTest {
    private static Scan scan(int port, byte[] content) {
        return new ClamAv("localhost", port, Duration.ofSeconds(5)).scan(new ByteArrayInputStream(content));
    }

    @Test
    void cleanAndInfected() throws IOException {
        try (FakeClamd clamd = new FakeClamd()) {
            assertThat(scan(clamd.port(), text("a harmless text"))).isEqualTo(Scan.CLEAN);
            assertThat(scan(clamd.port(), new byte[300_000])).isEqualTo(Scan.CLEAN);
            assertThat(scan(clamd.port(), text(FakeClamd.VIRUS))).isEqualTo(Scan.INFECTED);
            assertThat(clamd.asked).hasValue(3);
        }
    }

    @Test
    void whateverIsNotSaidToBeCleanIsNot() throws IOException {
        try (FakeClamd clamd = new FakeClamd()) {
            for (String answer :
                    new String[] {"INSTREAM size limit exceeded. ERROR", "", "stream: OKAY", "stream: x OK"}) {
                clamd.instead = answer;
                assertThat(scan(clamd.port(), text("x"))).as(answer).isEqualTo(Scan.UNAVAILABLE);
            }
        }
    }

    @Test
    void nobodyThereIsNoVerdict() throws IOException {
        int port;
        try (ServerSocket nobody = new ServerSocket(0)) {
            port = nobody.getLocalPort();
        }
        assertThat(scan(port, text("x"))).isEqualTo(Scan.UNAVAILABLE);
    }
}
