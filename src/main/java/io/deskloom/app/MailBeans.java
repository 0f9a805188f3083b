package io.deskloom.app;

import io.deskloom.mail.Smtp;
import io.deskloom.mail.SmtpServer;
import io.deskloom.notification.MailAddress;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Mail as it is configured. */
@ApplicationScoped
class MailBeans {
    private static final Logger LOG = Logger.getLogger(MailBeans.class);

    /** A mail takes less than the minute an effect is leased. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Produces
    @Singleton
    Smtp smtp(MailSettings settings, @ConfigProperty(name = "deskloom.public-url") Optional<String> site) {
        return new Smtp(settings.host().filter(host -> !host.isBlank()).map(host -> {
            MailAddress from = settings.from()
                    .flatMap(MailAddress::of)
                    .orElseThrow(() -> wrong("deskloom.mail.from must be the address mails come from"));
            return new SmtpServer(
                    host,
                    settings.port(),
                    settings.tls(),
                    settings.user().orElse(null),
                    settings.password().orElse(null),
                    from,
                    site(site),
                    PATIENCE);
        }));
    }

    /** A setting that is wrong is said at the start, and not by the first mail. */
    void check(@Observes StartupEvent start, Smtp smtp) {
        if (!smtp.isOn()) {
            LOG.debug("no mail server is set up");
        }
    }

    private static URI site(Optional<String> text) {
        try {
            URI site = new URI(text.orElse("").strip());
            if (("https".equals(site.getScheme()) || "http".equals(site.getScheme()))
                    && site.getHost() != null
                    && site.getRawQuery() == null
                    && site.getRawFragment() == null) {
                return site;
            }
        } catch (URISyntaxException e) {
            throw wrong("deskloom.public-url is no address: " + e.getReason());
        }
        throw wrong("deskloom.public-url must say where people reach Deskloom, for the links in mails:"
                + " https://desk.example.com");
    }

    private static IllegalStateException wrong(String why) {
        return new IllegalStateException("deskloom.mail.host is set, so " + why);
    }
}
