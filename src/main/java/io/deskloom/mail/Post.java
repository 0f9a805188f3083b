package io.deskloom.mail;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.outbox.Undeliverable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sends each mail once: what a server has taken is written down and not sent again, whoever asks for it. */
@ApplicationScoped
class Post {
    private final Smtp smtp;
    private final MailStore store;
    private final Clock clock;

    Post(Smtp smtp, MailStore store, Clock clock) {
        this.smtp = smtp;
        this.store = store;
        this.clock = clock;
    }

    /** @throws Undeliverable where no server is set up any more: people see what was not sent */
    void check() throws Undeliverable {
        if (!smtp.isOn()) {
            throw new Undeliverable("mail-not-set-up");
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    boolean isSent(TenantId tenant, UUID id) {
        return store.isSent(tenant, id);
    }

    void send(TenantId tenant, UUID id, @Nullable TicketId ticket, Letter letter)
            throws Undeliverable, MessagingException {
        smtp.send(letter);
        // A node that dies exactly here sends it again, under the same Message-ID: no protocol of mail closes that gap.
        store.sent(tenant, id, ticket, now());
    }

    /** @param path of this application, with its question */
    String link(String path) {
        return smtp.server().site().toString().replaceAll("/+$", "") + path;
    }

    /** A Message-ID of ours. */
    String id(TenantId tenant, String name) {
        return name + "." + tenant.value() + "@" + smtp.server().from().domain();
    }
}
