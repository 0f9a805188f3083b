package io.deskloom.notification;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.OutboxSignal;
import java.util.ArrayList;
import java.util.List;

/**
 * What is on its way to the people of one workspace, written some hundreds at a time. Each has an id of its own, so that those written
 * before something fails are not there twice.
 */
final class Letters {
    /** So many are written in one transaction: a hundred wishes may be for five hundred people each. */
    private static final int WRITTEN_TOGETHER = 500;

    private final TenantId tenant;
    private final NotificationStore store;
    private final OutboxSignal outbox;
    private final List<Notification> told = new ArrayList<>();
    private final List<NotificationStore.Mailing> mails = new ArrayList<>();

    Letters(TenantId tenant, NotificationStore store, OutboxSignal outbox) {
        this.tenant = tenant;
        this.store = store;
        this.outbox = outbox;
    }

    void tell(Notification notification) {
        told.add(notification);
    }

    void mail(NotificationStore.Mailing mail) {
        mails.add(mail);
    }

    void writeMany() {
        if (told.size() + mails.size() >= WRITTEN_TOGETHER) {
            write();
        }
    }

    void write() {
        if (told.isEmpty() && mails.isEmpty()) {
            return;
        }
        store.add(tenant, told, mails);
        if (!mails.isEmpty()) {
            outbox.filled(tenant);
        }
        told.clear();
        mails.clear();
    }
}
