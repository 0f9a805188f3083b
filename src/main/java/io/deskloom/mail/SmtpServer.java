package io.deskloom.mail;

import io.deskloom.notification.MailAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The mail server of this installation.
 *
 * @param user null for a server that asks nobody who he is
 * @param from the address all mails come from, and where what cannot be delivered goes back to
 * @param site where people reach this application: links in mails lead there
 * @param patience the longest one mail takes; shorter than the time an effect is leased, or another node would send it too
 */
public record SmtpServer(
        String host,
        int port,
        Tls tls,
        @Nullable String user,
        @Nullable String password,
        MailAddress from,
        URI site,
        Duration patience) {
    /** How the connection is kept from others' eyes. */
    public enum Tls {
        /** Begins in the open and must become secret before anything is said. */
        STARTTLS,
        /** Secret from the first byte. */
        TLS,
        /** Not at all: for a server on the same machine. */
        NONE
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
