package io.deskloom.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.notification.MailAddress;
import io.deskloom.outbox.Undeliverable;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said to a mail server, and what becomes of the mail when it answers badly. */
class SmtpTest {
    private static final MailAddress FROM = MailAddress.of("desk@shop.example").orElseThrow();

    private static Smtp smtp(int port, Duration patience, @Nullable String user) {
        return new Smtp(Optional.of(new SmtpServer(
                "127.0.0.1",
                port,
                SmtpServer.Tls.NONE,
                user,
                user == null ? null : "secret",
                FROM,
                URI.create("https://desk.example.com"),
                patience)));
    }

    private static Letter letter(String subject, String text) {
        return new Letter(
                MailAddress.of("anna@kunde.example").orElseThrow(),
                "Shop\r\nBcc: x@y.example",
                subject,
                "id@shop.example",
                null,
                "<p>" + text + "</p>",
                text,
                null,
                "en",
                Instant.parse("2026-11-30T03:00:00Z"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void aServerThatSaysOneWordNowAndThenIsHungUpOn() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(server, hungUp));
            assertThatThrownBy(() -> smtp(server.getLocalPort(), Duration.ofSeconds(2), null)
                            .send(letter("x", "x")))
                    .isInstanceOf(MessagingException.class);
            assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A greeting that has no end: every line says that another one follows, each within the patience of one wait. */
    private static void drip(ServerSocket server, CountDownLatch hungUp) {
        try (Socket client = server.accept()) {
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 60; i++) {
                client.getOutputStream().write("220-wait\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
                boolean _ = never.await(250, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            hungUp.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aNameIsOneLineAndAMailIsBounded() throws Exception {
        int port = freePort();
        try (FakeSmtp server = new FakeSmtp(port, _ -> true, _ -> "250 taken")) {
            Smtp smtp = smtp(port, Duration.ofSeconds(20), null);
            smtp.send(letter("Über\r\nBcc: evil@mail.example", "x"));
            assertThat(server.taken).singleElement().satisfies(taken -> {
                String headers = taken.data().substring(0, taken.data().indexOf("\n\n"));
                assertThat(headers.lines()).noneMatch(line -> line.startsWith("Bcc"));
                assertThat(headers).contains("Message-ID: <id@shop.example>", "Date: Mon, 30 Nov 2026");
                assertThat(taken.to()).hasSize(1);
            });
            assertThatThrownBy(() -> smtp.send(letter("x", "long ".repeat(100_000))))
                    .isInstanceOfSatisfying(
                            Undeliverable.class, e -> assertThat(e.code()).isEqualTo("mail-too-large"));
            assertThat(server.taken).hasSize(1);
        }
    }

    @Test
    void aServerThatDoesNotLetUsInMayDoSoLater() throws Exception {
        int port = freePort();
        try (FakeSmtp server = new FakeSmtp(port, _ -> true, _ -> "250 taken")) {
            // A setting is wrong, the mail is not.
            assertThatThrownBy(() -> smtp(port, Duration.ofSeconds(20), "desk").send(letter("x", "x")))
                    .isInstanceOf(AuthenticationFailedException.class);
            assertThat(server.taken).isEmpty();
        }
    }

    @Test
    void whereTheConnectionMustBeSecretNothingIsSaidInTheOpen() throws Exception {
        int port = freePort();
        try (FakeSmtp server = new FakeSmtp(port, _ -> true, _ -> "250 taken")) {
            Smtp smtp = new Smtp(Optional.of(new SmtpServer(
                    "127.0.0.1",
                    port,
                    SmtpServer.Tls.STARTTLS,
                    null,
                    null,
                    FROM,
                    URI.create("https://desk.example.com"),
                    Duration.ofSeconds(20))));
            assertThatThrownBy(() -> smtp.send(letter("x", "x"))).isInstanceOf(MessagingException.class);
            assertThat(server.taken).isEmpty();
        }
    }
}
