package io.deskloom.mail;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.mail.MailLinks.Link;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.notification.NotificationStore;
import io.deskloom.notification.Silence;
import io.deskloom.notification.TellAgenda;
import io.deskloom.template.MailTemplates;
import io.deskloom.template.MailTemplates.Says;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What becomes of it when somebody follows a link of a mail. */
@ApplicationScoped
public class LinksFollowed {
    private final MailStore store;
    private final NotificationStore notifications;
    private final Snapshots snapshots;
    private final MailTemplates templates;

    LinksFollowed(MailStore store, NotificationStore notifications, Snapshots snapshots, MailTemplates templates) {
        this.store = store;
        this.notifications = notifications;
        this.snapshots = snapshots;
        this.templates = templates;
    }

    /** The page that asks; programs that look at every link of a mail have done nothing by it. */
    public String ask(Link link) {
        return switch (link) {
            case Link.Stop stop -> page(Says.STOP, link, rule(stop));
            case Link.Confirm confirm -> page(Says.CONFIRM, link, confirm.address());
        };
    }

    /** Does what the link is for. @return the page that says so; null when what it was about is gone */
    public @Nullable String follow(Link link, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        return switch (link) {
            case Link.Stop stop -> {
                stop(stop, at);
                yield page(Says.STOPPED, link, rule(stop));
            }
            case Link.Confirm confirm ->
                notifications.confirm(confirm.tenant(), confirm.account(), confirm.address(), at)
                        ? page(Says.CONFIRMED, link, confirm.address())
                        : null;
        };
    }

    /** The page of a link that opens nothing. */
    public String bad(String language) {
        return templates.page(Says.BAD, language, "Deskloom", "");
    }

    private void stop(Link.Stop stop, Instant at) {
        TenantId tenant = stop.tenant();
        AccountId account = stop.account();
        String address = stop.address();
        if (account != null) {
            // Who wants to hear nothing at all of it goes on hearing nothing.
            if (notifications.silences(tenant, account).get(stop.rule()) == null) {
                notifications.silence(tenant, account, stop.rule(), Silence.MAIL);
            }
        } else if (address != null) {
            store.refuse(tenant, Base64.getUrlDecoder().decode(address), stop.rule(), at);
        }
    }

    private String page(Says says, Link link, String subject) {
        String workspace = snapshots.current(link.tenant()).workspace().label().in(link.language());
        return templates.page(says, link.language(), workspace, subject);
    }

    private String rule(Link.Stop stop) {
        MetadataSnapshot now = snapshots.current(stop.tenant());
        if (stop.rule().equals(TellAgenda.BY_HAND)) {
            return AskForAnswer.NAME.in(stop.language());
        }
        return now.rule(stop.rule())
                .map(rule -> rule.label().in(stop.language()))
                .orElse(stop.rule());
    }
}
