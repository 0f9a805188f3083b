package io.deskloom.app;

import io.deskloom.mail.SmtpServer;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings of mail; each is an environment variable as well ({@code DESKLOOM_MAIL_HOST=smtp.example.com}). */
@ConfigMapping(prefix = "deskloom.mail")
interface MailSettings {
    /** The mail server; without one nothing is mailed. */
    Optional<String> host();

    @WithDefault("587")
    int port();

    /** "starttls", "tls", or "none" for a server on the same machine. */
    @WithDefault("starttls")
    SmtpServer.Tls tls();

    Optional<String> user();

    Optional<String> password();

    /** The address mails come from. */
    Optional<String> from();
}
